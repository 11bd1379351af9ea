"""One number from 0 to 100 for a change or a hunk, and why: the share of past changes that had less risk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

from review.models.mined import Author
from review.risk.change import UNKNOWN, Changed, Structure, Touched
from review.risk.past import FilePast, Past
from review.risk.reasons import Reason, reasons_of
from review.risk.terms import terms_of
from review.risk.weights import COMPLEX, COMPLEXITY, DEPENDENTS, MOST_STRUCTURE, QUANTILES, WEIGHTS

MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Risk:
    """The number, 50 for what is as usual as any, and the reasons that raise it, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]


def risk_of(changed: Changed, past: Past, structure: Structure = UNKNOWN) -> Risk:
    """Weigh a change; without a history give an empty `Past`."""
    terms = terms_of(changed, past)
    parts = {name: one.weight * (terms[name] - one.typical) for name, one in WEIGHTS.items()}
    parts |= _structure(structure)
    reasons = reasons_of(parts, changed, past, structure)
    return Risk(_scaled(sum(parts.values())), reasons[:MOST_REASONS])


def hunk_risk(path: str, added: int, removed: int, past: FilePast | None = None, structure: Structure = UNKNOWN) -> int:
    """Weigh one hunk as if it were a change of its own, from 0 to 100: for the order in which hunks are read."""
    alone = Changed((Touched(path, added, removed),), _NOBODY, "")
    known = Past((past,), past.reverted, 0, 0, past.own, past.commits) if past else Past()
    return _scaled(weighed(terms_of(alone, known)) + sum(_structure(structure).values()))


def weighed(terms: Mapping[str, float]) -> float:
    """Return the sum of the terms by their weights: 0 where all are as usual."""
    return sum(one.weight * (terms[name] - one.typical) for name, one in WEIGHTS.items())


_NOBODY: tuple[Author, ...] = ()


def _structure(structure: Structure) -> dict[str, float]:
    """Return what the code itself adds; nothing where nobody looked."""
    found = {}
    if structure.complexity is not None and structure.complexity > COMPLEX:
        found["complexity"] = min(MOST_STRUCTURE, COMPLEXITY * log2(structure.complexity / COMPLEX))
    if structure.dependents:
        found["dependents"] = min(MOST_STRUCTURE, DEPENDENTS * log2(1 + structure.dependents))
    return found


def _scaled(told: float) -> int:
    """Return how many in a hundred of the past changes have less; straight lines between the quantiles."""
    at = bisect_right(QUANTILES, told)
    if at in (0, len(QUANTILES)):
        return 0 if at == 0 else 100
    low, high = QUANTILES[at - 1], QUANTILES[at]
    step = 100 / (len(QUANTILES) - 1)
    return round(step * (at - 1 + (told - low) / (high - low)))
