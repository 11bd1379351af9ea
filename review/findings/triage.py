"""The fate of every finding: exactly one, with a reason that a person can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from review.diff.lines import commentable
from review.findings.merging import members, merge
from review.findings.placing import Place, place
from review.models import Change, Diff, Fate, FateKind, Finding, Knowledge, Location, Severity
from review.policy import Policy

ACCEPTED = "accepted earlier as a known risk"
REPEATED = "already commented on an earlier head of this pull request"
REPORTED = "reported by the local review"
ALWAYS_POSTED = "found by a check, at or above {level}"
BELOW_LEVEL = "below {level}, the level from which a check's finding is commented"
AMONG_FIRST = "among the {limit} findings most worth a comment"
OVER_LIMIT = "more than {limit} line comments of this kind in one review"
BELOW_MINIMUM = "below {level}, the least severity that gets a line comment"
MERGED = "said together with {rule} at line {line}"
FATED_IN = "{reason}; {moved}"


@dataclass(frozen=True, slots=True)
class Triaged:
    """All findings with their fates, worst first; `places` are of the posted ones, `merged` what joined which."""

    findings: tuple[Finding, ...]
    places: Mapping[Finding, Location]
    merged: Mapping[Finding, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class _Memory:
    """What earlier reviews of this pull request left, by fingerprint and path at this head."""

    posted: frozenset[tuple[str, str]]
    accepted: frozenset[tuple[str, str]]

    def knows(self, kept: frozenset[tuple[str, str]], finding: Finding) -> bool:
        return bool(finding.fingerprint) and (finding.fingerprint, finding.location.path) in kept


def triage(findings: Sequence[Finding], change: Change, knowledge: Knowledge, policy: Policy) -> Triaged:
    """Give each finding its fate; the order of `findings` does not matter to the result.

    A fate that a finding brings along stays. A local review posts nothing and reports instead.
    """
    memory = _remember(knowledge, change.diff)
    findings = tuple(dict.fromkeys(findings))
    accepted = {finding for finding in findings if not finding.fate and memory.knows(memory.accepted, finding)}
    repeated = {finding for finding in findings if memory.knows(memory.posted, finding)}
    repeated |= _moved(findings, repeated, knowledge, change.diff)
    open_ones = sorted((finding for finding in findings if not finding.fate), key=_lead_order)
    joined = merge(open_ones, old=lambda lead: lead in accepted or lead in repeated or _quiet(lead, policy))
    # In an accepted finding only advice may vanish: what a check found beside it has not been accepted.
    into = {
        member: lead
        for member, lead in joined.items()
        if member not in accepted and not (lead in accepted and member.deterministic)
    }
    fates = {finding: Fate(FateKind.ACCEPTED, ACCEPTED) for finding in accepted}
    for member, lead in into.items():
        fates[member] = Fate(FateKind.MERGED, MERGED.format(rule=lead.rule_id, line=lead.location.start_line))
    left = [finding for finding in open_ones if finding not in fates]
    if change.pull_request is None:
        fates |= {finding: Fate(FateKind.REPORTED, REPORTED) for finding in left}
        places: dict[Finding, Place] = {}
    else:
        fates |= {finding: Fate(FateKind.REPEATED, REPEATED) for finding in left if finding in repeated}
        places = _publish([finding for finding in left if finding not in repeated], change.diff, policy, fates)
    return _gather(findings, fates, places, into)


def _quiet(finding: Finding, policy: Policy) -> bool:
    """Say whether a check's finding goes to the summary anyway; advice on another matter would be lost in it."""
    return finding.deterministic and not finding.severity.at_least(policy.fail_on)


def worst_first(finding: Finding) -> tuple[object, ...]:
    """Sort key of every list of findings: severity, confidence, then place."""
    at = finding.location
    place = (at.path, at.start_line, at.end_line, at.side, finding.rule_id, finding.fingerprint)
    return (finding.severity.rank, -finding.confidence, *place, finding.source, finding.title, finding.message)


def _lead_order(finding: Finding) -> tuple[object, ...]:
    return (not finding.deterministic, *worst_first(finding))


def _moved(
    findings: Sequence[Finding], repeated: Collection[Finding], knowledge: Knowledge, diff: Diff
) -> set[Finding]:
    """Return the findings whose comment stands in a file that they have left, as many as left one.

    A file that was new in the pull request and is moved in a later push is no rename to git, which compares with the
    merge base. Where the same code stands in both files, each has a comment of its own.
    """
    renamed = _renamed(diff)
    paths: dict[str, set[str]] = {}
    for finding in findings:
        paths.setdefault(finding.fingerprint, set()).add(finding.location.path)
    left = Counter(
        earlier.fingerprint
        for earlier in knowledge.earlier
        if earlier.posted and not {earlier.path, renamed.get(earlier.path)} & paths.get(earlier.fingerprint, set())
    )
    moved = set()
    for finding in sorted(findings, key=worst_first):
        if finding.fingerprint and finding not in repeated and left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            moved.add(finding)
    return moved


def _renamed(diff: Diff) -> dict[str, str]:
    return {file.old_path: file.path for file in diff.files if file.old_path}


def _remember(knowledge: Knowledge, diff: Diff) -> _Memory:
    renamed = _renamed(diff)
    posted, accepted = set(), set()
    for earlier in knowledge.earlier:
        for path in {earlier.path, renamed.get(earlier.path, earlier.path)}:
            posted |= {(earlier.fingerprint, path)} if earlier.posted else set()
            accepted |= {(earlier.fingerprint, path)} if earlier.accepted else set()
    return _Memory(frozenset(posted), frozenset(accepted))


def _publish(
    findings: Sequence[Finding], diff: Diff, policy: Policy, fates: dict[Finding, Fate]
) -> dict[Finding, Place]:
    """Add the fate of each new finding to `fates` and return the places of those that get a line comment."""
    accepts = commentable(diff)
    places: dict[Finding, Place] = {}
    checks = [finding for finding in findings if finding.deterministic]
    advice = sorted((finding for finding in findings if not finding.deterministic), key=_worth)
    for group, limit, minimum, below, why in (
        (checks, policy.max_deterministic_comments, policy.fail_on, BELOW_LEVEL, ALWAYS_POSTED),
        (advice, policy.max_line_comments, policy.minimum_severity, BELOW_MINIMUM, AMONG_FIRST),
    ):
        left = limit
        for finding in group:
            where = place(finding.location, accepts)
            kept_back = _kept_back(finding, where, left, minimum, below)
            if kept_back:
                fates[finding] = Fate(FateKind.SUMMARY, kept_back.format(level=minimum, limit=limit))
                continue
            left -= 1
            places[finding] = where
            reason = why.format(level=minimum, limit=limit)
            moved = FATED_IN.format(reason=reason, moved=where.reason) if where.reason else reason
            fates[finding] = Fate(FateKind.POSTED, moved)
    return places


def _kept_back(finding: Finding, where: Place, left: int, minimum: Severity, below: str) -> str:
    if not finding.severity.at_least(minimum):
        return below
    if where.location is None:
        return where.reason
    return "" if left > 0 else OVER_LIMIT


def _worth(finding: Finding) -> tuple[object, ...]:
    """Sort advice by severity times confidence, the most worth first."""
    weight = len(Severity) - finding.severity.rank
    return (-weight * finding.confidence, *worst_first(finding))


def _gather(
    findings: Sequence[Finding],
    fates: Mapping[Finding, Fate],
    places: Mapping[Finding, Place],
    into: Mapping[Finding, Finding],
) -> Triaged:
    done = {finding: finding if finding.fate else replace(finding, fate=fates[finding]) for finding in findings}
    merged = {
        done[lead]: tuple(done[one] for one in group)
        for lead, group in members(into, sorted(into, key=worst_first)).items()
    }
    located = {done[finding]: where.location for finding, where in places.items() if where.location}
    return Triaged(tuple(sorted((done[finding] for finding in findings), key=worst_first)), located, merged)
