"""An operator's own rules: in the form of ours, each fault named with file, rule and the nearest valid word."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files

import orjson
import pytest
import yaml

from review.checks.own_rules import NONE, OwnRules, Reading, read_rules
from review.checks.rules import SCANNED_LANGUAGES, rules_for
from review.checks.static import StaticCheck
from review.models import ScanMatch, ScanReport, Severity, Side
from review.models.rule import Rule
from tests.review.checks.subjects import subject

METADATA = {"title": "Float for money", "category": "own-amounts", "severity": "high", "confidence": 0.9}
RULE = {
    "id": "own-float-amount",
    "languages": ["python"],
    "message": "Amounts are whole cents.",
    "metadata": METADATA,
    "pattern": "amount(float($X))",
}


def read(*rules: object, parts: Mapping[str, object] | None = None, name: str = "pay/money.yaml") -> Reading:
    texts = {name: yaml.safe_dump({"rules": list(rules)})}
    if parts is not None:
        texts["pay/parts.yaml"] = yaml.safe_dump(dict(parts))
    return read_rules(texts)


def without(key: str) -> dict[str, object]:
    return {name: value for name, value in RULE.items() if name != key}


def told(**changed: object) -> dict[str, object]:
    return {**RULE, "metadata": {**METADATA, **changed}}


def test_a_rule_is_described_and_given_to_the_engine_without_our_words() -> None:
    reading = read(told(cwe=["CWE-682"], owasp="A04:2021"))
    assert reading.wrong == ()
    assert reading.rules.described["own-float-amount"] == Rule(
        "own-float-amount", ("python",), "Float for money", "Amounts are whole cents.", "own-amounts", Severity.HIGH,
        0.9, ("CWE-682",), "A04:2021",
    )  # fmt: skip
    (form,) = reading.rules.rules_for({"python", "go"})
    assert form == {"id": "own-float-amount", "languages": ["python"], "pattern": "amount(float($X))",
                    "message": "own-float-amount", "severity": "ERROR"}  # fmt: skip
    assert reading.rules.rules_for({"go"}) == NONE.rules_for(SCANNED_LANGUAGES) == ()


def test_parts_are_put_in_place() -> None:
    reading = read(
        {**without("pattern"), "pattern-either": [{"use": "money"}]}, parts={"money": [{"pattern": "pay()"}]}
    )
    assert reading.wrong == ()
    assert reading.rules.rules_for(["python"])[0]["pattern-either"] == [{"pattern": "pay()"}]


def test_our_own_rules_would_be_read_if_they_had_other_ids() -> None:
    """It is the same form."""
    folder = files("review.checks.rules")
    texts: dict[str, str] = {}
    for family in ("python", "go", "c"):
        for each in folder.joinpath(family).iterdir():
            if each.name.endswith(".yaml"):
                texts[f"{family}/{each.name}"] = each.read_text("utf-8").replace("- id: ", "- id: own-")
    reading = read_rules(texts)
    assert [one for one in reading.wrong if "`paths` may only" not in one] == []
    assert len(reading.rules.described) > 100


@pytest.mark.parametrize(("rule", "said"), [
    ("text", "rule `number 1`: must be a mapping"),
    (without("id"), "`id` must be 1 to 100 letters"),
    ({**RULE, "id": "a.b"}, "`id` must be"),
    ({**RULE, "patern": "x"}, "`patern` is no key of a rule (did you mean `pattern`?)"),
    (without("pattern"), "has no pattern"),
    (without("languages"), "`languages` must be a list of: bash, "),
    ({**RULE, "languages": ["pyton"]}, "`languages` holds `pyton`, which is not scanned here (did you mean `python`?)"),
    ({**RULE, "languages": ["c", "python"]}, "C, C++ and Swift are read as text"),
    ({**RULE, "mode": "tain"}, "`mode` must be one of search, taint (did you mean `taint`?)"),
    (without("message"), "`message` must be a text"),
    (without("metadata"), "`metadata` must be a mapping"),
    (told(sevrity="low"), "`sevrity` is no key of `metadata` (did you mean `severity`?)"),
    (told(severity="hihg"), "`metadata.severity` must be one of critical, high, medium, low, info (did"),
    (told(severity="ERROR"), "`metadata.severity` must be one of"),
    (told(category="weak-hsh"), "or one of your own that begins with `own-` (did you mean `weak-hash`?)"),
    (told(category="CWE-79"), "`metadata.category` must be"),
    (told(confidence=2), "`metadata.confidence` must be"),
    (told(confidence=True), "`metadata.confidence` must be"),
    (told(cwe=["79"]), "`metadata.cwe` must be a list"),
    (told(owasp="A11"), "`metadata.owasp` must be one of"),
    (told(title=""), "`metadata.title` must be a text"),
    ({**RULE, "paths": {"include": ["src/**"]}}, "the engine sees no more of a name"),
    ({**RULE, "pattern-either": [{"use": "mony"}]}, "`use: mony` names nothing in `parts.yaml` beside the file"),
    ({**RULE, "options": {1: 2}}, "holds what the engine cannot be given"),
])  # fmt: skip
def test_a_wrong_rule_is_named_with_its_file_and_what_it_must_be(rule: object, said: str) -> None:
    reading = read(rule, {**RULE, "id": "own-good"})
    assert len(reading.wrong) == 1, reading.wrong
    assert reading.wrong[0].startswith("pay/money.yaml, rule `")
    assert said in reading.wrong[0]
    assert list(reading.rules.described) == ["own-good"], "control: the other one is read"


@pytest.mark.parametrize(("text", "said"), [
    ("rules: [", "pay.yaml: line 2 is not YAML"),
    ("- a", "pay.yaml: must hold `rules` with a list of rules"),
    ("", "must hold `rules`"),
    ("rule: []", "must hold `rules` with a list of rules and nothing else, not `rule` (did you mean `rules`?)"),
    ("rules: []\nextra: 1", "and nothing else, not `extra`"),
])  # fmt: skip
def test_a_file_that_is_none_is_named(text: str, said: str) -> None:
    (wrong,) = read_rules({"pay.yaml": text}).wrong
    assert said in wrong


def test_an_id_stands_once_and_is_none_of_ours() -> None:
    ours = str(rules_for(["python"])[0]["id"])
    assert "one of Diffdiver's own rules" in read({**RULE, "id": ours}).wrong[0]
    assert "this id stands twice" in read(RULE, RULE).wrong[0]
    both = read_rules({"a.yaml": yaml.safe_dump({"rules": [RULE]}), "b.yaml": yaml.safe_dump({"rules": [RULE]})})
    assert "b.yaml, rule `own-float-amount`: this id stands twice" in both.wrong[0]


def test_rules_for_text_are_given_as_ours_are() -> None:
    rule = {**without("pattern"), "languages": ["cpp"], "pattern-regex": "money"}
    (form,) = read(rule).rules.rules_for(["cpp"])
    assert form["languages"] == ["regex"]
    assert form["paths"] == {"include": ["*.c", "*.h", "*.cpp", "*.hpp"]}


def test_what_changes_an_answer_changes_the_digest_of_its_languages_alone() -> None:
    first = read(RULE, {**RULE, "id": "own-go", "languages": ["go"]}).rules
    other = read({**RULE, "pattern": "x"}, {**RULE, "id": "own-go", "languages": ["go"]}).rules
    assert first.digest("python") != other.digest("python")
    assert first.digest("go") == other.digest("go")
    assert first.digest("ruby") == "" != first.digest("go")
    words = read(told(title="Other words")).rules
    assert words.digest("python") == read(RULE).rules.digest("python"), "what is said of a match is no part of it"


def own() -> OwnRules:
    return read(told(owasp="A04:2021", category="weak-hash")).rules


def test_a_match_of_such_a_rule_is_a_finding_in_the_operator_s_words() -> None:
    match = ScanMatch("own-float-amount", "pay.py", Side.RIGHT, 1, 1)
    given = subject({"pay.py": (None, "amount(float(x))\n")}, matches=(match,))
    report = ScanReport("semgrep", (match,), (), own().of({match.rule_id, "py-weak-hash"}))
    (found,) = StaticCheck().run(replace(given, scan=report)).findings
    assert (found.rule_id, found.title, found.severity) == ("own-float-amount", "Float for money", Severity.HIGH)
    assert (found.owasp, found.category, found.confidence) == ("A04:2021", "weak-hash", 0.9)


def test_they_cross_into_another_process() -> None:
    assert pickle.loads(pickle.dumps(own())) == own()
    assert orjson.loads(orjson.dumps(list(own().rules_for(["python"]))))
