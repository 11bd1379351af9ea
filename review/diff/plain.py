"""Cut a patch of any origin into files: mails, `diff -u`, patches without git's headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.diff.split import FilePatch

_GIT_FILE = (b"diff --git ", b"diff --cc ", b"diff --combined ")
_BINARY = (b"Binary files ",)
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_SIGNATURE = b"-- "  # ends a mail of `git format-patch`; https://git-scm.com/docs/git-format-patch
_MAIL = b"From "
_BODY = (b"+", b"-", b" ", b"\\")


def sections(patch: bytes) -> tuple[FilePatch, ...]:
    """Cut at every file header that stands outside a hunk, counting the hunks' lines to know where they end.

    A hunk that breaks off is left in its section, for the parser to refuse; the search goes on from there. Text between
    the files (mail headers, signatures) belongs to none.
    """
    return tuple(_Walk(patch).sections())


class _Walk:
    """One pass over the lines; `old` and `new` count what the current hunk still owes."""

    def __init__(self, patch: bytes) -> None:
        self.patch = patch
        self.start: int | None = None
        self.with_hunks = False
        self.old = self.new = 0

    def sections(self) -> Iterator[FilePatch]:
        before = [0, 0]
        for at, line in _lines(self.patch):
            if self.old > 0 or self.new > 0:
                if self._inside(line):
                    before = [before[1], at]
                    continue
                self.old = self.new = 0
                yield from self._swallowed_header(before, line)
            yield from self._outside(at, line)
            before = [before[1], at]
        yield from self._close(len(self.patch))

    def _inside(self, line: bytes) -> bool:
        first = line[:1]
        if first in (b" ", b"", b"\r"):
            self.old, self.new = self.old - 1, self.new - 1
        elif first == b"+":
            self.new -= 1
        elif first == b"-":
            self.old -= 1
        return first in (b" ", b"", b"\r", b"+", b"-", b"\\")

    def _swallowed_header(self, before: list[int], line: bytes) -> Iterator[FilePatch]:
        """Give back the header that a hunk shorter than it says took for its own last two lines."""
        if line.startswith(b"@@ ") and self._is_header(before[0]):
            yield from self._close(before[0])
            self.start = before[0]

    def _outside(self, at: int, line: bytes) -> Iterator[FilePatch]:
        if line.startswith(_GIT_FILE) or self._starts_plain(at, line):
            yield from self._close(at)
            self.start = at
            self.with_hunks = line.startswith(_BINARY)  # that one line is all there is
        elif self.start is not None and line.startswith(b"@@ "):
            self._open_hunk(line)
        elif self.start is not None and self._ends_section(line):
            yield from self._close(at)

    def _starts_plain(self, at: int, line: bytes) -> bool:
        fresh = self.start is None or self.with_hunks
        return fresh and (line.startswith(_BINARY) or (line.startswith(b"--- ") and self._is_header(at)))

    def _is_header(self, at: int) -> bool:
        second = self.patch.find(b"\n", at) + 1
        third = self.patch.find(b"\n", second) + 1
        return (
            0 < second < third
            and self.patch.startswith(b"--- ", at)
            and self.patch.startswith(b"+++ ", second)
            and self.patch.startswith(b"@@ ", third)
        )

    def _open_hunk(self, line: bytes) -> None:
        self.with_hunks = True
        match = _HUNK.match(line)
        if match:
            self.old = 1 if match[1] is None else int(match[1])
            self.new = 1 if match[2] is None else int(match[2])

    def _ends_section(self, line: bytes) -> bool:
        if line.rstrip(b"\r") == _SIGNATURE or line.startswith(_MAIL):
            return True
        return self.with_hunks and not line.startswith(_BODY)

    def _close(self, end: int) -> Iterator[FilePatch]:
        if self.start is not None:
            yield FilePatch(self.patch, self.start, end)
        self.start, self.with_hunks = None, False
        self.old = self.new = 0


def _lines(patch: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its offset, one at a time: a million lines are never held at once."""
    at = 0
    while at < len(patch):
        end = patch.find(b"\n", at)
        if end < 0:
            end = len(patch)
        yield at, patch[at:end]
        at = end + 1
