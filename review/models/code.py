"""What a file says of itself: its definitions, imports, calls and words. Made of its bytes alone, so kept by blob."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DefinitionKind(StrEnum):
    """What is defined: code that runs, a type, a namespace, or a key of a document that spans several lines."""

    FUNCTION = "function"
    TYPE = "type"
    MODULE = "module"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Measures:
    """How hard a function is to read. A definition inside it counts for itself, not here.

    `cyclomatic` is 1 and one a branch (McCabe), `cognitive` one a branch and one more for each level it stands in
    (Campbell), `nesting` the deepest level of branches, `lines` those from the first to the last, `parameters` without
    the receiver.
    """

    lines: int
    parameters: int
    cyclomatic: int
    cognitive: int
    nesting: int


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition; lines are inclusive, from 1, with its decorators, `line` being the one with its name.

    `name` is dotted, outermost first. `signature` is its head on one line, "" for a key; `doc` the first sentence of
    what is written about it. `bases` are what a type extends, as written. `measures` is None for all but functions.
    `public` is as the language marks it, `test` whether a test runner would call it.
    """

    name: str
    kind: DefinitionKind
    start: int
    end: int
    line: int
    signature: str
    doc: str
    public: bool
    test: bool
    bases: tuple[str, ...]
    measures: Measures | None


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a file takes from elsewhere.

    `module` is as written (`a.b`, `..a`, `./a`, `example.com/x/y`, `a::b`, `a/b.h`), `name` what is taken of it: "" for
    itself, "*" for everything. `alias` is the name it has in this file, "" for none.
    """

    module: str
    name: str
    alias: str
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `receiver` is the dotted name before `name`, "" for none and "?" where it is no name.

    `within` is the index of the innermost definition around it, -1 at the top of the file.
    """

    name: str
    receiver: str
    line: int
    within: int


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Everything known of a blob by itself; `errors` are inclusive line ranges that its parser could not read.

    `comments` are inclusive line ranges. `words` are the words of its identifiers, in lower case, the most frequent
    first, with their counts. Definitions stand in the file's order, each before those inside it.
    """

    language: str
    lines: int
    definitions: tuple[Definition, ...]
    imports: tuple[Import, ...]
    calls: tuple[Call, ...]
    comments: tuple[tuple[int, int], ...]
    words: tuple[tuple[str, int], ...]
    errors: tuple[tuple[int, int], ...]
