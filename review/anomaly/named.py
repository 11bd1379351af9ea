"""The named patterns in a change, as findings: advice, which blocks nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from review.anomaly.patterns import PATTERNS
from review.anomaly.patterns.pattern import Added, Hit
from review.anomaly.renames import hidden_edits
from review.checks.check import added_lines
from review.checks.text import code_at, lines_of
from review.models import FileDiff, FileKind, Finding, LineKind, Location, Severity
from review.survey import Survey

NAME = "anomaly"
CATEGORY = "anomaly"
MOST_OF_A_RULE = 3
MAX_LINES = 20_000  # added lines of one file that are looked at
EVIDENCE_LINES = 6

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
    found = [finding for file in change.diff.files for finding in _of_file(file, survey, moved)]
    found += [_renamed(file, still) for file, still in hidden_edits(change.diff.files)]
    seen = Counter[str]()
    kept = []
    for finding in found:
        seen[finding.rule_id] += 1
        if seen[finding.rule_id] <= MOST_OF_A_RULE:
            kept.append(finding)
    return tuple(kept)


def _of_file(file: FileDiff, survey: Survey, moved: Counter[str]) -> Iterator[Finding]:
    kind = survey.kinds.get(file.path, FileKind.SOURCE)
    if file.binary or kind in {FileKind.LOCK, FileKind.VENDORED, FileKind.SNAPSHOT}:
        return
    lines = tuple((line.new, line.text) for line in added_lines(file) if line.new is not None)[:MAX_LINES]
    added = Added(file.path, survey.languages.get(file.path), kind, lines)
    texts = dict(lines)
    for pattern in PATTERNS:
        for hit in pattern(added):
            if any(text.strip() and moved[text] == 0 for number, text in _within(hit, texts)):
                yield _finding(file, hit, survey)


def _within(hit: Hit, texts: dict[int, str]) -> Iterator[tuple[int, str]]:
    return ((number, texts[number]) for number in range(hit.start, hit.end + 1) if number in texts)


def _finding(file: FileDiff, hit: Hit, survey: Survey) -> Finding:
    source = survey.change.sources.get(file.path)
    return Finding(
        source=NAME,
        rule_id=hit.rule_id,
        severity=hit.severity,
        category=CATEGORY,
        cwe=hit.cwe,
        confidence=hit.confidence,
        title=hit.title,
        message=hit.message,
        location=Location(file.path, hit.start, hit.end),
        evidence="" if source is None else code_at(lines_of(source.head), hit.start, hit.end, EVIDENCE_LINES),
        suggestion=None,
        fingerprint="",
    )


def _renamed(file: FileDiff, still: int) -> Finding:
    line = next((line.new for line in added_lines(file) if line.new is not None), 1)
    return Finding(
        source=NAME,
        rule_id="edit-among-renames",
        severity=Severity.LOW,
        category=CATEGORY,
        cwe=("CWE-506",),
        confidence=0.7,
        title=RENAMED,
        message=RENAMED_TEXT.format(still=still),
        location=Location(file.path, line, line),
        evidence="",
        suggestion=None,
        fingerprint="",
    )
