"""Credentials in added lines. The value goes nowhere: not into a finding, a message, a log or an error."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import accumulate

from review.checks.check import CheckResult, PartlyRead, Subject, added_lines, read_texts
from review.checks.leaks import Leak, leaks
from review.checks.past import named, past_leaks
from review.checks.wrapped import holds_secret_object
from review.models import (
    Coverage,
    CoverageStatus,
    Fate,
    FateKind,
    FileDiff,
    FileKind,
    Finding,
    Location,
    PastLines,
    Severity,
    Side,
    Source,
)

NAME = "secrets"
CATEGORY = "secret"
CWE = ("CWE-798",)

# Made by machines, and full of values that look random: only what has a format of its own is a secret there.
FORMATS_ONLY = frozenset({FileKind.LOCK, FileKind.SNAPSHOT, FileKind.MINIFIED})
_MADE = re.compile(
    r"\.(?:map|svg|lock|sum|ipynb|snap|min\.js|min\.css|woff2?|ttf|csv|tsv|po|pot|xliff?|resx|strings|arb)$"
)
_FOR_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|testdata|fixtures?|__tests__|__mocks__|examples?|docs?(?:[_-]src)?|samples?)(?:/|$)|[._-](?:test|spec)\.\w+$|"
    r"(?:^|/)test_[^/]*$|_test\.\w+$|\.example$|\.sample$|\.template$"
)

TITLE = "Secret in the code: {kind}"
MESSAGE = (
    "Line {line} adds what looks like a {kind}. Everyone who can read the repository has it, and it stays in the "
    "history after the line is gone. Replace it where it was issued, then read the new one from the environment or a "
    "secret store."
)
DOUBTED = " Its checksum or structure is not that of a live one; a token that was made up for a test looks so."
SANDBOX = " It opens a sandbox only."
PAST_TITLE = "Secret in an earlier commit: {kind}"
PAST_MESSAGE = (
    "Commit {commit} of this pull request added what looks like a {kind} in line {line} of the file, and a later one "
    "took it out again. Whoever can read the repository can still read that commit, also after a force push. Replace "
    "the secret where it was issued."
)
COMMITS = "the commits before the head"
STOOD_BEFORE = "the same value stood in a changed file before"


class SecretsCheck:
    """Credentials by format and by assignment in every text file up to 10 MB; generated and vendored ones too."""

    name = NAME

    def run(self, subject: Subject) -> CheckResult:
        """Read the added lines of each file; what stood in a changed file before is not new."""
        read = read_texts(subject, NAME, partial(_findings, subject))
        past, unread = _past(subject)
        return CheckResult((*read.findings, *past), (*read.coverage, *unread))


def _past(subject: Subject) -> tuple[list[Finding], list[Coverage]]:
    """Return what is known from the commits before the head, and a row if there are some that nobody read."""
    change = subject.change
    findings: list[Finding] = []
    why = change.history.unread

    def generic(path: str) -> bool:
        return takes_assignments(path, subject.kinds.get(path))

    try:
        for past, line, leak in past_leaks(change.history, change.sources, generic):
            findings.append(_past_finding(leak, line, past))
    except PartlyRead as partly:
        why = partly.reason
    return findings, [Coverage(COMMITS, NAME, CoverageStatus.INCOMPLETE, why)] if why else []


def _past_finding(leak: Leak, line: int, past: PastLines) -> Finding:
    """Describe a leak that the head does not show. The side that is not the head's keeps it from every line there."""
    message = PAST_MESSAGE.format(kind=leak.kind, line=line, commit=past.commit[:10])
    where = Location(named(past), line, line, Side.LEFT)
    return replace(
        _finding(leak, line, past.path, {}),
        title=PAST_TITLE.format(kind=leak.kind),
        message=message + _doubts(leak),
        location=where,
    )


def _doubts(leak: Leak) -> str:
    return (DOUBTED if leak.doubted else "") + (SANDBOX if leak.sandbox else "")


def _findings(subject: Subject, file: FileDiff) -> Iterator[Finding]:
    added = [(line.new, line.text) for line in added_lines(file) if line.new is not None]
    if not added:
        return
    text = _Text(added)
    source = subject.change.sources.get(file.path)
    generic = takes_assignments(file.path, subject.kinds.get(file.path))
    said: set[tuple[str, int]] = set()
    in_secret = source is not None and holds_secret_object(source.head)
    for leak in leaks(text.joined, file.path, generic=generic, in_secret=in_secret):
        line = text.line_at(leak.start)
        if (leak.kind, line) not in said:
            said.add((leak.kind, line))
            yield _finding(leak, line, file.path, subject.change.sources)


def takes_assignments(path: str, kind: FileKind | None) -> bool:
    """Say whether a value with the name of a secret counts in the file: not in what machines or manuals made."""
    return kind not in FORMATS_ONLY and not _MADE.search(path.lower()) and not _FOR_TESTS.search(path.lower())


class _Text:
    """The added lines as one text: expressions run over it once, not once a line."""

    def __init__(self, added: list[tuple[int, str]]) -> None:
        self.lines = added
        self.joined = "\n".join(text for _, text in added)
        self._ends = list(accumulate(len(text) + 1 for _, text in added))

    def line_at(self, offset: int) -> int:
        """Return the line number at head of a place in the text."""
        return self.lines[bisect_right(self._ends, offset)][0]


def _finding(leak: Leak, line: int, path: str, sources: Mapping[str, Source]) -> Finding:
    raw = leak.value.encode("utf-8", "surrogateescape")
    stood_before = any(source.base is not None and raw in source.base for source in sources.values())
    return Finding(
        source=NAME,
        rule_id=rule_id(leak.kind),
        severity=severity_of(leak, path),
        category=CATEGORY,
        cwe=CWE,
        confidence=confidence_of(leak, path),
        title=TITLE.format(kind=leak.kind),
        message=MESSAGE.format(kind=leak.kind, line=line) + _doubts(leak),
        location=Location(path, line, line),
        evidence="",
        suggestion=None,
        fingerprint="",
        fate=Fate(FateKind.PRE_EXISTING, STOOD_BEFORE) if stood_before else None,
    )


def rule_id(kind: str) -> str:
    """Return the rule of a kind of credential."""
    return "secret-" + "-".join(re.findall(r"[a-z0-9]+", kind.lower()))


def severity_of(leak: Leak, path: str) -> Severity:
    """Return how bad it is: high for a format, medium for a name alone, a sandbox or in tests, low for two of them."""
    in_tests = bool(_FOR_TESTS.search(path.lower()))
    lower = leak.generic + leak.sandbox + in_tests + (in_tests and leak.doubted)
    return (Severity.HIGH, Severity.MEDIUM, Severity.LOW)[min(lower, 2)]


def confidence_of(leak: Leak, path: str) -> float:
    """Return how sure it is that someone can use it: tests and manuals hold more samples than secrets."""
    return min(leak.confidence, 0.5) if _FOR_TESTS.search(path.lower()) else leak.confidence
