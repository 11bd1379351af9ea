"""Cutting a patch into files."""

from __future__ import annotations

import time

from review.diff.plain import sections
from review.diff.split import split_files

ONE = b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
TWO = b"diff --git a/y b/y\nold mode 100644\nnew mode 100755\n"


def test_an_empty_patch_has_no_files() -> None:
    assert split_files(b"") == sections(b"") == ()


def test_header_and_body_are_told_apart() -> None:
    first, second = split_files(ONE + TWO)
    assert (first.header, first.body) == (b"diff --git a/x b/x\n--- a/x\n+++ b/x\n", b"@@ -1 +1 @@\n-a\n+b\n")
    assert (second.header, second.body) == (TWO, b"")


def test_a_hunk_that_breaks_off_leaves_the_next_file_whole() -> None:
    broken = b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n-a\n"
    for cut in (split_files, sections):
        assert [file.patch[file.start : file.end] for file in cut(broken + ONE + TWO)] == [broken, ONE, TWO]


def test_a_file_without_a_git_header_that_a_short_hunk_swallowed_is_given_back() -> None:
    """The header's two lines look like a removed and an added line; the `@@` after them does not."""
    broken, whole = b"--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n-a\n+b\n", b"--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n"
    assert [file.patch[file.start : file.end] for file in sections(broken + whole)] == [broken, whole]


def test_lines_that_look_like_headers_stay_in_their_hunk() -> None:
    patch = b"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a/y\n+++ b/y\n-@@ -1 +1 @@\n+diff --git a/z b/z\n"
    assert len(sections(patch)) == 1


def test_mail_around_the_diff_belongs_to_no_file() -> None:
    mail = b"From 0123 Mon Sep 17\nSubject: x\n\nText\n---\n x | 2 +-\n\n"
    assert [file.patch[file.start : file.end] for file in sections(mail + ONE + b"-- \n2.39.5\n\n" + mail + TWO)] == [
        ONE,
        TWO,
    ]


def test_cutting_a_long_patch_does_not_look_at_its_lines() -> None:
    """Linear in bytes by the speed of a search: 40 MB take well under a second."""
    patch = b"".join(
        b"diff --git a/%d b/%d\n@@ -1,9999 +1,9999 @@\n" % (n, n) + b"+x" * 20_000_0 + b"\n" for n in range(100)
    )
    started = time.perf_counter()
    assert len(split_files(patch)) == 100
    assert time.perf_counter() - started < 1
