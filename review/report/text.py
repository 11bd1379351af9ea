"""The review in a terminal: each finding over its code, then what was not read, then the conclusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from review.diff.paths import display
from review.findings.invisible import escape_invisible
from review.models import Change, Concluded, Conclusion, Coverage, FateKind, Finding, Severity
from review.report.account import by_file
from review.report.excerpt import excerpt
from review.report.wording import account_text, count, fate_text, place_text, usage_text
from review.verdict import OPEN

SEVERITY_STYLES: Mapping[Severity, str] = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold blue",
    Severity.INFO: "bold cyan",
}
CONCLUSION_STYLES: Mapping[str, str] = {
    Conclusion.SUCCESS: "bold green",
    Conclusion.FAILURE: "bold red",
    Conclusion.NEUTRAL: "bold yellow",
}
NOTHING = "No finding."
NOT_READ = "Not read"
CLOSED = "Not counted"
SKIPPED = "{files} skipped: {reason}."
TO_DO = "What to do"
FIX = "Replace with"
TEST = "A test that would show it"
INDENT = 4
LISTED = 50  # entries of a list without code


def text(concluded: Concluded, change: Change) -> RenderableType:
    """Return the review for `rich.console.Console.print`; the console knows width and colour."""
    standing = [one for one in concluded.findings if one.fate and one.fate.kind in OPEN]
    closed = [one for one in concluded.findings if one.fate and one.fate.kind not in OPEN]
    parts: list[RenderableType] = []
    for finding in standing:
        parts += [*_finding(finding, change), Text("")]
    if not standing:
        parts += [Text(NOTHING, style="green"), Text("")]
    parts += [*_list(CLOSED, [_closed(one) for one in closed])]
    parts += [*_list(NOT_READ, [_gap(one) for one in by_file(concluded.coverage).incomplete])]
    return Group(*parts, *_end(concluded))


def _finding(finding: Finding, change: Change) -> Iterator[RenderableType]:
    head = Text(f" {finding.severity.upper()} ", style=SEVERITY_STYLES[finding.severity])
    head.append(f" {_line(finding.title)}", style="bold default on default")
    yield head
    yield Text(place_text(finding.location), style="cyan")
    lines = excerpt(finding, change)
    width = len(str(lines[-1].number)) if lines else 0
    for line in lines:
        style = "default" if line.marked else "dim"
        mark = Text("> " if line.marked else "  ", style="red")
        code = Text(f"{line.number:>{width}} | {line.text}", style=style, no_wrap=True, overflow="ellipsis")
        yield mark + code
    if finding.message.strip() and finding.message != finding.title:
        yield Padding(Text(escape_invisible(finding.message.strip())), (0, 0, 0, INDENT))
    if finding.fix.strip():
        yield Padding(Text(f"{TO_DO}: {escape_invisible(finding.fix.strip())}"), (0, 0, 0, INDENT))
    if finding.suggestion and finding.suggestion.strip():
        yield Padding(Text(FIX, style="green"), (0, 0, 0, INDENT))
        fix = escape_invisible(finding.suggestion.rstrip("\n"))
        yield Padding(Text(fix, style="green"), (0, 0, 0, 2 * INDENT))
    if finding.test.strip():
        yield Padding(Text(f"{TEST}:", style="dim"), (0, 0, 0, INDENT))
        yield Padding(Text(escape_invisible(finding.test.strip("\n")), style="dim"), (0, 0, 0, 2 * INDENT))
    yield Padding(Text(_source(finding), style="dim"), (0, 0, 0, INDENT))


def _source(finding: Finding) -> str:
    known = finding.fate.reason if finding.fate and finding.fate.kind is not FateKind.REPORTED else ""
    spoke = [finding.model, finding.opinion]
    parts = [finding.source, finding.rule_id, *spoke, *finding.cwe, f"confidence {finding.confidence:.0%}", known]
    parts.append("" if finding.gate_reason in known else finding.gate_reason)
    return " · ".join(dict.fromkeys(_line(part) for part in parts if part))


def _line(outside: str) -> str:
    return escape_invisible(outside).replace("\n", " ")


def _closed(finding: Finding) -> str:
    said = f"{finding.severity}: {_line(finding.title)} ({_line(fate_text(finding.fate))})"
    return f"{place_text(finding.location)} {said}"


def _gap(gap: Coverage) -> str:
    return f"{display(gap.path)} ({gap.check}: {_line(gap.reason)})"


def _list(title: str, entries: Sequence[str]) -> Iterator[RenderableType]:
    if not entries:
        return
    yield Text(title, style="bold yellow")
    for entry in entries[:LISTED]:
        yield Padding(Text(entry), (0, 0, 0, INDENT))
    if len(entries) > LISTED:
        yield Padding(Text(f"and {len(entries) - LISTED:,} more"), (0, 0, 0, INDENT))
    yield Text("")


def _end(concluded: Concluded) -> Iterator[RenderableType]:
    yield Rule(style="dim")
    for check in concluded.review.checks:
        style = CONCLUSION_STYLES.get(check.conclusion, "bold")
        yield Text.assemble(f"{check.name}: ", (str(check.conclusion), style), f", {_line(check.title)}")
    files = by_file(concluded.coverage)
    yield Text(
        f"{files.reviewed:,} of {count(files.total, 'file')} read to the end. {account_text(concluded.findings)}"
    )
    for reason, number in Counter(_line(one.reason) for one in files.skipped).most_common():
        yield Text(SKIPPED.format(files=count(number, "file"), reason=reason), style="dim")
    if concluded.usage:
        yield Text(f"Model: {usage_text(concluded.usage, _line)}.")
