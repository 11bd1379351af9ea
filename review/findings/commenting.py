"""Which findings get a line comment, and why the others do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from review.checks.text import lines_of
from review.diff.lines import Commentable, commentable
from review.findings.placing import OUTSIDE, Place, beside, place
from review.findings.worth import most_worth_first
from review.gate import fails
from review.models import Change, Fate, FateKind, Finding, Side
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
    """Who is commented: at most `limit`, but for those of whom `below` says why not; how being chosen is said."""

    limit: int
    below: Callable[[Finding], str]
    chosen: Callable[[Finding], str]
    verified_only: bool = False

    def kept_back(self, finding: Finding, where: Place, posted: int) -> str:
        """Return why there is no comment, or "" when there is one."""
        if below := self.below(finding):
            return below
        if self.verified_only and not finding.verified:
            return UNVERIFIED
        if where.location is None:
            return where.reason
        if posted < self.limit:
            return ""
        return OVER_LIMIT.format(limit=self.limit) if self.limit else NO_COMMENTS


def publish(
    findings: Sequence[Finding], change: Change, policy: Policy, *, resolving: bool
) -> tuple[dict[Finding, Fate], dict[Finding, Place]]:
    """Return the fate of each new finding, and the places of those that get a line comment.

    `resolving`: every thread has to be resolved before a merge, so advice must be verified to become one.
    """
    accepts = commentable(change.diff)
    fates: dict[Finding, Fate] = {}
    places: dict[Finding, Place] = {}
    for group, rule in _groups(findings, policy, resolving=resolving):
        posted = 0
        for finding in group:
            where = place(finding.location, accepts)
            if where.location is None and finding.deterministic:
                where = _beside(finding, where, accepts, change)
            kept_back = rule.kept_back(finding, where, posted)
            if kept_back:
                fates[finding] = Fate(FateKind.SUMMARY, kept_back)
                continue
            posted += 1
            places[finding] = where
            reason = rule.chosen(finding)
            moved = FATED_IN.format(reason=reason, moved=where.reason) if where.reason else reason
            fates[finding] = Fate(FateKind.POSTED, moved)
    return fates, places


def _beside(finding: Finding, where: Place, accepts: Mapping[str, Commentable], change: Change) -> Place:
    path = finding.location.path
    source = change.sources.get(path)
    if where.reason != OUTSIDE or finding.location.side is not Side.RIGHT or source is None or source.head is None:
        return where
    file = next(file for file in change.diff.files if file.path == path)
    return beside(finding.location, file, accepts.get(path, Commentable()), lines_of(source.head))


def _groups(
    findings: Sequence[Finding], policy: Policy, *, resolving: bool
) -> tuple[tuple[list[Finding], _Rule], tuple[list[Finding], _Rule]]:
    checks = [finding for finding in findings if finding.deterministic]
    advice = sorted((finding for finding in findings if not finding.deterministic), key=most_worth_first)
    most = policy.max_line_comments
    among = AMONG_FIRST.format(limit=most)
    found = _Rule(policy.max_deterministic_comments, lambda one: _passes(one, policy), lambda one: _why(one, policy))
    said = _Rule(most, lambda one: _minor(one, policy), lambda _: among, resolving)
    return (checks, found), (advice, said)


def _passes(finding: Finding, policy: Policy) -> str:
    """Return why what does not fail the gate gets no comment, "" for what does."""
    if fails(finding, policy.fail_on):
        return ""
    return finding.gate_reason or BELOW_LEVEL.format(level=policy.at(finding.location.path).fail_on)


def _why(finding: Finding, policy: Policy) -> str:
    return finding.gate_reason or ALWAYS_POSTED.format(level=policy.fail_on)


def _minor(finding: Finding, policy: Policy) -> str:
    """Return why advice deserves no comment where it stands, "" where it does."""
    least = policy.at(finding.location.path).minimum_severity
    return "" if finding.severity.at_least(least) else BELOW_MINIMUM.format(level=least)
