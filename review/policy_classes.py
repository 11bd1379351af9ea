"""From which severity on a class of findings fails the gate: `classes` of the policy.

A finding may be of several classes that are set. Its CWE counts before its category, that before the group of
categories, and that before its OWASP class; of two CWEs the stricter one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from review.checks.owasp import NAMES, owasp_class
from review.checks.rules import SCANNED_LANGUAGES, rule, rules_for
from review.models import Finding, Severity

NEVER = "never"
OWN = "own-"  # so begin the categories of an operator's own rules, which are not known here
# What the checks that are no scan rules call their findings; a test compares it with them.
OF_CHECKS = ("secret", "suppression", "repository-content", "hidden-characters", "dependencies")
GROUPS: Mapping[str, frozenset[str]] = {
    "secrets": frozenset({"secret", "hardcoded-credentials", "secret-exposure"}),
    "weak-crypto": frozenset({"weak-hash", "weak-cipher", "weak-random", "static-iv"}),
    "tls": frozenset({"tls-verification", "tls-version", "weak-tls", "transport-encryption", "cleartext-transport"}),
}
_CWE = re.compile(r"CWE-[1-9][0-9]{0,4}")
_OWASP = re.compile(r"A(?:0[1-9]|10)")
_OWN = re.compile(OWN + r"[a-z0-9-]{1,60}")

Level = Severity | None


@dataclass(frozen=True, slots=True)
class ClassLevel:
    """From which severity on findings of a class fail the gate, None for never.

    `tightens`: it is from a layer that may not loosen, so it only counts where it is the stricter one.
    """

    name: str
    level: Level
    tightens: bool = False


def class_name(written: str) -> str | None:
    """Return how a class is called here: "CWE-327", "A02:2021", a category or a group; None for no class at all."""
    upper, lower = written.strip().upper(), written.strip().lower()
    if _CWE.fullmatch(upper):
        return upper
    if upper in NAMES:
        return upper
    if _OWASP.fullmatch(upper):
        return next(name for name in NAMES if name.startswith(upper))
    return lower if lower in GROUPS or lower in categories() or _OWN.fullmatch(lower) else None


def nearest_class(written: str) -> str:
    """Return the class that was probably meant, or nothing."""
    known = [*GROUPS, *sorted(categories()), *NAMES]
    return next(iter(difflib.get_close_matches(written[:100].lower(), known, n=1)), "")


@cache
def categories() -> frozenset[str]:
    """Return every category of our own rules and checks."""
    return frozenset(rule(str(each["id"])).category for each in rules_for(SCANNED_LANGUAGES)) | set(OF_CHECKS)


def looser(old: Level, new: Level) -> bool:
    """Say whether `new` lets more findings pass than `old`."""
    return _rank(new) < _rank(old)


def _rank(level: Level) -> int:
    return -1 if level is None else level.rank


def level_for(name: str, classes: Iterable[ClassLevel], fail_on: Severity) -> Level:
    """Return what is set for a class by its own name, the strictest of several, else `fail_on`."""
    return max((one.level for one in classes if one.name == name), key=_rank, default=fail_on)


def merged(old: Sequence[ClassLevel], new: Iterable[ClassLevel]) -> tuple[ClassLevel, ...]:
    """Lay `new` over `old`, class by class; what only tightens stands beside what it would tighten."""
    found = {(one.name, one.tightens): one for one in old}
    found |= {(one.name, one.tightens): one for one in new}
    return tuple(found.values())


def level_of(finding: Finding, classes: Sequence[ClassLevel], fail_on: Severity) -> ClassLevel:
    """Return the level that counts for a finding; its name is empty where that is `fail_on`."""
    chosen = ClassLevel("", fail_on)
    if not classes:
        return chosen
    set_here = {(one.name, one.tightens): one for one in classes}
    for names in _names(finding):
        found = [set_here[name, False] for name in names if (name, False) in set_here]
        if found:
            chosen = max(found, key=lambda one: _rank(one.level))
            break
    for name in (name for names in _names(finding) for name in names):
        if (name, True) in set_here:
            chosen = max(chosen, set_here[name, True], key=lambda one: _rank(one.level))
    return chosen


def _names(finding: Finding) -> Iterator[tuple[str, ...]]:
    """Yield the classes of a finding, the narrowest first."""
    yield finding.cwe
    yield (finding.category,)
    yield tuple(name for name, members in GROUPS.items() if finding.category in members)
    yield (finding.owasp or owasp_class(finding.source, finding.rule_id),)
