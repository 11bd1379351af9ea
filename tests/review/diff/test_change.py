"""Reading a change: what git listed, what the patch holds, and never clean where they differ."""

from __future__ import annotations

import dataclasses

import pytest

from review.diff import change as module
from review.diff.change import read_diff
from review.errors import MalformedDiff
from review.models import FetchedChange, FileStatus, TreeChange
from tests.diffs.replay import mismatches

OLD, NEW = "1" * 40, "2" * 40


def section(path: str, body: bytes = b"@@ -1 +1 @@\n-a\n+b\n", blobs: str = f"{OLD}..{NEW}") -> bytes:
    return f"diff --git a/{path} b/{path}\nindex {blobs} 100644\n--- a/{path}\n+++ b/{path}\n".encode() + body


def modified(path: str) -> TreeChange:
    return TreeChange(path, None, FileStatus.MODIFIED, "100644", "100644", OLD, NEW)


def fetched(*paths: str, patch: bytes | None = None, **counts: tuple[int, int] | None) -> FetchedChange:
    whole = b"".join(map(section, paths)) if patch is None else patch
    counted: dict[str, tuple[int, int] | None] = dict.fromkeys(paths, (1, 1))
    return FetchedChange(None, None, tuple(map(modified, paths)), whole, counted | counts, {}, {})


def test_what_agrees_with_git_is_not_broken() -> None:
    parsed = read_diff(fetched("x", "y"))
    assert (parsed.broken, [(f.path, f.added, f.removed) for f in parsed.diff.files]) == (
        {},
        [("x", 1, 1), ("y", 1, 1)],
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (fetched("x", "y", y=(2, 1)), "git counts +2 -1"),
        (fetched("x", "y", y=(0, 1)), "git counts +0 -1"),
        (fetched("x", "y", y=None), "a binary file"),
        (fetched("x", "y", patch=section("x")), "does not hold it"),
        (fetched("x", "y", patch=section("x") + section("y") * 2), "more than once"),
        (fetched("x", "y", patch=section("x") + section("y", blobs=f"{OLD}..{'3' * 40}")), "another version"),
        (fetched("x", "y", patch=section("x") + section("y", b"@@ -1 +1 @@\n-a\n+b\n+c\n")), "longer"),
        (fetched("x", "y", patch=section("x") + section("y", b"@@ -1,7 +1 @@\n-a\n+b\n")), "shorter"),
        (fetched("x", "y", patch=section("x") + section("y").replace(b"a/y b/y", b'"a/\\y" b/y')), "does not hold it"),
    ],
)
def test_a_file_that_disagrees_with_git_is_broken_and_costs_only_itself(change: FetchedChange, reason: str) -> None:
    parsed = read_diff(change)
    assert set(parsed.broken) == {"y"}
    assert reason in parsed.broken["y"]
    assert [(f.path, len(f.hunks)) for f in parsed.diff.files] == [("x", 1), ("y", 0)]


def test_a_file_of_the_patch_that_git_does_not_list_is_broken() -> None:
    assert set(read_diff(fetched("x", patch=section("x") + section("z"))).broken) == {"z"}


def test_a_file_that_git_did_not_count_is_broken() -> None:
    assert set(read_diff(dataclasses.replace(fetched("x", "y"), counts={"x": (1, 1)})).broken) == {"y"}


def test_a_skipped_or_unread_file_is_not_parsed_and_keeps_git_s_counts() -> None:
    change = fetched("x", "y", "z", patch=section("x") + section("y", b"@@ garbage\n") + section("z"), y=(7, 8))
    parsed = read_diff(dataclasses.replace(change, unread={"z": "too large"}), skip=["y"])
    assert parsed.broken == {}
    assert [(f.path, f.added, f.removed, len(f.hunks)) for f in parsed.diff.files] == [
        ("x", 1, 1, 1),
        ("y", 7, 8, 0),
        ("z", 1, 1, 0),
    ]


def test_a_binary_file_has_no_hunks_and_is_not_broken() -> None:
    patch = f"diff --git a/x b/x\nindex {OLD}..{NEW} 100644\nBinary files a/x and b/x differ\n".encode()
    (file,) = read_diff(fetched("x", patch=patch, x=None)).diff.files
    assert (file.binary, file.hunks, file.added) == (True, (), 0)


def test_a_diff_too_long_to_be_parsed_in_bounded_memory_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"@@ -0,0 +1,99 @@\n" + b"+x\n" * 99
    monkeypatch.setattr(module, "MAX_FILE_LINES", 100)
    monkeypatch.setattr(module, "MAX_LINES", 150)
    change = fetched("a", "b", "c", patch=section("a", body) + section("b", body[:-3]) + section("c"), a=(99, 0))
    assert "at most 100" in read_diff(change).broken["a"]
    body = body.replace(b"99", b"80")[: -19 * 3]
    change = fetched("a", "b", "c", patch=section("a", body) + section("b", body) + section("c"), a=(80, 0), b=(80, 0))
    assert list(read_diff(change).broken) == ["b"]


def test_a_patch_without_a_tree_is_read_by_itself() -> None:
    parsed = read_diff(FetchedChange(None, None, (), section("x"), {}, {}, {}))
    assert [(f.path, f.added) for f in parsed.diff.files] == [("x", 1)]
    assert read_diff(FetchedChange(None, None, (), b"", {}, {}, {})).diff.files == ()
    with pytest.raises(MalformedDiff):
        read_diff(FetchedChange(None, None, (), b"not a diff\n", {}, {}, {}))


def test_the_comparison_with_git_sees_a_wrong_reading() -> None:
    """Control for the property test and for `make diffs`: a line map that is off by one is found."""
    change = fetched("x")
    parsed = read_diff(change)
    (file,) = parsed.diff.files
    (hunk,) = file.hunks
    lines = tuple(dataclasses.replace(line, new=line.new and line.new + 1) for line in hunk.lines)
    moved = dataclasses.replace(file, hunks=(dataclasses.replace(hunk, lines=lines),))
    wrong = dataclasses.replace(parsed, diff=dataclasses.replace(parsed.diff, files=(moved,)))
    assert list(mismatches(change, parsed)) == []
    assert len(list(mismatches(change, wrong))) == 2
