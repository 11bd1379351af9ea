"""What a change reaches: callers and callees, tests, public names, import cycles, hot spots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import numpy as np

from review.graph.api import public_breaks
from review.graph.circles import introduced
from review.graph.graph import TEST, Graph, Place
from review.graph.nodes import defined_in, file_number, file_of, flags_of, label_of, met, path_of, place_of
from review.graph.reach import Step, fan_in, reached
from review.graph.strings import ABSENT
from review.prompts.ranking import is_test

HOPS = 2
TEST_HOPS = 5
HOT = 95.0  # percentile from which a place counts as one that much depends on
MAX_CHANGED = 500
MAX_REACHED = 300  # of each hop, and of each list
MAX_FOLLOWED = 2_000  # definitions of each hop towards tests
MAX_TESTS = 200
MAX_API = 100
MAX_CYCLES = 20
MAX_HOT = 20


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
    """All that a change reaches; every part is bounded, and `cut` says whether one was cut short.

    Tests are followed through at most MAX_FOLLOWED definitions of each hop, which `cut` does not tell.
    """

    changed: tuple[Place, ...]
    callers: tuple[Reached, ...]
    callees: tuple[Reached, ...]
    tests: tuple[Reached, ...]
    api: tuple[ApiChange, ...]
    cycles: tuple[tuple[str, ...], ...]
    hot_spots: tuple[HotSpot, ...]
    cut: bool


def impact(base: Graph, head: Graph, touched: Mapping[str, Touched]) -> Impact:
    """Return what a change reaches: `head` is `update(base, ...)`; `touched` is by path (the base's, if gone)."""
    new, old = _changed(base, head, touched)
    many_changed, new = len(new) + len(old), new[:MAX_CHANGED]
    # One more of each than is listed: so it shows where there are more.
    callers = reached(head, new, HOPS, backwards=True, most=MAX_REACHED + 1)
    callees = reached(head, new, HOPS, backwards=False, most=MAX_REACHED + 1)
    tests = {
        node: step
        for node, step in reached(head, new, TEST_HOPS, backwards=True, most=MAX_FOLLOWED).items()
        if flags_of(head, node) & TEST or (node < len(head.files.path) and is_test(path_of(head, node)))
    }
    api = _api(base, head, touched)
    files = {file_of(head, node) for node in new} | {file_number(head, path) for path in touched}
    gone = [place_of(base, node) for node in old[: MAX_CHANGED - len(new)]]
    renamed = {path: lines.before for path, lines in touched.items() if lines.before}
    cycles = introduced(base, head, files - {ABSENT}, renamed, MAX_CYCLES + 1)
    hot_spots = _hot_spots(head, [*new, *sorted(files - {ABSENT} - set(new))])
    return Impact(
        changed=tuple(place_of(head, node) for node in new) + tuple(gone),
        callers=_listed(head, callers, MAX_REACHED),
        callees=_listed(head, callees, MAX_REACHED),
        tests=_listed(head, tests, MAX_TESTS),
        api=api[:MAX_API],
        cycles=cycles[:MAX_CYCLES],
        hot_spots=hot_spots[:MAX_HOT],
        cut=many_changed > MAX_CHANGED
        or max(len(callers), len(callees)) > MAX_REACHED
        or len(tests) > MAX_TESTS
        or len(api) > MAX_API
        or len(cycles) > MAX_CYCLES
        or len(hot_spots) > MAX_HOT,
    )


def _changed(base: Graph, head: Graph, touched: Mapping[str, Touched]) -> tuple[list[int], list[int]]:
    """Return the nodes of the head that are touched, and those of the base that are no more."""
    new: set[int] = set()
    gone: list[int] = []
    for path, lines in sorted(touched.items()):
        file, before = file_number(head, path), file_number(base, lines.before or path)
        if file != ABSENT:
            new.update(met(head, file, lines.new))
        names = {} if file == ABSENT else {place_of(head, node).name: node for node in defined_in(head, file)}
        for node in met(base, before, lines.old) if before != ABSENT else ():
            name = place_of(base, node).name
            if name in names:
                new.add(names[name])
            elif name or file == ABSENT:
                gone.append(node)
            else:
                new.add(file)
    return sorted(new), gone


def _listed(graph: Graph, found: Mapping[int, Step], most: int) -> tuple[Reached, ...]:
    ordered = sorted(found.items(), key=lambda each: (each[1].hops, -each[1].sure, each[0]))[:most]
    return tuple(
        Reached(
            place_of(graph, node), step.line, step.hops, round(step.sure, 4), label_of(place_of(graph, step.origin))
        )
        for node, step in ordered
    )


def _api(base: Graph, head: Graph, touched: Mapping[str, Touched]) -> tuple[ApiChange, ...]:
    found: list[ApiChange] = []
    for path, lines in sorted(touched.items()):
        old = file_number(base, lines.before or path)
        breaks = public_breaks(base, head, old, file_number(head, path))
        found += (_break(base, head, *each) for each in islice(breaks, MAX_API + 1 - len(found)))
    return tuple(found)


def _break(base: Graph, head: Graph, node: int, now: int) -> ApiChange:
    before, callers = place_of(base, node), reached(base, [node], 1, backwards=True, most=MAX_REACHED)
    outside = {each: step for each, step in callers.items() if file_of(base, each) != file_of(base, node)}
    after = "" if now == ABSENT else place_of(head, now).signature or place_of(head, now).name
    same = now != ABSENT and place_of(head, now).name == before.name
    kind = ApiBreak.REMOVED if now == ABSENT else ApiBreak.SIGNATURE if same else ApiBreak.RENAMED
    return ApiChange(kind, before, after, _listed(base, outside, MAX_API))


def _hot_spots(graph: Graph, nodes: list[int]) -> tuple[HotSpot, ...]:
    """Return the touched nodes that stand among the highest of their like, the highest first."""
    used, count = fan_in(graph), len(graph.files.path)
    ranks = np.sort(graph.standing.rank[:count]), np.sort(graph.standing.rank[count:])
    found = []
    for node in nodes:
        like = ranks[node >= count]
        percentile = round(100 * float(np.searchsorted(like, graph.standing.rank[node])) / len(like), 1)
        if percentile >= HOT and used[node]:
            found.append(HotSpot(place_of(graph, node), percentile, int(used[node])))
    return tuple(sorted(found, key=lambda each: (-each.rank_percentile, -each.fan_in, each.place.path)))
