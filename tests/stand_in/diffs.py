"""The diff as GitHub shows it: rendered by git, read by a parser of the stand-in's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.stand_in.git import git

_OPTIONS = (
    "--no-ext-diff", "--no-textconv", "--no-color", "-M", "-U3", "--full-index", "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}


@dataclass(frozen=True, slots=True)
class DiffHunk:
    """One hunk: where it lies on both sides, and its text with the header."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[bytes, ...]

    def holds(self, line: int, side: str) -> bool:
        """Say whether a line number of this side lies in the hunk."""
        start, count = (self.old_start, self.old_count) if side == "LEFT" else (self.new_start, self.new_count)
        return start <= line < start + count

    def until(self, line: int, side: str) -> str:
        """Return the hunk's text up to and including a line, as a comment's `diff_hunk` shows it."""
        old, new = self.old_start - 1, self.new_start - 1
        for index, text in enumerate(self.lines[1:], start=1):
            old += text[:1] in (b" ", b"-")
            new += text[:1] in (b" ", b"+")
            on_side = text[:1] in ((b" ", b"-") if side == "LEFT" else (b" ", b"+"))
            if on_side and (old if side == "LEFT" else new) == line:
                return b"\n".join(self.lines[: index + 1]).decode(errors="replace")
        return b"\n".join(self.lines).decode(errors="replace")


@dataclass(frozen=True)
class DiffFile:
    """One changed file; `patch` is None for what has no text, a binary or a bare rename."""

    path: str
    previous: str | None
    status: str
    sha: str
    text: bytes
    hunks: tuple[DiffHunk, ...]

    @cached_property
    def additions(self) -> int:
        """Count the added lines."""
        return sum(line[:1] == b"+" for hunk in self.hunks for line in hunk.lines[1:])

    @cached_property
    def deletions(self) -> int:
        """Count the removed lines."""
        return sum(line[:1] == b"-" for hunk in self.hunks for line in hunk.lines[1:])

    @cached_property
    def size(self) -> tuple[int, int]:
        """Return the number of lines shown and of bytes."""
        return sum(len(hunk.lines) for hunk in self.hunks), len(self.text)

    @cached_property
    def patch(self) -> str | None:
        """Return the hunks as the files API gives them."""
        if not self.hunks:
            return None
        return b"\n".join(line for hunk in self.hunks for line in hunk.lines).decode(errors="replace")


def render(path: Path, base: str, head: str) -> tuple[DiffFile, ...]:
    """Return the difference of two commits, one entry a changed file, in git's order."""
    # With -z the raw entries end in an empty field, and the patch follows.
    raw, _, patch = git(path, "diff", *_OPTIONS, "--raw", "-p", "-z", base, head).partition(b"\0\0")
    sections = iter(_sections(patch))
    return tuple(_file(entry, sections) for entry in _entries(raw.split(b"\0")))


@dataclass(frozen=True, slots=True)
class _Entry:
    letter: str
    old_blob: str
    new_blob: str
    old_path: str
    new_path: str


def _entries(fields: list[bytes]) -> Iterator[_Entry]:
    """Read `git diff --raw -z`: paths come from here, never from a patch header."""
    position = 0
    while position < len(fields) and fields[position]:
        _, _, old_blob, new_blob, letter = fields[position].decode().split(" ")
        moved = letter[0] in "RC"
        old_path, new_path = fields[position + 1], fields[position + 2 if moved else position + 1]
        yield _Entry(letter[0], old_blob, new_blob, _text(old_path), _text(new_path))
        position += 3 if moved else 2


def _text(path: bytes) -> str:
    return path.decode(errors="replace")


def _file(entry: _Entry, sections: Iterator[bytes]) -> DiffFile:
    # A file that becomes a link (or back) is one raw entry but a removal and an addition in the patch.
    parts = [next(sections) for _ in range(2 if entry.letter == "T" else 1)]
    hunks = tuple(hunk for part in parts for hunk in _hunks(part.split(b"\n")))
    moved = entry.letter in "RC"
    gone = entry.letter == "D"
    return DiffFile(
        path=entry.old_path if gone else entry.new_path,
        previous=entry.old_path if moved else None,
        status=_STATUS[entry.letter],
        sha=entry.old_blob if gone else entry.new_blob,
        text=b"".join(parts),
        hunks=hunks,
    )


def _sections(patch: bytes) -> list[bytes]:
    """Cut a patch before each `diff --git`: every line of content starts with a sign, so none can look like it."""
    return [b"diff --git " + part for part in (b"\n" + patch).split(b"\ndiff --git ")[1:]]


def _hunks(lines: list[bytes]) -> Iterator[DiffHunk]:
    position = 0
    while position < len(lines):
        header = _HUNK.match(lines[position])
        if header is None:
            position += 1
            continue
        old_start, old_count, new_start, new_count = (1 if g is None else int(g) for g in header.groups())
        end = _end(lines, position + 1, old_count, new_count)
        yield DiffHunk(old_start, old_count, new_start, new_count, tuple(lines[position:end]))
        position = end


def _end(lines: list[bytes], position: int, old: int, new: int) -> int:
    """Return where a hunk ends by its counts, with the `\\ No newline` notes that belong to it."""
    while position < len(lines) and (old > 0 or new > 0 or lines[position][:1] == b"\\"):
        old -= lines[position][:1] in (b" ", b"-")
        new -= lines[position][:1] in (b" ", b"+")
        position += 1
    return position
