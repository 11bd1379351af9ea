"""From scans and context to deterministic findings, and to the questions that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pathspec import GitIgnoreSpec

from review.checks import CHECKS
from review.checks.check import Subject
from review.findings.fingerprint import stamp
from review.models import (
    Coverage,
    CoverageStatus,
    FileDiff,
    FileKind,
    FileStatus,
    Finding,
    Knowledge,
    Prompt,
    PullRequest,
    ScanReport,
    Severity,
    Side,
)
from review.models.surroundings import Around, Elsewhere
from review.policy import Policy
from review.prompts.context import Context
from review.prompts.hidden import hidden_notices
from review.prompts.packing import ROOM, Piece, Room, plan, smaller
from review.prompts.shown import ShownHunk, secret_places, shown
from review.prompts.templates import Setting, render
from review.survey import Survey

# Of the budget: a single question may have to be asked again, or of another model.
LEAST_SHARES = 3
READING = "review"  # the name under which the model's reading appears in the coverage
LOCAL = "local"

NOT_READ = "a model does not read {kind} files"
MARKED = ", and .gitattributes of the base says that it is one"
REMOVED = "the file was removed"
NO_LINES = "no line of it changed"
TURNED_OFF = "the policy turned the model's review off here (`review.model` in `paths`)"
IGNORED = "the policy keeps it from the model (`review.ignore`)"


@dataclass(frozen=True, slots=True)
class Pack:
    """Deterministic findings with fingerprints, what was read by whom, and the questions, riskiest first.

    Coverage rows of the check "review" say what the questions hold: `scanned` is a promise that `judge` may take back.
    There are none when no model is to be asked. `notices` tell people what was kept from the model.
    """

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    prompts: tuple[Prompt, ...] = ()
    notices: tuple[str, ...] = ()


def pack(survey: Survey, scan: ScanReport, knowledge: Knowledge, policy: Policy) -> Pack:
    """Run every check, then build the questions if there is a model to ask and the policy lets it read this change."""
    change = survey.change
    subject = Subject(
        change,
        survey.kinds,
        survey.languages,
        survey.unread,
        scan,
        knowledge.advisories,
        policy.private_packages,
    )
    results = [check.run(subject) for check in CHECKS]
    findings = stamp([finding for result in results for finding in result.findings], change.sources)
    coverage = tuple(row for result in results for row in result.coverage)
    if survey.not_asked is not None or not knowledge.models_configured:
        return Pack(findings, coverage)
    reading, prompts = _questions(survey, findings, knowledge, policy)
    notices = hidden_notices(change.pull_request, change.diff.files)
    return Pack(findings, coverage + reading, prompts, notices)


def _questions(
    survey: Survey, findings: tuple[Finding, ...], knowledge: Knowledge, policy: Policy
) -> tuple[tuple[Coverage, ...], tuple[Prompt, ...]]:
    chosen = choose(survey, findings, policy, past=knowledge.surroundings.files)
    nearby = _nearby(findings)
    setting = _setting(survey, knowledge, policy, len(chosen.questions))
    prompts = tuple(_prompt(pieces, findings, setting, nearby) for pieces in chosen.questions)
    return _coverage(survey.change.diff.files, chosen.skipped, chosen.left), prompts


@dataclass(frozen=True, slots=True)
class Chosen:
    """The code of each question, riskiest first; the files no model need read, and those not wholly read: why."""

    questions: tuple[tuple[Piece, ...], ...]
    skipped: Mapping[str, str]
    left: Mapping[str, str]


def choose(
    survey: Survey,
    findings: Sequence[Finding],
    policy: Policy,
    room: Room = ROOM,
    past: Mapping[str, float] | None = None,
) -> Chosen:
    """Choose the code that a model reads, as much as there is room for; `past` is what history says of files."""
    skipped = {file.path: reason for file in survey.change.diff.files if (reason := _skip(file, survey, policy))}
    secrets = secret_places(findings)
    files: dict[str, tuple[ShownHunk, ...]] = {
        file.path: shown(file, secrets.get(file.path, frozenset()))
        for file in survey.change.diff.files
        if file.path not in skipped and file.path not in survey.unread
    }
    planned = plan(files, _nearby(findings), room, past)
    left = {**planned.left, **{path: why for path, why in survey.unread.items() if path not in skipped}}
    return Chosen(planned.questions, skipped, left)


def _skip(file: FileDiff, survey: Survey, policy: Policy) -> str | None:
    """Return why a model need not read the file, or None when it should."""
    kind = survey.kinds.get(file.path, FileKind.SOURCE)
    if file.binary:
        kind = FileKind.BINARY
    if kind is not FileKind.SOURCE:
        return NOT_READ.format(kind=kind.replace("_", " ")) + _why_kind(file.path, kind, survey)
    if file.status is FileStatus.REMOVED:
        return REMOVED
    if kept := _kept_from_model(file.path, policy):
        return kept
    return NO_LINES if not file.hunks and file.path not in survey.unread else None


def _kept_from_model(path: str, policy: Policy) -> str | None:
    here = policy.at(path)
    if not here.model_review:
        return TURNED_OFF
    return IGNORED if _ignored(here.ignore).match_file(path) else None


@lru_cache(maxsize=100)
def _ignored(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(patterns)


def _why_kind(path: str, kind: FileKind, survey: Survey) -> str:
    return MARKED if path in survey.marked and kind in (FileKind.GENERATED, FileKind.VENDORED) else ""


def _nearby(findings: Iterable[Finding]) -> Mapping[str, list[tuple[int, Severity]]]:
    nearby: dict[str, list[tuple[int, Severity]]] = {}
    for finding in findings:
        if finding.fate is None and finding.location.side is Side.RIGHT:
            nearby.setdefault(finding.location.path, []).append((finding.location.start_line, finding.severity))
    return nearby


def scope_of(pull_request: PullRequest | None) -> str:
    """Return what the boundaries of a review's questions are bound to, beside the key: the repository."""
    return LOCAL if pull_request is None else str(pull_request.repository_id)


def _setting(survey: Survey, knowledge: Knowledge, policy: Policy, questions: int) -> Setting:
    pull_request = survey.change.pull_request
    return Setting(
        key=knowledge.fence_key,
        scope=scope_of(pull_request),
        policy=policy,
        pull_request=pull_request,
        guidelines=knowledge.guidelines,
        languages=survey.languages,
        context=Context(
            knowledge.issues,
            knowledge.discussions,
            survey.change.sources,
            _elsewhere(knowledge.surroundings.around, policy),
        ),
        share=policy.budget_per_review // max(questions, LEAST_SHARES),
    )


def _elsewhere(around: Mapping[str, Around], policy: Policy) -> Mapping[str, Around]:
    """Leave out what stands in files that the policy keeps from models, changed or not."""

    def told(lines: tuple[Elsewhere, ...]) -> tuple[Elsewhere, ...]:
        return tuple(one for one in lines if not _kept_from_model(one.path, policy))

    return {path: Around(told(one.callers), told(one.callees), told(one.tests)) for path, one in around.items()}


def _prompt(
    pieces: tuple[Piece, ...],
    findings: tuple[Finding, ...],
    setting: Setting,
    nearby: Mapping[str, list[tuple[int, Severity]]],
) -> Prompt:
    open_findings = [finding for finding in findings if finding.fate is None]
    part = smaller(pieces, nearby)
    less = render(part, open_findings, setting, None) if part else None
    return render(pieces, open_findings, setting, less)


def _coverage(
    files: Iterable[FileDiff], skipped: Mapping[str, str], incomplete: Mapping[str, str]
) -> tuple[Coverage, ...]:
    rows = []
    for file in files:
        if file.path in skipped:
            status, reason = CoverageStatus.NOT_APPLICABLE, skipped[file.path]
        elif file.path in incomplete:
            status, reason = CoverageStatus.INCOMPLETE, incomplete[file.path]
        else:
            status, reason = CoverageStatus.SCANNED, ""
        rows.append(Coverage(file.path, READING, status, reason))
    return tuple(rows)
