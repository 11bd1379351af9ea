"""Why something is unusual, in words that a person can check: the measures that made it so, and an ordinary example."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from review.anomaly.feature import Family, columns_of, features_of
from review.anomaly.model import HIGH, LOW, MIDDLE, Example, Learnt, Population, Spread, part, scaled

MOST_REASONS = 3
UNKNOWN_SPREAD = 1.0
OTHERS = 0.1  # what the other families count beside the one that is told of


@dataclass(frozen=True, slots=True)
class Reason:
    """One measure that made it unusual; `low` to `high` is where nine of ten in the repository lie.

    `beyond` is the share of them that certainly has less, or, for a value `below` what is usual, that has more. `drop`
    is how much less unusual all would be with the repository's middle value instead.
    """

    words: str
    value: float
    low: float
    high: float
    beyond: float
    below: bool
    drop: float


def reasons_for(learnt: Learnt, values: Sequence[float]) -> tuple[Reason, ...]:
    """Return the measures outside what is usual that count most; `values` are the family's own."""
    score = learnt.score(values)
    features = [features_of(learnt.family)[column] for column in columns_of(learnt.family)]
    found = []
    for index, (value, spread) in enumerate(zip(values, learnt.spreads, strict=True)):
        if math.isnan(value) or spread.at[LOW] <= value <= spread.at[HIGH]:
            continue
        usual = (*values[:index], spread.at[MIDDLE], *values[index + 1 :])
        found.append(_reason(features[index].words, value, spread, score - learnt.score(usual)))
    return tuple(sorted(found, key=lambda reason: (reason.beyond < 1, -reason.drop))[:MOST_REASONS])


def nearest(population: Population, learnt: Learnt, values: Sequence[float]) -> Example | None:
    """Return the ordinary example that is most like all these values, most of all like those of the family."""
    measures = [
        (one.family, 1.0 if one is learnt else OTHERS, _widths(one), scaled(one.family, part(one.family, values)))
        for one in population.families
    ]

    def far(example: Example) -> float:
        return sum(
            weight * _apart(own, scaled(family, part(family, example.values)), widths)
            for family, weight, widths, own in measures
        )

    return min(population.examples, key=far, default=None)


def _apart(own: Sequence[float], other: Sequence[float], widths: Sequence[float]) -> float:
    pairs = zip(own, other, widths, strict=True)
    return sum(((mine - its) / width) ** 2 for mine, its, width in pairs if not math.isnan(mine))


def shown(value: float, *, share: bool = False) -> str:
    """Return a value of a measure for a person: whole where it is large."""
    if share:
        return f"{value:.0%}"
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"


def is_share(family: Family, words: str) -> bool:
    """Say whether the measure of these words is a share."""
    return any(feature.words == words and feature.share for feature in features_of(family))


def _reason(words: str, value: float, spread: Spread, drop: float) -> Reason:
    below = value < spread.at[LOW]
    beyond = spread.above(value) if below else spread.below(value)
    return Reason(words, value, spread.at[LOW], spread.at[HIGH], beyond, below, drop)


def _widths(learnt: Learnt) -> tuple[float, ...]:
    """Return how far apart the usual values of each measure are, as it is scaled."""
    low = scaled(learnt.family, [spread.at[LOW] for spread in learnt.spreads])
    high = scaled(learnt.family, [spread.at[HIGH] for spread in learnt.spreads])
    return tuple(most - least or UNKNOWN_SPREAD for least, most in zip(low, high, strict=True))
