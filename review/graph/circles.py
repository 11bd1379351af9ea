"""The import cycles that a head has and its base had not."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from itertools import islice

from review.graph.graph import Graph
from review.graph.nodes import file_number, path_of

MAX_FOLLOWED = 20_000  # files looked at for one import
MAX_ASKED = 200  # new imports that are followed


def introduced(base: Graph, head: Graph, changed: Collection[int], most: int) -> tuple[tuple[str, ...], ...]:
    """Return the shortest new cycle through each new import of the changed files, from its first path on."""
    found: set[tuple[str, ...]] = set()
    for file, target in islice(_new(base, head, changed), MAX_ASKED):
        back = _way(head, target, file)
        if back and len(found) < most:
            paths = [path_of(head, each) for each in back]
            first = paths.index(min(paths))
            found.add((*paths[first:], *paths[:first]))
    return tuple(sorted(found))


def _new(base: Graph, head: Graph, changed: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the imports of the changed files that the base had not."""
    for file in sorted(changed):
        for target in _targets(head, file):
            if not _imports(base, path_of(head, file), path_of(head, target)):
                yield file, target


def _targets(graph: Graph, file: int) -> list[int]:
    found: list[int] = graph.imports.to[graph.imports.first[file] : graph.imports.first[file + 1]].tolist()
    return found


def _imports(graph: Graph, path: str, other: str) -> bool:
    one, two = file_number(graph, path), file_number(graph, other)
    return one >= 0 and two >= 0 and two in _targets(graph, one)


def _way(graph: Graph, start: int, end: int) -> list[int]:
    """Return the files of the shortest way over imports, [] for none."""
    before = {start: start}
    waiting = deque((start,))
    while waiting and len(before) < MAX_FOLLOWED:
        file = waiting.popleft()
        if file == end:
            way = [end]
            while way[-1] != start:
                way.append(before[way[-1]])
            return way[::-1]
        for each in _targets(graph, file):
            if each not in before:
                before[each] = file
                waiting.append(each)
    return []
