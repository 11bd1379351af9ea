"""The fate of every finding: exactly one, with a reason that a person can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace

from review.findings.clustering import cluster
from review.findings.commenting import publish
from review.findings.merging import members, merge
from review.findings.placing import Place
from review.findings.worth import worst_first
from review.gate import fails
from review.models import WHOLE_CHANGE, Change, Diff, Fate, FateKind, Finding, Knowledge, Location
from review.policy import Policy
from review.report.wording import place_text

ACCEPTED = "accepted earlier as a known risk"
REPEATED = "already commented on an earlier head of this pull request"
REPORTED = "reported by the local review"
MERGED = "said together with {rule} at line {line}"
ELSEWHERE = "said once for several places, at {place}"
WHOLE = "about the change as a whole, not about a line"


@dataclass(frozen=True, slots=True)
class Triaged:
    """All findings with their fates, worst first; `places` are of the posted ones, `merged` what joined which."""

    findings: tuple[Finding, ...]
    places: Mapping[Finding, Location]
    merged: Mapping[Finding, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class _Memory:
    """What earlier reviews of this pull request left, by fingerprint and path at this head; `accepted` tells why."""

    posted: frozenset[tuple[str, str]]
    accepted: Mapping[tuple[str, str], str]
    seen: frozenset[tuple[str, str]]

    def knows(self, kept: Container[tuple[str, str]], finding: Finding) -> bool:
        return bool(finding.fingerprint) and (finding.fingerprint, finding.location.path) in kept

    def acceptance(self, finding: Finding) -> str:
        return self.accepted[finding.fingerprint, finding.location.path] or ACCEPTED


def triage(findings: Sequence[Finding], change: Change, knowledge: Knowledge, policy: Policy) -> Triaged:
    """Give each finding its fate; the order of `findings` does not matter to the result.

    A fate that a finding brings along stays. A local review posts nothing and reports instead.
    """
    memory = _remember(knowledge, change.diff)
    findings = tuple(dict.fromkeys(findings))
    accepted = {finding for finding in findings if not finding.fate and memory.knows(memory.accepted, finding)}
    repeated = {finding for finding in findings if memory.knows(memory.posted, finding)}
    repeated |= _moved(findings, repeated, knowledge, change.diff)
    open_ones = [one for one in findings if not one.fate and one.source != WHOLE_CHANGE]
    open_ones.sort(key=lambda one: _lead_order(one, policy))
    joined = merge(open_ones, old=lambda lead: lead in accepted or lead in repeated or _quiet(lead, policy))
    # In an accepted finding only advice may vanish: what a check found beside it has not been accepted.
    into = {
        member: lead
        for member, lead in joined.items()
        if member not in accepted and not (lead in accepted and member.deterministic)
    }
    fates = {finding: Fate(FateKind.ACCEPTED, memory.acceptance(finding)) for finding in accepted}
    for member, lead in into.items():
        fates[member] = Fate(FateKind.MERGED, MERGED.format(rule=lead.rule_id, line=lead.location.start_line))
    elsewhere = _elsewhere([one for one in open_ones if one not in fates], into, repeated, memory)
    for member, lead in elsewhere.items():
        fates[member] = Fate(FateKind.MERGED, ELSEWHERE.format(place=place_text(lead.location)))
    into |= elsewhere
    left = [finding for finding in findings if not finding.fate and finding not in fates]
    if change.pull_request is None:
        fates |= {finding: Fate(FateKind.REPORTED, REPORTED) for finding in left}
        places: dict[Finding, Place] = {}
    else:
        fates |= {finding: Fate(FateKind.REPEATED, REPEATED) for finding in left if finding in repeated}
        fates |= {finding: Fate(FateKind.SUMMARY, WHOLE) for finding in left if finding.source == WHOLE_CHANGE}
        new = sorted((finding for finding in left if finding not in fates), key=lambda one: _lead_order(one, policy))
        decided, places = publish(new, change, policy, resolving=knowledge.threads_must_be_resolved)
        fates |= decided
    return _gather(findings, fates, places, into)


def _elsewhere(
    findings: Sequence[Finding], into: Mapping[Finding, Finding], repeated: Collection[Finding], memory: _Memory
) -> dict[Finding, Finding]:
    """Map advice to the advice that says the same of another place.

    What has a comment of its own keeps it. A comment that stands already takes in only what was known when it was
    written: a new place needs a new comment.
    """
    leading = set(into.values())
    advice = [one for one in findings if not one.deterministic]
    advice.sort(key=lambda one: (one not in repeated, one not in leading, worst_first(one)))

    def may_join(finding: Finding, lead: Finding) -> bool:
        if finding in repeated or finding in leading or lead.severity.rank > finding.severity.rank:
            return False
        return lead not in repeated or memory.knows(memory.seen, finding)

    return cluster(advice, may_join)


def _quiet(finding: Finding, policy: Policy) -> bool:
    """Say whether a check's finding goes to the summary anyway; advice on another matter would be lost in it."""
    return finding.deterministic and not fails(finding, policy.fail_on)


def _lead_order(finding: Finding, policy: Policy) -> tuple[object, ...]:
    """Put what fails the gate first: merged into something that does not it would fail it no more."""
    quiet = not finding.deterministic or not fails(finding, policy.fail_on)
    return (not finding.deterministic, quiet, *worst_first(finding))


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
    posted, seen = set(), set()
    accepted: dict[tuple[str, str], str] = {}
    for earlier in knowledge.earlier:
        for path in {earlier.path, renamed.get(earlier.path, earlier.path)}:
            seen.add((earlier.fingerprint, path))
            posted |= {(earlier.fingerprint, path)} if earlier.posted else set()
            if earlier.accepted:
                accepted[earlier.fingerprint, path] = earlier.acceptance
    return _Memory(frozenset(posted), accepted, frozenset(seen))


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
