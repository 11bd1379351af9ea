"""The security score: one number from 0 to 100 for what the checks found and nobody accepted.

A finding weighs 50 (critical), 25 (high), 8 (medium), 2 (low) or 0 (info), times its confidence. The score is
100 * 2^(-sum of the weights / 50), rounded: 100 is nothing found, and each 50 of weight halves it. So any further
finding lowers it, the worst most, and it never runs out. A model's findings have no part in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.checks.owasp import owasp_class
from review.models import Finding, Severity
from review.verdict import is_open

WEIGHTS: Mapping[Severity, float] = {
    Severity.CRITICAL: 50,
    Severity.HIGH: 25,
    Severity.MEDIUM: 8,
    Severity.LOW: 2,
    Severity.INFO: 0,
}
HALVES = 50
BEST = 100


@dataclass(frozen=True, slots=True)
class Weighed:
    """What counts of a finding that stands."""

    source: str
    rule_id: str
    severity: Severity
    confidence: float
    owasp: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The number, 100 at best, and how many findings of each OWASP class went into it, most first."""

    value: int
    classes: Mapping[str, int]


def of_review(findings: Iterable[Finding]) -> Score:
    """Return the score of one review: of what its checks found that stands."""
    standing = (one for one in findings if one.deterministic and is_open(one))
    return score(Weighed(one.source, one.rule_id, one.severity, one.confidence, one.owasp) for one in standing)


def score(standing: Iterable[Weighed]) -> Score:
    """Weigh the findings of checks that stand; the order they come in does not matter."""
    weight, classes = 0.0, dict[str, int]()
    for one in sorted(standing, key=lambda one: (one.severity.rank, one.confidence, one.rule_id)):
        weight += WEIGHTS[one.severity] * min(max(one.confidence, 0.0), 1.0)
        name = one.owasp or owasp_class(one.source, one.rule_id)
        classes[name] = classes.get(name, 0) + 1
    most_first = sorted(classes.items(), key=lambda item: (-item[1], item[0]))
    return Score(round(BEST * 2 ** (-weight / HALVES)), dict(most_first))
