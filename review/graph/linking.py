"""The calls of a file, kept small until all files are known, and then the edges that they are."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

from review.graph.resolving import Resolver
from review.graph.units import Unit, kept, unit_of
from review.models.code import FileFacts

MAX_DEFINITIONS = 20_000  # of one file; what is beyond is not in the graph
MAX_IMPORTS = 2_000
MAX_CALLS = 50_000

Edge = tuple[int, int, int, int]  # source, target, line, confidence
Node = Callable[[int, int], int]  # the node of a file's definition


class Calls:
    """The calls of many files as numbers."""

    def __init__(self) -> None:
        """Start with no file."""
        self._words: dict[str, int] = {}
        self._spelled: list[str] = []
        self._first = array("q", (0,))
        self._columns = array("i")

    def take(self, path: str, facts: FileFacts) -> Unit:
        """Keep a file's calls, and return the rest of it."""
        definitions, numbers = kept(facts)
        for one in facts.calls[:MAX_CALLS]:
            within = numbers[one.within] if one.within >= 0 else -1
            within = within if within < MAX_DEFINITIONS else -1
            self._columns.extend((within, self._number(one.receiver), self._number(one.name), one.line))
        self._first.append(len(self._columns) // 4)
        imports = facts.imports[:MAX_IMPORTS]
        return unit_of(path, facts.language, facts.lines, definitions[:MAX_DEFINITIONS], imports)

    def _number(self, word: str) -> int:
        number = self._words.setdefault(word, len(self._spelled))
        if number == len(self._spelled):
            self._spelled.append(word)
        return number

    def edges(self, resolver: Resolver, at: int, file: int, node: Node) -> Iterator[Edge]:
        """Yield the edges of the file that was taken as number `at`, and is `file` in the snapshot."""
        resolver.begin()
        known: dict[tuple[int, ...], tuple[int, int] | None] = {}
        table, last = self._columns, self._first[at + 1] * 4
        for start in range(self._first[at] * 4, last, 4):
            within, receiver, name, line = table[start : start + 4]
            made = self._made(start + 4, within, line, last) if self._spelled[receiver] == "?" else (-1, -1)
            key = within, receiver, name, *made
            if key not in known:
                known[key] = self._target(resolver, file, key, node)
            target = known[key]
            if target is not None:
                yield node(file, within), target[0], line, target[1]

    def _made(self, start: int, within: int, line: int, last: int) -> tuple[int, int]:
        """Return the call after this one, which its receiver starts with, where both stand together."""
        if start >= last or self._columns[start] != within or self._columns[start + 3] != line:
            return -1, -1
        return self._columns[start + 1], self._columns[start + 2]

    def _target(self, resolver: Resolver, file: int, key: Sequence[int], node: Node) -> tuple[int, int] | None:
        within, receiver, name, *made = key
        before = (self._spelled[made[0]], self._spelled[made[1]]) if made[0] >= 0 else None
        bound = resolver.called(file, within, self._spelled[receiver], self._spelled[name], before)
        return None if bound is None else (node(bound.files[0], bound.at), bound.sure)


def import_edges(resolver: Resolver, unit: Unit, file: int) -> Iterator[tuple[int, Edge]]:
    """Yield a file's imports that lead to another file: the number of each among its imports, and its edge."""
    for at, one in enumerate(unit.imports):
        found = resolver.leads(file, one)
        if found is not None and found.files[0] != file:
            yield at, (file, found.files[0], one.line, found.sure)
