"""The one summary comment of a pull request, edited in place on later heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from review.findings.sanitise import BODY_LIMIT, code_line, fit, sanitise_line
from review.findings.triage import Triaged
from review.models import CheckRun, Coverage, CoverageStatus, FateKind, Finding, ModelUsage, ReviewComment
from review.report.render import comment_body, heading
from review.report.wording import account_text, cost_text, count, place_code, tokens_text

TITLE = "## Diffdiver"
CONCLUSION = "- `{name}`: **{conclusion}**, {title}"
ON_LINES = "### On the lines"
HERE = "### Without a line comment"
NOT_READ = "### Not read"
REFUSED = "### Refused by GitHub as line comments"
ACCOUNT = "### Account"
LISTED_AT = "- {place} · {heading}"
BEFORE = " · commented on an earlier head"
GAP = "- {path}: {reasons}"
COST = "Model: {calls}, {tokens}, cost {cost}."
HEAD = "Reviewed at {head}."
RESOLVED = "Nothing is open: {findings} of earlier heads no longer found here."
MORE = "\nAnd more: the list is in the check runs and in `diffdiver review`."
SHORT_SHA = 12
LISTED_GAPS = 100
LISTED_FINDINGS = 300


def summary_text(
    triaged: Triaged,
    coverage: Sequence[Coverage],
    usage: Sequence[ModelUsage],
    checks: Sequence[CheckRun],
    head: str | None,
) -> str | None:
    """Return the summary, or None for a pull request with nothing to say: no open finding, nothing unread."""
    findings = triaged.findings
    on_lines = [one for one in findings if one.fate and one.fate.kind in {FateKind.POSTED, FateKind.REPEATED}]
    here = [one for one in findings if one.fate and one.fate.kind in {FateKind.SUMMARY, FateKind.REPORTED}]
    gaps = [one for one in coverage if one.status is CoverageStatus.INCOMPLETE]
    if not (on_lines or here or gaps):
        return None
    # The end is short and says what must not be cut, so it is measured first.
    end = "\n".join([*gap_list(gaps), *account(findings, usage), *_at(head)])
    blocks = chain([TITLE, "", *_conclusions(checks)], _on_lines(on_lines), _in_full(here, triaged.merged))
    return fit(blocks, BODY_LIMIT - len(end) - 1, MORE) + "\n" + end


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
        calls = count(len(usage), "call")
        yield COST.format(calls=calls, tokens=tokens_text(usage), cost=cost_text(usage))


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
        yield from ("", ON_LINES, "")
    for finding in findings[:LISTED_FINDINGS]:
        repeated = finding.fate is not None and finding.fate.kind is FateKind.REPEATED
        yield listed(finding) + (BEFORE if repeated else "")
    if len(findings) > LISTED_FINDINGS:
        yield f"- and {count(len(findings) - LISTED_FINDINGS, 'more finding')}"


def _at(head: str | None) -> list[str]:
    return [HEAD.format(head=code_line(head[:SHORT_SHA]))] if head else []


def _in_full(findings: Sequence[Finding], merged: Mapping[Finding, Sequence[Finding]]) -> Iterator[str]:
    if findings:
        yield from ("", HERE)
    for finding in findings:
        why = f"No line comment: {sanitise_line(finding.fate.reason)}." if finding.fate else ""
        yield f"\n{place_code(finding.location)}\n\n{comment_body(finding, merged.get(finding, ()))}\n\n{why}"
