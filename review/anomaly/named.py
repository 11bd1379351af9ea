"""The named patterns in a change, as findings: advice, which blocks nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from review.anomaly.patterns import PATTERNS
from review.anomaly.patterns.pattern import MAX_LINE, Added, Hit
from review.anomaly.place import first_place
from review.anomaly.renames import hidden_edits
from review.checks.check import added_lines
from review.checks.text import code_at, lines_of
from review.models import FileDiff, FileKind, Finding, LineKind, Location, Severity
from review.survey import Survey

NAME = "anomaly"
CATEGORY = "anomaly"
MOST_OF_A_RULE = 3
MAX_LINES = 20_000  # added lines of one file that are looked at
MAX_TEXT = 2_000_000  # characters of a change that are looked at: 4 s, and 20 s of the worst found
EVIDENCE_LINES = 6
IN_CODE = "CWE-798"  # of a pattern that sees a password

_HASHED = frozenset({"bash", "dockerfile", "python", "ruby", "terraform", "yaml"})

RENAMED = "An edit among many renames"
RENAMED_TEXT = (
    "{still} files of this change only move, and this one changes on the way, where it is easily overlooked. Look at "
    "its lines, or ask for the edit in a change of its own."
)


def named(survey: Survey) -> tuple[Finding, ...]:
    """Return what of the change looks like a known way to hide or to harm; what only moved is left out."""
    change = survey.change
    moved = Counter(
        line.text
        for file in change.diff.files
        for hunk in file.hunks
        for line in hunk.lines
        if line.kind is LineKind.REMOVED
    )
    found: list[Finding] = []
    left = MAX_TEXT
    for file in change.diff.files:
        added = _added(file, survey, left)
        left -= sum(len(text[:MAX_LINE]) for _, text in added.lines)
        found += _of_file(added, survey, moved)
    found += [_renamed(file, still) for file, still in hidden_edits(change.diff.files)]
    seen = Counter[str]()
    kept = []
    for finding in found:
        seen[finding.rule_id] += 1
        if seen[finding.rule_id] <= MOST_OF_A_RULE:
            kept.append(finding)
    return tuple(kept)


def _added(file: FileDiff, survey: Survey, room: int) -> Added:
    """Return what is looked at of a file: nothing of what people do not write, nor beyond `room` characters."""
    kind, language = survey.kinds.get(file.path, FileKind.SOURCE), survey.languages.get(file.path)
    mark = "#" if language in _HASHED else "//"
    lines = []
    if not file.binary and kind not in {FileKind.LOCK, FileKind.VENDORED, FileKind.SNAPSHOT}:
        for line in islice(added_lines(file), MAX_LINES):
            room -= len(line.text[:MAX_LINE])
            if room < 0:
                break
            # Nobody runs a comment: what is written there to be seen would else bring advice of its own.
            if line.new is not None and not line.text.lstrip().startswith(mark):
                lines.append((line.new, line.text))
    return Added(file.path, language, kind, tuple(lines))


def _of_file(added: Added, survey: Survey, moved: Counter[str]) -> Iterator[Finding]:
    texts = dict(added.lines)
    for pattern in PATTERNS:
        hits = (hit for hit in pattern(added) if _is_new(hit, texts, moved))
        yield from (_finding(added.path, hit, survey) for hit in islice(hits, MOST_OF_A_RULE))


def _is_new(hit: Hit, texts: Mapping[int, str], moved: Counter[str]) -> bool:
    lines = (texts.get(number, "") for number in range(hit.start, hit.end + 1))
    return any(text.strip() and moved[text] == 0 for text in lines)


def _finding(path: str, hit: Hit, survey: Survey) -> Finding:
    source = survey.change.sources.get(path)
    evidence = ""
    if source is not None and IN_CODE not in hit.cwe:  # its value is to be nowhere, also not in the fingerprint
        evidence = code_at(lines_of(source.head), hit.start, hit.end, EVIDENCE_LINES)
    return Finding(
        source=NAME,
        rule_id=hit.rule_id,
        severity=hit.severity,
        category=CATEGORY,
        cwe=hit.cwe,
        confidence=hit.confidence,
        title=hit.title,
        message=hit.message,
        location=Location(path, hit.start, hit.end),
        evidence=evidence,
        suggestion=None,
        fingerprint="",
    )


def _renamed(file: FileDiff, still: int) -> Finding:
    return Finding(
        source=NAME,
        rule_id="edit-among-renames",
        severity=Severity.LOW,
        category=CATEGORY,
        cwe=("CWE-506",),
        confidence=0.7,
        title=RENAMED,
        message=RENAMED_TEXT.format(still=still),
        location=first_place(file),
        evidence="",
        suggestion=None,
        fingerprint="",
    )
