"""The columns of a graph: made of files, and put together anew from those of two graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from review.graph.graph import KINDS, PUBLIC, TEST, Definitions, Edges, Files, Imports, Ints
from review.graph.strings import ABSENT
from review.graph.units import Unit
from review.models.code import Definition, DefinitionKind

MOST = 65_535

_KIND = {kind: at for at, kind in enumerate(KINDS)}
Numbers = Mapping[str, int]


def words_of(unit: Unit) -> Iterable[str]:
    """Yield every string that a file has in its columns."""
    yield unit.path
    yield unit.language
    for one in unit.definitions:
        yield from (one.name, one.name.rpartition(".")[2], one.signature, *one.bases)
    for each in unit.imports:
        yield from (each.module, each.name, each.alias)


def files_of(units: Sequence[Unit], number: Numbers) -> Files:
    """Return the columns of files."""
    return Files(
        path=ints(number[each.path] for each in units),
        language=ints(number[each.language] for each in units),
        lines=ints(each.lines for each in units),
        first=starts(len(each.definitions) for each in units),
        first_import=starts(len(each.imports) for each in units),
    )


def definitions_of(units: Sequence[Unit], number: Numbers) -> Definitions:
    """Return the columns of definitions; `parent` counts from the file's first one, as `graphed` wants it."""
    every = [one for unit in units for one in unit.definitions]
    return Definitions(
        name=ints(number[one.name] for one in every),
        leaf=ints(number[one.name.rpartition(".")[2]] for one in every),
        signature=ints(number[one.signature] for one in every),
        parent=ints(parent for unit in units for parent in unit.parents),
        start=ints(one.start for one in every),
        end=ints(one.end for one in every),
        line=ints(one.line for one in every),
        kind=np.fromiter((_KIND[one.kind] for one in every), np.uint8, len(every)),
        flags=np.fromiter((_flags(one) for one in every), np.uint8, len(every)),
        first_base=starts(len(one.bases) for one in every),
        bases=ints(number[base] for one in every for base in one.bases),
    )


def _flags(one: Definition) -> int:
    return PUBLIC * one.public | TEST * one.test


def absolute(definitions: Definitions, files: Files) -> Definitions:
    """Return the definitions with parents that count from the first of all, not of their file."""
    shift = np.repeat(files.first[:-1], np.diff(files.first))
    return replace(
        definitions, parent=np.where(definitions.parent >= 0, definitions.parent + shift, ABSENT).astype(np.int32)
    )


def imports_of(units: Sequence[Unit], number: Numbers) -> Imports:
    """Return the columns of imports, none of which leads anywhere yet."""
    every = [one for unit in units for one in unit.imports]
    return Imports(
        module=ints(number[one.module] for one in every),
        name=ints(number[one.name] for one in every),
        alias=ints(number[one.alias] for one in every),
        line=ints(one.line for one in every),
        target=np.full(len(every), -1, np.int32),
    )


def edges_of(nodes: int, found: Sequence[tuple[int, int, int, int]]) -> Edges:
    """Return the edges of these calls: source, target, line and confidence."""
    table = np.array(found, np.int32).reshape(-1, 4)
    source, to, line, sure = table.T
    order = np.lexsort((line, to, source))
    source, to, line, sure = source[order], to[order], line[order], sure[order]
    new = np.ones(len(order), bool)
    new[1:] = (source[1:] != source[:-1]) | (to[1:] != to[:-1])
    at = np.flatnonzero(new)
    best = np.maximum.reduceat(sure, at) if len(at) else sure
    count = np.minimum(np.diff(np.append(at, len(order))), MOST)
    return Edges(
        first=starts(np.bincount(source[at], minlength=nodes)),
        to=to[at],
        line=line[at],
        sure=best.astype(np.uint8),
        count=count.astype(np.uint16),
    )


def ints(numbers: Iterable[int]) -> Ints:
    """Return a column of numbers."""
    return np.fromiter(numbers, np.int32)


def starts(lengths: Iterable[int]) -> Ints:
    """Return where each part starts, and at last where all end."""
    return ints(accumulate((int(each) for each in lengths), initial=0))


def ranges(first: NDArray[np.integer], lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the numbers of all ranges, one range after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(first - (ends - lengths), lengths)


def kind_of(code: int) -> DefinitionKind:
    """Return the kind of a definition."""
    return KINDS[code]
