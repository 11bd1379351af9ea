"""How many shortest paths lead through a node (Brandes 2001), for large graphs from some of its nodes only."""

from __future__ import annotations

import numpy as np
import rustworkx
from numpy.typing import NDArray

from review.graph.columns import ranges

MAX_EXACT = 2_000  # nodes
MAX_LOOKED = 1_000_000_000  # edges looked at: those of the graph for each node that is followed
PIVOTS = 128  # nodes whose paths are followed, evenly spread (Brandes and Pich 2007)

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


def betweenness(count: int, source: Numbers, to: Numbers) -> Floats:
    """Return the share of all pairs of other nodes whose shortest path leads through each node."""
    edges = max(len(source), 1)
    if count <= MAX_EXACT and count * edges <= MAX_LOOKED:
        graph = digraph(count, source, to)
        found = rustworkx.digraph_betweenness_centrality(graph, parallel_threshold=MAX_EXACT + 1)
        return np.array([found[at] for at in range(count)], float)
    first = np.concatenate(([0], np.cumsum(np.bincount(source, minlength=count))))
    to = to[np.argsort(source, kind="stable")]
    total = np.zeros(count)
    pivots = np.linspace(0, count - 1, max(1, min(PIVOTS, MAX_LOOKED // edges))).astype(np.int64)
    for pivot in pivots:
        total += _through(count, first, to, int(pivot))
    return total * (count / len(pivots)) / ((count - 1) * (count - 2))


def digraph(count: int, source: Numbers, to: Numbers) -> rustworkx.PyDiGraph[int, None]:
    """Return the graph of these edges."""
    graph: rustworkx.PyDiGraph[int, None] = rustworkx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(count))
    graph.add_edges_from_no_data(list(zip(source.tolist(), to.tolist(), strict=True)))
    return graph


def _through(count: int, first: Numbers, to: Numbers, pivot: int) -> Floats:
    """Follow the shortest paths from one node level by level, then add up backwards what leads through each node."""
    depth = np.full(count, -1)
    paths = np.zeros(count)
    depth[pivot], paths[pivot] = 0, 1.0
    level = np.array([pivot])
    levels: list[tuple[Numbers, Numbers]] = []
    while len(level):
        lengths = first[level + 1] - first[level]
        after = to[ranges(first[level], lengths)]
        before = np.repeat(level, lengths)
        new = (depth[after] < 0) | (depth[after] == len(levels) + 1)
        before, after = before[new], after[new]
        depth[after] = len(levels) + 1
        np.add.at(paths, after, paths[before])
        levels.append((before, after))
        level = np.unique(after)
    share = np.zeros(count)
    for before, after in reversed(levels):
        np.add.at(share, before, paths[before] / paths[after] * (1 + share[after]))
    share[pivot] = 0
    return share
