"""One commit at the head of several pull requests: its check runs say the worst that holds for any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from review.models import CheckRun, Conclusion, Review
from review.report.check_run import REVIEW, SECURITY

SHARED = "Pull request {number} has the same head: {conclusion} there ({title})"
# Worst first. A check that was skipped says nothing, so any other word on the same commit is heard before it.
WORST_FIRST = (
    Conclusion.FAILURE,
    Conclusion.CANCELLED,
    Conclusion.NEUTRAL,
    Conclusion.SUCCESS,
    Conclusion.SKIPPED,
)
TITLE_LIMIT = 255  # GitHub's, for a check run's title: https://docs.github.com/en/rest/checks/runs


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What another open pull request with the same head got from each check; None where the check did not run."""

    security: Conclusion | None
    review: Conclusion | None


def with_others(review: Review, others: Mapping[int, Verdicts | None]) -> Review:
    """Return the review with checks that are no better than those of the other open pull requests.

    `others` maps their numbers to what they got, None where one was not scanned yet: that keeps the security check out
    of the review, and so pending, as nobody knows yet what it has to say. GitHub shows one conclusion per commit and
    check: without this, a second pull request onto a branch that has the dirt already would open the gate.
    """
    checks = (_worst(check, others) for check in review.checks)
    pending = None in others.values()
    return replace(review, checks=tuple(check for check in checks if not (pending and _may_get_worse(check))))


def _may_get_worse(check: CheckRun) -> bool:
    return check.name == SECURITY and check.conclusion is not Conclusion.FAILURE


def _worst(check: CheckRun, others: Mapping[int, Verdicts | None]) -> CheckRun:
    worse = [
        (_rank(conclusion), number, conclusion)
        for number, verdicts in others.items()
        if (conclusion := _of(check.name, verdicts)) is not None and _rank(conclusion) < _rank(check.conclusion)
    ]
    if not worse:
        return check
    _, number, conclusion = min(worse)
    title = SHARED.format(number=number, conclusion=conclusion, title=f"here: {check.title}")
    return replace(check, conclusion=conclusion, title=title[:TITLE_LIMIT])


def _of(name: str, verdicts: Verdicts | None) -> Conclusion | None:
    if verdicts is None:
        return None
    return {SECURITY: verdicts.security, REVIEW: verdicts.review}.get(name)


def _rank(conclusion: Conclusion) -> int:
    return WORST_FIRST.index(conclusion)
