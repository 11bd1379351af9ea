"""The facts of a file: what it defines, takes, calls and speaks of, as its parser sees them.

Hostile code can take a parser many seconds, or its process: ask only in a step that a review can do without. The
grammars marked `fragile` die of text that people could send: ask for them only in a process that may die.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from review.code.drafts import Rules, rules_of
from review.code.grammars import Parsed, parse, table
from review.code.languages import LANGUAGES
from review.code.languages.reading import Grammar, Reading
from review.code.outline import KINDS, Event, Outline
from review.code.words import counted
from review.models.code import FileFacts

if TYPE_CHECKING:
    from tree_sitter import Node, Query

MAX_HOPELESS = 20_000  # bytes of a file in which nothing holds together: asking takes quadratic time
MAX_DEPTH = 400  # of a tree; `- a` many times over makes one as deep as it is long
MATCH_LIMIT = 16_384  # matches in the making at one time

_NEWLINE = re.compile(b"\n")
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def facts_of(code: bytes, language: str, *, fragile: bool = False) -> FileFacts | None:
    """Return what a file says of itself; None where no grammar reads it, or it is not such as people write.

    With `fragile` also the grammars are used that can crash the process. Code that does not parse gives what could be
    read, with the lines of its `errors`.
    """
    code = _readable(code)
    parsed = parse(code, language, fragile=fragile)
    if parsed is None:
        return None
    query, rules = _asked(parsed.grammar)
    captured = _captures(query, parsed, len(code))
    words = [code[node.start_byte : node.end_byte] for node in captured.pop("word", ())]
    newlines = [each.start() for each in _NEWLINE.finditer(code)]
    outline = Outline(code, newlines, rules)
    outline.read(sorted(_events(captured)))
    definitions, calls = outline.definitions()
    lines = len(newlines) + (not code.endswith(b"\n") and bool(code))
    return FileFacts(
        language, lines, definitions, tuple(outline.imports), calls, tuple(outline.comments), counted(words),
        parsed.errors,
    )  # fmt: skip


def _readable(code: bytes) -> bytes:
    """Return the code in an encoding that queries can compare, each byte in its place: they raise on all others."""
    try:
        code.decode()
    except UnicodeDecodeError:
        return code.decode("latin-1").encode("ascii", "replace")
    return code


def _captures(query: Query, parsed: Parsed, size: int) -> dict[str, list[Node]]:
    """Ask all at once. The binding's own way to call a query off crashes (0.26.1), so hopeless trees are not asked."""
    from tree_sitter import QueryCursor

    if parsed.tree.root_node.is_error and size > MAX_HOPELESS:
        return {}
    cursor = QueryCursor(query, match_limit=MATCH_LIMIT)
    cursor.set_max_start_depth(MAX_DEPTH)
    return cursor.captures(parsed.tree.root_node)


def _events(captured: dict[str, list[Node]]) -> Iterator[Event]:
    for kind, nodes in captured.items():
        rank = _RANK.get(kind)
        if rank is not None:
            for node in nodes:
                yield node.start_byte, -node.end_byte, rank


@cache
def _asked(grammar: Grammar) -> tuple[Query, Rules]:
    from tree_sitter import Query

    reading = _reading(grammar)
    return Query(table(grammar), reading.query), rules_of(reading)


def _reading(grammar: Grammar) -> Reading:
    return next(one for dialects in LANGUAGES.values() for one in dialects if one.grammar == grammar)
