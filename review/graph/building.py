"""Build the graph of a snapshot from the facts of its files."""

from __future__ import annotations

from collections.abc import Mapping

from review.graph.columns import absolute, definitions_of, edges_of, files_of, imports_of, ints, words_of
from review.graph.go_modules import guessed
from review.graph.graph import Files, Graph
from review.graph.linking import Calls, Edge, import_edges
from review.graph.paths import Paths
from review.graph.resolving import Resolver
from review.graph.snapshot import Snapshot
from review.graph.standing import standing_of
from review.graph.strings import gathered
from review.graph.units import Unit
from review.models.code import FileFacts


def build(files: Mapping[str, FileFacts]) -> Graph:
    """Return the graph of a snapshot, by path. Each value is asked for once, so the mapping may read it on demand.

    Equal files give equal bytes, whatever their order. Keys of documents (DefinitionKind.KEY) are left out.
    """
    calls = Calls()
    units = [calls.take(path, files[path]) for path in sorted(files)]
    paths = Paths([each.path for each in units], [each.language for each in units])
    modules = guessed(paths, go_imports(units))
    strings, number = gathered({word for unit in units for word in (*words_of(unit), *modules)})
    table, definitions, imported = files_of(units, number), definitions_of(units, number), imports_of(units, number)
    resolver = Resolver(Snapshot(paths, units, modules))
    import_found, call_found = _linked(resolver, calls, units, table)
    for at, edge in import_found:
        imported.target[at] = edge[1]
    call_edges = edges_of(len(units) + len(definitions.name), call_found)
    imports = edges_of(len(units), [edge for _, edge in import_found])
    return Graph(
        strings=strings,
        files=table,
        definitions=absolute(definitions, table),
        imported=imported,
        calls=call_edges,
        imports=imports,
        standing=standing_of(table, call_edges, imports),
        go_modules=ints(number[each] for each in modules),
    )


def _linked(
    resolver: Resolver, calls: Calls, units: list[Unit], table: Files
) -> tuple[list[tuple[int, Edge]], list[Edge]]:
    first = table.first.tolist()

    def node(file: int, at: int) -> int:
        return file if at < 0 else len(units) + first[file] + at

    imports: list[tuple[int, Edge]] = []
    called: list[Edge] = []
    for file, unit in enumerate(units):
        start = int(table.first_import[file])
        imports += ((start + at, edge) for at, edge in import_edges(resolver, unit, file))
        called += calls.edges(resolver, file, file, node)
    return imports, called


def go_imports(units: list[Unit]) -> set[str]:
    """Return the packages that the Go files take."""
    return {one.module for unit in units if unit.language == "go" for one in unit.imports}
