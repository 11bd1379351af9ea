"""Parsing the hunks of one file."""

from __future__ import annotations

import pytest

from review.diff.parse import parse_hunks
from review.errors import MalformedDiff
from review.models import LineKind


def test_lines_have_their_numbers_on_both_sides() -> None:
    (hunk,) = parse_hunks(b"@@ -3,3 +3,3 @@ def f(x):\n a\n-b\n+c\n d\n")
    assert (hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count) == (3, 3, 3, 3)
    assert hunk.section == "def f(x):"
    assert [(line.kind, line.old, line.new, line.text) for line in hunk.lines] == [
        (LineKind.CONTEXT, 3, 3, "a"),
        (LineKind.REMOVED, 4, None, "b"),
        (LineKind.ADDED, None, 4, "c"),
        (LineKind.CONTEXT, 5, 5, "d"),
    ]


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\r", "\0"])
def test_only_a_line_feed_ends_a_line(odd: str) -> None:
    (hunk,) = parse_hunks(f"@@ -0,0 +1,2 @@\n+one{odd}two\n+eval(x)\n".encode())
    assert [(line.new, line.text) for line in hunk.lines] == [(1, f"one{odd}two"), (2, "eval(x)")]


def test_invalid_bytes_survive_the_round_trip() -> None:
    (hunk,) = parse_hunks(b"@@ -1 +1 @@\n-caf\xe9\n+caf\xe8\r\n")
    assert [line.text.encode("utf-8", "surrogateescape") for line in hunk.lines] == [b"caf\xe9", b"caf\xe8\r"]


def test_a_missing_newline_is_known_on_each_side() -> None:
    (hunk,) = parse_hunks(b"@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n")
    assert [line.newline for line in hunk.lines] == [False, True]
    (hunk,) = parse_hunks(b"@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n")
    assert [line.newline for line in hunk.lines] == [True, False]


@pytest.mark.parametrize(
    "body",
    [
        b"@@ -1,2 +1,2 @@\n-a\n+b\n",
        b"@@ -1 +1 @@\n-a\n+b\n+eval(x)\n",
        b"@@ -1 +1 @@\n-a\n+b\n eval(x)\n",
        b"@@ -1 +1 @@\n-a\n+b\n\n",
        b"@@ -1 +1 @@\n-a\n+b\ngarbage\n",
        b"@@ -1,3 +1,3 @@\n-a\n+b\n@@ -9 +9 @@\n-a\n+b\n",
        b"@@ -1 +1 @@\n*a\n",
        b"@@ -x +1 @@\n+a\n",
        b"@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
        b"@@ -1 +1 @@\n-a\n+b\ndiff --git a/y b/y\n",
    ],
)
def test_a_hunk_that_is_not_what_it_says_is_refused(body: bytes) -> None:
    """unidiff alone drops the fourth line of the second case, code and all, without a word."""
    with pytest.raises(MalformedDiff):
        parse_hunks(body)
