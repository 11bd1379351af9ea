"""One commit, several pull requests: the gate is as shut as the worst of them."""

from __future__ import annotations

import pytest

from review.models import CheckRun, Conclusion, Review
from review.report.check_run import REVIEW, SECURITY
from review.shared_head import with_others

CHECKS = (CheckRun(SECURITY, Conclusion.SUCCESS, "Clean", "All"), CheckRun(REVIEW, Conclusion.NEUTRAL, "One", "All"))
MINE = Review((), None, CHECKS)


@pytest.mark.parametrize("other", [Conclusion.SUCCESS, Conclusion.SKIPPED, Conclusion.NEUTRAL])
def test_others_that_pass_change_nothing(other: Conclusion) -> None:
    assert with_others(MINE, {7: other}) == with_others(MINE, {}) == MINE


@pytest.mark.parametrize("other", [Conclusion.FAILURE, None])
def test_one_that_is_not_clean_or_not_scanned_shuts_the_gate_and_is_named(other: Conclusion | None) -> None:
    security, review = with_others(MINE, {5: Conclusion.SUCCESS, 7: other}).checks
    assert security.conclusion is Conclusion.FAILURE
    assert "pull request 7" in security.title
    assert review == CHECKS[1]
