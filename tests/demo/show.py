"""What the demo prints: the comments under their lines, the check runs, and where the time went."""

from __future__ import annotations

import re
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

MARK = re.compile(r"\s*<!-- diffdiver:.*?-->\s*", re.S)
COLOURS = {"success": "green", "failure": "red", "neutral": "yellow", "skipped": "dim", "cancelled": "dim"}


def show(console: Console, posted: dict[str, Any], timings: dict[str, int], total_ms: int, pages: bool) -> None:
    """Print everything that stands on the pull request now."""
    for comment in sorted(posted["comments"], key=lambda c: (c["path"], c["line"])):
        console.print(_comment(comment))
    for comment in posted["issue_comments"]:
        console.print(Panel(Markdown(MARK.sub("", comment["body"])), title="summary comment", border_style="blue"))
    for run in posted["check_runs"]:
        console.print(_check(run, pages))
    console.print(_timings(timings, total_ms))


def _comment(comment: dict[str, Any]) -> RenderableType:
    first = comment.get("start_line") or comment["line"]
    place = f"{comment['path']}:{first}" + (f"-{comment['line']}" if first != comment["line"] else "")
    code = Text(f"{comment['line']:>5} │ {comment['code']}", style="bold")
    return Panel(
        Group(code, Text(), Markdown(MARK.sub("", comment["body"]))), title=Text(place), border_style="magenta"
    )


def _check(run: dict[str, Any], pages: bool) -> RenderableType:
    conclusion = run["conclusion"] or run["status"]
    title = Text.assemble(run["name"], ": ", (conclusion, COLOURS.get(conclusion, "")), "  ", run["output"]["title"])
    parts: list[RenderableType] = [title]
    if pages and run["output"]["summary"]:
        parts += [Text(), Markdown(run["output"]["summary"])]
    if run["annotations"]:
        parts += [Text(f"{len(run['annotations'])} annotations", style="dim")]
    return Panel(Group(*parts), title="check run", border_style=COLOURS.get(conclusion, "blue"))


def _timings(timings: dict[str, int], total_ms: int) -> Table:
    table = Table(title="Where the time went (ms)", title_justify="left")
    table.add_column("stage")
    table.add_column("ms", justify="right")
    for stage, ms in timings.items():
        table.add_row(stage, str(ms))
    table.add_row("webhook sent to checks completed", str(total_ms), style="bold")
    return table
