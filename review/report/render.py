"""What a finding says on GitHub: the comment under its line, the annotation beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review.diff.paths import display
from review.findings.invisible import escape_invisible
from review.findings.sanitise import BODY_LIMIT, code_block, fit, sanitise, sanitise_line
from review.models import Annotation, FateKind, Finding, Location, ReviewComment, Severity, Side
from review.report.wording import source_text

FIX = "**Possible fix**, not tried, for {lines}:"
REMOVE = "**Possible fix**, not tried: remove {lines}."
ALSO = "**Also here:** {title}"
MESSAGE_LIMIT = 20_000
FIX_LIMIT = 10_000
# https://docs.github.com/en/rest/checks/runs#create-a-check-run: a title of 255 characters, a message of 64 KB
ANNOTATION_TITLE_LIMIT = 255
ANNOTATION_MESSAGE_LIMIT = 16_000  # four bytes a character at worst
ANNOTATION_LEVELS = {Severity.CRITICAL: "failure", Severity.HIGH: "failure", Severity.MEDIUM: "warning"}
ANNOTATED = frozenset({FateKind.POSTED, FateKind.SUMMARY, FateKind.REPEATED, FateKind.REPORTED})


def comment(finding: Finding, at: Location, merged: Sequence[Finding]) -> ReviewComment:
    """Return the line comment on `finding` and on what was merged into it."""
    start = at.start_line if at.start_line < at.end_line else None
    return ReviewComment(at.path, at.end_line, at.side, start, comment_body(finding, merged), finding.fingerprint)


def comment_body(finding: Finding, merged: Sequence[Finding] = ()) -> str:
    """Return severity and title, what breaks and why, the fix, what else was said, and who says so."""
    return fit(_paragraphs(finding, merged), BODY_LIMIT)


def heading(finding: Finding) -> str:
    """Return the severity and the title, one line."""
    return f"**{finding.severity.capitalize()}: {sanitise_line(finding.title) or sanitise_line(finding.rule_id)}**"


def _paragraphs(finding: Finding, merged: Sequence[Finding]) -> Iterator[str]:
    yield heading(finding)
    yield from _said(finding)
    yield f"\n{source_text(finding)}"
    for member in merged:
        if _adds_nothing(member, finding):
            continue
        yield f"\n{ALSO.format(title=sanitise_line(member.title))}"
        yield from _said(member)
        yield f"\n{source_text(member)}"


def _adds_nothing(member: Finding, lead: Finding) -> bool:
    """Say whether a check's finding only repeats, in its more general words, the weakness that the lead names."""
    return member.deterministic and lead.deterministic and bool(set(member.cwe) & set(lead.cwe))


def _said(finding: Finding) -> Iterator[str]:
    if finding.message.strip() and finding.message != finding.title:
        yield f"\n{sanitise(finding.message, MESSAGE_LIMIT).strip()}"
    if finding.suggestion is None or len(finding.suggestion) > FIX_LIMIT:
        return
    at = finding.location
    lines = f"line {at.start_line}" if at.start_line == at.end_line else f"lines {at.start_line} to {at.end_line}"
    if finding.suggestion.strip():
        yield f"\n{FIX.format(lines=lines)}\n\n{code_block(finding.suggestion.rstrip(chr(10)))}"
    else:
        yield f"\n{REMOVE.format(lines=lines)}"


def line_annotations(findings: Sequence[Finding], fail_on: Severity) -> tuple[Annotation, ...]:
    """Return an annotation for each finding that stands and that the head shows; the publisher sends them by 50."""
    return tuple(
        _annotation(finding, fail_on)
        for finding in findings
        if finding.fate and finding.fate.kind in ANNOTATED and finding.location.side is Side.RIGHT
    )


def _annotation(finding: Finding, fail_on: Severity) -> Annotation:
    at = finding.location
    level = "failure" if finding.severity.at_least(fail_on) else ANNOTATION_LEVELS.get(finding.severity, "notice")
    # Plain text there, not Markdown: only what cannot be seen has to go.
    title = escape_invisible(finding.title).replace("\n", " ")[:ANNOTATION_TITLE_LIMIT]
    message = escape_invisible(finding.message or finding.title)[:ANNOTATION_MESSAGE_LIMIT]
    return Annotation(display(at.path), at.start_line, max(at.start_line, at.end_line), level, title, message)
