"""The graph of a head: its base's with a few files changed, without reading the others again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from review.graph.columns import absolute, definitions_of, edges_of, files_of, imports_of, ranges, starts, words_of
from review.graph.graph import Definitions, Edges, Files, Graph, Imports, Ints, Standing
from review.graph.kept_snapshot import KeptSnapshot
from review.graph.linking import Calls, Edge, import_edges
from review.graph.nodes import file_number
from review.graph.resolving import Resolver
from review.graph.strings import ABSENT, merged
from review.graph.units import Unit
from review.models.code import FileFacts

_SPELLED = frozenset(("path", "language", "name", "leaf", "signature", "bases", "module", "alias"))
_STARTS = frozenset(("first", "first_import", "first_base", "bases"))

Rows = NDArray[np.int64]
Table = TypeVar("Table", Files, Definitions, Imports)


def update(graph: Graph, changed: Mapping[str, FileFacts | None]) -> Graph:
    """Return the graph with these files put in place; None removes one.

    Calls from other files keep their target as long as a definition of that name is there. What other files could not
    resolve before stays so, and all of `standing` is the base's: build anew for both.
    """
    calls = Calls()
    units = [calls.take(path, facts) for path, facts in sorted(changed.items()) if facts is not None]
    strings, moved, number = merged(graph.strings, {word for unit in units for word in words_of(unit)})
    spliced = _Spliced(_renumbered(graph, moved), units, number, _numbers_of(graph, changed))
    head = replace(spliced.graph(), strings=strings, go_modules=moved[graph.go_modules])
    return _linked(head, calls, spliced)


def _numbers_of(graph: Graph, changed: Mapping[str, FileFacts | None]) -> set[int]:
    """Return the base's files that are changed."""
    return {file_number(graph, path) for path in changed} - {ABSENT}


def _renumbered(graph: Graph, moved: Ints) -> Graph:
    """Return the graph with the numbers that its strings have in the new table."""

    def renumbered(table: Table) -> Table:
        names = (each.name for each in fields(table) if each.name in _SPELLED)
        return replace(table, **{name: moved[getattr(table, name)] for name in names})

    files, definitions, imported = renumbered(graph.files), renumbered(graph.definitions), renumbered(graph.imported)
    return replace(graph, files=files, definitions=definitions, imported=imported)


class _Spliced:
    """The columns of a base without its changed files and with the new ones, and where each old node is now."""

    def __init__(self, base: Graph, units: list[Unit], number: Mapping[str, int], gone: set[int]) -> None:
        self.base, self.units = base, units
        self._files, self._definitions = files_of(units, number), definitions_of(units, number)
        self._imported = imports_of(units, number)
        count = len(base.files.path)
        left = np.array([at for at in range(count) if at not in gone], np.int64)
        rows = np.concatenate((left, count + np.arange(len(units))))
        self.rows: Rows = rows[np.argsort(np.concatenate((base.files.path, self._files.path))[rows], kind="stable")]
        self.fresh: Rows = np.flatnonzero(self.rows >= count)  # the new files' numbers, in the order of `units`
        self._definition_rows = self._parts(base.files.first, self._files.first)
        self._import_rows = self._parts(base.files.first_import, self._files.first_import)

    def _parts(self, old: Ints, new: Ints) -> Rows:
        """Return the rows of a table below the files: the new ones stand after all of the old."""
        first = np.concatenate((old[:-1], new[:-1].astype(np.int64) + old[-1]))
        return ranges(first[self.rows], np.concatenate((np.diff(old), np.diff(new)))[self.rows])

    def graph(self) -> Graph:
        """Return the graph of the new columns; of the edges the old ones that are left."""
        base, rows = self.base, self.rows
        lengths = [np.concatenate((np.diff(getattr(base.files, each)), np.diff(getattr(self._files, each))))[rows]
                   for each in ("first", "first_import")]  # fmt: skip
        files = replace(_rows(base.files, self._files, rows), first=starts(lengths[0]), first_import=starts(lengths[1]))
        self.file_at = _inverse(rows, len(base.files.path))
        self.node_at = self._nodes(files)
        imported = _rows(base.imported, self._imported, self._import_rows)
        target = np.where(imported.target >= 0, self.file_at[imported.target], ABSENT).astype(np.int32)
        return Graph(
            strings=base.strings,
            files=files,
            definitions=self._spliced_definitions(files),
            imported=replace(imported, target=target),
            calls=base.calls,
            imports=base.imports,
            standing=self._standing(len(rows) + int(files.first[-1])),
            go_modules=base.go_modules,
        )

    def _spliced_definitions(self, files: Files) -> Definitions:
        """Put the definitions together; parents count from their file's first one while they move."""
        base, new, rows = self.base.definitions, self._definitions, self._definition_rows
        shift = np.repeat(self.base.files.first[:-1], np.diff(self.base.files.first))
        relative = replace(base, parent=np.where(base.parent >= 0, base.parent - shift, ABSENT).astype(np.int32))
        lengths = np.concatenate((np.diff(base.first_base), np.diff(new.first_base)))[rows]
        first = np.concatenate((base.first_base[:-1], new.first_base[:-1].astype(np.int64) + base.first_base[-1]))[rows]
        bases = np.concatenate((base.bases, new.bases))[ranges(first, lengths)]
        return absolute(replace(_rows(relative, new, rows), first_base=starts(lengths), bases=bases), files)

    def _nodes(self, files: Files) -> Ints:
        """Return where each node of the base is now: those of changed files by their names, ABSENT where gone."""
        count, old = len(self.base.files.path), self.base.definitions
        at = _inverse(self._definition_rows, len(old.name))
        at = np.where(at >= 0, at + len(self.rows), ABSENT).astype(np.int32)
        paths = {int(self._files.path[each]): each for each in range(len(self.units))}
        file_at = self.file_at.copy()
        for file in np.flatnonzero(self.file_at < 0).tolist():
            unit = paths.get(int(self.base.files.path[file]))
            if unit is not None:
                file_at[file] = self.fresh[unit]
                self._by_name(at, file, unit, len(self.rows) + int(files.first[self.fresh[unit]]))
        self.file_at = file_at
        return np.concatenate((file_at, at)) if count else at

    def _by_name(self, at: Ints, file: int, unit: int, first: int) -> None:
        names: dict[int, list[int]] = {}
        start, end = self._files.first[unit], self._files.first[unit + 1]
        for number, name in enumerate(self._definitions.name[start:end].tolist()):
            names.setdefault(name, []).append(first + number)
        for old in range(self.base.files.first[file], self.base.files.first[file + 1]):
            same = names.get(int(self.base.definitions.name[old]), [])
            at[old] = same.pop(0) if len(same) > 1 else same[0] if same else ABSENT

    def _standing(self, nodes: int) -> Standing:
        """Give each node what its base's had."""
        old = self.base.standing
        rank, cycle, between = (
            np.zeros(nodes, np.float32),
            np.full(nodes, ABSENT, np.int32),
            np.zeros(nodes, np.float32),
        )
        there = self.node_at >= 0
        for new, column in ((rank, old.rank), (cycle, old.cycle), (between, old.between)):
            new[self.node_at[there]] = column[there]
        return Standing(rank, cycle, between)


def _rows(old: Table, new: Table, rows: Rows) -> Table:
    names = (each.name for each in fields(old) if each.name not in _STARTS)
    return replace(old, **{name: np.concatenate((getattr(old, name), getattr(new, name)))[rows] for name in names})


def _inverse(rows: Rows, count: int) -> Ints:
    found = np.full(count, ABSENT, np.int32)
    at = np.flatnonzero(rows < count)
    found[rows[at]] = at
    return found


def _linked(head: Graph, calls: Calls, spliced: _Spliced) -> Graph:
    """Add the edges of the new files to those that are left of the base's."""
    resolver = Resolver(KeptSnapshot(head))
    count = len(head.files.path)

    def node(file: int, at: int) -> int:
        return file if at < 0 else count + int(head.files.first[file]) + at

    called: list[Edge] = []
    imported: list[Edge] = []
    for at, (unit, file) in enumerate(zip(spliced.units, spliced.fresh.tolist(), strict=True)):
        called += calls.edges(resolver, at, file, node)
        for number, edge in import_edges(resolver, unit, file):
            head.imported.target[int(head.files.first_import[file]) + number] = edge[1]
            imported.append(edge)
    nodes = count + len(head.definitions.name)
    fresh = np.zeros(nodes, bool)
    fresh[spliced.fresh] = True
    for file in spliced.fresh.tolist():
        fresh[count + head.files.first[file] : count + head.files.first[file + 1]] = True
    return replace(
        head,
        calls=_joined(head.calls, spliced.node_at, fresh, edges_of(nodes, called)),
        imports=_joined(head.imports, spliced.file_at, fresh, edges_of(count, imported)),
    )


def _joined(old: Edges, at: Ints, fresh: NDArray[np.bool_], new: Edges) -> Edges:
    """Return the old edges at their new nodes, but for those from new files, and the new ones."""
    source, to = at[old.sources()], at[old.to]
    left = (source >= 0) & (to >= 0)
    left[left] = ~fresh[source[left]]
    every = np.concatenate((source[left], new.sources()))
    order = np.argsort(every, kind="stable")
    rest = {
        name: np.concatenate((getattr(old, name)[left], getattr(new, name)))[order]
        for name in ("line", "sure", "count")
    }
    to = np.concatenate((to[left], new.to))[order]
    return Edges(first=starts(np.bincount(every, minlength=len(new.first) - 1)), to=to, **rest)
