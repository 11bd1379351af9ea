"""A change out of a patch alone."""

from __future__ import annotations

import subprocess

import pytest

from review.diff.change import read_diff
from review.diff.fragments import fetched_from_patch
from review.errors import MalformedDiff
from review.models import FileStatus

GIT = b"diff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n@@ -3 +3,2 @@ def f():\n-a\n+b\n+c\n"
PLAIN = b"--- a/x.py\n+++ b/x.py\n@@ -3 +3,2 @@\n-a\n+b\n+c\n"
MAIL = (
    b"From 8f3c Mon Sep 17 00:00:00 2001\nFrom: A <a@example.invalid>\nSubject: [PATCH] x\n\n- a list\n+ of things\n"
    b"---\n x.py | 3 ++-\n 1 file changed\n\n" + GIT + b"-- \n2.39.5\n\n"
)


@pytest.mark.parametrize(
    "patch",
    [
        GIT,
        PLAIN,
        MAIL,
        MAIL.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + GIT,
        GIT.decode().encode("utf-16"),
        b"Index: x.py\n=====\n" + PLAIN,
        PLAIN.replace(b"a/x.py", b"a/x.py\t2024-01-01 00:00:00 +0000"),
        GIT.replace(b"a/", b"").replace(b"b/", b""),
        GIT.replace(b" a/", b" i/").replace(b" b/", b" w/"),
        PLAIN.replace(b"a/", b"old/").replace(b"b/", b"new/"),
        PLAIN.replace(b"a/x.py", b"x.py.orig").replace(b"b/", b""),
        GIT.rstrip(b"\n"),
    ],
)
def test_every_way_to_write_a_diff_gives_the_same_file(patch: bytes) -> None:
    fetched = fetched_from_patch(patch)
    parsed = read_diff(fetched)
    assert parsed.broken == {}
    assert [(f.path, f.status, f.added, f.removed) for f in parsed.diff.files] == [("x.py", FileStatus.MODIFIED, 2, 1)]
    source = fetched.sources["x.py"]
    assert (source.base, source.head, source.fragment) == (b"\n\na\n", b"\n\nb\nc\n", True)


def test_nothing_is_an_empty_change_and_text_is_not_a_diff() -> None:
    assert fetched_from_patch(b"").tree == fetched_from_patch(b" \n\n").tree == ()
    with pytest.raises(MalformedDiff, match=r"no diff in this text.*`git diff`"):
        fetched_from_patch(b"hello\x1b world\n")


@pytest.mark.parametrize("around", [b"", b"Binary files a/b and b/b differ\n", GIT])
def test_a_diff_with_terminal_colours_is_refused_whatever_else_it_holds(around: bytes) -> None:
    """Git leaves the line of a binary file without colour: it must not pass for the whole diff."""
    with pytest.raises(MalformedDiff, match="--no-color"):
        fetched_from_patch(around + b"\x1b[1mdiff --git a/x b/x\x1b[m\n\x1b[36m@@ -1 +1 @@\x1b[m\n")


def test_terminal_colours_in_the_code_itself_are_code() -> None:
    assert fetched_from_patch(GIT.replace(b"+c", b"+\x1b[1mdiff --git ")).sources["x.py"].head is not None


def test_a_merge_s_combined_diff_says_what_to_do() -> None:
    with pytest.raises(MalformedDiff, match=r"combined diff.*BASE\.\.\.HEAD"):
        fetched_from_patch(b"diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,1 @@@\n  a\n")


def test_added_and_removed_files_are_known_whole() -> None:
    patch = b"--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+a\n--- a/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
    fetched = fetched_from_patch(patch)
    assert [(c.path, c.status) for c in fetched.tree] == [
        ("new.py", FileStatus.ADDED),
        ("old.py", FileStatus.REMOVED),
    ]
    assert (fetched.sources["new.py"].base, fetched.sources["new.py"].fragment) == (None, False)


@pytest.mark.parametrize("kept", [24, 30, 50, 65, 70])
def test_a_file_that_is_named_and_not_shown_is_unread(kept: int) -> None:
    """As when the pipe broke off in the middle of a header."""
    whole = GIT.replace(b"x.py", b"y.py")
    fetched = fetched_from_patch(GIT + whole[: min(kept, whole.index(b"@@"))])
    parsed = read_diff(fetched)
    assert list(fetched.unread) == ["y.py"]
    assert [(f.path, len(f.hunks)) for f in parsed.diff.files] == [("x.py", 1), ("y.py", 0)]


@pytest.mark.parametrize(
    "header",
    [
        b"old mode 100644\nnew mode 100755\n",
        b"new file mode 100644\nindex 0000000..e69de29\n",
        b"new file mode 100644\n",
        b"deleted file mode 100644\nindex 1234567..0000000\n",
        b"index 1234567..89abcde 100644\nBinary files a/x.py and b/x.py differ\n",
    ],
)
def test_a_change_without_lines_needs_no_hunk(header: bytes) -> None:
    """Modes, empty files, deletions that git was told not to show, and binaries."""
    assert fetched_from_patch(b"diff --git a/x.py b/x.py\n" + header).unread == {}


def test_gnu_diff_says_by_an_empty_range_that_a_file_is_new() -> None:
    patch = b"--- old/x\t1970-01-01\n+++ new/x\t2024-01-01\n@@ -0,0 +1 @@\n+a\n"
    assert fetched_from_patch(patch).tree[0].status is FileStatus.ADDED
    lines_only = b"--- a/x\n+++ b/x\n@@ -5,0 +6 @@\n+a\n"
    assert fetched_from_patch(lines_only).tree[0].status is FileStatus.MODIFIED


def test_a_real_gnu_diff_of_two_folders_is_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    top = tmp_path_factory.mktemp("gnu")
    for side, text in (("old", b"a\nb\n"), ("new", b"a\nc")):
        (top / side).mkdir()
        (top / side / "x y.py").write_bytes(text)
        (top / side / "bin").write_bytes(text + b"\0")
    (top / "new" / "only.py").write_bytes(b"q\n")
    out = subprocess.run(["diff", "-ruN", "old", "new"], cwd=top, capture_output=True, env={"LC_ALL": "C"}).stdout
    parsed = read_diff(fetched_from_patch(out))
    assert parsed.broken == {}
    assert [(f.path, f.status.value, f.binary) for f in parsed.diff.files] == [
        ("bin", "modified", True),
        ("only.py", "added", False),
        ("x y.py", "modified", False),
    ]


def test_a_patch_series_that_changes_a_file_twice_is_not_taken_for_one_change() -> None:
    parsed = read_diff(fetched_from_patch(MAIL + MAIL + GIT.replace(b"x.py", b"y.py")))
    assert set(parsed.broken) == {"x.py"}
    assert "git diff BASE...HEAD" in parsed.broken["x.py"]


def test_a_broken_hunk_costs_its_file_only() -> None:
    for broken in (PLAIN.replace(b"+3,2", b"+3,9"), PLAIN.replace(b"+3,2", b"+3")):
        parsed = read_diff(fetched_from_patch(broken + PLAIN.replace(b"x.py", b"y.py")))
        assert set(parsed.broken) == {"x.py"}
        assert [(f.path, len(f.hunks)) for f in parsed.diff.files] == [("x.py", 0), ("y.py", 1)]


@pytest.mark.parametrize("start", [2_000_000_000, 999_999_999_999, 3_000_000])
def test_a_hunk_at_an_absurd_line_makes_no_file_of_that_size(start: int) -> None:
    fetched = fetched_from_patch(PLAIN.replace(b"+3,2", b"+%d,2" % start))
    assert fetched.sources == {}
    assert set(read_diff(fetched).broken) == {"x.py"}


def test_windows_line_ends_in_a_file_stay_when_the_patch_itself_has_unix_ones() -> None:
    fetched = fetched_from_patch(b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+++ b\r\n")
    assert fetched.sources["x"].head == b"++ b\r\n"


def test_a_rename_a_mode_and_a_link_come_through() -> None:
    patch = (
        b'diff --git "a/o\\tld" b/new\nsimilarity index 100%\nrename from "o\\tld"\nrename to new\n'
        b"diff --git a/run b/run\nold mode 100644\nnew mode 100755\n"
        b"diff --git a/l b/l\ndeleted file mode 100644\nindex 1..0\n--- a/l\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        b"diff --git a/l b/l\nnew file mode 120000\nindex 0..2\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n"
        b"\\ No newline at end of file\n"
    )
    fetched = fetched_from_patch(patch)
    assert [(c.path, c.old_path, c.status.value, c.old_mode, c.new_mode) for c in fetched.tree] == [
        ("new", "o\tld", "renamed", None, None),
        ("run", None, "changed", "100644", "100755"),
        ("l", None, "changed", "100644", "120000"),
    ]
    assert (fetched.sources["l"].base, fetched.sources["l"].head) == (b"x\n", b"/etc")
    assert read_diff(fetched).broken == {}
