"""A graph as bytes: a head with the type and length of every array, then the arrays, then a checksum.

Nothing in it can run, and every number that leads somewhere is checked, so that altered bytes raise and do not read
beside an array. The checksum tells accidents, not attackers: those are stopped by the checks.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from review.graph.errors import UnreadableGraph
from review.graph.graph import Definitions, Edges, Files, Graph, Imports, Standing
from review.graph.strings import Strings

MAGIC = b"diffdiver graph 1\n"
MAX_BYTES = 1 << 30
MAX_LINES = 1 << 24  # of one file, for which memory is taken
MAX_NESTING = 400  # parts of a name, of which `units.py` bounds the length

NOT_OURS = "this is no graph of version 1"
CUT_OFF = "the graph is cut off or was altered"
WRONG_VALUE = "the graph's {part} lead nowhere"

Array = np.ndarray[Any, np.dtype[Any]]  # the types of the elements differ from column to column

_PARTS: dict[str, type[Files | Definitions | Imports | Edges | Standing]] = {
    "files": Files,
    "definitions": Definitions,
    "imported": Imports,
    "calls": Edges,
    "imports": Edges,
    "standing": Standing,
}
_BYTES = frozenset(("kind", "flags", "sure"))
_FLOATS = frozenset(("rank", "between"))


def encode(graph: Graph) -> bytes:
    """Return a graph as bytes; equal graphs give equal bytes."""
    arrays: list[Array] = [graph.strings.ends, graph.go_modules]
    arrays += (getattr(getattr(graph, part), name) for part, name in _columns())
    head = json.dumps([len(graph.strings.text), *(len(each) for each in arrays)]).encode()
    padded = head + b" " * (-(len(MAGIC) + 8 + len(head)) % 8)
    types = (_type("ends"), _type(""), *(_type(name) for _, name in _columns()))
    pieces = [_padded(each.astype(kind).tobytes()) for each, kind in zip(arrays, types, strict=True)]
    body = b"".join((len(padded).to_bytes(8, "little"), padded, *pieces, graph.strings.text))
    return MAGIC + body + zlib.crc32(body).to_bytes(4, "little")


def decode(data: bytes) -> Graph:
    """Return the graph of `encode`; raise UnreadableGraph where the bytes are cut, altered or of another version."""
    if not data.startswith(MAGIC) or len(data) > MAX_BYTES:
        raise UnreadableGraph(NOT_OURS)
    body = memoryview(data)[len(MAGIC) : -4]
    if zlib.crc32(body).to_bytes(4, "little") != data[-4:]:
        raise UnreadableGraph(CUT_OFF)
    graph = _read(body)
    for part, right in _checks(graph):
        if not right:
            raise UnreadableGraph(WRONG_VALUE.format(part=part))
    return graph


def _read(body: memoryview) -> Graph:
    size = int.from_bytes(body[:8], "little")
    lengths = _lengths(bytes(body[8 : 8 + size]))
    columns = list(_columns())
    if len(lengths) != len(columns) + 3:
        raise UnreadableGraph(CUT_OFF)
    at = 8 + size
    arrays: list[Array] = []
    for length, name in zip(lengths[1:], ("ends", "", *(name for _, name in columns)), strict=True):
        kind = _type(name)
        if at + length * kind.itemsize > len(body):
            raise UnreadableGraph(CUT_OFF)
        arrays.append(np.frombuffer(body, kind, length, at))
        at += -(-length * kind.itemsize // 8) * 8
    if len(body) != at + lengths[0]:
        raise UnreadableGraph(CUT_OFF)
    values: dict[str, dict[str, Array]] = {part: {} for part in _PARTS}
    for (part, name), array in zip(columns, arrays[2:], strict=True):
        values[part][name] = array
    made: dict[str, Any] = {part: kind(**values[part]) for part, kind in _PARTS.items()}  # each of its own type
    return Graph(strings=Strings(bytes(body[at:]), arrays[0]), go_modules=arrays[1], **made)


def _lengths(head: bytes) -> list[int]:
    try:
        read = json.loads(head)
    except (ValueError, RecursionError):
        raise UnreadableGraph(CUT_OFF) from None
    if not isinstance(read, list) or not all(type(each) is int and 0 <= each < MAX_BYTES for each in read):
        raise UnreadableGraph(CUT_OFF)
    return read


def _columns() -> Iterator[tuple[str, str]]:
    for part, kind in _PARTS.items():
        for each in fields(kind):
            yield part, each.name


def _type(name: str) -> np.dtype[Any]:
    if name in _BYTES:
        return np.dtype("u1")
    return np.dtype({"ends": "<i8", "count": "<u2"}.get(name, "<f4" if name in _FLOATS else "<i4"))


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 8)


def _checks(graph: Graph) -> Iterator[tuple[str, bool]]:
    """Yield for each part whether all of its numbers lead to something that is there."""
    files, definitions, strings = len(graph.files.path), len(graph.definitions.name), len(graph.strings)
    yield "strings", _parts(np.concatenate(([0], graph.strings.ends)), len(graph.strings.ends), len(graph.strings.text))
    yield "files", _rows(graph.files, files, ("first", "first_import"))
    yield "definitions", _rows(graph.definitions, definitions, ("first_base", "bases"))
    yield "imports", _rows(graph.imported, len(graph.imported.module), ())
    yield "first definitions", _parts(graph.files.first, files, definitions)
    yield "first imports", _parts(graph.files.first_import, files, len(graph.imported.module))
    yield "first bases", _parts(graph.definitions.first_base, definitions, len(graph.definitions.bases))
    for column in (
        graph.files.path, graph.files.language, graph.definitions.name, graph.definitions.leaf,
        graph.definitions.signature, graph.definitions.bases,
        graph.imported.module, graph.imported.name, graph.imported.alias, graph.go_modules,
    ):  # fmt: skip
        yield "names", _within(column, 0, strings)
    yield "parents", _within(graph.definitions.parent, -1, definitions) and _ends(graph.definitions.parent)
    yield "lines", _within(graph.files.lines, 0, MAX_LINES)
    yield "kinds", _within(graph.definitions.kind, 0, 3)
    yield "targets", _within(graph.imported.target, -1, files)
    for edges, nodes in ((graph.calls, files + definitions), (graph.imports, files)):
        yield "edges", _rows(edges, len(edges.to), ("first",)) and _parts(edges.first, nodes, len(edges.to))
        yield "edges", _within(edges.to, 0, nodes)
    yield "measures", _rows(graph.standing, files + definitions, ())


def _rows(table: object, rows: int, others: tuple[str, ...]) -> bool:
    names = (each.name for each in fields(type(table)) if each.name not in others)  # type: ignore[arg-type]
    return all(len(getattr(table, name)) == rows for name in names)


def _parts(first: Array, parts: int, total: int) -> bool:
    """Say whether these are the starts of so many parts of a column."""
    if len(first) != parts + 1 or first[0] != 0 or first[-1] != total:
        return False
    return bool(np.all(first[1:] >= first[:-1]))


def _ends(parent: Array) -> bool:
    """Say whether every way over parents ends: who follows them does not look for circles."""
    at = np.flatnonzero(parent >= 0)
    for _ in range(MAX_NESTING):
        if not len(at):
            return True
        at = parent[at]
        at = at[at >= 0]
    return False


def _within(column: Array, low: int, high: int) -> bool:
    return not len(column) or bool(column.min() >= low and column.max() < high)
