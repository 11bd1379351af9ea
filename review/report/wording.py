"""How the same few things are said in every report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from review.diff.paths import display
from review.findings.sanitise import code_line
from review.models import Fate, FateKind, Finding, Location, ModelUsage

UNKNOWN_COST = "unknown"
MICRO = 1_000_000
SHORT_FINGERPRINT = 12
CWE = re.compile(r"^CWE-[0-9]{1,6}$")
FATE_WORDS = {
    FateKind.POSTED: "commented on the line",
    FateKind.SUMMARY: "in the summary",
    FateKind.MERGED: "merged into another",
    FateKind.REPEATED: "commented on an earlier head",
    FateKind.ACCEPTED: "accepted",
    FateKind.PRE_EXISTING: "there before this change",
    FateKind.SUPPRESSED: "suppressed",
    FateKind.REPORTED: "reported",
}
# Fates whose reason says it all.
SELF_EXPLAINED = frozenset({FateKind.REPEATED, FateKind.ACCEPTED, FateKind.MERGED, FateKind.REPORTED})


def count(number: int, noun: str) -> str:
    """Return `1 finding`, `2 findings`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def place_text(location: Location) -> str:
    """Return `path:line` or `path:first-last` for a person to read, without Markdown."""
    lines = f"{location.start_line}"
    if location.end_line > location.start_line:
        lines += f"-{location.end_line}"
    return f"{display(location.path)}:{lines}"


def place_code(location: Location) -> str:
    """Return the place as inline code: no path can become a link or break out."""
    return code_line(place_text(location))


def source_text(finding: Finding) -> str:
    """Name who found it, the rule, the weaknesses, and the finding itself, as one Markdown line."""
    by = f"Found by {finding.source}" if finding.deterministic else f"Found by the {finding.source}, not proven"
    rule = [code_line(finding.rule_id)] if finding.rule_id != finding.source else []
    weaknesses = [cwe for cwe in finding.cwe if CWE.match(cwe)]
    known = [f"finding `{finding.fingerprint[:SHORT_FINGERPRINT]}`"] if finding.fingerprint.isalnum() else []
    sure = [] if finding.deterministic else [f"confidence {finding.confidence:.0%}"]
    return " · ".join([by, *rule, *weaknesses, *sure, *known])


def fate_text(fate: Fate | None) -> str:
    """Return where a finding went and why, as plain text."""
    if fate is None:
        return ""
    return fate.reason if fate.kind in SELF_EXPLAINED else f"{FATE_WORDS[fate.kind]}: {fate.reason}"


def cost_text(usage: Sequence[ModelUsage]) -> str:
    """Return what the model calls cost; one unknown makes the whole unknown, and says how much is known."""
    known = sum(attempt.cost_microusd or 0 for attempt in usage)
    if all(attempt.cost_microusd is not None for attempt in usage):
        return f"{known / MICRO:.4f} USD"
    return f"{UNKNOWN_COST} (at least {known / MICRO:.4f} USD)" if known else UNKNOWN_COST


def tokens_text(usage: Sequence[ModelUsage]) -> str:
    """Return the tokens of all attempts that reported them."""
    if all(attempt.input_tokens is None for attempt in usage):
        return "tokens unknown"
    asked = sum(attempt.input_tokens or 0 for attempt in usage)
    answered = sum(attempt.output_tokens or 0 for attempt in usage)
    return f"{asked:,} tokens in, {answered:,} out"


def account_text(findings: Iterable[Finding]) -> str:
    """Account for every finding: how many there were and where each went."""
    fates = Counter(finding.fate.kind for finding in findings if finding.fate)
    parts = [f"{fates[kind]:,} {words}" for kind, words in FATE_WORDS.items() if fates[kind]]
    return f"{count(fates.total(), 'finding')}: {', '.join(parts)}." if parts else "No finding."
