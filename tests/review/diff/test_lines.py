"""Where GitHub accepts a comment."""

from __future__ import annotations

import pytest

from review.diff.lines import MAX_FILE_BYTES, MAX_FILE_LINES, MAX_FILES, Commentable, commentable
from review.diff.parse import parse_hunks
from review.models import Diff, FileDiff, FileStatus, Hunk, Line, LineKind, Location, Side

HUNKS = parse_hunks(b"@@ -3,3 +3,4 @@\n a\n-b\n+c\n+c\n d\n@@ -20,2 +21 @@\n-x\n y\n")


def file(path: str = "f", hunks: tuple[Hunk, ...] = HUNKS) -> FileDiff:
    return FileDiff(path, None, FileStatus.MODIFIED, "100644", "100644", False, 0, 0, hunks)


def added(lines: int, text: str = "x") -> tuple[Hunk, ...]:
    return (Hunk(0, 0, 1, lines, "", tuple(Line(LineKind.ADDED, None, n + 1, text) for n in range(lines))),)


@pytest.mark.parametrize(
    ("start", "end", "side", "accepted"),
    [
        (3, 3, Side.RIGHT, True),
        (2, 2, Side.RIGHT, False),
        (6, 6, Side.RIGHT, True),
        (7, 7, Side.RIGHT, False),
        (3, 6, Side.RIGHT, True),
        (6, 21, Side.RIGHT, False),
        (6, 3, Side.RIGHT, False),
        (21, 21, Side.RIGHT, True),
        (5, 5, Side.LEFT, True),
        (6, 6, Side.LEFT, False),
        (20, 21, Side.LEFT, True),
        (0, 0, Side.LEFT, False),
    ],
)
def test_a_range_is_accepted_within_one_hunk_and_one_side(start: int, end: int, side: Side, accepted: bool) -> None:
    assert commentable(Diff((file(),)))["f"].accepts(Location("f", start, end, side)) is accepted


@pytest.mark.parametrize(("line", "nearest"), [(1, 3), (5, 5), (7, 6), (13, 6), (14, 21), (99, 21)])
def test_the_nearest_commentable_line_is_found(line: int, nearest: int) -> None:
    assert commentable(Diff((file(),)))["f"].nearest(line, Side.RIGHT) == nearest


def test_a_file_without_hunks_accepts_nothing() -> None:
    none = commentable(Diff((file(hunks=()),)))["f"]
    assert none == Commentable()
    assert none.nearest(1, Side.RIGHT) is None


def test_an_added_file_has_no_left_side() -> None:
    only = commentable(Diff((file(hunks=added(3)),)))["f"]
    assert only.accepts(Location("f", 1, 3, Side.RIGHT))
    assert only.nearest(1, Side.LEFT) is None


@pytest.mark.parametrize("hunks", [added(MAX_FILE_LINES), added(2, "x" * (MAX_FILE_BYTES // 2))])
def test_a_file_beyond_github_s_limits_accepts_nothing_and_costs_only_itself(hunks: tuple[Hunk, ...]) -> None:
    shown = commentable(Diff((file("small"), file("large", hunks))))
    assert shown["large"] == Commentable()
    assert shown["small"] != Commentable()


def test_files_past_the_total_of_lines_or_past_the_number_of_files_accept_nothing() -> None:
    half = added(MAX_FILE_LINES // 2)
    shown = commentable(Diff((file("a", half), file("b", half), file("c"))))
    assert [path for path, lines in shown.items() if lines != Commentable()] == ["a"]
    many = commentable(Diff(tuple(file(str(n), added(1)) for n in range(MAX_FILES + 1))))
    assert (many[str(MAX_FILES - 1)] != Commentable(), many[str(MAX_FILES)]) == (True, Commentable())
