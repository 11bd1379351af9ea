"""A part of the graph small enough to show: files or definitions, those that stand highest or around one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from review.graph.columns import kind_of
from review.graph.dependences import dependences
from review.graph.graph import EdgeKind, Graph
from review.graph.nodes import defined_in, file_of, label_of, path_of, place_of
from review.graph.reach import fan_in, fan_out

FILE = "file"


class Level(StrEnum):
    """What the nodes are."""

    MODULE = "module"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Node:
    """One node; `label` is its path, with `:name` for a definition; `kind` is `file` or a definition's."""

    label: str
    path: str
    name: str
    kind: str
    language: str
    line: int
    lines: int
    rank: float
    between: float
    fan_in: int
    fan_out: int
    cycle: int


@dataclass(frozen=True, slots=True)
class Link:
    """One edge between two nodes by their number in the view; confidence from 0 to 1."""

    source: int
    target: int
    kind: EdgeKind
    confidence: float
    line: int
    count: int


@dataclass(frozen=True, slots=True)
class View:
    """Nodes, the highest first, the links between them, and how many nodes were left out."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    left_out: int


def view(graph: Graph, level: Level, limit: int, focus: str = "") -> View | None:
    """Return at most so many nodes; with a focus (a path, a name, or `path:name`) it and what is near it first.

    None where there is nothing of that name.
    """
    chosen = _focused(graph, level, focus) if focus else _of_level(graph, level)
    if chosen is None:
        return None
    kept = chosen[:limit]
    number = {node: at for at, node in enumerate(kept.tolist())}
    into, out = fan_in(graph), fan_out(graph)
    nodes = tuple(_node(graph, node, int(into[node]), int(out[node])) for node in number)
    return View(nodes, _links(graph, level, number), len(chosen) - len(kept))


def find(graph: Graph, name: str) -> list[int]:
    """Return the nodes of a path, of `path:name`, of a dotted name or of its last part, the exact ones first."""
    path, _, inside = name.rpartition(":")
    wanted = graph.strings.number(inside if path else name)
    count, table = len(graph.files.path), graph.definitions
    found = np.flatnonzero(graph.files.path == graph.strings.number(name)).tolist()
    for column in (table.name, table.leaf):
        if not found and wanted >= 0:
            found = [count + each for each in np.flatnonzero(column == wanted).tolist()]
            found = [each for each in found if not path or path_of(graph, file_of(graph, each)) == path]
    return found


def _of_level(graph: Graph, level: Level) -> NDArray[np.int64]:
    count, nodes = len(graph.files.path), len(graph.calls.first) - 1
    low, high = (0, count) if level is Level.MODULE else (count, nodes)
    return low + np.argsort(-graph.standing.rank[low:high], kind="stable")


def _focused(graph: Graph, level: Level, focus: str) -> NDArray[np.int64] | None:
    """Return what is named, then its neighbours, then theirs, each by rank."""
    found = find(graph, focus)
    count = len(graph.files.path)
    if level is Level.MODULE:
        found = sorted({file_of(graph, each) for each in found})
        source, to = dependences(graph.files, graph.calls, graph.imports)
    else:
        files = {each for each in found if each < count}
        within = {node for file in files for node in defined_in(graph, file)}
        found = sorted({*found, *within} - files) or found
        source, to = graph.calls.sources().astype(np.int64), graph.calls.to.astype(np.int64)
    if not found:
        return None
    ordered = dict.fromkeys(found)
    for _ in range(2):
        near = np.zeros(len(graph.calls.first) - 1, bool)
        near[list(ordered)] = True
        after = np.unique(np.concatenate((to[near[source]], source[near[to]])))
        ordered |= dict.fromkeys(after[np.argsort(-graph.standing.rank[after], kind="stable")].tolist())
    return np.array(list(ordered), np.int64)


def _node(graph: Graph, node: int, into: int, out: int) -> Node:
    count, place = len(graph.files.path), place_of(graph, node)
    file, at = file_of(graph, node), node - count
    own = node < count
    table = graph.definitions
    return Node(
        label=label_of(place),
        path=place.path,
        name=place.name,
        kind=FILE if own else kind_of(int(table.kind[at])).value,
        language=graph.strings[int(graph.files.language[file])],
        line=place.line,
        lines=int(graph.files.lines[file] if own else table.end[at] - table.start[at] + 1),
        rank=float(graph.standing.rank[node]),
        between=float(graph.standing.between[node]),
        fan_in=into,
        fan_out=out,
        cycle=int(graph.standing.cycle[node]),
    )


def _links(graph: Graph, level: Level, number: Mapping[int, int]) -> tuple[Link, ...]:
    kinds = [(EdgeKind.CALL, graph.calls)] if level is Level.SYMBOL else [(EdgeKind.IMPORT, graph.imports)]
    links = []
    for kind, edges in kinds:
        for node, at in number.items():
            for edge in range(int(edges.first[node]), int(edges.first[node + 1])):
                target = number.get(int(edges.to[edge]), -1)
                if target >= 0:
                    sure = int(edges.sure[edge]) / 100
                    links.append(Link(at, target, kind, sure, int(edges.line[edge]), int(edges.count[edge])))
    return tuple(links)
