"""What a check is given, what it gives, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from review.models import (
    Change,
    Coverage,
    CoverageStatus,
    FileDiff,
    FileKind,
    FileStatus,
    Finding,
    Line,
    LineKind,
    ScanReport,
)
from review.models.advisory import Advisories

REMOVED = "the file was removed"
NOT_TEXT = "a {kind} holds no text to check"
NO_BYTES = "the file's content was not read"
TOO_LARGE = "the file is larger than 10 MB"
BINARY_CODE = "code with NUL bytes in it (or in UTF-16): git shows no lines of it; save it as UTF-8 text"

TEXT_LIMIT = 10 * 1024 * 1024  # bytes at head up to which the checks of plain text read a file
WITHOUT_TEXT = frozenset({FileKind.BINARY, FileKind.SUBMODULE, FileKind.SYMLINK})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check may read: the change, what each file is, what could not be read and why, and the scan of it.

    The scan holds both sides: RIGHT is the head, LEFT the merge base of files that had a match or a gap, all by path
    at head. `advisories` are what is known of the packages that it adds, `private` the patterns of a company's own.
    """

    change: Change
    kinds: Mapping[str, FileKind]
    languages: Mapping[str, str | None]
    unread: Mapping[str, str]
    scan: ScanReport
    advisories: Advisories = field(default_factory=Advisories)
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found, without fingerprints yet, and one coverage row per changed file.

    A finding that stood already at the merge base comes with the fate `pre_existing`; the others have none.
    """

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]


class Check(Protocol):
    """One deterministic check; only those can fail the security gate. It is a pure function with a name."""

    @property
    def name(self) -> str:
        """Return the source that its findings and coverage rows carry."""
        ...

    def run(self, subject: Subject) -> CheckResult:
        """Check the whole change; never raises for what is in it."""
        ...


def added_lines(file: FileDiff) -> Iterator[Line]:
    """Yield the lines that the change adds to a file."""
    for hunk in file.hunks:
        for line in hunk.lines:
            if line.kind is LineKind.ADDED:
                yield line


def not_applicable(file: FileDiff, subject: Subject, without: Collection[FileKind], check: str) -> Coverage | None:
    """Return the row of a file that has nothing to check: it was removed, or is of a kind in `without`.

    Code that passes for binary has something to check, and nobody who can: it is incomplete.
    """
    if file.status is FileStatus.REMOVED:
        return Coverage(file.path, check, CoverageStatus.NOT_APPLICABLE, REMOVED)
    kind = FileKind.BINARY if file.binary else subject.kinds.get(file.path, FileKind.SOURCE)
    if kind is FileKind.BINARY and subject.languages.get(file.path) is not None:
        # One NUL in a comment makes a file binary to git, and runs all the same in JavaScript, PHP or a shell.
        return Coverage(file.path, check, CoverageStatus.INCOMPLETE, BINARY_CODE)
    if kind in without:
        reason = NOT_TEXT.format(kind=kind.replace("_", " "))
        return Coverage(file.path, check, CoverageStatus.NOT_APPLICABLE, reason)
    return None


def unread(file: FileDiff, subject: Subject, check: str) -> Coverage | None:
    """Return the row of a file whose diff or bytes could not be had whole."""
    if file.path in subject.unread:
        return Coverage(file.path, check, CoverageStatus.INCOMPLETE, subject.unread[file.path])
    source = subject.change.sources.get(file.path)
    if source is None or source.head is None:
        return Coverage(file.path, check, CoverageStatus.INCOMPLETE, NO_BYTES)
    return None


def text_not_read(file: FileDiff, subject: Subject, check: str) -> Coverage | None:
    """Return the row of a file that a check of plain text does not read; None means it must read every added line."""
    missing = not_applicable(file, subject, WITHOUT_TEXT, check) or unread(file, subject, check)
    if missing is not None:
        return missing
    source = subject.change.sources.get(file.path)
    if source is not None and source.head is not None and len(source.head) > TEXT_LIMIT:
        return Coverage(file.path, check, CoverageStatus.INCOMPLETE, TOO_LARGE)
    return None


class PartlyRead(Exception):
    """A check gave up on a file; `reason` is for its coverage row."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_texts(subject: Subject, check: str, read: Callable[[FileDiff], Iterable[Finding]]) -> CheckResult:
    """Give every text file up to the limit to `read`; what that yields before it raises PartlyRead counts."""
    findings: list[Finding] = []
    coverage = []
    for file in subject.change.diff.files:
        row = text_not_read(file, subject, check)
        if row is None:
            row = Coverage(file.path, check, CoverageStatus.SCANNED)
            try:
                findings.extend(read(file))
            except PartlyRead as partly:
                row = Coverage(file.path, check, CoverageStatus.INCOMPLETE, partly.reason)
        coverage.append(row)
    return CheckResult(tuple(findings), tuple(coverage))
