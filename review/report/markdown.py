"""The review as one Markdown document, for a file or a paste; the same text that GitHub would show."""

from __future__ import annotations

from collections.abc import Iterator

from review.findings.sanitise import code_block, sanitise_line
from review.models import Change, Concluded, CoverageStatus, Finding
from review.report.excerpt import excerpt
from review.report.render import comment_body
from review.report.summary import account, gap_list, listed
from review.report.wording import fate_text, place_code
from review.verdict import OPEN

TITLE = "# Diffdiver review"
NOTHING = "No finding."
CLOSED = "## Not counted"


def markdown(concluded: Concluded, change: Change) -> str:
    """Return the whole review: conclusions, each finding over its code, what was not read, the account."""
    return "\n".join([TITLE, "", *_conclusions(concluded), *_findings(concluded, change), *_end(concluded)]) + "\n"


def _conclusions(concluded: Concluded) -> Iterator[str]:
    for check in concluded.review.checks:
        yield f"- `{check.name}`: **{check.conclusion}**, {sanitise_line(check.title)}"


def _findings(concluded: Concluded, change: Change) -> Iterator[str]:
    standing = [one for one in concluded.findings if one.fate and one.fate.kind in OPEN]
    if not standing:
        yield f"\n{NOTHING}"
    for finding in standing:
        yield from _finding(finding, change)
    closed = [one for one in concluded.findings if one.fate and one.fate.kind not in OPEN]
    if closed:
        yield f"\n{CLOSED}\n"
    for finding in closed:
        yield f"{listed(finding)} · {sanitise_line(fate_text(finding.fate))}"


def _finding(finding: Finding, change: Change) -> Iterator[str]:
    yield f"\n## {place_code(finding.location)}"
    lines = excerpt(finding, change)
    if lines:
        width = len(str(lines[-1].number))
        code = "\n".join(f"{'>' if line.marked else ' '} {line.number:>{width}} | {line.text}" for line in lines)
        yield f"\n{code_block(code)}"
    yield f"\n{comment_body(finding)}"


def _end(concluded: Concluded) -> Iterator[str]:
    yield from gap_list([one for one in concluded.coverage if one.status is CoverageStatus.INCOMPLETE])
    yield from account(concluded.findings, concluded.usage)
