"""The files of a graph, as the resolution of names asks for them: read from its columns, one when it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from review.graph.columns import kind_of
from review.graph.found import MAX_FILES
from review.graph.graph import KINDS, PUBLIC, TEST, Graph
from review.graph.paths import Paths
from review.graph.snapshot import ENOUGH, Place, Snapshot
from review.graph.units import Unit, unit_of
from review.models.code import Definition, DefinitionKind, Import


class KeptSnapshot(Snapshot):
    """The files of a graph by their number."""

    def __init__(self, graph: Graph) -> None:
        """Read the paths; all else waits."""
        paths = Paths(graph.strings.many(graph.files.path.tolist()), _languages(graph))
        super().__init__(paths, (), tuple(graph.strings.many(graph.go_modules.tolist())))
        self._graph = graph
        self._read: dict[int, Unit] = {}

    def unit(self, file: int) -> Unit:
        """Return one file."""
        if file not in self._read:
            self._read[file] = read_unit(self._graph, file)
        return self._read[file]

    def named(self, leaf: str) -> Sequence[Place]:
        """Return the first few definitions with this last name."""
        number = self._graph.strings.number(leaf)
        found = np.flatnonzero(self._graph.definitions.leaf == number)[:ENOUGH]
        files = np.searchsorted(self._graph.files.first, found, "right") - 1
        return [(int(file), int(at - self._graph.files.first[file])) for file, at in zip(files, found, strict=True)]

    def _all_namespaces(self) -> Mapping[str, Sequence[int]]:
        graph, found = self._graph, defaultdict[str, list[int]](list)
        modules = np.flatnonzero(graph.definitions.kind == KINDS.index(DefinitionKind.MODULE))
        files = np.searchsorted(graph.files.first, modules, "right") - 1
        for file, at in zip(files.tolist(), modules.tolist(), strict=True):
            if self.paths.languages[file] == "csharp":
                members = found[graph.strings[graph.definitions.name[at]]]
                if len(members) < MAX_FILES:
                    members.append(file)
        return found


def _languages(graph: Graph) -> Sequence[str]:
    spelled = {each: graph.strings[each] for each in np.unique(graph.files.language).tolist()}
    return [spelled[each] for each in graph.files.language.tolist()]


def read_unit(graph: Graph, file: int) -> Unit:
    """Return one file of a graph; what a graph does not keep of a definition is empty."""
    strings, table = graph.strings, graph.files
    definitions = tuple(read_definition(graph, at) for at in range(table.first[file], table.first[file + 1]))
    numbers = range(table.first_import[file], table.first_import[file + 1])
    imported = graph.imported
    imports = tuple(
        Import(
            strings[imported.module[at]],
            strings[imported.name[at]],
            strings[imported.alias[at]],
            int(imported.line[at]),
        )
        for at in numbers
    )
    path, language = strings[table.path[file]], strings[table.language[file]]
    return unit_of(path, language, int(table.lines[file]), definitions, imports)


def read_definition(graph: Graph, at: int) -> Definition:
    """Return one definition by its number among all."""
    table, strings = graph.definitions, graph.strings
    flags = int(table.flags[at])
    return Definition(
        name=strings[table.name[at]],
        kind=kind_of(int(table.kind[at])),
        start=int(table.start[at]),
        end=int(table.end[at]),
        line=int(table.line[at]),
        signature=strings[table.signature[at]],
        doc="",
        public=bool(flags & PUBLIC),
        test=bool(flags & TEST),
        bases=tuple(strings.many(table.bases[table.first_base[at] : table.first_base[at + 1]].tolist())),
        measures=None,
    )
