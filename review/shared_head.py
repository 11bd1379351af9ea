"""One commit at the head of several pull requests: its check run says the worst that holds for any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from review.models import CheckRun, Conclusion, Review
from review.report.check_run import SECURITY

FAILED = "Not clean: pull request {number} has the same head and a finding that blocks it"
UNSCANNED = "Not clean yet: pull request {number} has the same head and was not scanned"
PASSING = frozenset({Conclusion.SUCCESS, Conclusion.NEUTRAL, Conclusion.SKIPPED})


def with_others(review: Review, others: Mapping[int, Conclusion | None]) -> Review:
    """Return the review with a security check that is no better than those of the other open pull requests.

    `others` maps their numbers to their own conclusions, None where there is none yet. GitHub shows one conclusion per
    commit and check: without this, a second pull request onto a branch that has the dirt already would open the gate.
    """
    why = _why_not(others)
    if why is None:
        return review
    return replace(review, checks=tuple(_shut(check, why) for check in review.checks))


def _why_not(others: Mapping[int, Conclusion | None]) -> str | None:
    for number, conclusion in sorted(others.items()):
        if conclusion is None:
            return UNSCANNED.format(number=number)
        if conclusion not in PASSING:
            return FAILED.format(number=number)
    return None


def _shut(check: CheckRun, why: str) -> CheckRun:
    if check.name != SECURITY or check.conclusion not in PASSING:
        return check
    return replace(check, conclusion=Conclusion.FAILURE, title=why)
