"""A review that nobody asked for: the gate alone, and it says so."""

from __future__ import annotations

from dataclasses import replace

from review.models import CheckRun, Concluded
from review.policy import Policy
from review.report.check_run import SECURITY

QUIET = (
    "This pull request is from before Diffdiver was installed here, and nobody has asked for a review of it: it gets "
    "the security check only, and no comments. The next push gets a whole review."
)


def quiet_policy(policy: Policy) -> Policy:
    """Return the policy with no room for comments: every finding is listed in the check run instead."""
    return replace(policy.without_models(), max_line_comments=0, max_deterministic_comments=0)


def quietly(concluded: Concluded) -> Concluded:
    """Leave nothing to publish but the security check, which says why it stands alone."""
    checks = tuple(_explained(check) for check in concluded.review.checks if check.name == SECURITY)
    return replace(concluded, review=replace(concluded.review, comments=(), summary=None, checks=checks))


def _explained(check: CheckRun) -> CheckRun:
    return replace(check, summary=f"{QUIET}\n\n{check.summary}")
