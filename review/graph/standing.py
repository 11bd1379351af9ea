"""How each node stands in the whole graph: PageRank, cycles, betweenness."""

from __future__ import annotations

import numpy as np
import rustworkx

from review.graph.betweenness import Floats as Doubles
from review.graph.betweenness import Numbers, betweenness, digraph
from review.graph.dependences import MIN_SURE, dependences
from review.graph.graph import Edges, Files, Ints, Standing

DAMPING = 0.85
TOLERANCE = 1e-9
ROUNDS = 200


def standing_of(files: Files, calls: Edges, imports: Edges) -> Standing:
    """Return the measures of all nodes; the same graph gives the same numbers."""
    count, nodes = len(files.path), len(calls.first) - 1
    source, to = dependences(files, calls, imports)
    inner = (calls.sources() >= count) & (calls.sure >= MIN_SURE)
    call_source, call_to = calls.sources()[inner].astype(np.int64) - count, calls.to[inner].astype(np.int64) - count
    own_imports = imports.sources().astype(np.int64), imports.to.astype(np.int64)
    rings = _cycles(nodes - count, call_source, call_to)
    circles = _cycles(count, *own_imports)
    rank = np.concatenate((_rank(count, source, to), _rank(nodes - count, call_source, call_to)))
    between = np.concatenate((betweenness(count, source, to), np.zeros(nodes - count)))
    return Standing(rank.astype(np.float32), np.concatenate((circles, rings)), between.astype(np.float32))


def _rank(count: int, source: Numbers, to: Numbers) -> Doubles:
    if not count:
        return np.zeros(0)
    try:
        found = rustworkx.pagerank(digraph(count, source, to), alpha=DAMPING, tol=TOLERANCE, max_iter=ROUNDS)
    except rustworkx.FailedToConverge:
        return np.full(count, 1 / count)
    return np.array([found[at] for at in range(count)], float)


def _cycles(count: int, source: Numbers, to: Numbers) -> Ints:
    """Return the number of each node's cycle, in the order of their first nodes; -1 where it is in none."""
    cycle = np.full(count, -1, np.int32)
    found = rustworkx.strongly_connected_components(digraph(count, source, to))
    for at, members in enumerate(sorted(sorted(each) for each in found if len(each) > 1)):
        cycle[members] = at
    return cycle
