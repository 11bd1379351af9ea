"""Which findings get a line comment, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.diff.lines import commentable
from review.findings.placing import Place, place
from review.findings.worth import most_worth_first
from review.models import Diff, Fate, FateKind, Finding, Severity
from review.policy import Policy

ALWAYS_POSTED = "found by a check, at or above {level}"
BELOW_LEVEL = "below {level}, the level from which a check's finding is commented"
AMONG_FIRST = "among the {limit} findings most worth a comment"
OVER_LIMIT = "{limit} others of this kind are commented, as many as one review may"
NO_COMMENTS = "line comments of this kind are turned off for this review"
BELOW_MINIMUM = "below {level}, the least severity that gets a line comment"
UNVERIFIED = "conversations must be resolved before a merge here, and no second opinion confirmed this one"
FATED_IN = "{reason}; {moved}"


@dataclass(frozen=True, slots=True)
class _Rule:
    """Who is commented: at most `limit`, from `minimum` on; how being below and being chosen are said."""

    limit: int
    minimum: Severity
    below: str
    chosen: str
    verified_only: bool = False

    def kept_back(self, finding: Finding, where: Place, posted: int) -> str:
        """Return why there is no comment, or "" when there is one."""
        if not finding.severity.at_least(self.minimum):
            return self.below
        if self.verified_only and not finding.verified:
            return UNVERIFIED
        if where.location is None:
            return where.reason
        if posted < self.limit:
            return ""
        return OVER_LIMIT if self.limit else NO_COMMENTS


def publish(
    findings: Sequence[Finding], diff: Diff, policy: Policy, *, resolving: bool
) -> tuple[dict[Finding, Fate], dict[Finding, Place]]:
    """Return the fate of each new finding, and the places of those that get a line comment.

    `resolving`: every thread has to be resolved before a merge, so advice must be verified to become one.
    """
    accepts = commentable(diff)
    fates: dict[Finding, Fate] = {}
    places: dict[Finding, Place] = {}
    for group, rule in _groups(findings, policy, resolving=resolving):
        posted = 0
        for finding in group:
            where = place(finding.location, accepts)
            kept_back = rule.kept_back(finding, where, posted)
            if kept_back:
                fates[finding] = Fate(FateKind.SUMMARY, kept_back.format(level=rule.minimum, limit=rule.limit))
                continue
            posted += 1
            places[finding] = where
            reason = rule.chosen.format(level=rule.minimum, limit=rule.limit)
            moved = FATED_IN.format(reason=reason, moved=where.reason) if where.reason else reason
            fates[finding] = Fate(FateKind.POSTED, moved)
    return fates, places


def _groups(
    findings: Sequence[Finding], policy: Policy, *, resolving: bool
) -> tuple[tuple[list[Finding], _Rule], tuple[list[Finding], _Rule]]:
    checks = [finding for finding in findings if finding.deterministic]
    advice = sorted((finding for finding in findings if not finding.deterministic), key=most_worth_first)
    found = _Rule(policy.max_deterministic_comments, policy.fail_on, BELOW_LEVEL, ALWAYS_POSTED)
    said = _Rule(policy.max_line_comments, policy.minimum_severity, BELOW_MINIMUM, AMONG_FIRST, resolving)
    return (checks, found), (advice, said)
