"""One spot, one comment: what a check and a model say of the same lines, and what is said twice, goes together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from review.models import Finding, Side

WORD = re.compile(r"[a-z0-9_]{3,}")
ALIKE = 0.5  # share of common words from which two titles say the same
LONGEST_SPOT = 100  # lines of a finding that count for its spot; a longer one is about a region, not a line
SECURITY = "security"

Spot = tuple[str, Side, int]


def merge(ordered: Sequence[Finding], old: Callable[[Finding], bool]) -> dict[Finding, Finding]:
    """Map each finding that joins an earlier one of the same spot to it; `ordered` has those first that may lead.

    `old` tells of a finding that gets no new line comment: into it goes only what says the same.
    """
    into: dict[Finding, Finding] = {}
    at: dict[Spot, list[Finding]] = defaultdict(list)
    for finding in ordered:
        near = (lead for spot in _spots(finding) for lead in at[spot])
        lead = next((lead for lead in near if _joins(finding, lead, lead_is_old=old(lead))), None)
        if lead is not None:
            into[finding] = lead
            continue
        for spot in _spots(finding):
            at[spot].append(finding)
    return into


def members(into: Mapping[Finding, Finding], findings: Iterable[Finding]) -> dict[Finding, tuple[Finding, ...]]:
    """Turn `into` round: for each lead, what was merged into it, in the order of `findings`."""
    gathered: dict[Finding, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding in into:
            gathered[into[finding]].append(finding)
    return {lead: tuple(merged) for lead, merged in gathered.items()}


def _spots(finding: Finding) -> Iterator[Spot]:
    location = finding.location
    last = min(location.end_line, location.start_line + LONGEST_SPOT - 1)
    for line in range(location.start_line, max(last, location.start_line) + 1):
        yield location.path, location.side, line


def _joins(finding: Finding, lead: Finding, *, lead_is_old: bool) -> bool:
    if finding.deterministic:
        return lead.deterministic and (finding.rule_id == lead.rule_id or bool(set(finding.cwe) & set(lead.cwe)))
    if lead.deterministic:
        return (
            not lead_is_old or finding.category in {SECURITY, lead.category} or bool(set(finding.cwe) & set(lead.cwe))
        )
    return finding.category == lead.category or alike(finding.title, lead.title)


def alike(one: str, other: str) -> bool:
    """Say whether two texts share half of their words."""
    words, others = set(WORD.findall(one.lower())), set(WORD.findall(other.lower()))
    return len(words & others) >= ALIKE * len(words | others) > 0
