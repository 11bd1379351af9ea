"""A second model may take a model's finding back with proof, or weaken it; nothing it writes is believed or shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.findings.claim import REFUTED, Claim
from review.findings.extraction import extract
from review.findings.verifying import (
    DOUBTED,
    UNVERIFIED,
    Verdict,
    opinions,
    to_verify,
    verdicts_readable,
    verified,
)
from review.pack import pack
from review.policy import Policy
from tests.review.findings.test_extraction import FINDING
from tests.review.findings.test_voting import NOWHERE, OTHER, USER, answer
from tests.review.made import CLEAN_SCAN, FENCE_KEY, knowledge, new_file, surveyed

QUOTE = "if self.discount:"


def verdict(number: int, word: str, quote: str = QUOTE) -> dict[str, object]:
    return {"finding": number, "reason": "Because.", "quoted_code": quote, "verdict": word}


def verdicts(*items: dict[str, object]) -> str:
    return json.dumps({"verdicts": list(items)})


def after(*items: dict[str, object], answered: str = answer(FINDING, OTHER)) -> tuple[Claim, ...]:
    return extract(verified(USER, answered, verdicts(*items))).claims


def test_a_finding_refuted_with_code_of_the_change_is_withdrawn_and_the_other_stays() -> None:
    true, false = after(verdict(1, "confirmed"), verdict(2, "refuted"))
    assert (true.withdrawn, true.confidence) == ("", 0.9)
    assert false.withdrawn == REFUTED


@pytest.mark.parametrize("quote", ["", "if self.discount is None:", "return total_price"])
def test_refuting_without_proof_only_weakens(quote: str) -> None:
    (claim,) = after(verdict(1, "refuted", quote), answered=answer(FINDING))
    assert (claim.withdrawn, claim.confidence) == ("", 0.9 * DOUBTED)


def test_a_brace_proves_nothing_even_where_there_is_one() -> None:
    (prompt,) = pack(
        surveyed(new_file("a.js", "if (a) {", "  b(a.c);", "}")), CLEAN_SCAN, knowledge(), Policy()
    ).prompts
    said = answer({**FINDING, "path": "a.js", "quoted_code": "b(a.c);", "start_line": 2, "end_line": 2})
    by_brace, by_code = (
        extract(verified(prompt.user, said, verdicts(verdict(1, "refuted", quote)))).claims[0]
        for quote in ("}", "if (a) {")
    )
    assert (by_brace.withdrawn, by_code.withdrawn) == ("", REFUTED)


def test_proof_may_be_unchanged_or_removed_code_and_white_space_does_not_matter() -> None:
    for quote in ("def clear(self):", "total  += item.price", "15+|  if self.discount:"):
        (claim,) = after(verdict(1, "refuted", quote), answered=answer(FINDING))
        assert claim.withdrawn == REFUTED, quote


def test_unsure_weakens() -> None:
    (claim,) = after(verdict(1, "unsure"), answered=answer(FINDING))
    assert (claim.withdrawn, claim.confidence) == ("", 0.9 * DOUBTED)


def test_confirming_without_proof_is_no_verification() -> None:
    (claim,) = after(verdict(1, "confirmed", "nowhere at all"), answered=answer(FINDING))
    assert claim.confidence == round(0.9 * UNVERIFIED, 4)


def test_a_finding_without_a_verdict_is_unverified() -> None:
    (claim, _) = after(verdict(2, "confirmed"), verdict(99, "refuted"), verdict(0, "refuted"))
    assert (claim.withdrawn, claim.confidence) == ("", round(0.9 * UNVERIFIED, 4))


def test_when_nobody_could_verify_every_finding_stays_and_counts_less() -> None:
    claims = extract(verified(USER, answer(FINDING, OTHER), None)).claims
    assert [(claim.withdrawn, claim.confidence) for claim in claims] == [("", 0.675), ("", 0.45)]


def test_verdicts_that_contradict_each_other_are_unsure() -> None:
    words = ("refuted", "confirmed", "refuted")
    (claim,) = after(*(verdict(1, word) for word in words), answered=answer(FINDING))
    assert (claim.withdrawn, claim.confidence) == ("", 0.9 * DOUBTED)


@given(
    st.lists(st.builds(verdict, st.integers(-1, 4), st.sampled_from(Verdict) | st.text(), st.text() | st.just(QUOTE)))
)
def test_no_verdict_can_add_raise_or_reword_a_finding(items: list[dict[str, object]]) -> None:
    before = extract(answer(FINDING, OTHER)).claims
    for claim, was in zip(after(*items), before, strict=True):
        assert (claim.title, claim.message, claim.severity) == (was.title, was.message, was.severity)
        assert claim.confidence <= was.confidence
        assert "Because" not in str(claim)


def test_only_findings_that_the_code_supports_are_worth_a_second_question() -> None:
    prompt = to_verify(USER, answer(NOWHERE, FINDING), key=FENCE_KEY, scope="7")
    assert prompt is not None
    assert '"finding": 2' in prompt.user
    assert '"finding": 1' not in prompt.user


@pytest.mark.parametrize("text", [answer(), answer(NOWHERE), "I cannot help."])
def test_without_such_a_finding_nobody_is_asked(text: str) -> None:
    assert to_verify(USER, text, key=FENCE_KEY, scope="7") is None


def test_an_answer_that_cannot_be_used_does_not_become_one_that_finds_nothing() -> None:
    assert verified(USER, "I cannot help.", None) == "I cannot help."


def test_what_was_unreadable_stays_reported() -> None:
    broken = f'{{"findings": [{json.dumps(FINDING)}, {{"path": "cart.py", "title": "cut'
    assert extract(verified(USER, broken, verdicts(verdict(1, "confirmed")))).unreadable == 1


@pytest.mark.parametrize(
    "text",
    [
        verdicts(verdict(1, "refuted")),
        f"Here you are:\n```json\n{verdicts(verdict(1, 'Refuted '))}\n```",
        json.dumps([verdict(1, "refuted")]),
        verdicts(verdict(1, "refuted"))[:-2] + ', {"finding": 2, "reas',
    ],
)
def test_verdicts_are_read_from_what_small_models_write(text: str) -> None:
    assert verdicts_readable(text)
    assert opinions(text)[1].verdict is Verdict.REFUTED


@pytest.mark.slow
@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_text_crashes_the_reading_of_verdicts(text: str) -> None:
    assert isinstance(verdicts_readable(text), bool)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "All findings are refuted.",
        '{"findings": []}',
        '{"verdicts": []}',
        "[" * 5_000,
        '{"verdicts": [1, null]}',
        verdicts({"finding": "1", "verdict": "refuted"}),
        verdicts(verdict(1, "approved")),
    ],
)
def test_a_text_without_a_verdict_is_no_answer(text: str) -> None:
    assert not verdicts_readable(text)
