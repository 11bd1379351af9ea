"""Suggestions are proven before they are offered: applied, parsed, and scanned as the change that they are.

What is not proven stays as code to read, or is left out where it would break something; the reason is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from review.checks import CHECKS
from review.checks.check import Subject
from review.code.syntax import Doubt, Edit, doubt
from review.diff.lines import commentable
from review.findings.suggestion import edit_of
from review.findings.worth import worst_first
from review.models import (
    Change,
    CoverageStatus,
    Diff,
    FileDiff,
    FileKind,
    FileStatus,
    Finding,
    Hunk,
    Line,
    LineKind,
    ScanReport,
    ScanTarget,
    Severity,
    Side,
    Source,
)
from review.policy import Policy
from review.survey import Survey

MOST = 10  # suggestions of one review that are tried, of the worst findings: no more than these get a comment

REMOVED_CODE = "it is about code that the change removed"
NOT_ONE_HUNK = "its lines are not within one hunk of the change"
NOT_CHANGED = "the change touched none of its lines"
NOT_WHOLE = "the whole file could not be read"
TOO_MANY = f"more than {MOST} suggestions in one review"
TURNED_OFF = "the policy turned suggestions off (`review.suggestions`)"
UNSCANNED = "the security check could not read the file with it"
UNSAFE = "with it the security check finds {rule}"
FAILED = "trying the suggestions failed"


@dataclass(frozen=True, slots=True)
class Trial:
    """A suggestion that fits and parses: of which finding (by its place), in which file, and what it makes of it."""

    number: int
    path: str
    text: str
    edit: Edit

    @property
    def name(self) -> str:
        """Return a path for this trial alone: two suggestions may concern one file."""
        return f"{self.number}/{self.path}"


@dataclass(frozen=True, slots=True)
class Tried:
    """The findings, with the reasons of those whose suggestion failed, and the trials that are still to be scanned.

    `change` is what the trials would do, as a change of its own from the head on; None without trials.
    """

    findings: tuple[Finding, ...]
    trials: tuple[Trial, ...] = ()
    change: Survey | None = None


def try_suggestions(survey: Survey, findings: Sequence[Finding], policy: Policy) -> Tried:
    """Apply and parse the suggestions of the worst open findings."""
    tried = list(findings)
    trials = []
    for rank, number in enumerate(_wanted(findings)):
        finding = findings[number]
        trial: Trial | Doubt
        if not policy.suggestions:
            trial = Doubt(TURNED_OFF, harmful=True)
        elif rank >= MOST:
            trial = Doubt(TOO_MANY, harmful=False)
        else:
            trial = _trial(survey, number, finding)
        if isinstance(trial, Trial):
            trials.append(trial)
        else:
            tried[number] = without(finding, trial)
    return Tried(tuple(tried), tuple(trials), _as_change(survey, trials) if trials else None)


def offer(tried: Tried, scan: ScanReport) -> tuple[Finding, ...]:
    """Return the findings with each suggestion proven, or with the reason why it is not."""
    if tried.change is None:
        return tried.findings
    doubts = _scanned(tried.change, scan)
    findings = list(tried.findings)
    for trial in tried.trials:
        wrong = doubts.get(trial.name)
        finding = findings[trial.number]
        findings[trial.number] = (
            without(finding, wrong) if wrong else replace(finding, suggestion=trial.text, proven=True)
        )
    return tuple(findings)


def unproven(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings as they stand when the trial itself died."""
    wanted = set(_wanted(findings))
    failed = Doubt(FAILED, harmful=False)
    return tuple(without(one, failed) if number in wanted else one for number, one in enumerate(findings))


def without(finding: Finding, wrong: Doubt) -> Finding:
    """Return the finding with its suggestion as mere code, or without it where it would break something."""
    return replace(finding, suggestion=None if wrong.harmful else finding.suggestion, unproven=wrong.reason)


def _wanted(findings: Sequence[Finding]) -> list[int]:
    numbers = [
        number
        for number, finding in enumerate(findings)
        if finding.suggestion is not None
        and finding.fate is None
        and not finding.deterministic
        and not finding.unproven
    ]
    return sorted(numbers, key=lambda number: worst_first(findings[number]))


def _trial(survey: Survey, number: int, finding: Finding) -> Trial | Doubt:
    at = finding.location
    source = survey.change.sources.get(at.path)
    misplaced = _misplaced(survey, finding)
    if misplaced is not None:
        return Doubt(misplaced, harmful=False)
    if source is None or source.head is None or source.fragment or at.path in survey.unread:
        return Doubt(NOT_WHOLE, harmful=False)
    applied = edit_of(finding, source.head)
    if isinstance(applied, Doubt):
        return applied
    edit, text = applied
    return doubt(edit, survey.languages.get(at.path)) or Trial(number, at.path, text, edit)


def _misplaced(survey: Survey, finding: Finding) -> str | None:
    at = finding.location
    if at.side is not Side.RIGHT:
        return REMOVED_CODE
    file = next((file for file in survey.change.diff.files if file.path == at.path), None)
    if file is None or not commentable(Diff((file,)))[at.path].accepts(at):
        return NOT_ONE_HUNK
    added = (line.new for hunk in file.hunks for line in hunk.lines if line.kind is LineKind.ADDED)
    return None if any(new is not None and at.start_line <= new <= at.end_line for new in added) else NOT_CHANGED


def _as_change(survey: Survey, trials: Sequence[Trial]) -> Survey:
    """Return the trials as a change: each a file of its own, under its own folder, so that none hides another."""
    languages = {trial.name: survey.languages.get(trial.path) for trial in trials}
    sources = {trial.name: Source(trial.name, trial.edit.before, trial.edit.after) for trial in trials}
    change = Change(None, None, None, Diff(tuple(_file(trial) for trial in trials)), sources)
    scanned = {target.path for target in survey.scan_targets}
    targets = tuple(
        ScanTarget(trial.name, Side.RIGHT, languages[trial.name] or "", trial.edit.after)
        for trial in trials
        if trial.path in scanned
    )
    return Survey(change, dict.fromkeys(languages, FileKind.SOURCE), languages, {}, targets)


def _file(trial: Trial) -> FileDiff:
    edit = trial.edit
    old = edit.before.decode().split("\n")[edit.start - 1 : edit.end]
    new = edit.after.decode().split("\n")[edit.start - 1 : edit.start - 1 + edit.count]
    lines = (
        *(Line(LineKind.REMOVED, edit.start + index, None, text) for index, text in enumerate(old)),
        *(Line(LineKind.ADDED, None, edit.start + index, text) for index, text in enumerate(new)),
    )
    hunk = Hunk(edit.start, len(old), edit.start, len(new), "", lines)
    mode = "100644"
    return FileDiff(trial.name, None, FileStatus.MODIFIED, mode, mode, False, len(new), len(old), (hunk,))


def _scanned(change: Survey, scan: ScanReport) -> Mapping[str, Doubt]:
    """Map each trial with a new finding, or that a check could not read, to what is wrong with it."""
    subject = Subject(change.change, change.kinds, change.languages, change.unread, scan)
    doubts: dict[str, Doubt] = {}
    for check in CHECKS:
        result = check.run(subject)
        for row in result.coverage:
            if row.status is CoverageStatus.INCOMPLETE:
                doubts.setdefault(row.path, Doubt(UNSCANNED, harmful=False))
        for finding in result.findings:
            if finding.fate is None and finding.severity.at_least(Severity.LOW):
                doubts[finding.location.path] = Doubt(UNSAFE.format(rule=finding.rule_id), harmful=True)
    return doubts
