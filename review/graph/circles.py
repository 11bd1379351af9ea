"""The import cycles that a head has and its base had not."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from review.graph.graph import Graph
from review.graph.nodes import file_number, path_of
from review.graph.strings import ABSENT

MAX_FOLLOWED = 200_000  # imports looked at on the way back from one
MAX_ASKED = 200  # new imports that are followed


def introduced(
    base: Graph, head: Graph, changed: Collection[int], renamed: Mapping[str, str], most: int
) -> tuple[tuple[str, ...], ...]:
    """Return the shortest new cycle through each new import of the changed files, from its first path on.

    `renamed` leads from a path of the head to that of the base: an import of a renamed file is not new.
    """
    found: set[tuple[str, ...]] = set()
    for file, target in islice(_new(base, head, changed, renamed), MAX_ASKED):
        if len(found) == most:
            break
        back = _way(head, target, file)
        if back:
            paths = [path_of(head, each) for each in back]
            first = paths.index(min(paths))
            found.add((*paths[first:], *paths[:first]))
    return tuple(sorted(found))


def _new(base: Graph, head: Graph, changed: Collection[int], renamed: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Yield the imports of the changed files that the base had not."""
    for file in sorted(changed):
        path = path_of(head, file)
        before = file_number(base, renamed.get(path, path))
        known = {path_of(base, each) for each in _targets(base, before)} if before != ABSENT else set()
        for target in _targets(head, file):
            path = path_of(head, target)
            if renamed.get(path, path) not in known:
                yield file, target


def _targets(graph: Graph, file: int) -> list[int]:
    found: list[int] = graph.imports.to[graph.imports.first[file] : graph.imports.first[file + 1]].tolist()
    return found


def _way(graph: Graph, start: int, end: int) -> list[int]:
    """Return the files of the shortest way over imports, [] for none."""
    before = {start: start}
    waiting, looked = deque((start,)), 0
    while waiting and looked < MAX_FOLLOWED:
        file = waiting.popleft()
        if file == end:
            way = [end]
            while way[-1] != start:
                way.append(before[way[-1]])
            return way[::-1]
        targets = _targets(graph, file)
        looked += len(targets)
        for each in targets:
            if each not in before:
                before[each] = file
                waiting.append(each)
    return []
