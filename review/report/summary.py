"""The one summary comment of a pull request, edited in place on later heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from review.findings.sanitise import BODY_LIMIT, code_line, fit, sanitise_line
from review.findings.triage import Triaged
from review.gate import fails
from review.models import (
    WHOLE_CHANGE,
    Change,
    CheckRun,
    Coverage,
    CoverageStatus,
    Diff,
    FateKind,
    Finding,
    ModelUsage,
    ReviewComment,
    Severity,
)
from review.models.surroundings import NO_SURROUNDINGS, Surroundings
from review.report.folded import folded
from review.report.render import comment_body, heading
from review.report.surroundings import surroundings_lines
from review.report.walkthrough import paragraph, walkthrough
from review.report.wording import account_text, count, place_code, usage_text

TITLE = "## Diffdiver"
CONCLUSION = "- `{name}`: **{conclusion}**, {title}"
ON_LINES = "### On the lines"
HERE = "### Without a line comment"
WHOLE = "### About the change as a whole"
REST = "{findings} without a line comment"
WALKTHROUGH = "Walkthrough of {files}"
NOT_READ = "### Not read"
REFUSED = "### Refused by GitHub as line comments"
ACCOUNT = "### Account"
LISTED_AT = "- {place} · {heading}"
BEFORE = " · commented on an earlier head"
GAP = "- {path}: {reasons}"
COST = "Model: {usage}."
REVIEWED = "Reviewed{at}{took}."
AT = " at {head}"
TOOK = " in {seconds:,} s"
BETWEEN = "\n---"
RESOLVED = "Nothing is open: {findings} of earlier heads no longer found here."
MORE = "\nAnd more: the list is in the check runs and in `diffdiver review`."
SHORT_SHA = 12
LISTED_GAPS = 100
LISTED_FINDINGS = 300
FOLDED_LIMIT = 30_000
WALKTHROUGH_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class _Told:
    """The findings by where they are told; `notes` are too small to be worth a summary by themselves."""

    on_lines: Sequence[Finding]
    open_here: Sequence[Finding]
    rest: Sequence[Finding]
    whole: Sequence[Finding]
    notes: Sequence[Finding]

    @property
    def nothing(self) -> bool:
        return not (self.on_lines or self.open_here or self.rest or self.whole)


def summary_text(
    triaged: Triaged,
    coverage: Sequence[Coverage],
    usage: Sequence[ModelUsage],
    checks: Sequence[CheckRun],
    change: Change,
    *,
    fail_on: Severity = Severity.HIGH,
    took_ms: int | None = None,
    around: Surroundings = NO_SURROUNDINGS,
) -> str | None:
    """Return the summary, or None for a pull request with nothing to say: no open finding, nothing unread.

    What a check found at or above `fail_on` stands open; what else has no line comment is folded.
    """
    told = _told(triaged.findings, fail_on)
    gaps = [one for one in coverage if one.status is CoverageStatus.INCOMPLETE]
    if told.nothing and not gaps:
        return None
    # The end is short and says what must not be cut, so it is measured first.
    end = "\n".join([*gap_list(gaps), *account(triaged.findings, usage), *_at(change.head_sha, took_ms)])
    blocks = chain(
        [TITLE, "", paragraph(change.diff), "", *_conclusions(checks)],
        _on_lines(told.on_lines),
        _in_full(told.open_here, triaged.merged),
        _whole([*told.whole, *told.notes]),
        surroundings_lines(around),
        _rest(told.rest, triaged.merged),
        _files(change.diff),
    )
    return fit(blocks, BODY_LIMIT - len(end) - 1, MORE) + "\n" + end


def _told(findings: Sequence[Finding], fail_on: Severity) -> _Told:
    shown = [(one, one.fate.kind) for one in findings if one.fate]
    here = [one for one, kind in shown if kind in {FateKind.SUMMARY, FateKind.REPORTED}]
    whole = [one for one in here if one.source == WHOLE_CHANGE]
    lines = [one for one in here if one.source != WHOLE_CHANGE]
    return _Told(
        on_lines=[one for one, kind in shown if kind in {FateKind.POSTED, FateKind.REPEATED}],
        open_here=[one for one in lines if one.deterministic and fails(one, fail_on)],
        rest=[one for one in lines if not (one.deterministic and fails(one, fail_on))],
        whole=[one for one in whole if not one.note],
        notes=[one for one in whole if one.note],
    )


def resolved_text(gone: int, checks: Sequence[CheckRun]) -> str:
    """Return what an existing summary says once nothing is open any more."""
    said = RESOLVED.format(findings=count(gone, "finding"))
    return "\n".join([TITLE, "", said, "", *_conclusions(checks)])


def with_refused(summary: str | None, refused: Sequence[ReviewComment]) -> str:
    """Return the summary with the comments that GitHub refused on their lines, in full."""
    blocks = [] if summary is None else [summary, ""]
    blocks += [TITLE, ""] if summary is None else []
    blocks.append(REFUSED)
    for comment in refused:
        lines = f"{comment.start_line}-{comment.line}" if comment.start_line else f"{comment.line}"
        blocks += ["", code_line(f"{comment.path}:{lines}"), "", comment.body]
    return fit(blocks, BODY_LIMIT, MORE)


def gap_list(gaps: Sequence[Coverage]) -> Iterator[str]:
    """Give the section of what was not read: each file once, with each check and its reason."""
    by_path: dict[str, list[str]] = {}
    for gap in gaps:
        by_path.setdefault(gap.path, []).append(f"{sanitise_line(gap.check)}: {sanitise_line(gap.reason)}")
    if by_path:
        yield from ("", NOT_READ, "")
    for path, reasons in list(by_path.items())[:LISTED_GAPS]:
        yield GAP.format(path=code_line(path), reasons="; ".join(reasons))
    if len(by_path) > LISTED_GAPS:
        yield f"- and {count(len(by_path) - LISTED_GAPS, 'more file')}"


def account(findings: Sequence[Finding], usage: Sequence[ModelUsage]) -> Iterator[str]:
    """Give the section that accounts for every finding and every dollar."""
    yield from ("", ACCOUNT, "", account_text(findings))
    if usage:
        yield COST.format(usage=usage_text(usage))


def listed(finding: Finding) -> str:
    """Return a finding as one list entry: place, severity, title."""
    return LISTED_AT.format(place=place_code(finding.location), heading=heading(finding))


def _conclusions(checks: Sequence[CheckRun]) -> list[str]:
    return [
        CONCLUSION.format(name=check.name, conclusion=check.conclusion, title=sanitise_line(check.title))
        for check in checks
    ]


def _on_lines(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield from ("", f"{ON_LINES}: {_by_severity(findings)}", "")
    for finding in findings[:LISTED_FINDINGS]:
        repeated = finding.fate is not None and finding.fate.kind is FateKind.REPEATED
        yield listed(finding) + (BEFORE if repeated else "")
    if len(findings) > LISTED_FINDINGS:
        yield f"- and {count(len(findings) - LISTED_FINDINGS, 'more finding')}"


def _by_severity(findings: Sequence[Finding]) -> str:
    severities = Counter(one.severity for one in findings)
    return ", ".join(f"{severities[one]:,} {one}" for one in Severity if severities[one])


def _at(head: str | None, took_ms: int | None) -> list[str]:
    at = AT.format(head=code_line(head[:SHORT_SHA])) if head else ""
    took = TOOK.format(seconds=max(1, round(took_ms / 1000))) if took_ms is not None else ""
    return [REVIEWED.format(at=at, took=took)] if at or took else []


def _in_full(findings: Sequence[Finding], merged: Mapping[Finding, Sequence[Finding]]) -> Iterator[str]:
    if findings:
        yield from ("", HERE)
    for finding in findings:
        yield _full(finding, merged)


def _full(finding: Finding, merged: Mapping[Finding, Sequence[Finding]]) -> str:
    why = f"No line comment: {sanitise_line(finding.fate.reason)}." if finding.fate else ""
    return f"\n{place_code(finding.location)}\n\n{comment_body(finding, merged.get(finding, ()))}\n\n{why}"


def _whole(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield from ("", WHOLE)
    for finding in findings:
        yield f"\n{comment_body(finding)} · seen at {place_code(finding.location)}"


def _rest(findings: Sequence[Finding], merged: Mapping[Finding, Sequence[Finding]]) -> Iterator[str]:
    """Fold what is worth no comment, each in full, by severity."""
    if not findings:
        return
    title = f"{REST.format(findings=count(len(findings), 'finding'))}: {_by_severity(findings)}"
    texts = (text if index == 0 else f"{BETWEEN}\n{text}" for index, text in
             enumerate(_full(one, merged) for one in findings[:LISTED_FINDINGS]))  # fmt: skip
    yield f"\n{folded(title, fit(texts, FOLDED_LIMIT, MORE).strip())}"


def _files(diff: Diff) -> Iterator[str]:
    title = WALKTHROUGH.format(files=count(len(diff.files), "file"))
    yield f"\n{folded(title, fit(walkthrough(diff), WALKTHROUGH_LIMIT, MORE))}"
