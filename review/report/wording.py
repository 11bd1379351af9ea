"""How the same few things are said in every report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from review.diff.paths import display
from review.findings.fingerprint import MODEL
from review.findings.sanitise import code_line, sanitise_line
from review.models import WHOLE_CHANGE, Fate, FateKind, Finding, Location, ModelUsage

UNKNOWN_COST = "unknown"
MICRO = 1_000_000
CACHED = "cached"  # the outcome of an answer that nobody was asked for anew
NAMED_MODELS = 4
NAME_LIMIT = 120
SHORT_FINGERPRINT = 14
FINGERPRINT = re.compile(r"^[0-9]+:[0-9a-f]{12,64}$")  # whatever else stands there does not go into Markdown
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
    by = _found_by(finding)
    rule = [code_line(finding.rule_id)] if finding.rule_id != finding.source else []
    weaknesses = [cwe for cwe in finding.cwe if CWE.match(cwe)]
    known = [f"finding `{finding.fingerprint[:SHORT_FINGERPRINT]}`"] if FINGERPRINT.match(finding.fingerprint) else []
    sure = [f"confidence {finding.confidence:.0%}"] if finding.source == MODEL else []
    return " · ".join([by, *rule, *weaknesses, *sure, *known])


def _found_by(finding: Finding) -> str:
    """Say which check or which model spoke, and whether anybody confirmed it."""
    if finding.deterministic:
        return f"Found by {finding.source}"
    if finding.source == WHOLE_CHANGE:
        return "Seen in the change as a whole, a rule of thumb"
    who = f"Found by the {finding.source}{f' {code_line(finding.model, NAME_LIMIT)}' if finding.model else ''}"
    return f"{who}; {sanitise_line(finding.opinion)}" if finding.opinion else f"{who}, not proven"


def fate_text(fate: Fate | None) -> str:
    """Return where a finding went and why, as plain text."""
    if fate is None:
        return ""
    return fate.reason if fate.kind in SELF_EXPLAINED else f"{FATE_WORDS[fate.kind]}: {fate.reason}"


def usage_text(usage: Sequence[ModelUsage], name: Callable[[str], str] = code_line) -> str:
    """Return who was asked, how often, and what it took; `name` makes a model's name harmless where it is shown."""
    asked = [attempt for attempt in usage if attempt.outcome != CACHED]
    hits = len(usage) - len(asked)
    parts = [_models(usage, name), count(len(asked), "call") if asked else "no call"]
    if hits:
        parts.append(f"{count(hits, 'answer')} from the cache")
    if asked:
        parts.append(tokens_text(asked))
    return ", ".join([*parts, f"cost {cost_text(usage)}"])


def _models(usage: Sequence[ModelUsage], name: Callable[[str], str]) -> str:
    """Name each model once, in the order in which they were asked first."""
    named = list(dict.fromkeys(f"{name(attempt.model)} ({attempt.provider})" for attempt in usage))
    more = len(named) - NAMED_MODELS
    return ", ".join(named[:NAMED_MODELS]) + (f" and {count(more, 'other model')}" if more > 0 else "")


def cost_text(usage: Sequence[ModelUsage]) -> str:
    """Return what the model calls cost; one unknown makes the whole unknown, and says how much is known."""
    known = sum(attempt.cost_microusd or 0 for attempt in usage)
    if all(attempt.cost_microusd is not None for attempt in usage):
        return f"{known / MICRO:.4f} USD"
    return f"{UNKNOWN_COST} (at least {known / MICRO:.4f} USD)" if known else UNKNOWN_COST


def tokens_text(usage: Sequence[ModelUsage]) -> str:
    """Return the tokens of all attempts that reported them; cached ones were read from the provider's own cache."""
    if all(attempt.input_tokens is None for attempt in usage):
        return "tokens unknown"
    asked = sum(attempt.input_tokens or 0 for attempt in usage)
    cached = sum(attempt.cached_tokens or 0 for attempt in usage)
    answered = sum(attempt.output_tokens or 0 for attempt in usage)
    return f"{asked:,} tokens in{f' ({cached:,} cached)' if cached else ''}, {answered:,} out"


def account_text(findings: Iterable[Finding]) -> str:
    """Account for every finding: how many there were and where each went."""
    fates = Counter(finding.fate.kind for finding in findings if finding.fate)
    parts = [f"{fates[kind]:,} {words}" for kind, words in FATE_WORDS.items() if fates[kind]]
    return f"{count(fates.total(), 'finding')}: {', '.join(parts)}." if parts else "No finding."
