"""The nodes of a graph one at a time: their names, their places, and the definitions that lines meet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from review.graph.graph import Graph, Place
from review.graph.strings import ABSENT


def file_number(graph: Graph, path: str) -> int:
    """Return the number of a file, ABSENT where there is none."""
    # Strings are sorted, and files by their paths, so the numbers of the paths rise.
    number = graph.strings.number(path)
    at = int(np.searchsorted(graph.files.path, number))
    return at if number != ABSENT and at < len(graph.files.path) and graph.files.path[at] == number else ABSENT


def path_of(graph: Graph, file: int) -> str:
    """Return a file's path."""
    return graph.strings[int(graph.files.path[file])]


def file_of(graph: Graph, node: int) -> int:
    """Return the file that a node is or stands in."""
    count = len(graph.files.path)
    return node if node < count else int(np.searchsorted(graph.files.first, node - count, "right")) - 1


def place_of(graph: Graph, node: int) -> Place:
    """Return where a node stands."""
    count = len(graph.files.path)
    path = path_of(graph, file_of(graph, node))
    if node < count:
        return Place(path, 1, "", "")
    table, at = graph.definitions, node - count
    return Place(path, int(table.line[at]), graph.strings[int(table.name[at])], graph.strings[int(table.signature[at])])


def label_of(place: Place) -> str:
    """Return a node's name among all: its path, and the definition's name after a colon."""
    return f"{place.path}:{place.name}" if place.name else place.path


def flags_of(graph: Graph, node: int) -> int:
    """Return PUBLIC and TEST as they are marked; 0 for files."""
    count = len(graph.files.path)
    return int(graph.definitions.flags[node - count]) if node >= count else 0


def defined_in(graph: Graph, file: int) -> range:
    """Return the nodes of a file's definitions."""
    count = len(graph.files.path)
    return range(count + int(graph.files.first[file]), count + int(graph.files.first[file + 1]))


def met(graph: Graph, file: int, lines: Sequence[tuple[int, int]]) -> list[int]:
    """Return the definitions that lines meet, each line for the innermost one; the file for lines outside of all."""
    table, count = graph.definitions, len(graph.files.path)
    first, last = int(graph.files.first[file]), int(graph.files.first[file + 1])
    most = int(graph.files.lines[file]) + 1
    owner = np.full(most + 1, file, np.int64)
    for at in range(first, last):  # in the file's order: those inside of another come after it
        owner[table.start[at] : max(int(table.end[at]) + 1, 0)] = count + at
    found = [np.unique(owner[max(low, 0) : max(high + 1, 0)]) for low, high in lines if low <= high]
    return sorted({int(each) for some in found for each in some})


def definition_of(graph: Graph, node: int) -> int:
    """Return the number of a node among the definitions, ABSENT for a file."""
    return node - len(graph.files.path) if node >= len(graph.files.path) else ABSENT
