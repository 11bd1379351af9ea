"""Where advice stands that concerns all of a file: on a line that the change touches, so that it can be a comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from review.models import FileDiff, Hunk, LineKind, Location, Side


def first_place(file: FileDiff, old: int | None = None) -> Location:
    """Return the first added line, else the first removed one, on the side of the base; line 1 where there is neither.

    Where the diff shows line `old` of the base, only that hunk is looked at.
    """
    here = [hunk for hunk in file.hunks if old is not None and old in _old(hunk)]
    for side, kind in ((Side.RIGHT, LineKind.ADDED), (Side.LEFT, LineKind.REMOVED)):
        line = next(_numbers(here or file.hunks, kind), None)
        if line is not None:
            line = old if side is Side.LEFT and here and old is not None else line
            return Location(file.path, line, line, side)
    return Location(file.path, 1, 1)


def _old(hunk: Hunk) -> range:
    return range(hunk.old_start, hunk.old_start + hunk.old_count)


def _numbers(hunks: Iterable[Hunk], kind: LineKind) -> Iterator[int]:
    for line in (line for hunk in hunks for line in hunk.lines if line.kind is kind):
        number = line.new if kind is LineKind.ADDED else line.old
        if number is not None:
            yield number
