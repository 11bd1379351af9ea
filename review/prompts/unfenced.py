"""A question read back: which blocks it holds, and the code that was shown in it.

Only what stands in a fence counts, up to that fence's own end. Its author could not write that line, so a block inside
a block (a description that pretends to hold a diff) is text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from review.models import Line, LineKind
from review.prompts.fence import CLOSES, DIGITS
from review.prompts.shown import ShownHunk

DIFF = "DIFF"
DESCRIPTION = "DESCRIPTION"
AROUND = "AROUND "  # and the path

_OPENS = re.compile(rf"<<<(.+) ([0-9a-f]{{{DIGITS}}})")
# The forms of review.prompts.templates; a test renders questions and compares what is read back.
_FILE = "file "
_HUNK = re.compile(r"@@(?: (.*))?")
_ROW = re.compile(r"([0-9]{1,12})([+ -])\|(.*)")
_KINDS = {"+": LineKind.ADDED, "-": LineKind.REMOVED, " ": LineKind.CONTEXT}


@dataclass(frozen=True, slots=True)
class Block:
    """What one fence holds, and the fence itself with it, to be shown again as it was."""

    label: str
    text: str
    fence: str


def blocks(user: str) -> Iterator[Block]:
    """Yield the blocks of a question in order; one that is never closed is none."""
    lines = iter(user.split("\n"))
    for line in lines:
        opened = _OPENS.fullmatch(line)
        if opened is None:
            continue
        end = CLOSES.format(boundary=opened[2])
        inside: list[str] = []
        for inner in lines:
            if inner == end:
                text = "\n".join(inside)
                yield Block(opened[1], text, f"{line}\n{text}\n{end}")
                break
            inside.append(inner)


def shown_code(user: str) -> Mapping[str, tuple[ShownHunk, ...]]:
    """Map each path, as it was shown, to the hunks that the question shows of it."""
    files: dict[str, tuple[ShownHunk, ...]] = {}
    for block in blocks(user):
        first, *rows = block.text.split("\n")
        if block.label == DIFF and first.startswith(_FILE):
            path = first.removeprefix(_FILE)
            files[path] = files.get(path, ()) + tuple(_hunks(rows))
    return files


def _hunks(rows: list[str]) -> Iterator[ShownHunk]:
    section: str | None = None
    lines: list[Line] = []
    for row in rows:
        if (begins := _HUNK.fullmatch(row)) is not None:
            if section is not None:
                yield ShownHunk(section, tuple(lines))
            section, lines = begins[1] or "", []
        elif (shown := _ROW.fullmatch(row)) is not None:
            lines.append(_line(int(shown[1]), shown[2], shown[3]))
    if section is not None:
        yield ShownHunk(section, tuple(lines))


def _line(number: int, mark: str, text: str) -> Line:
    """Return the line; of unchanged context, which has one number too, the new one passes for the old."""
    return Line(_KINDS[mark], None if mark == "+" else number, None if mark == "-" else number, text)
