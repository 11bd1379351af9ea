"""A vote keeps what enough models report at one place, and says why for the rest."""

from __future__ import annotations

import json

import pytest

from review.errors import UnusableAnswer
from review.findings.claim import OUTVOTED, Claim
from review.findings.extraction import extract
from review.findings.standing import MOST_HELD
from review.findings.voting import UNSECONDED, needed, vote
from review.models import Severity
from review.pack import pack
from review.policy import Policy
from tests.review.findings.test_extraction import FINDING
from tests.review.made import CART, CLEAN_SCAN, knowledge, surveyed

USER = pack(surveyed(CART), CLEAN_SCAN, knowledge(), Policy()).prompts[0].user
SAME = {**FINDING, "title": "total() fails for a full discount", "confidence": 0.7, "start_line": 14, "end_line": 16}
OTHER = {
    **FINDING,
    "quoted_code": "total += item.price * item.count",
    "start_line": 13,
    "end_line": 13,
    "title": "An item without a count raises",
    "confidence": 0.6,
}
NOWHERE = {**FINDING, "quoted_code": "total = total / self.rate"}
NOTHING: list[dict[str, object]] = []


def answer(*findings: dict[str, object]) -> str:
    return json.dumps({"findings": list(findings)})


def voted(*answers: list[dict[str, object]], votes: int = 2, voters: int = 3) -> tuple[Claim, ...]:
    return extract(vote(USER, [answer(*one) for one in answers], votes=votes, voters=voters)).claims


def kept(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.title for claim in claims if not claim.withdrawn]


def test_what_two_of_three_report_at_one_place_is_said_once_in_the_words_of_the_surest() -> None:
    (claim,) = voted([FINDING], [SAME], NOTHING)
    assert (claim.title, claim.withdrawn) == (FINDING["title"], "")
    assert claim.confidence == 0.8, "the mean of those who report it"


def test_what_one_of_three_reports_is_kept_as_outvoted() -> None:
    claims = voted([FINDING, OTHER], [SAME], NOTHING)
    assert kept(claims) == [FINDING["title"]]
    assert [claim.withdrawn for claim in claims] == ["", OUTVOTED]


def test_control_with_one_vote_enough_both_are_kept() -> None:
    assert len(kept(voted([FINDING, OTHER], [SAME], NOTHING, votes=1))) == 2


def test_the_same_place_needs_the_same_matter() -> None:
    unlike = {**FINDING, "category": "performance", "title": "Slow for large carts"}
    assert kept(voted([FINDING], [unlike], NOTHING)) == []


def test_the_same_matter_needs_the_same_place() -> None:
    assert kept(voted([FINDING], [{**OTHER, "title": FINDING["title"]}], NOTHING)) == []


def test_lines_are_those_of_the_quoted_code_not_those_that_a_model_counted() -> None:
    assert kept(voted([FINDING], [{**FINDING, "start_line": 402, "end_line": 402}], NOTHING)) == [FINDING["title"]]


def test_nobody_votes_twice() -> None:
    assert kept(voted([FINDING, SAME, FINDING], NOTHING, NOTHING)) == []


def test_what_the_code_does_not_support_gets_no_votes_however_many_report_it() -> None:
    claims = voted([NOWHERE], [NOWHERE], [NOWHERE])
    assert kept(claims) == []
    assert len(claims) == 1


def test_a_flood_of_findings_wins_no_vote_either() -> None:
    flood = [{**NOWHERE, "title": f"Finding {number}"} for number in range(MOST_HELD)]
    assert kept(voted([*flood, {**FINDING, "confidence": 0.1}], NOTHING, NOTHING)) == []


@pytest.mark.parametrize(
    ("votes", "voters", "answered", "enough"),
    [(2, 3, 3, 2), (2, 3, 2, 2), (2, 3, 1, 1), (3, 5, 4, 3), (3, 5, 2, 2), (1, 3, 3, 1), (5, 3, 3, 3), (1, 1, 1, 1)],
)
def test_the_rest_decides_by_the_same_share(votes: int, voters: int, answered: int, enough: int) -> None:
    assert needed(votes, voters, answered) == enough


def test_the_only_one_left_decides_alone_and_counts_less() -> None:
    (claim,) = voted([FINDING])
    assert (claim.withdrawn, claim.confidence) == ("", round(0.9 * UNSECONDED, 4))


def test_an_answer_that_cannot_be_used_is_no_vote_against() -> None:
    text = vote(USER, [answer(FINDING), "I cannot help.", answer(FINDING)], votes=2, voters=3)
    assert kept(extract(text).claims) == [FINDING["title"]]


def test_without_any_usable_answer_there_is_none() -> None:
    with pytest.raises(UnusableAnswer):
        vote(USER, ["I cannot help."], votes=2, voters=3)


def test_an_answer_read_loosely_is_worth_as_much_less_as_without_a_vote() -> None:
    loose = f"Sure!\n{FINDING}"
    (claim,) = extract(vote(USER, [loose, loose], votes=2, voters=2)).claims
    assert claim.confidence == round(0.9 * extract(loose).trust, 4)


def test_what_one_member_left_unreadable_stays_reported() -> None:
    broken = f'{{"findings": [{json.dumps(FINDING)}, {{"path": "cart.py", "title": "cut'
    assert extract(vote(USER, [broken, answer(FINDING)], votes=2, voters=2)).unreadable == extract(broken).unreadable


def test_the_order_of_findings_within_an_answer_does_not_matter() -> None:
    assert voted([FINDING, OTHER], [OTHER, SAME], NOTHING) == voted([OTHER, FINDING], [SAME, OTHER], NOTHING)


def test_severity_is_that_of_the_surest() -> None:
    (claim,) = voted([{**FINDING, "severity": "low"}], [{**SAME, "severity": "critical"}])
    assert claim.severity is Severity.LOW
