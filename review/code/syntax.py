"""Whether an edit keeps a file whole: no new syntax error, and every definition outside of it as it was."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from review.code.grammars import parse
from review.code.symbols import Symbol, symbols

NO_PARSER = "there is no parser for this file here"
BROKEN_BEFORE = "the file has syntax errors, or syntax that the parser does not know, as it is"
BREAKS = "with it the file has a syntax error"
DROPS = "it drops or renames {name}"
MOVES = "it changes where other definitions begin or end"


@dataclass(frozen=True, slots=True)
class Edit:
    """A file before and after; lines `start` to `end` became `count` lines."""

    before: bytes
    after: bytes
    start: int
    end: int
    count: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an edit is not proven; `harmful` says that it would break something, else it only could not be tried."""

    reason: str
    harmful: bool


def doubt(edit: Edit, language: str | None) -> Doubt | None:
    """Return why the edit may not keep the file whole, None when it does."""
    before = parse(edit.before, language)
    if before is None or language is None:
        return Doubt(NO_PARSER, harmful=False)
    after = parse(edit.after, language, before.grammar)
    if after is None:
        return Doubt(NO_PARSER, harmful=False)
    last = edit.start + edit.count - 1
    touched = any(start <= last and edit.start <= end for start, end in after.errors)
    if len(after.errors) > len(before.errors) or (touched and not before.errors):
        return Doubt(BREAKS, harmful=True)
    if touched:
        return Doubt(BROKEN_BEFORE, harmful=False)
    return _strictly(edit, language) or _definitions(edit, language)


def _strictly(edit: Edit, language: str) -> Doubt | None:
    """Ask the language's own reader where there is one: tree-sitter lets wrong indentation pass."""
    read = _READERS.get(language)
    if read is None:
        return None
    if not read(edit.before):
        # Comments in JSON are usual, and its grammar knows them; of Python nothing else knows the indentation.
        return Doubt(BROKEN_BEFORE, harmful=False) if language == "python" else None
    return None if read(edit.after) else Doubt(BREAKS, harmful=True)


def _python(code: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "<suggestion>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _json(code: bytes) -> bool:
    try:
        json.loads(code)
    except (ValueError, RecursionError):
        return False
    return True


_READERS: Mapping[str, Callable[[bytes], bool]] = {"python": _python, "json": _json}


def _definitions(edit: Edit, language: str) -> Doubt | None:
    """Compare the definitions: those in the lines must still be there, all others must stand as they stood."""
    last = edit.start + edit.count - 1
    old, new = symbols(edit.before, language), symbols(edit.after, language)
    kept = {symbol.name for symbol in new if edit.start <= symbol.line <= last}
    for symbol in old:
        if edit.start <= symbol.line <= edit.end and symbol.name not in kept:
            return Doubt(DROPS.format(name=symbol.name), harmful=True)
    if list(_outside(old, edit.start, edit.end, last - edit.end)) != list(_outside(new, edit.start, last, 0)):
        return Doubt(MOVES, harmful=True)
    return None


def _outside(found: tuple[Symbol, ...], start: int, end: int, shift: int) -> Iterator[tuple[str, str, int, int]]:
    """Yield the definitions named outside of the lines; an end inside of them may move and counts as 0."""
    for symbol in found:
        if not start <= symbol.line <= end:
            first = symbol.line + (shift if symbol.line > end else 0)
            last = 0 if start <= symbol.end <= end else symbol.end + (shift if symbol.end > end else 0)
            yield symbol.name, symbol.kind, first, last
