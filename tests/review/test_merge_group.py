"""On the merge queue's commit the gate says its verdict, and the advice says where it is."""

from __future__ import annotations

import pytest

from review.merge_group import GATES, review_of, same_verdict
from review.models import CheckRun, Conclusion
from review.report.check_run import REVIEW, SECURITY
from tests.review.made import PULL_REQUEST


@pytest.mark.parametrize("conclusion", sorted(GATES))
def test_the_same_files_have_the_same_verdict_and_it_says_whose(conclusion: Conclusion) -> None:
    run = same_verdict(PULL_REQUEST, conclusion)
    assert (run.name, run.conclusion) == (SECURITY, conclusion)
    assert f"pull request {PULL_REQUEST.number}" in run.title
    assert len(run.title) <= 255


def test_a_run_that_was_given_up_is_no_verdict() -> None:
    assert not GATES & {Conclusion.CANCELLED, Conclusion.NEUTRAL}


def test_without_models_there_is_no_review_check() -> None:
    security = CheckRun(SECURITY, Conclusion.SUCCESS, "t", "s")
    assert [run.name for run in review_of(security, 5, models_configured=False).checks] == [SECURITY]
    published = review_of(security, 5, models_configured=True)
    assert [(run.name, run.conclusion) for run in published.checks][1] == (REVIEW, Conclusion.SKIPPED)
    assert (published.comments, published.summary) == ((), None)
