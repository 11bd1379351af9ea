"""What a change reaches: callers and callees, tests, public names, import cycles, hot spots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from review.graph.graph import Graph, Place


@dataclass(frozen=True, slots=True)
class Touched:
    """The inclusive line ranges of one file that a change replaces (old) and writes (new).

    `before` is its path in the base where it was renamed, "" where that is the same.
    """

    old: tuple[tuple[int, int], ...]
    new: tuple[tuple[int, int], ...]
    before: str = ""


class ApiBreak(StrEnum):
    """What happened to a public definition."""

    REMOVED = "removed"
    RENAMED = "renamed"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Reached:
    """A definition that calls, or is called by, the changed one `of`; `confidence` (0-1) is the product of its hops.

    `line` is where the call stands, in the caller's file.
    """

    place: Place
    line: int
    hops: int
    confidence: float
    of: str


@dataclass(frozen=True, slots=True)
class ApiChange:
    """A public definition of the base that is gone, renamed or has another signature; `after` is "" where gone.

    `callers` are those that the base knows outside of the file, the surest first.
    """

    kind: ApiBreak
    before: Place
    after: str
    callers: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A touched definition or file that much depends on: percentiles are 0-100 among its like."""

    place: Place
    rank_percentile: float
    fan_in: int


@dataclass(frozen=True, slots=True)
class Impact:
    """All that a change reaches; every part is bounded, and `cut` says whether one was cut short."""

    changed: tuple[Place, ...]
    callers: tuple[Reached, ...]
    callees: tuple[Reached, ...]
    tests: tuple[Reached, ...]
    api: tuple[ApiChange, ...]
    cycles: tuple[tuple[str, ...], ...]
    hot_spots: tuple[HotSpot, ...]
    cut: bool


def impact(base: Graph, head: Graph, touched: Mapping[str, Touched]) -> Impact:
    """Return what a change reaches: `head` is `update(base, ...)`, `touched` has the head's paths (the base's, if gone)."""
    raise NotImplementedError
