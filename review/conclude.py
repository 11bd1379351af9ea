"""The last step: every finding gets its fate, both checks their conclusion, and people their text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from review import verdict
from review.anomaly.named import named
from review.findings.fingerprint import stamp
from review.findings.outcome import fixed
from review.findings.triage import Triaged, triage
from review.gate import decide, judged
from review.judge import Judgement
from review.models import (
    CheckRun,
    Concluded,
    Coverage,
    CoverageStatus,
    Finding,
    Knowledge,
    ModelUsage,
    Review,
)
from review.pack import Pack
from review.policy import Policy
from review.report.check_run import review_run, security_run
from review.report.render import comment
from review.report.summary import resolved_text, summary_text
from review.survey import Survey
from review.whole_change.judgement import whole_change

DIFF = "diff"  # the name under which a gap of the diff itself appears in the coverage
UNACCOUNTED = "no check says what became of this file"


def conclude(
    survey: Survey,
    packed: Pack,
    judgement: Judgement,
    knowledge: Knowledge,
    policy: Policy,
    usage: Sequence[ModelUsage],
    took_ms: int | None = None,
) -> Concluded:
    """Return what to publish, and the account of every finding, file and dollar.

    `took_ms` is what the review took so far, for its readers.
    """
    found = (*packed.findings, *judgement.findings, *_whole(survey, knowledge), *_unusual(survey, knowledge))
    triaged = triage(judged(found, policy), survey.change, knowledge, policy)
    read = _read_by_model(packed, judgement)
    coverage = _coverage(survey, packed, read)
    checks = _checks(survey, packed, triaged, coverage, read, knowledge, policy, usage)
    summary = summary_text(
        triaged,
        coverage,
        usage,
        checks,
        survey.change,
        fail_on=policy.fail_on,
        took_ms=took_ms,
        around=knowledge.surroundings,
    )
    if summary is None:
        summary = _resolved(knowledge, checks)
    comments = tuple(
        comment(finding, triaged.places[finding], triaged.merged.get(finding, ()))
        for finding in triaged.findings
        if finding in triaged.places
    )
    gone = fixed(knowledge.earlier, triaged.findings, {path for path in read if not read[path]}, survey.change)
    return Concluded(Review(comments, summary, checks), triaged.findings, coverage, tuple(usage), gone)


def exit_status(concluded: Concluded, policy: Policy) -> int:
    """Return 1 for a standing finding that the policy's gate stops, else 3 for anything unread, else 0."""
    if any(verdict.is_open(finding) and decide(finding, policy).fails for finding in concluded.findings):
        return 1
    return 3 if any(one.status is CoverageStatus.INCOMPLETE for one in concluded.coverage) else 0


def _whole(survey: Survey, knowledge: Knowledge) -> tuple[Finding, ...]:
    """Return what is said of the whole change: in a pull request that is given advice at all, as no gate needs it."""
    if not knowledge.models_configured or survey.change.pull_request is None:
        return ()
    return whole_change(survey, knowledge.issues)


def _unusual(survey: Survey, knowledge: Knowledge) -> tuple[Finding, ...]:
    """Return what does not belong in the change: advice, given where more than the security check reads it."""
    if survey.not_asked is not None:
        return ()
    return (*stamp(named(survey), survey.change.sources), *knowledge.surroundings.findings)


def _checks(
    survey: Survey,
    packed: Pack,
    triaged: Triaged,
    coverage: Sequence[Coverage],
    read: Mapping[str, str],
    knowledge: Knowledge,
    policy: Policy,
    usage: Sequence[ModelUsage],
) -> tuple[CheckRun, ...]:
    """Return the check runs: the review's only where models are configured, without them nobody is nagged."""
    files = len({file.path for file in survey.change.diff.files} | set(survey.unread))
    proven, advice = _split(triaged.findings)
    scanned = [one for one in coverage if one.check != verdict.READING]
    gate = verdict.security(triaged.findings, coverage, files, policy)
    unknown = knowledge.advisories.notices
    runs = [security_run(gate, proven, scanned, policy.fail_on, knowledge.notices, unknown, knowledge.machine)]
    if knowledge.models_configured:
        opinion = verdict.review(triaged.findings, read, files, survey.not_asked)
        asked = [one for one in coverage if one.check == verdict.READING]
        runs.append(review_run(opinion, advice, asked, usage, packed.notices, knowledge.surroundings))
    return tuple(runs)


def _split(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    return [one for one in findings if one.deterministic], [one for one in findings if not one.deterministic]


def _read_by_model(packed: Pack, judgement: Judgement) -> dict[str, str]:
    """Map each file a model should read to why it was not, or to "" where it was."""
    read = {
        one.path: "" if one.status is CoverageStatus.SCANNED else one.reason or verdict.NO_REASON
        for one in packed.coverage
        if one.check == verdict.READING and one.status is not CoverageStatus.NOT_APPLICABLE
    }
    return read | {path: reason or verdict.NO_REASON for path, reason in judgement.unread.items()}


def _coverage(survey: Survey, packed: Pack, read: Mapping[str, str]) -> tuple[Coverage, ...]:
    """Complete the coverage: what git could not give, what no check spoke of, and what the model read."""
    known = {(one.path, one.check): one for one in packed.coverage}
    scanned = {one.path for one in packed.coverage if one.check != verdict.READING}
    incomplete = {one.path for one in packed.coverage if verdict.incomplete_scan(one)}
    for path, reason in survey.unread.items():
        if path not in incomplete:
            known[path, DIFF] = Coverage(path, DIFF, CoverageStatus.INCOMPLETE, reason)
    for file in survey.change.diff.files:
        if file.path not in scanned:
            # A file that nobody accounts for must not pass as read.
            known.setdefault((file.path, DIFF), Coverage(file.path, DIFF, CoverageStatus.INCOMPLETE, UNACCOUNTED))
    for path, reason in read.items():
        status = CoverageStatus.INCOMPLETE if reason else CoverageStatus.SCANNED
        known[path, verdict.READING] = Coverage(path, verdict.READING, status, reason)
    return tuple(known.values())


def _resolved(knowledge: Knowledge, checks: Sequence[CheckRun]) -> str | None:
    """Return the text that replaces an earlier summary; a pull request that never had one gets none."""
    gone = sum(earlier.posted for earlier in knowledge.earlier)
    return resolved_text(gone, checks) if gone else None
