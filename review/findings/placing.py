"""Where a finding can stand as a line comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from review.diff.lines import Commentable
from review.findings.invisible import encodable
from review.findings.symbol import enclosing_definitions
from review.models import FileDiff, LineKind, Location

ODD_PATH = "GitHub cannot name this path: it is not UTF-8"
OUTSIDE = "GitHub takes no comment there: the line is outside of what it shows of the diff"
WITHIN = "on the first line of the finding that GitHub shows"
BESIDE = "on the nearest line of the same definition that the change touched"
LONGEST_SEARCH = 1_000  # lines of a finding looked through for one that can be commented on


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment goes, or None and why there is none; the reason may also say that the place was moved."""

    location: Location | None
    reason: str = ""


def place(location: Location, commentable: Mapping[str, Commentable]) -> Place:
    """Return the place for a comment on `location`: there, or on a line of it that GitHub accepts, or none."""
    if not encodable(location.path):
        return Place(None, ODD_PATH)
    file = commentable.get(location.path, Commentable())
    if file.accepts(location):
        return Place(location)
    last = min(location.end_line, location.start_line + LONGEST_SEARCH)
    for line in range(location.start_line, last + 1):
        single = replace(location, start_line=line, end_line=line)
        if file.accepts(single):
            return Place(single, WITHIN)
    return Place(None, OUTSIDE)


def beside(location: Location, file: FileDiff, commentable: Commentable, lines: Sequence[str]) -> Place:
    """Return the nearest changed line that GitHub accepts in the definition around `location`, or no place.

    What is new on lines that nobody touched was made so in the same definition: the engine follows data no further.
    Where lines were only removed there, it is the nearest line shown. `lines` is the file at head.
    """
    here = location.start_line
    around = enclosing_definitions(lines, here)
    changed = [line.new for hunk in file.hunks for line in hunk.lines if line.kind is LineKind.ADDED and line.new]
    shown = commentable.nearest(here, location.side)
    for line in [*sorted(changed, key=lambda line: abs(line - here))[:1], *([shown] if shown else [])]:
        at = replace(location, start_line=line, end_line=line)
        if around and around == enclosing_definitions(lines, line) and commentable.accepts(at):
            return Place(at, BESIDE)
    return Place(None, OUTSIDE)


def overlap(one: Location, other: Location) -> bool:
    """Say whether two places have a line in common."""
    same = one.path == other.path and one.side is other.side
    return same and one.start_line <= other.end_line and other.start_line <= one.end_line
