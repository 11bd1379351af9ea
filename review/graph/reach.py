"""Which definitions a few others reach, or are reached by, over calls: the surest way to each, hop by hop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.graph.graph import Graph
from review.graph.strings import ABSENT

CONSTRUCTORS = frozenset(("__init__", "__new__", "constructor", "__construct", "initialize", "init"))


@dataclass(frozen=True, slots=True)
class Step:
    """How a node is reached: from where it was asked, over how many calls, how surely, and where the last call is."""

    origin: int
    hops: int
    sure: float
    line: int


def reached(graph: Graph, starts: list[int], hops: int, *, backwards: bool, most: int) -> dict[int, Step]:
    """Return what is reached over at most so many calls, the starts left out; `most` bounds each hop's nodes."""
    calls = graph.calls
    sources = calls.sources()
    near, far = (calls.to, sources) if backwards else (sources, calls.to)
    found: dict[int, Step] = {}
    level = {node: Step(origin, 0, 1.0, 0) for origin in starts for node in standing_for(graph, origin)}
    seen = set(level)
    for hop in range(1, hops + 1):
        mask = np.zeros(len(calls.first) - 1, bool)
        mask[list(level)] = True
        after: dict[int, Step] = {}
        for edge in np.flatnonzero(mask[near]).tolist():
            node, before = int(far[edge]), level[int(near[edge])]
            sure = before.sure * int(calls.sure[edge]) / 100
            if node not in seen and (node not in after or after[node].sure < sure):
                after[node] = Step(before.origin, hop, sure, int(calls.line[edge]))
        level = dict(sorted(after.items(), key=lambda each: (-each[1].sure, each[0]))[:most])
        seen.update(level)
        found.update(level)
        if not level:
            break
    return found


def standing_for(graph: Graph, node: int) -> list[int]:
    """Return the node, and for a constructor its type, which is what a call names."""
    count = len(graph.files.path)
    if node < count:
        return [node]
    table, at = graph.definitions, node - count
    parent = int(table.parent[at])
    is_made = graph.strings[int(table.leaf[at])] in CONSTRUCTORS
    return [node, count + parent] if is_made and parent != ABSENT else [node]


def fan_in(graph: Graph) -> NDArray[np.int64]:
    """Return how many nodes call or import each node."""
    nodes = len(graph.calls.first) - 1
    return np.bincount(graph.calls.to, minlength=nodes) + np.bincount(graph.imports.to, minlength=nodes)


def fan_out(graph: Graph) -> NDArray[np.int64]:
    """Return how many nodes each node calls or imports."""
    found = np.diff(graph.calls.first).astype(np.int64)
    found[: len(graph.files.path)] += np.diff(graph.imports.first)
    return found
