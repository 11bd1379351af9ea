"""What a finding says on GitHub: the comment under its line, the annotation beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review.diff.paths import display
from review.findings.inline import BACKTICKS
from review.findings.invisible import escape_invisible
from review.findings.merging import alike
from review.findings.placing import overlap
from review.findings.sanitise import BODY_LIMIT, code_block, fit, sanitise, sanitise_line
from review.gate import fails
from review.models import Annotation, FateKind, Finding, Location, ReviewComment, Severity, Side
from review.report.folded import brief, folded
from review.report.wording import count, place_code, source_text

FIX = "**Possible fix**, not tried, for {lines}:"
REMOVE = "**Possible fix**, not tried: remove {lines}."
WHAT_TO_DO = "**What to do:**"
MORE = "More about it"
TEST = "A test that would show it"
ALSO = "**Also here:** {title}"
ABOUT = "This is about {place}, which the diff does not show: what makes it new is in the same definition."
ELSEWHERE = "The same at {places}"
MESSAGE_LIMIT = 20_000
ELSEWHERE_LIMIT = 15_000
WORDS_LIMIT = 2_000
TEST_LIMIT = 6_000
FIX_LIMIT = 10_000
# https://docs.github.com/en/rest/checks/runs#create-a-check-run: a title of 255 characters, a message of 64 KB
ANNOTATION_TITLE_LIMIT = 255
ANNOTATION_MESSAGE_LIMIT = 16_000  # four bytes a character at worst
ANNOTATION_LEVELS = {Severity.CRITICAL: "failure", Severity.HIGH: "failure", Severity.MEDIUM: "warning"}
ANNOTATED = frozenset({FateKind.POSTED, FateKind.SUMMARY, FateKind.REPEATED, FateKind.REPORTED})


def comment(finding: Finding, at: Location, merged: Sequence[Finding]) -> ReviewComment:
    """Return the line comment on `finding` and on what was merged into it."""
    start = at.start_line if at.start_line < at.end_line else None
    return ReviewComment(at.path, at.end_line, at.side, start, comment_body(finding, merged, at), finding.fingerprint)


def comment_body(finding: Finding, merged: Sequence[Finding] = (), at: Location | None = None) -> str:
    """Return severity and title, what breaks and why, the fix, a test, what else was said, and who says so.

    Of a line comment `at` is its place: GitHub puts a suggestion there and nowhere else.
    """
    # One of them: two replacements of the same lines cannot both be taken over.
    offered = next((one for one in (finding, *merged) if one.proven and one.location == at), None)
    return fit(_paragraphs(finding, merged, offered, at), BODY_LIMIT)


def heading(finding: Finding) -> str:
    """Return the severity and the title, one line."""
    return f"**{finding.severity.capitalize()}: {sanitise_line(finding.title) or sanitise_line(finding.rule_id)}**"


def _paragraphs(
    finding: Finding, merged: Sequence[Finding], offered: Finding | None, at: Location | None
) -> Iterator[str]:
    yield heading(finding)
    if at is not None and not overlap(at, finding.location):
        yield f"\n{ABOUT.format(place=place_code(finding.location))}"
    yield from _said(finding, offered)
    yield f"\n{source_text(finding)}"
    for member in merged:
        if _adds_nothing(member, finding) or not overlap(member.location, finding.location):
            continue
        yield f"\n{ALSO.format(title=sanitise_line(member.title))}"
        yield from _said(member, offered)
        yield f"\n{source_text(member)}"
    elsewhere = [member for member in merged if not overlap(member.location, finding.location)]
    if elsewhere:
        said = fit((_elsewhere(member, finding) for member in elsewhere), ELSEWHERE_LIMIT)
        yield f"\n{folded(ELSEWHERE.format(places=count(len(elsewhere), 'other place')), said.strip())}"


def _elsewhere(member: Finding, lead: Finding) -> str:
    """Return place and title, and the message where it says more than that of the finding it joined."""
    told = f"{place_code(member.location)}: {sanitise_line(member.title)}"
    if alike(member.message, lead.message):
        return f"- {told}"
    return f"- {told}\n\n  {sanitise_line(member.message, WORDS_LIMIT)}"


def _adds_nothing(member: Finding, lead: Finding) -> bool:
    """Say whether a check's finding only repeats, in its more general words, the weakness that the lead names."""
    return member.deterministic and lead.deterministic and bool(set(member.cwe) & set(lead.cwe))


def _said(finding: Finding, offered: Finding | None) -> Iterator[str]:
    if finding.message.strip() and finding.message != finding.title:
        yield from _message(finding)
    if finding.fix.strip():
        yield f"\n{_to_do(finding.fix.strip())}"
    if finding is offered and finding.suggestion:
        yield f"\n{suggestion_block(finding.suggestion)}"
    else:
        yield from _suggested(finding)
    if finding.test.strip() and len(finding.test) <= TEST_LIMIT:
        yield f"\n{folded(TEST, code_block(finding.test.strip(chr(10))))}"


def _to_do(fix: str) -> str:
    """Put one line behind the words before it; what may hold a list or code needs lines of its own."""
    if "\n" not in fix:
        return f"{WHAT_TO_DO} {sanitise_line(fix, WORDS_LIMIT)}"
    return f"{WHAT_TO_DO}\n\n{sanitise(fix, WORDS_LIMIT).strip()}"


def _message(finding: Finding) -> Iterator[str]:
    """Give the message; of advice only what is read in one go stands open."""
    message = finding.message.strip()[:MESSAGE_LIMIT]
    shown, rest = (message, "") if finding.deterministic else brief(message)
    if shown:
        yield f"\n{sanitise(shown, MESSAGE_LIMIT).strip()}"
    if rest:
        yield f"\n{folded(MORE, sanitise(rest, MESSAGE_LIMIT).strip())}"


def _suggested(finding: Finding) -> Iterator[str]:
    if finding.suggestion is None or len(finding.suggestion) > FIX_LIMIT:
        return
    at = finding.location
    lines = f"line {at.start_line}" if at.start_line == at.end_line else f"lines {at.start_line} to {at.end_line}"
    if finding.suggestion.strip():
        yield f"\n{FIX.format(lines=lines)}\n\n{code_block(finding.suggestion.rstrip(chr(10)))}"
    else:
        yield f"\n{REMOVE.format(lines=lines)}"


def suggestion_block(code: str) -> str:
    """Return proven code as a block that GitHub offers to commit, its fence longer than any run inside."""
    fence = "`" * max(3, max((len(run) for run in BACKTICKS.findall(code)), default=0) + 1)
    return f"{fence}suggestion\n{code}\n{fence}"


def line_annotations(findings: Sequence[Finding], fail_on: Severity) -> tuple[Annotation, ...]:
    """Return an annotation for each finding that stands and that the head shows; the publisher sends them by 50."""
    return tuple(
        _annotation(finding, fail_on)
        for finding in findings
        if finding.fate and finding.fate.kind in ANNOTATED and finding.location.side is Side.RIGHT
    )


def _annotation(finding: Finding, fail_on: Severity) -> Annotation:
    at = finding.location
    blocks = fails(finding, fail_on)
    level = "failure" if blocks else ANNOTATION_LEVELS.get(finding.severity, "notice")
    if finding.gate_reason and not blocks and level == "failure":
        level = "warning"  # red beside a green check would be taken for a mistake
    # Plain text there, not Markdown: only what cannot be seen has to go.
    title = escape_invisible(finding.title).replace("\n", " ")[:ANNOTATION_TITLE_LIMIT]
    message = escape_invisible(finding.message or finding.title)[:ANNOTATION_MESSAGE_LIMIT]
    return Annotation(display(at.path), at.start_line, max(at.start_line, at.end_line), level, title, message)
