"""The scan engine's matches as findings: what stands at head and did not stand at the merge base."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from review.checks.check import CheckResult, Subject, added_lines, not_applicable, unread
from review.checks.rules import SCANNED_LANGUAGES, rule
from review.checks.severity import severity_in
from review.checks.text import code_at, lines_of, normalised
from review.models import (
    Change,
    Coverage,
    CoverageStatus,
    Fate,
    FateKind,
    FileDiff,
    FileKind,
    Finding,
    LineKind,
    Location,
    ScanGap,
    ScanMatch,
    ScanReport,
    Side,
    Source,
)
from review.models.scan import SYNTAX

NAME = "semgrep"
WITHOUT_CODE = frozenset({FileKind.BINARY, FileKind.SUBMODULE, FileKind.SYMLINK, FileKind.LFS_POINTER})
CREDENTIALS = "hardcoded-credentials"
EVIDENCE_LINES = 30
COMPARED_LINES = 2000

STOOD_BEFORE = "the same code matched this rule before the change"
MOVED_HERE = "the same code matched this rule before the change, in a file that it has left"
TEMPLATE = "a template, which is {language} only once it is rendered: no scan rule reads it"
NO_RULE = "no scan rule reads this type of file"
PART = "{reason} (lines {start} to {end})"
FRAGMENT = "only the diff's own lines were there to scan, and parts of them do not parse alone"


# Not `${{ }}`, which is an expression of GitHub's in good YAML.
_TAG = re.compile(r"(?<!\$)\{\{|\{%")
MAX_TAG_LINE = 2_000

Identity = tuple[str, str]  # the rule, and the code as `normalised` gives it


class StaticCheck:
    """Our scan rules over the changed files. A match is new if its file has more equal ones at head than at the base.

    Equal means: same rule, same code up to white space. So a match on untouched lines is new when the change took a
    sanitiser away elsewhere, and one that only moved is not, be it from another file.
    """

    name = NAME

    def run(self, subject: Subject) -> CheckResult:
        """Turn the scan report into findings and coverage."""
        files = [_File(file, subject) for file in subject.change.diff.files]
        by_path = {each.diff.path: each for each in files}
        for match in subject.scan.matches:
            if match.path in by_path:
                by_path[match.path].matches[match.side].append(match)
        for gap in subject.scan.gaps:
            if gap.path in by_path:
                by_path[gap.path].gaps[gap.side].append(gap)
        left = Counter[Identity]()
        for each in files:
            left.update(each.left())
        findings = tuple(finding for each in files for finding in each.findings(left))
        return CheckResult(findings, tuple(each.coverage() for each in files))


class _File:
    """One changed file with what the scan said of both its sides."""

    def __init__(self, diff: FileDiff, subject: Subject) -> None:
        self.diff = diff
        self.matches: dict[Side, list[ScanMatch]] = {Side.LEFT: [], Side.RIGHT: []}
        self.gaps: dict[Side, list[ScanGap]] = {Side.LEFT: [], Side.RIGHT: []}
        self._subject = subject
        self._source = subject.change.sources.get(diff.path)
        self._lines: dict[Side, list[str]] = {}
        self._added: frozenset[int] | None = None

    def findings(self, left: Counter[Identity]) -> Iterator[Finding]:
        """Yield a finding per match at head; those the change did not touch come first, and count as old first.

        `left` are the matches that other files have lost, each taken away when one is found again here.
        """
        old = self._identities(Side.LEFT)
        for match in sorted(self.matches[Side.RIGHT], key=self._touched_last):
            identity = self._identity(match)
            old[identity] -= 1
            if old[identity] >= 0:
                yield self._finding(match, STOOD_BEFORE)
            elif left[identity] > 0:
                left[identity] -= 1
                yield self._finding(match, MOVED_HERE)
            else:
                yield self._finding(match, None)

    def left(self) -> Counter[Identity]:
        """Return the matches that the base has more of than the head."""
        return self._identities(Side.LEFT) - self._identities(Side.RIGHT)

    def coverage(self) -> Coverage:
        """Say whether the engine read the file: `incomplete` for a gap that meets changed lines or is new."""
        missing = not_applicable(self.diff, self._subject, WITHOUT_CODE, NAME)
        if missing is not None:
            return missing
        if self._subject.languages.get(self.diff.path) not in SCANNED_LANGUAGES:
            return Coverage(self.diff.path, NAME, CoverageStatus.NOT_APPLICABLE, NO_RULE)
        missing = unread(self.diff, self._subject, NAME)
        if missing is not None:
            return missing
        return self._gap_coverage()

    def _gap_coverage(self) -> Coverage:
        language = self._subject.languages.get(self.diff.path)
        if self._is_template(language):
            return Coverage(self.diff.path, NAME, CoverageStatus.NOT_APPLICABLE, TEMPLATE.format(language=language))
        counting = next(self._counting_gaps(), None)
        if counting is None:
            partly = self._is_fragment and self.gaps[Side.RIGHT]
            return Coverage(self.diff.path, NAME, CoverageStatus.SCANNED, FRAGMENT if partly else "")
        reason = counting.reason
        if counting.start_line is not None:
            reason = PART.format(reason=reason, start=counting.start_line, end=counting.end_line)
        return Coverage(self.diff.path, NAME, CoverageStatus.INCOMPLETE, reason)

    def _counting_gaps(self) -> Iterator[ScanGap]:
        """Yield the gaps that matter; in a fragment a parse gap says nothing, as cut-out code rarely parses."""
        old = Counter(self._text(Side.LEFT, gap.start_line, gap.end_line) for gap in _partial(self.gaps[Side.LEFT]))
        for gap in self.gaps[Side.RIGHT]:
            if gap.start_line is None or gap.end_line is None:
                yield gap
                continue
            if self._is_fragment:
                continue
            text = self._text(Side.RIGHT, gap.start_line, gap.end_line)
            old[text] -= 1
            if old[text] < 0 or self._meets_added(gap.start_line, gap.end_line):
                yield gap

    def _is_template(self, language: str | None) -> bool:
        """Say whether the file could not be parsed because Helm, Jinja or another tool has yet to fill it in.

        What GitHub itself reads under .github is never a template: there unreadable stays unread.
        """
        unparsed = all(gap.start_line is None and gap.reason == SYNTAX for gap in self.gaps[Side.RIGHT])
        if language != "yaml" or not self.gaps[Side.RIGHT] or not unparsed or self.diff.path.startswith(".github/"):
            return False
        return any(_TAG.search(line[:MAX_TAG_LINE]) for line in self._side(Side.RIGHT))

    @property
    def _is_fragment(self) -> bool:
        return self._source is not None and self._source.fragment

    def _finding(self, match: ScanMatch, old: str | None) -> Finding:
        own = self._subject.scan.rules.get(match.rule_id)
        described = own or rule(match.rule_id)
        is_secret = described.category == CREDENTIALS  # its value may stand nowhere, so it has no evidence
        lines = self._side(Side.RIGHT)
        return Finding(
            source=NAME,
            rule_id=match.rule_id,
            severity=severity_in(match.path, described.severity),
            category=described.category,
            cwe=described.cwe,
            confidence=described.confidence,
            title=described.title,
            message=described.message,
            location=Location(match.path, match.start_line, match.end_line),
            evidence="" if is_secret else code_at(lines, match.start_line, match.end_line, EVIDENCE_LINES),
            suggestion=None,
            fingerprint="",
            fate=Fate(FateKind.PRE_EXISTING, old) if old is not None else None,
            owasp=own.owasp if own else "",
        )

    def _identities(self, side: Side) -> Counter[Identity]:
        return Counter(self._identity(match) for match in self.matches[side])

    def _identity(self, match: ScanMatch) -> Identity:
        return match.rule_id, self._text(match.side, match.start_line, match.end_line)

    def _touched_last(self, match: ScanMatch) -> tuple[bool, int, int, str]:
        touched = self._meets_added(match.start_line, match.end_line)
        return touched, match.start_line, match.end_line, match.rule_id

    def _meets_added(self, start: int, end: int) -> bool:
        if self._added is None:
            self._added = frozenset(line.new for line in added_lines(self.diff) if line.new is not None)
        if end - start > len(self._added):
            return any(start <= number <= end for number in self._added)
        return any(number in self._added for number in range(start, end + 1))

    def _text(self, side: Side, start: int | None, end: int | None) -> str:
        return "" if start is None or end is None else normalised(code_at(self._side(side), start, end, COMPARED_LINES))

    def _side(self, side: Side) -> list[str]:
        if side not in self._lines:
            source = self._source
            content = None if source is None else source.head if side is Side.RIGHT else source.base
            self._lines[side] = lines_of(content)
        return self._lines[side]


def may_have_stood(report: ScanReport, change: Change) -> tuple[str, ...]:
    """Return the paths of a head's scan whose base has to be scanned too, to know what is new.

    That is where a gap is, and where the base holds the code of a match: no other match can have an equal there. For
    code that its own file never held, that is where a line like its first was removed.
    """
    paths = {gap.path for gap in report.gaps}
    removed = _removed(change)
    for match in report.matches:
        source = change.sources.get(match.path)
        if source is None:
            continue
        code = _code(match, source)
        if source.base is not None and code in normalised("\n".join(lines_of(source.base))):
            paths.add(match.path)
        else:
            paths |= removed.get(code.partition("\n")[0], set())
    return tuple(sorted(paths))


def _removed(change: Change) -> Mapping[str, set[str]]:
    """Map each line that the change removes, up to white space, to the files that it left."""
    found: dict[str, set[str]] = {}
    for file in change.diff.files:
        for hunk in file.hunks:
            for line in hunk.lines:
                if line.kind is LineKind.REMOVED and (text := normalised(line.text)):
                    found.setdefault(text, set()).add(file.path)
    return found


def _code(match: ScanMatch, source: Source) -> str:
    return normalised(code_at(lines_of(source.head), match.start_line, match.end_line, COMPARED_LINES))


def _partial(gaps: Iterable[ScanGap]) -> Iterator[ScanGap]:
    return (gap for gap in gaps if gap.start_line is not None)
