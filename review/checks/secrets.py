"""Credentials in added lines. The value goes nowhere: not into a finding, a message, a log or an error."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from review.checks import detectors
from review.checks.assignments import assigned_secrets
from review.checks.check import CheckResult, Subject, added_lines, text_not_read
from review.checks.formats import CONNECTION, FORMATS
from review.checks.placeholders import is_placeholder, is_weak_login
from review.models import (
    Coverage,
    CoverageStatus,
    Fate,
    FateKind,
    FileDiff,
    FileKind,
    Finding,
    Location,
    Severity,
    Source,
)

NAME = "secrets"
GENERIC = "hard-coded secret"
CATEGORY = "secret"
CWE = ("CWE-798",)
PIECES_LIMIT = 2000  # lines of one file that plugins may read: a file made of nothing else is an attack on our time

# Made by machines, and full of values that look random: only what has a format of its own is a secret there.
FORMATS_ONLY = frozenset({FileKind.LOCK, FileKind.SNAPSHOT, FileKind.MINIFIED})
_FOR_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|testdata|fixtures?|__tests__|examples?|docs?|samples?)(?:/|$)|[._-](?:test|spec)\.\w+$|"
    r"(?:^|/)test_[^/]*$|_test\.\w+$|\.example$|\.sample$|\.template$"
)

TITLE = "Secret in the code: {kind}"
MESSAGE = (
    "Line {line} adds what looks like a {kind}. Everyone who can read the repository has it, and it stays in the "
    "history after the line is gone. Replace it where it was issued, then read the new one from the environment or a "
    "secret store."
)
STOOD_BEFORE = "the same value stood in a changed file before"
TOO_MANY = "too many lines of it look like credentials to read them all"


@dataclass(frozen=True, slots=True)
class _Hit:
    kind: str
    value: str
    line: int
    confidence: float


class _TooMany(Exception):
    """A file has more candidate lines than may be read."""


class SecretsCheck:
    """Credentials by format and by assignment in every text file up to 10 MB; generated and vendored ones too."""

    name = NAME

    def run(self, subject: Subject) -> CheckResult:
        """Read the added lines of each file; what stood in a changed file before is not new."""
        findings: list[Finding] = []
        coverage = []
        for file in subject.change.diff.files:
            row = text_not_read(file, subject, NAME)
            if row is None:
                row = Coverage(file.path, NAME, CoverageStatus.SCANNED)
                try:
                    findings.extend(_findings(file, subject))
                except _TooMany:
                    row = Coverage(file.path, NAME, CoverageStatus.INCOMPLETE, TOO_MANY)
            coverage.append(row)
        return CheckResult(tuple(findings), tuple(coverage))


def _findings(file: FileDiff, subject: Subject) -> Iterator[Finding]:
    added = [(line.new, line.text) for line in added_lines(file) if line.new is not None]
    if not added:
        return
    text = _Text(added)
    generic = subject.kinds.get(file.path) not in FORMATS_ONLY
    said: set[tuple[str, int]] = set()
    values: dict[int, list[str]] = {}
    for hit in _hits(text, file.path, generic=generic):
        known = values.setdefault(hit.line, [])
        overlaps = any(hit.value in other or other in hit.value for other in known)
        known.append(hit.value)
        if not overlaps and (hit.kind, hit.line) not in said:
            said.add((hit.kind, hit.line))
            yield _finding(hit, file.path, subject.change.sources)


class _Text:
    """The added lines as one text: expressions run over it once, not once a line."""

    def __init__(self, added: list[tuple[int, str]]) -> None:
        self.lines = added
        self.joined = "\n".join(text for _, text in added)
        self._ends = list(accumulate(len(text) + 1 for _, text in added))

    def line_at(self, offset: int) -> int:
        """Return the line number at head of a place in the text."""
        return self.lines[bisect_right(self._ends, offset)][0]


def _hits(text: _Text, path: str, *, generic: bool) -> Iterator[_Hit]:
    """Yield what looks like a credential, the surest kinds first."""
    yield from _by_format(text)
    yield from _by_plugin(text)
    if generic and not _FOR_TESTS.search(path.lower()):
        for each in assigned_secrets(text.joined, path):
            yield _Hit(GENERIC, each.value, text.line_at(each.start), 0.6)


def _by_format(text: _Text) -> Iterator[_Hit]:
    for each in FORMATS:
        if not any(anchor in text.joined for anchor in each.anchors):
            continue
        for match in each.pattern.finditer(text.joined):
            groups = match.groupdict()
            value = groups.get("value") or match[0]
            if each.kind == CONNECTION:
                harmless = is_weak_login(value, groups.get("host") or "") or _is_own_name(value, match[0])
            else:
                harmless = is_placeholder(value)
            if not harmless:
                yield _Hit(each.kind, value, text.line_at(match.start()), 0.95)


def _is_own_name(value: str, whole: str) -> bool:
    """Say whether the password of a URL is its user name, as defaults of databases are."""
    return f"//{value}:{value}@" in whole


def _by_plugin(text: _Text) -> Iterator[_Hit]:
    pieces = 0
    for name in detectors.live(text.joined):
        for number, line in text.lines:
            if not any(anchor in line for anchor in detectors.ANCHORS[name]):
                continue
            pieces += 1 + len(line) // detectors.CHUNK
            if pieces > PIECES_LIMIT:
                raise _TooMany
            for value in detectors.values(name, line):
                if not is_placeholder(value):
                    yield _Hit(detectors.KINDS[name], value, number, 0.9)


def _finding(hit: _Hit, path: str, sources: Mapping[str, Source]) -> Finding:
    for_tests = bool(_FOR_TESTS.search(path.lower()))
    raw = hit.value.encode("utf-8", "surrogateescape")
    stood_before = any(source.base is not None and raw in source.base for source in sources.values())
    return Finding(
        source=NAME,
        rule_id="secret-" + "-".join(re.findall(r"[a-z0-9]+", hit.kind.lower())),
        severity=Severity.MEDIUM if for_tests or hit.kind == GENERIC else Severity.HIGH,
        category=CATEGORY,
        cwe=CWE,
        confidence=min(hit.confidence, 0.5) if for_tests else hit.confidence,
        title=TITLE.format(kind=hit.kind),
        message=MESSAGE.format(kind=hit.kind, line=hit.line),
        location=Location(path, hit.line, hit.line),
        evidence="",
        suggestion=None,
        fingerprint="",
        fate=Fate(FateKind.PRE_EXISTING, STOOD_BEFORE) if stood_before else None,
    )
