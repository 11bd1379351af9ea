"""Short spellings of changes for the tests of checks: real `git diff`s are the business of tests/review/diff."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from review.checks.check import CheckResult, Subject
from review.models import (
    Change,
    Coverage,
    Diff,
    FileDiff,
    FileKind,
    FileStatus,
    Finding,
    Hunk,
    Line,
    LineKind,
    PullRequest,
    ScanGap,
    ScanMatch,
    ScanReport,
    Source,
)


def file_diff(path: str, base: str | None, head: str | None, *, old_path: str | None = None) -> FileDiff:
    """Compare two texts into one hunk that holds the whole file."""
    before, after = ([] if text is None else text.split("\n") for text in (base, head))
    lines: list[Line] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [
                Line(LineKind.CONTEXT, old + 1, new_from + old - old_from + 1, before[old])
                for old in range(old_from, old_to)
            ]
        else:
            lines += [Line(LineKind.REMOVED, old + 1, None, before[old]) for old in range(old_from, old_to)]
            lines += [Line(LineKind.ADDED, None, new + 1, after[new]) for new in range(new_from, new_to)]
    added = sum(line.kind is LineKind.ADDED for line in lines)
    removed = sum(line.kind is LineKind.REMOVED for line in lines)
    status = FileStatus.MODIFIED
    if base is None or head is None:
        status = FileStatus.ADDED if base is None else FileStatus.REMOVED
    elif old_path is not None:
        status = FileStatus.RENAMED
    hunk = Hunk(1, len(before), 1, len(after), "", tuple(lines))
    return FileDiff(path, old_path, status, "100644", "100644", False, added, removed, (hunk,))


def pull_request(title: str) -> PullRequest:
    return PullRequest(1, "o/r", 1, title, "", 1, "a", False, "open", False, "main", "0", "f", "1", 1, "main")


def subject(
    files: Mapping[str, tuple[str | None, str | None]],
    *,
    matches: tuple[ScanMatch, ...] = (),
    gaps: tuple[ScanGap, ...] = (),
    kinds: Mapping[str, FileKind] | None = None,
    languages: Mapping[str, str | None] | None = None,
    unread: Mapping[str, str] | None = None,
    title: str | None = None,
    fragment: bool = False,
) -> Subject:
    """Make a subject from texts at base and head by path; the language is Python unless said."""
    diffs = tuple(file_diff(path, base, head) for path, (base, head) in files.items())
    sources = {
        path: Source(
            path,
            None if base is None else base.encode("utf-8", "surrogateescape"),
            None if head is None else head.encode("utf-8", "surrogateescape"),
            fragment,
        )
        for path, (base, head) in files.items()
    }
    request = None if title is None else pull_request(title)
    return Subject(
        change=Change(request, "0", "1", Diff(diffs), sources),
        kinds=dict.fromkeys(files, FileKind.SOURCE) | dict(kinds or {}),
        languages=dict.fromkeys(files, "python") | dict(languages or {}),
        unread=unread or {},
        scan=ScanReport("semgrep", matches, gaps),
    )


def new(result: CheckResult) -> list[Finding]:
    return [finding for finding in result.findings if finding.fate is None]


def old(result: CheckResult) -> list[Finding]:
    return [finding for finding in result.findings if finding.fate is not None]


def only(result: CheckResult) -> Coverage:
    (row,) = result.coverage
    return row
