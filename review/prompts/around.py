"""The definitions that shown code stands in, and those in the same question's files that it calls.

Told by keywords and indentation as in `review.findings.symbol`: no parser is asked, so it costs little and also works
on code that does not parse. Only lines that the diff does not show itself are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from review.findings.symbol import defined, enclosing_definitions
from review.models import LineKind, Source
from review.prompts.packing import Piece
from review.prompts.ranking import is_prose
from review.prompts.redaction import redact_lines
from review.prompts.shown import visible

WAY_UP = 1_000  # lines above the code
MAX_HUNKS = 40  # of a file that are looked at
MAX_LINES = 30  # that are shown of a file
MAX_CALLED = 8  # definitions of a file that are called
SIGNATURE_LINES = 5
MAX_WIDTH = 160  # characters of a line
MAX_SOURCE = 1_000_000  # bytes of a file; a larger one costs more than it tells
ROW = "{number} |{text}"

_CALL = re.compile(r"\b([A-Za-z_]\w{2,60})\(")
_DEFINES = re.compile(r"^[ \t]*(?:[a-z]{2,12}[ \t]+){0,5}(?:def|func|function|fn|fun|sub)\b", re.MULTILINE)


def around(pieces: Sequence[Piece], sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    """Yield each path with the lines, numbered as at head, that stand around what its pieces show or are called."""
    paths = dict.fromkeys(piece.path for piece in pieces if not is_prose(piece.path))
    files = {path: _lines(sources.get(path)) for path in paths}
    called = _called(pieces)
    for path, lines in files.items():
        own = [piece for piece in pieces if piece.path == path]
        wanted = {*_enclosing(own, lines), *_definitions(lines, called)}
        rows = sorted(number for number in _with_signatures(wanted, lines) if number not in _shown(own))
        if rows:
            yield path, "\n".join(_rows(rows[:MAX_LINES], lines))


def _lines(source: Source | None) -> list[str]:
    if source is None or source.fragment or source.head is None or len(source.head) > MAX_SOURCE:
        return []
    return source.head.decode("utf-8", "replace").split("\n")


def _called(pieces: Iterable[Piece]) -> frozenset[str]:
    """Return the names that added lines call."""
    added = (line.text for p in pieces for h in p.hunks for line in h.lines if line.kind is LineKind.ADDED)
    return frozenset(name for text in added for name in _CALL.findall(text))


def _enclosing(pieces: Iterable[Piece], lines: Sequence[str]) -> Iterator[int]:
    hunks = [hunk for piece in pieces for hunk in piece.hunks][:MAX_HUNKS]
    for hunk in hunks:
        # From the first changed line: what the hunk begins with may be the end of the definition before.
        changed = next((at for at, line in enumerate(hunk.lines) if line.kind is not LineKind.CONTEXT), 0)
        numbers = [line.new for line in hunk.lines[changed:] if line.new is not None and line.text.strip()]
        if numbers:
            yield from (number for number, _ in enclosing_definitions(lines, numbers[0], way_up=WAY_UP))


def _definitions(lines: Sequence[str], called: frozenset[str]) -> list[int]:
    if not called or not lines:
        return []
    found = [
        number
        for number, line in enumerate(lines, 1)
        if _DEFINES.match(line[:MAX_WIDTH]) and defined(line[:MAX_WIDTH].strip()) in called
    ]
    return found[:MAX_CALLED]


def _with_signatures(numbers: Iterable[int], lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines and those below them until the brackets of a signature are closed."""
    for number in numbers:
        opened = 0
        for at in range(number, min(number + SIGNATURE_LINES, len(lines) + 1)):
            yield at
            line = lines[at - 1][:MAX_WIDTH]
            opened += line.count("(") - line.count(")")
            if opened <= 0:
                break


def _shown(pieces: Iterable[Piece]) -> frozenset[int | None]:
    return frozenset(line.new for piece in pieces for hunk in piece.hunks for line in hunk.lines)


def _rows(numbers: Sequence[int], lines: Sequence[str]) -> Iterator[str]:
    texts = redact_lines([lines[number - 1][:MAX_WIDTH] for number in numbers], ())
    for number, text in zip(numbers, texts, strict=True):
        yield ROW.format(number=number, text=visible(text)).rstrip()
