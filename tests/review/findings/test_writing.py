"""What several answers became is read like the answer of one model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.findings.claim import OUTVOTED, REFUTED, Claim
from review.findings.extraction import MAX_ANSWER, extract
from review.findings.reading import MAX_TITLE
from review.findings.writing import written
from review.models import Severity
from review.models.category import CATEGORIES
from tests.review.findings.test_extraction import FINDING, WHOLE

TEXT = st.text(max_size=30)
SAID = st.fixed_dictionaries(
    {
        "path": TEXT,
        "start_line": st.integers(-1, 10**9) | st.just("12-14"),
        "end_line": st.integers(-1, 10**9),
        "quoted_code": TEXT,
        "category": st.sampled_from((*CATEGORIES, "bug")),
        "severity": st.sampled_from((*map(str, Severity), "nit")),
        "title": TEXT,
        "message": TEXT,
        "why": TEXT,
        "suggestion": st.none() | TEXT,
        "confidence": st.floats(0, 1) | st.sampled_from(["high", 80]),
    },
    optional={"withdrawn": st.sampled_from([REFUTED, "because", None])},
)


def claims(text: str) -> tuple[Claim, ...]:
    return extract(text).claims


def second_reading(claim: Claim) -> Claim:
    """Let title and message stand in for each other: what was white space only is read as nothing the next time."""
    title = claim.title or " ".join(claim.message.split())[:MAX_TITLE]
    return replace(claim, title=title, message=claim.message or claim.title)


@pytest.mark.slow
@given(st.lists(SAID, max_size=4))
def test_what_was_read_is_read_again(said: list[dict[str, object]]) -> None:
    read = claims(json.dumps({"findings": [FINDING, *said]}, ensure_ascii=False))
    again = extract(written(read))
    same = tuple(map(second_reading, read))
    assert (again.claims, again.trust, again.unreadable) == (same, 1.0, 0)


def test_half_a_character_which_a_model_may_write_as_an_escape_can_be_stored() -> None:
    read = claims(json.dumps({"findings": [{**FINDING, "message": "half \ud83d a face"}]}))
    assert written(read).encode()
    assert claims(written(read)) == read


def test_no_finding_is_an_explicitly_empty_list() -> None:
    assert written(()) == '{"findings": []}'
    assert claims(written(())) == ()


def test_why_a_finding_was_withdrawn_and_what_was_unreadable_survive() -> None:
    (first, second) = claims(WHOLE)
    marked = (replace(first, withdrawn=REFUTED), replace(second, withdrawn=OUTVOTED))
    again = extract(written(marked, unreadable=2))
    assert (again.claims, again.trust, again.unreadable) == (marked, 1.0, 2)


def test_an_answer_that_nobody_withdrew_from_looks_like_any_other() -> None:
    assert json.loads(written(claims(WHOLE))) == json.loads(WHOLE)


def test_what_has_no_room_is_counted_as_unreadable() -> None:
    claim = replace(claims(WHOLE)[0], message="m" * 8_000, why="w" * 8_000)
    text = written([claim] * 20)
    assert len(text) <= MAX_ANSWER
    again = extract(text)
    assert again.trust == 1.0
    assert 0 < again.unreadable == 20 - len(again.claims)


def test_a_mark_that_is_none_of_ours_means_nothing() -> None:
    (claim,) = claims(json.dumps({"findings": [{**FINDING, "withdrawn": "@mona says so"}]}))
    assert claim.withdrawn == ""


def test_counts_that_nobody_can_have_counted_are_bounded() -> None:
    for said, counted in ((10**3_000, 10_000), (-5, 0), ("many", 0), (None, 0)):
        assert extract(json.dumps({"findings": [], "unreadable": said})).unreadable == counted
