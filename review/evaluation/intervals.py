"""How far a figure may be from the truth: 95 % intervals, the same on every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt

LEVEL = 0.95
SEED = 20_261_121
RESAMPLES = 500
_Z = 1.959963984540054  # of LEVEL, both sides
_MASK = 2**64 - 1

Interval = tuple[float, float]


def wilson(good: int, of: int) -> Interval | None:
    """Return the interval of a share, None of nothing; Wilson, JASA 22 (1927), holds for small numbers too."""
    if not of:
        return None
    share, square = good / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    rows: Sequence[tuple[float, ...]], statistics: Callable[[Sequence[float]], Sequence[float | None]]
) -> list[Interval | None]:
    """Return the interval of each statistic of the columns' sums, the rows drawn again and again.

    None where a statistic is None in any draw, and an empty list for fewer than two rows: nothing can be said then.
    """
    if len(rows) < 2:
        return []
    drawn = [statistics(sums) for sums in _draws(rows)]
    return [_middle([one[place] for one in drawn]) for place in range(len(drawn[0]))]


def _draws(rows: Sequence[tuple[float, ...]]) -> Iterator[list[float]]:
    numbers = _numbers(SEED)
    columns = range(len(rows[0]))
    for _ in range(RESAMPLES):
        drawn = [rows[next(numbers) % len(rows)] for _ in rows]
        yield [sum(row[column] for row in drawn) for column in columns]


def _middle(values: list[float | None]) -> Interval | None:
    known = sorted(value for value in values if value is not None)
    if len(known) < len(values):
        return None
    cut = round(len(known) * (1 - LEVEL) / 2)
    return known[cut], known[-1 - cut]


def _numbers(seed: int) -> Iterator[int]:
    """Yield numbers that look random and never change: splitmix64, https://doi.org/10.1145/2714064.2660195."""
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        yield mixed ^ (mixed >> 31)
