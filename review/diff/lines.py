"""Which lines GitHub accepts a comment on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from review.models import Diff, FileDiff, Hunk, Location, Side

# Beyond these GitHub shows no diff, and refuses a comment with 422 "line must be part of the diff".
# https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits#diff-limits
# https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files (3,000 files)
MAX_FILES = 3_000
MAX_FILE_LINES = 20_000
MAX_FILE_BYTES = 500_000
MAX_DIFF_LINES = 20_000

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Commentable:
    """The lines of one file that can be commented on: inclusive ranges, one per hunk, ascending, for each side."""

    left: tuple[Range, ...] = ()
    right: tuple[Range, ...] = ()

    def accepts(self, location: Location) -> bool:
        """Say whether GitHub takes a comment there: a range stays on one side and within one hunk."""
        return location.start_line <= location.end_line and any(
            first <= location.start_line and location.end_line <= last for first, last in self._side(location.side)
        )

    def nearest(self, line: int, side: Side) -> int | None:
        """Return the commentable line closest to `line` on that side, the later of two; None if there is none."""
        ranges = self._side(side)
        after = bisect_left(ranges, line, key=lambda hunk: hunk[1])
        candidates = [max(line, ranges[after][0])] if after < len(ranges) else []
        if after > 0:
            candidates.append(ranges[after - 1][1])
        return min(candidates, key=lambda candidate: abs(candidate - line), default=None)

    def _side(self, side: Side) -> tuple[Range, ...]:
        return self.left if side is Side.LEFT else self.right


def commentable(diff: Diff) -> Mapping[str, Commentable]:
    """Map each path to its commentable lines, by GitHub's limits; a file past a limit has none.

    A pull request is cut where its running total passes the limit: later files count as not shown.
    """
    shown: dict[str, Commentable] = {}
    total = 0
    for number, file in enumerate(diff.files, 1):
        lines = sum(len(hunk.lines) + 1 for hunk in file.hunks)
        total += lines
        fits = number <= MAX_FILES and total <= MAX_DIFF_LINES and lines <= MAX_FILE_LINES and _bytes_fit(file)
        shown[file.path] = _of_hunks(file.hunks) if fits else Commentable()
    return shown


def _bytes_fit(file: FileDiff) -> bool:
    size = 0
    for hunk in file.hunks:
        size += sum(len(line.text.encode("utf-8", "surrogateescape")) + 2 for line in hunk.lines)
        if size > MAX_FILE_BYTES:
            return False
    return True


def _of_hunks(hunks: tuple[Hunk, ...]) -> Commentable:
    left = tuple((hunk.old_start, hunk.old_start + hunk.old_count - 1) for hunk in hunks if hunk.old_count)
    right = tuple((hunk.new_start, hunk.new_start + hunk.new_count - 1) for hunk in hunks if hunk.new_count)
    return Commentable(left, right)
