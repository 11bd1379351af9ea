"""What a parser may be given, and its trees. A grammar is a compiled wheel; each is imported when it is first used.

`review.code.languages` says which grammar reads which language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from review.code.languages import LANGUAGES
from review.code.languages.reading import Grammar

if TYPE_CHECKING:
    from tree_sitter import Language, Tree

# The parsers are C and read hostile text: on `{a:` 200,000 times over one dies of its stack, and takes its process with
# it. What people write stays far below these.
# The parsers of YAML (400 times `- `) and Ruby (some mutated strings) die of less: they are marked `fragile`, and read
# only in a process that may die.
MAX_BYTES = 300_000
MAX_DEPTH = 500
MAX_LINE = 20_000
STEPS = 300  # of about 17 microseconds; an error in hostile code can make each a hundred times slower
BYTES_A_STEP = 30  # the densest module of Python's own library takes one for every 69 bytes
CHUNK = 65_536

_BRACKET = re.compile(rb"[][(){}]")
_OPENING = frozenset((b"[", b"(", b"{"))


GRAMMARS: Mapping[str, tuple[Grammar, ...]] = {
    language: sound
    for language, readings in LANGUAGES.items()
    if (sound := tuple(reading.grammar for reading in readings if not reading.grammar.fragile))
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text's tree with the dialect that read it; `errors` are inclusive line ranges that it could not read."""

    grammar: Grammar
    tree: Tree
    errors: tuple[tuple[int, int], ...]


def parse(code: bytes, language: str | None, grammar: Grammar | None = None, *, fragile: bool = False) -> Parsed | None:
    """Parse with the dialect that fits best, or with `grammar`; None where no grammar reads it or it is too large.

    `fragile` allows the grammars that can crash the process.
    """
    dialects = _dialects(language, fragile)
    if not dialects or not fit(code):
        return None
    best: Parsed | None = None
    for candidate in dialects if grammar is None else (grammar,):
        tree = _tree(candidate, code)
        if tree is None:
            continue
        parsed = Parsed(candidate, tree, tuple(_errors(tree)))
        if best is None or len(parsed.errors) < len(best.errors):
            best = parsed
        if not parsed.errors:
            break
    return best


def _dialects(language: str | None, fragile: bool) -> tuple[Grammar, ...]:
    if not fragile:
        return GRAMMARS.get(language or "", ())
    return tuple(reading.grammar for reading in LANGUAGES.get(language or "", ()))


@cache
def table(grammar: Grammar) -> Language:
    """Return the grammar's compiled table."""
    from tree_sitter import Language

    return Language(getattr(import_module(grammar.module), grammar.function)())


def fit(code: bytes) -> bool:
    """Say whether a text is such as people write, and may be given to a parser."""
    return len(code) <= MAX_BYTES and _longest_line(code) <= MAX_LINE and not _deep(code)


def _longest_line(code: bytes) -> int:
    return max(map(len, code.split(b"\n")))


def _deep(code: bytes) -> bool:
    """Count brackets, in strings too: too high a count costs a rare file its syntax, too low a one a process."""
    depth = 0
    for bracket in _BRACKET.finditer(code):
        depth = depth + 1 if bracket[0] in _OPENING else max(depth - 1, 0)
        if depth > MAX_DEPTH:
            return True
    return False


def _tree(grammar: Grammar, code: bytes) -> Tree | None:
    """Parse within so many steps, None beyond: to recover from an error may take for ever."""
    from tree_sitter import Parser

    steps = 0
    most = STEPS + len(code) // BYTES_A_STEP

    def enough(_offset: int, _has_error: bool) -> bool:
        nonlocal steps
        steps += 1
        return steps > most

    def read(offset: int, _point: object) -> bytes:
        return code[offset : offset + CHUNK]

    # Called off, it gives None or raises ValueError, whatever its stub says.
    try:
        return Parser(table(grammar)).parse(read, progress_callback=enough)
    except ValueError:
        return None


def _errors(tree: Tree) -> Iterator[tuple[int, int]]:
    """Yield the lines of each error and of each token that the parser had to imagine, outermost only."""
    if not tree.root_node.has_error:
        return
    cursor = tree.walk()
    while True:
        node = cursor.node
        if node is not None and (node.is_error or node.is_missing):
            yield node.start_point.row + 1, node.end_point.row + 1
        elif node is not None and node.has_error and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
