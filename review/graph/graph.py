"""The nouns of the graph. All of it stands in arrays: a graph of 10,000 files is read in milliseconds.

`review.graph.building.build(files)` makes a graph of a snapshot's facts, `review.graph.stored.encode` and `decode`
keep it as bytes, `review.graph.updating.update(graph, changed)` gives the graph of a head that differs in a few files,
and `review.graph.impact.impact(base, head, touched)` says what a change reaches.

How sure an edge is, in hundredths; calls that fit several definitions equally well give no edge:

| confidence | the call or import names |
|---|---|
| 95 | a definition of its own scope or file; a file by its exact relative or absolute name |
| 90 | what it imported by name; a member of its own class through `self` or `this`; a member of a class of its file |
| 85 | the same through a base class, a re-export or an imported class; a class by the package of its path |
| 80 | what a star import, the same package, or the written type of a parameter gives; a file by the end of its path |
| 75 | a member of the class that is made in the same expression |
| 60 | the only function or type of that name, in a language whose names are global; a package, for its first file |
| 35 | a method on an unknown receiver, where the repository has only one of that name |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from review.graph.strings import Strings
from review.models.code import DefinitionKind

KINDS = (DefinitionKind.FUNCTION, DefinitionKind.TYPE, DefinitionKind.MODULE)  # by their number in `kinds`

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

PUBLIC = 1
TEST = 2


class EdgeKind(StrEnum):
    """How one node depends on another."""

    CALL = "call"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, eq=False)
class Files:
    """The files, sorted by path; each is also the node of its number. `first` has one entry more: see Definitions."""

    path: Ints
    language: Ints
    lines: Ints
    first: Ints
    first_import: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Definitions:
    """The functions, types and namespaces; those of file i are `first[i]` to `first[i + 1]`, in the file's order.

    `name` is the dotted name, `leaf` its last part. `parent` is the definition around it, -1 for none. `flags` joins
    PUBLIC and TEST. The bases of definition i are `bases[first_base[i]:first_base[i + 1]]`, as written.
    """

    name: Ints
    leaf: Ints
    signature: Ints
    parent: Ints
    start: Ints
    end: Ints
    line: Ints
    kind: Bytes
    flags: Bytes
    first_base: Ints
    bases: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Imports:
    """The imports as written, those of file i from `first_import[i]`, and the file that each leads to, -1 for none."""

    module: Ints
    name: Ints
    alias: Ints
    line: Ints
    target: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Edges by source: those of node i are `first[i]` to `first[i + 1]`, one for each pair of nodes.

    `line` is that of the first call or import, `count` how many there are, at most 65,535; `sure` the confidence in
    hundredths.
    """

    first: Ints
    to: Ints
    line: Ints
    sure: Bytes
    count: NDArray[np.uint16]

    def sources(self) -> Ints:
        """Return the source of each edge."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How each node stands in the graph; of a head they are those of its base, 0 (cycle: -1) for what is new.

    `rank` is the PageRank, of files among the files and of definitions among the definitions. `cycle` is the number of
    the import cycle, or of the ring of calls, that a node is part of, -1 for none. `between` is the betweenness of the
    files, 0 for the definitions; above 2,000 files, or where they have very many edges, it is estimated
    from the shortest paths of at most 128 of them.
    """

    rank: Floats
    cycle: Ints
    between: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The graph of one snapshot: nodes are the files, then the definitions, so definition i is node `files + i`.

    `calls` go from definitions (files, for code outside of all) to definitions, `imports` from files to files.
    `go_modules` are the guessed module paths of Go with their folders, as `path=folder`.
    """

    strings: Strings
    files: Files
    definitions: Definitions
    imported: Imports
    calls: Edges
    imports: Edges
    standing: Standing
    go_modules: Ints


@dataclass(frozen=True, slots=True)
class Module:
    """A file as a part of the whole. Afferent: files that depend on it; efferent: those it depends on.

    `instability` is efferent by all (Martin), 0 where there are none. `cohesion` is 1 where all definitions hang
    together by calls or nesting, 0 where none does.
    """

    path: str
    language: str
    lines: int
    definitions: int
    rank: float
    between: float
    cycle: int
    afferent: int
    efferent: int
    instability: float
    cohesion: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a definition stands: `line` is that of its name; a file's own code has no name and no signature."""

    path: str
    line: int
    name: str
    signature: str
