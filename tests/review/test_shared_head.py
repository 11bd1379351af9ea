"""One commit, several pull requests: its check runs say the worst of what they got."""

from __future__ import annotations

from itertools import product

import pytest

from review.models import CheckRun, Conclusion, Review
from review.report.check_run import REVIEW, SECURITY
from review.shared_head import Verdicts, with_others

CHECKS = (CheckRun(SECURITY, Conclusion.SUCCESS, "Clean", "All"), CheckRun(REVIEW, Conclusion.NEUTRAL, "One", "All"))
MINE = Review((), None, CHECKS)
CLEAN = Verdicts(Conclusion.SUCCESS, Conclusion.SUCCESS)
DIRTY = Verdicts(Conclusion.FAILURE, None)
OWN = (Conclusion.FAILURE, Conclusion.NEUTRAL, Conclusion.SUCCESS, Conclusion.SKIPPED)


@pytest.mark.parametrize("other", [CLEAN, Verdicts(Conclusion.SKIPPED, None), Verdicts(None, None)])
def test_others_that_are_no_worse_change_nothing(other: Verdicts) -> None:
    assert with_others(MINE, {7: other}) == with_others(MINE, {}) == MINE


def test_a_worse_one_is_said_and_named() -> None:
    security, review = with_others(MINE, {5: CLEAN, 7: DIRTY}).checks
    assert security.conclusion is Conclusion.FAILURE
    assert "Pull request 7" in security.title
    assert review == CHECKS[1]


def test_one_that_is_not_scanned_yet_keeps_the_security_check_pending_and_nothing_else() -> None:
    assert with_others(MINE, {5: CLEAN, 7: None}).checks == CHECKS[1:]


def test_what_has_failed_cannot_get_worse_and_is_not_kept_pending() -> None:
    (security, _) = with_others(MINE, {5: DIRTY, 7: None}).checks
    assert security.conclusion is Conclusion.FAILURE


def said(own: Conclusion, other: Conclusion) -> tuple[Conclusion, ...]:
    review = Review((), None, (CheckRun(SECURITY, own, "", ""), CheckRun(REVIEW, own, "", "")))
    return tuple(check.conclusion for check in with_others(review, {7: Verdicts(other, other)}).checks)


def test_whoever_of_two_speaks_says_the_same() -> None:
    assert all(said(one, other) == said(other, one) for one, other in product(OWN, OWN))
