"""Rebuild what the hunks of one file show of both sides, in bytes and without the parser: a second opinion on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review.errors import MalformedDiff

_HUNK = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
# A hunk may claim to start at any line, and the blank lines before it are really made.
MOST_LINES = 2_000_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Both sides with true line numbers and blank lines where the hunks say nothing, and the changed lines counted."""

    base: bytes
    head: bytes
    added: int
    removed: int


def rebuild(body: bytes) -> Rebuilt:
    """Walk the hunks of one file; raise MalformedDiff when one is not what it says."""
    walk = _Walk()
    for line in body.removesuffix(b"\n").split(b"\n") if body else ():
        walk.take(line)
    return walk.end()


class _Side:
    """One side of the file as far as the hunks have told it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.lines = 0
        self.owed = 0

    def enter(self, start: bytes, count: bytes | None) -> None:
        self.owed = 1 if count is None else int(count)
        missing = int(start) - 1 - self.lines
        if self.owed == 0 or missing == 0:
            return
        if missing < 0 or int(start) > MOST_LINES:
            raise MalformedDiff(f"a hunk starts at line {int(start)}, which cannot be")
        self.parts.append(b"\n" * missing)
        self.lines += missing

    def take(self, content: bytes) -> None:
        self.parts.append(content + b"\n")
        self.lines += 1
        self.owed -= 1


class _Walk:
    def __init__(self) -> None:
        self.base, self.head = _Side(), _Side()
        self.touched: tuple[_Side, ...] = ()
        self.added = self.removed = 0

    def take(self, line: bytes) -> None:
        mark = line[:1]
        if mark == b"\\":
            self._no_newline()
        elif self.base.owed > 0 or self.head.owed > 0:
            self._content(mark, line[1:] if mark in (b"+", b"-", b" ") else line)
        else:
            self._header(line)

    def end(self) -> Rebuilt:
        if self.base.owed != 0 or self.head.owed != 0:
            raise MalformedDiff("a hunk is not as long as its header says")
        return Rebuilt(b"".join(self.base.parts), b"".join(self.head.parts), self.added, self.removed)

    def _header(self, line: bytes) -> None:
        match = _HUNK.match(line)
        if match is None:
            raise MalformedDiff("a hunk is longer than its header says")
        self.base.enter(match[1], match[2])
        self.head.enter(match[3], match[4])

    def _content(self, mark: bytes, content: bytes) -> None:
        if mark not in (b"+", b"-", b" ", b"", b"\r"):
            raise MalformedDiff("a hunk is shorter than its header says")
        self.added += mark == b"+"
        self.removed += mark == b"-"
        self.touched = tuple(side for side, absent in ((self.base, b"+"), (self.head, b"-")) if mark != absent)
        for side in self.touched:
            side.take(content)

    def _no_newline(self) -> None:
        for side in self.touched:
            side.parts[-1] = side.parts[-1].removesuffix(b"\n")
