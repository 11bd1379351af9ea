"""Links, submodules, programs, modes and the files that guard a repository: seen without reading a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.checks.check import Subject
from review.checks.tree import LARGE_BYTES, TreeCheck
from review.models import Diff, FileStatus, Severity, Source
from tests.review.checks.subjects import subject


def made(path: str, head: bytes = b"text\n", **changed: object) -> Subject:
    """Return a subject of one file, its entry in the tree changed."""
    whole = subject({path: (None, head.decode("latin-1"))})
    (file,) = whole.change.diff.files
    diff = Diff((replace(file, **changed),))  # type: ignore[arg-type]
    change = replace(whole.change, diff=diff, sources={path: Source(path, None, head)})
    return replace(whole, change=change)


def told(given: Subject) -> list[tuple[str, Severity]]:
    return [(one.rule_id, one.severity) for one in TreeCheck().run(given).findings]


@pytest.mark.parametrize(
    "target", ["/proc/self/environ", "../../outside", "a/../../../b", "C:\\x", "~/x", "\\\\host\\x"]
)
def test_a_link_out_of_the_repository_is_told(target: str) -> None:
    assert told(made("docs/link", target.encode(), new_mode="120000")) == [
        ("link-out-of-the-repository", Severity.MEDIUM)
    ]


@pytest.mark.parametrize("target", ["../README.md", "a/b", "./x", "a/../b"])
def test_a_link_inside_of_it_is_not(target: str) -> None:
    assert told(made("docs/link", target.encode(), new_mode="120000")) == []


def test_a_submodule_at_another_commit_is_told_and_a_new_one_stands_in_gitmodules() -> None:
    moved = made("vendor/lib", b"", status=FileStatus.MODIFIED, new_mode="160000", old_mode="160000")
    assert told(moved) == [("submodule-moved", Severity.LOW)]
    assert told(made("vendor/lib", b"", new_mode="160000")) == []
    assert told(made(".gitmodules")) == [("guarded-file", Severity.INFO)]


@pytest.mark.parametrize("head", [b"\x7fELF\x02\x01\x01\x00", b"MZ\x90\x00", b"\xca\xfe\xba\xbe\x00\x00"])
def test_a_compiled_program_is_told(head: bytes) -> None:
    assert told(made("tool", head, binary=True)) == [("program-added", Severity.LOW)]
    assert told(made("tool", head, binary=True, status=FileStatus.REMOVED)) == []


def test_text_that_begins_like_a_program_is_none() -> None:
    assert told(made("notes.txt", b"MZ is how they begin\n")) == []


def test_a_file_made_executable_is_noted_unless_it_is_a_script() -> None:
    for path, head, expected in (("data.csv", b"1\n", [("made-executable", Severity.INFO)]), ("x", b"#!/bin/sh\n", [])):
        changed = made(path, head, status=FileStatus.MODIFIED, old_mode="100644", new_mode="100755")
        assert told(changed) == expected


def test_a_large_file_is_noted_once_it_is_added() -> None:
    large = b"\0" * (LARGE_BYTES + 1)
    assert told(made("video.bin", large, binary=True)) == [("large-file-added", Severity.INFO)]
    assert told(made("video.bin", large, binary=True, status=FileStatus.MODIFIED)) == []


@pytest.mark.parametrize(
    "path", [".github/workflows/ci.yml", "CODEOWNERS", ".github/CODEOWNERS", ".github/diffdiver.yml", "Jenkinsfile"]
)
def test_what_guards_the_repository_is_noted(path: str) -> None:
    assert told(made(path)) == [("guarded-file", Severity.INFO)]
    assert told(made(f"examples/{path}x")) == []
