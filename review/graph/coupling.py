"""The files as parts of the whole: how much each depends on others, they on it, and how well it hangs together."""

from __future__ import annotations

import numpy as np
import rustworkx
from numpy.typing import NDArray

from review.graph.dependences import dependences, file_of_nodes
from review.graph.graph import Graph, Module

Counts = NDArray[np.int64]


def modules(graph: Graph) -> tuple[Module, ...]:
    """Return all files in the order of their paths."""
    count = len(graph.files.path)
    source, to = dependences(graph.files, graph.calls, graph.imports)
    efferent, afferent = np.bincount(source, minlength=count), np.bincount(to, minlength=count)
    own = np.diff(graph.files.first)
    together = cohesion(graph)
    return tuple(
        Module(
            path=graph.strings[int(graph.files.path[at])],
            language=graph.strings[int(graph.files.language[at])],
            lines=int(graph.files.lines[at]),
            definitions=int(own[at]),
            rank=float(graph.standing.rank[at]),
            between=float(graph.standing.between[at]),
            cycle=int(graph.standing.cycle[at]),
            afferent=int(afferent[at]),
            efferent=int(efferent[at]),
            instability=_share(int(efferent[at]), int(efferent[at] + afferent[at])),
            cohesion=float(together[at]),
        )
        for at in range(count)
    )


def cohesion(graph: Graph) -> NDArray[np.float64]:
    """Return for each file how many of its definitions hang together by calls or nesting, 1 for all, 0 for none."""
    count, definitions = len(graph.files.path), len(graph.definitions.name)
    where = file_of_nodes(graph.files)
    sources = graph.calls.sources()
    inner = (sources >= count) & (where[sources] == where[graph.calls.to])
    nested = np.flatnonzero(graph.definitions.parent >= 0)
    pairs = (
        np.concatenate((sources[inner] - count, nested)),
        np.concatenate((graph.calls.to[inner] - count, graph.definitions.parent[nested])),
    )
    joined: rustworkx.PyGraph[int, None] = rustworkx.PyGraph(multigraph=False)
    joined.add_nodes_from(range(definitions))
    joined.add_edges_from_no_data(list(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)))
    groups = np.zeros(count)
    for group in rustworkx.connected_components(joined):
        groups[where[count + min(group)]] += 1
    own = np.diff(graph.files.first)
    return np.where(own > 1, (own - groups) / np.maximum(own - 1, 1), 1.0)


def cycles(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """Return the files of each import cycle, the largest first."""
    found: dict[int, list[str]] = {}
    numbers = graph.standing.cycle[: len(graph.files.path)]
    for at in np.flatnonzero(numbers >= 0).tolist():
        found.setdefault(int(numbers[at]), []).append(graph.strings[int(graph.files.path[at])])
    return tuple(sorted((tuple(each) for each in found.values()), key=lambda each: (-len(each), each)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
