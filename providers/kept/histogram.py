"""How long calls took, in steps of a fixed ratio: small enough to share, and near enough to choose by."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

# Steps to a doubling: a percentile is at most 9 % off, and an hour is 87 steps from a millisecond.
STEPS = 4
TOP = 100
# Less than a thousandth of a call moves no percentile; dropping it keeps the histogram short.
NEGLIGIBLE = 1e-3

# Pairs of step and weight, in the order of the steps.
Histogram = tuple[tuple[int, float], ...]


def added(histogram: Histogram, milliseconds: int) -> Histogram:
    """Return the histogram with one call more."""
    step = round(STEPS * log2(max(1, milliseconds)))
    weights = dict(histogram)
    weights[step] = weights.get(step, 0.0) + 1
    return tuple(sorted(weights.items()))


def faded(histogram: Histogram, share: float) -> Histogram:
    """Return the histogram with every weight reduced to this share."""
    return tuple((step, weight * share) for step, weight in histogram if weight * share >= NEGLIGIBLE)


def percentiles(histogram: Histogram, shares: Sequence[float]) -> list[float | None]:
    """Return the milliseconds which these shares of the calls did not exceed; None for each when there are none."""
    total = sum(weight for _, weight in histogram)
    return [_percentile(histogram, share * total) for share in shares]


def _percentile(histogram: Histogram, weight: float) -> float | None:
    reached, last = 0.0, None
    for step, more in histogram:
        reached, last = reached + more, float(2 ** (min(step, TOP) / STEPS))
        if reached >= weight:
            break
    return last
