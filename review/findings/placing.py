"""Where a finding can stand as a line comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from review.diff.lines import Commentable
from review.findings.invisible import encodable
from review.models import Location

ODD_PATH = "GitHub cannot name this path: it is not UTF-8"
OUTSIDE = "GitHub takes no comment there: the line is outside of what it shows of the diff"
WITHIN = "on the first line of the finding that GitHub shows"
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


def overlap(one: Location, other: Location) -> bool:
    """Say whether two places have a line in common."""
    same = one.path == other.path and one.side is other.side
    return same and one.start_line <= other.end_line and other.start_line <= one.end_line
