"""A graph in a few figures: how large, how sure, what is circular, what stands highest, what is coupled most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from review.graph.coupling import cycles, modules
from review.graph.graph import Edges, Graph, Module
from review.graph.view import Level, Node, view


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures; edges are counted by their confidence in hundredths, and the lists are as long as was asked."""

    files: int
    definitions: int
    calls: Mapping[int, int]
    imports: Mapping[int, int]
    cycles: Sequence[Sequence[str]]
    cycle_count: int
    highest_files: Sequence[Node]
    highest_definitions: Sequence[Node]
    most_coupled: Sequence[Module]
    most_between: Sequence[Module]


def summary(graph: Graph, most: int) -> Summary:
    """Return the figures of a graph with at most so many rows in each list."""
    circles, parts = cycles(graph), modules(graph)
    highest, definitions = view(graph, Level.MODULE, most), view(graph, Level.SYMBOL, most)
    coupled = sorted(parts, key=lambda each: (-(each.afferent + each.efferent), each.path))
    between = sorted(parts, key=lambda each: (-each.between, each.path))
    return Summary(
        files=len(parts),
        definitions=len(graph.definitions.name),
        calls=_by_confidence(graph.calls),
        imports=_by_confidence(graph.imports),
        cycles=circles[:most],
        cycle_count=len(circles),
        highest_files=highest.nodes if highest is not None else (),
        highest_definitions=definitions.nodes if definitions is not None else (),
        most_coupled=[each for each in coupled[:most] if each.afferent + each.efferent],
        most_between=[each for each in between[:most] if each.between],
    )


def _by_confidence(edges: Edges) -> Mapping[int, int]:
    values, counts = np.unique(edges.sure, return_counts=True)
    return dict(zip(values.tolist()[::-1], counts.tolist()[::-1], strict=True))
