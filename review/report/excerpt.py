"""The lines of code under a finding, as a reader sees them."""

from __future__ import annotations

from dataclasses import dataclass

from review.diff.paths import display
from review.models import Change, Finding, Side

AROUND = 2  # lines shown before and after the finding
LONGEST = 12  # lines of the finding itself that are shown
WIDEST = 160  # characters of a line that are shown
MORE = "…"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of an excerpt; `marked` means that the finding is about it."""

    number: int
    text: str
    marked: bool


def excerpt(finding: Finding, change: Change) -> tuple[CodeLine, ...]:
    """Return the code at `finding` with a little around it.

    Nothing for a finding without evidence: that is a secret, and its line must not be printed again.
    """
    at = finding.location
    source = change.sources.get(at.path)
    content = None if source is None else source.head if at.side is Side.RIGHT else source.base
    if not finding.evidence or source is None or content is None:
        return ()
    lines = content.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    around = 0 if source.fragment else AROUND
    first, last = max(1, at.start_line - around), min(len(lines), at.end_line + around, at.start_line + LONGEST)
    return tuple(
        CodeLine(number, _shown(lines[number - 1]), at.start_line <= number <= at.end_line)
        for number in range(first, last + 1)
    )


def _shown(line: str) -> str:
    line = display(line[: WIDEST + 1].removesuffix("\r").expandtabs(4))
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + MORE
