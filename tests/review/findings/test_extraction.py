"""Every model's answer ends as claims or as a named failure; no text crashes the reader."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.errors import UnusableAnswer
from review.findings.extraction import MAX_ANSWER, extract, usable
from review.models import Severity

FINDING: dict[str, object] = {
    "path": "cart.py",
    "start_line": 15,
    "end_line": 15,
    "quoted_code": "total = total / (100 - self.discount)",
    "category": "correctness",
    "severity": "high",
    "title": "A discount of 100 divides by zero",
    "message": "With discount 100 this raises ZeroDivisionError.",
    "why": "The shop cannot be checked out.",
    "suggestion": None,
    "confidence": 0.9,
}
SECOND = {**FINDING, "path": "other.py", "title": 'It says "no" to {everything}'}
WHOLE = json.dumps({"findings": [FINDING, SECOND]})


def paths(text: str) -> list[str]:
    return [claim.path for claim in extract(text).claims]


def test_an_answer_to_the_letter_of_the_schema_is_read_as_it_is() -> None:
    extraction = extract(WHOLE)
    assert extraction.trust == 1.0
    assert extraction.unreadable == 0
    claim = extraction.claims[0]
    assert (claim.path, claim.start_line, claim.severity, claim.confidence) == ("cart.py", 15, Severity.HIGH, 0.9)
    assert extraction.claims[1].title == 'It says "no" to {everything}'


def test_a_fence_in_the_code_that_is_quoted_stays_there() -> None:
    suggestion = 'text = """\n```python\nprint(1)\n```\n"""'
    (claim,) = extract(json.dumps({"findings": [{**FINDING, "suggestion": suggestion}]})).claims
    assert claim.suggestion == suggestion


def test_an_explicitly_empty_list_is_an_answer() -> None:
    assert extract('{"findings": []}').claims == ()
    assert extract('Nothing found.\n```json\n{ "findings" : [ ] }\n```').claims == ()
    assert extract("[]").claims == ()


@pytest.mark.parametrize(
    "text",
    [
        f"Here is my review, don't worry:\n```json\n{WHOLE}\n```\nIt's done.",
        f"```\n{WHOLE}\n```",
        WHOLE.replace("}, {", "},\n// the next one\n{").replace("]}", ",]}"),
        WHOLE.replace('"findings"', "findings"),
        str({"findings": [FINDING, SECOND]}),
        json.dumps(FINDING) + "\nand another:\n" + json.dumps(SECOND),
        json.dumps([FINDING, SECOND], indent=2),
        json.dumps({"findings": [FINDING]}) + json.dumps({"findings": [SECOND]}),
        json.dumps({"review": {"comments": [FINDING, SECOND]}}),
        WHOLE.replace("checked out.", "checked\n\tout."),
        "<think>{maybe}</think>" + WHOLE,
    ],
    ids=[
        "prose",
        "fence",
        "comments",
        "bare-key",
        "python",
        "two-objects",
        "list",
        "two-lists",
        "wrapped",
        "raw-newlines",
        "thinking",
    ],
)
def test_both_findings_survive_the_ways_models_write_json(text: str) -> None:
    extraction = extract(text)
    assert [claim.path for claim in extraction.claims] == ["cart.py", "other.py"]
    assert extraction.claims[0].quoted_code == FINDING["quoted_code"]
    assert extraction.trust <= 1.0


def test_of_a_truncated_answer_the_whole_findings_are_kept_and_the_rest_counted() -> None:
    extraction = extract(WHOLE[:-60])
    assert [claim.path for claim in extraction.claims] == ["cart.py"]
    assert extraction.unreadable == 1
    assert 0 < extraction.trust < 1


@pytest.mark.parametrize("end", range(1, len(WHOLE), 29))
def test_wherever_an_answer_is_cut_only_whole_findings_come_out(end: int) -> None:
    try:
        claims = extract(WHOLE[:end]).claims
    except UnusableAnswer:
        claims = ()
    for claim, given_ in zip(claims, (FINDING, SECOND), strict=False):
        assert claim.message == given_["message"]
        assert claim.confidence == given_["confidence"]


def test_names_and_scales_that_models_prefer_are_understood() -> None:
    text = '[{"file": "a.py", "line": "12-14", "severity": "Major", "description": "boom", "confidence": "80%"}]'
    claim = extract(text).claims[0]
    assert (claim.path, claim.start_line, claim.end_line) == ("a.py", 12, 14)
    assert (claim.severity, claim.title, claim.confidence) == (Severity.HIGH, "boom", 0.8)


@pytest.mark.parametrize(
    "text",
    [
        f"<think>\nPerhaps {json.dumps(SECOND)}, no.\n</think>\n{json.dumps({'findings': [FINDING]})}",
        f"<thinking>{json.dumps(SECOND)}</thinking>```json\n{json.dumps([FINDING])}\n```",
        f"Perhaps {json.dumps(SECOND)}, no.\n</think>\n\n{json.dumps({'findings': [FINDING]})}",
    ],
)
def test_a_draft_among_the_models_thoughts_is_no_answer(text: str) -> None:
    assert paths(text) == ["cart.py"]


def test_a_mark_of_thoughts_in_quoted_code_is_code() -> None:
    quoting = {**FINDING, "quoted_code": "split('<think>')[1].split('</think>{')"}
    assert paths(json.dumps({"findings": [quoting, SECOND]})) == ["cart.py", "other.py"]
    assert paths(json.dumps({"findings": [quoting, SECOND]})[:-60]) == ["cart.py"]


@pytest.mark.parametrize("unit", ["<think></think>", "<think>x</think>{", "</think>{", "<think>"])
def test_thoughts_without_end_are_no_answer(unit: str) -> None:
    assert not usable(unit * (MAX_ANSWER // len(unit)))


def test_one_broken_finding_does_not_cost_the_others() -> None:
    broken = {**FINDING, "path": None}
    assert paths(json.dumps({"findings": [broken, SECOND]})) == ["other.py"]


def test_the_same_finding_said_twice_counts_once() -> None:
    assert paths(f"draft: {json.dumps(FINDING)} final: {json.dumps(FINDING)}") == ["cart.py"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "```json\n```",
        "I cannot help with that.",
        "LGTM!",
        "{}",
        "null",
        "[1]",
        '{"findings": [',
        '{"findings": {}}',
        '{"error": "overloaded"}',
        "<html><body>502</body></html>",
        '{"findings": [{"path": "a.py", "tit',
    ],
)
def test_an_answer_with_nothing_in_it_is_a_named_failure_never_an_empty_review(text: str) -> None:
    assert not usable(text)
    with pytest.raises(UnusableAnswer):
        extract(text)


def test_usable_is_what_extract_does_not_refuse() -> None:
    assert usable(WHOLE)
    assert usable('{"findings": []}')


def test_numbers_that_are_no_numbers_do_no_harm() -> None:
    text = WHOLE.replace("0.9", "NaN", 1).replace("0.9", "1e999").replace('"start_line": 15', '"start_line": -7')
    assert [claim.confidence for claim in extract(text).claims] == [0.5, 0.5]


PIECES = st.sampled_from(
    [
        '{"path": "a", "title": "b"',
        '"findings": [',
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "\\",
        ",",
        ":",
        "//",
        "/*",
        "\n",
        "```",
        "null",
        "1e9999",
        "NaN",
        "\ud800",
        "\x00",
        "é",
        json.dumps(FINDING),
        "path:",
        "file :",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=40).map("".join))
def test_no_text_crashes_the_reader(text: str) -> None:
    assert usable(text) in (True, False)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["findings", "location", *FINDING]), inner, max_size=6)
        ),
        max_leaves=20,
    )
)
def test_no_json_crashes_the_reader(document: object) -> None:
    assert usable(json.dumps(document)) in (True, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["{", '{"path":"}', '"\\', "{'path':1}", "{path: x 'y", "```"],
)
def test_a_megabyte_of_garbage_is_refused_in_bounded_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    assert not usable(text)
    assert time.process_time() - start < 5


@pytest.mark.slow
def test_a_deep_nest_of_near_findings_is_refused_in_bounded_time() -> None:
    start = time.process_time()
    usable(("{" * 1_500 + "path:1" + "}" * 1_500) * 300)
    assert time.process_time() - start < 5


def test_what_stands_past_the_limit_is_reported_as_unread() -> None:
    extraction = extract(WHOLE + " " * MAX_ANSWER + WHOLE)
    assert [claim.path for claim in extraction.claims] == ["cart.py", "other.py"]
    assert extraction.unreadable == 1
