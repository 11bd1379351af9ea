"""One finding as models write it: to the letter of either version of the question, or in their own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from review.findings.extraction import extract
from review.findings.reading import MAX_FIX, meant_claim
from review.models import Severity
from tests.review.findings.test_extraction import FINDING

SAMPLES = Path(__file__).parents[2] / "samples"
NEW = {**FINDING, "fix": "Refuse a discount of 100.", "test": "def test_full():\n    assert Cart(100).total() == 0\n"}


def trust(*findings: dict[str, object]) -> float:
    return extract(json.dumps({"findings": findings})).trust


def test_a_fix_and_a_test_are_read() -> None:
    (claim,) = extract(json.dumps({"findings": [NEW]})).claims
    assert (claim.fix, claim.test) == (NEW["fix"], NEW["test"])
    assert trust(NEW) == 1.0


@pytest.mark.parametrize("gone", [("fix",), ("test",), ("fix", "test")])
def test_an_answer_to_the_version_before_lacks_them_and_is_to_the_letter(gone: tuple[str, ...]) -> None:
    assert trust({name: value for name, value in NEW.items() if name not in gone}) == 1.0


def test_neither_may_be_null_or_empty_and_says_nothing_then() -> None:
    for nothing in (None, "", "  \n"):
        (claim,) = extract(json.dumps({"findings": [{**NEW, "fix": nothing, "test": nothing}]})).claims
        assert (claim.fix, claim.test) == ("", "")


def test_control_what_the_schema_does_not_know_is_not_to_the_letter() -> None:
    assert trust({**NEW, "verdict": "sure"}) < 1.0
    assert trust({**NEW, "test": ["assert True"]}) < 1.0


@pytest.mark.parametrize(("name", "field"), [("recommendation", "fix"), ("suggested_test", "test"), ("Fix", "fix")])
def test_other_names_are_understood(name: str, field: str) -> None:
    claim = meant_claim({**FINDING, name: "cap it"})
    assert claim is not None
    assert getattr(claim, field) == "cap it"


def test_a_fix_is_words_and_never_replacement_code() -> None:
    claim = meant_claim({**FINDING, "fix": "rm -rf /"})
    assert claim is not None
    assert claim.suggestion is None


def test_what_a_model_writes_is_bounded() -> None:
    claim = meant_claim({**FINDING, "fix": "f" * 10**6, "test": "t" * 10**6})
    assert claim is not None
    assert (len(claim.fix), len(claim.test)) == (MAX_FIX, 8_000)


@pytest.mark.parametrize("said", ["style", "Code Style", "naming", "readability/nit", "code_formatting", "nitpick"])
def test_style_by_any_name_is_style_and_never_severe(said: str) -> None:
    claim = meant_claim({**FINDING, "category": said.replace("/", " "), "severity": "critical"})
    assert claim is not None
    assert (claim.category, claim.severity) == ("style", Severity.LOW)


@pytest.mark.parametrize("said", ["information disclosure", "initialization", "unit", "lifestyle"])
def test_control_a_word_within_a_word_is_no_style(said: str) -> None:
    claim = meant_claim({**FINDING, "category": said, "severity": "critical"})
    assert claim is not None
    assert (claim.category, claim.severity) == ("correctness", Severity.CRITICAL)


def test_the_recorded_answers_of_both_versions_are_read_to_the_letter() -> None:
    for name in ("demo/answers.json", "completions/demo_v2.json"):
        recorded = json.loads((SAMPLES / name).read_text())
        extraction = extract(json.dumps(recorded.get("default", recorded)))
        assert (len(extraction.claims), extraction.trust, extraction.unreadable) == (4, 1.0, 0), name


@pytest.mark.parametrize("name", ["demo/answers.json", "completions/demo_v2.json"])
def test_the_recorded_answers_quote_what_is_there(name: str) -> None:
    recorded = json.loads((SAMPLES / name).read_text())
    for claim in extract(json.dumps(recorded.get("default", recorded))).claims:
        sides = [(SAMPLES / "demo" / side / claim.path).read_text().split("\n") for side in ("base", "head")]
        assert claim.quoted_code.split("\n") in [lines[claim.start_line - 1 : claim.end_line] for lines in sides]
