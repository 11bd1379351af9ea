"""Which files are asked about together: told by their paths alone, so that a push leaves other files' questions as is.

A path starts a group when its hash is the highest in a stretch of TOGETHER paths around it. So a file that only changes
moves no boundary; one that comes, goes or is renamed moves those within so many paths of its place; and no group holds
more than TOGETHER files. Fixed places, such as every fourth file, would all move with the first file that comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

# Of ten files at least three questions are made, of which a push that changes one file asks one again.
TOGETHER = 4


def grouped(paths: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the paths in order, cut into groups of at most TOGETHER."""
    ordered = sorted(set(paths))
    weights = [weight(path) for path in ordered]
    starts = [at for at in range(1, len(ordered)) if _is_highest(weights, at)]
    ends = [*starts, len(ordered)]
    return [tuple(ordered[start:end]) for start, end in zip([0, *starts], ends, strict=True) if start < end]


def weight(path: str) -> bytes:
    """Return what a path weighs as the start of a group: the lighter one is given up first."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest()


def _is_highest(weights: Sequence[bytes], at: int) -> bool:
    """Say whether one weight is the highest in a stretch of TOGETHER around it."""
    first = last = at
    while first > 0 and last - first + 1 < TOGETHER and weights[first - 1] < weights[at]:
        first -= 1
    while last + 1 < len(weights) and last - first + 1 < TOGETHER and weights[last + 1] < weights[at]:
        last += 1
    return last - first + 1 >= TOGETHER
