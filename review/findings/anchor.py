"""Where a quoted piece of code stands in the diff of one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.models import Line, LineKind, Side
from review.prompts.shown import ShownHunk

SUBSTRING = 8  # characters a part of a line must have to stand for the line
PROOF = 3  # letters or digits a quote must have to prove anything: a brace proves nothing

# Decoration that models copy along with the code: our number columns, or a diff's own marks.
_COLUMNS = re.compile(r"^\s*(?:\d{1,7}\s*){0,2}[+-]?\s*\|\s?")
_MARKS = re.compile(r"^[+-](?![+-])\s?")
_WORD = re.compile(r"\w\w")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote was found: inclusive lines of one side within one hunk, and whether one of them was changed."""

    side: Side
    start: int
    end: int
    changed: bool
    code: str

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether this place and the given lines have one in common."""
        return self.start <= end and start <= self.end


def places(quote: str, hunks: Sequence[ShownHunk], side: Side) -> tuple[Place, ...]:
    """Return every place on that side whose code is the quote, white space aside, in the order of the file."""
    for wanted in _spellings(quote):
        found = tuple(place for hunk in hunks for place in _in_hunk(wanted, hunk, side))
        if found:
            return found
    return ()


def proves(quote: str) -> bool:
    """Say whether a quote is enough code to be recognised by."""
    return sum(char.isalnum() for char in quote) >= PROOF


def _spellings(quote: str) -> Iterator[tuple[str, ...]]:
    lines = quote.split("\n")
    for decoration in (None, _COLUMNS, _MARKS):
        bare = lines if decoration is None else [decoration.sub("", line) for line in lines]
        wanted = tuple(plain for line in bare if (plain := " ".join(line.split())))
        if wanted:
            yield wanted


def _in_hunk(wanted: tuple[str, ...], hunk: ShownHunk, side: Side) -> Iterator[Place]:
    gone = LineKind.REMOVED if side is Side.RIGHT else LineKind.ADDED
    lines = [line for line in hunk.lines if line.kind is not gone]
    evened = [" ".join(line.text.split()) for line in lines]
    if not all(evened):  # an empty line neither is a quote's line nor parts one
        lines = [line for line, plain in zip(lines, evened, strict=True) if plain]
        evened = list(filter(None, evened))
    count = len(wanted)
    part = count == 1 and len(wanted[0]) >= SUBSTRING
    for index in range(len(lines) - count + 1):
        plain = evened[index]
        if (plain == wanted[0] and tuple(evened[index : index + count]) == wanted) or (
            part and wanted[0] in plain and _holds(plain, wanted[0])
        ):
            yield _place(lines[index : index + count], side)


def _place(lines: Sequence[Line], side: Side) -> Place:
    numbers = [number for line in lines if (number := line.new if side is Side.RIGHT else line.old) is not None]
    changed = any(line.kind is not LineKind.CONTEXT for line in lines)
    return Place(side, numbers[0], numbers[-1], changed, "\n".join(line.text for line in lines))


def _holds(line: str, part: str) -> bool:
    """Say whether the part, which is in the line, cuts no word in two: `total = item` does so in `total = item_1`."""
    first = line.find(part)
    # The first and the last are enough to look at: a hostile line may hold it hundreds of times.
    return not all(_cuts(line, at) or _cuts(line, at + len(part)) for at in (first, line.rfind(part)))


def _cuts(line: str, at: int) -> bool:
    return at > 0 and _WORD.match(line, at - 1) is not None
