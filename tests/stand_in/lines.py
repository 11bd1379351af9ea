"""Which lines of a diff can be commented: those GitHub shows, within its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.stand_in.diffs import DiffFile, DiffHunk

# https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits
MAX_FILES = 3_000
MAX_FILE_LINES = 20_000
MAX_FILE_BYTES = 500_000
MAX_DIFF_LINES = 20_000
MAX_DIFF_BYTES = 1_000_000
MAX_DIFF_FILES = 300  # of the `.diff` media type and of the compare API


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a comment wants to be; `line` None means the whole file."""

    path: str
    line: int | None
    side: str = "RIGHT"
    start_line: int | None = None
    start_side: str | None = None


class Commentable:
    """The part of a diff that GitHub shows, asked by path and line."""

    def __init__(self, files: Sequence[DiffFile]) -> None:
        self.files: Mapping[str, DiffFile] = {file.path: file for file in files[:MAX_FILES]}
        self._shown = _shown(files[:MAX_FILES])

    def hunk(self, anchor: Anchor) -> DiffHunk | None:
        """Return the hunk that holds the whole anchor, or None: then the anchor is refused."""
        if anchor.line is None:
            return None
        file = self._shown.get(anchor.path)
        hunks = file.hunks if file else ()
        hunk = next((h for h in hunks if h.holds(anchor.line, anchor.side)), None)
        if hunk is None or anchor.start_line is None:
            return hunk
        start_side = anchor.start_side or anchor.side
        precedes = anchor.start_line < anchor.line or start_side != anchor.side
        return hunk if precedes and hunk.holds(anchor.start_line, start_side) else None


def _shown(files: Sequence[DiffFile]) -> dict[str, DiffFile]:
    """Return the files whose patch is loaded: none that is too large itself, none after the whole is."""
    shown: dict[str, DiffFile] = {}
    all_lines = all_bytes = 0
    for file in files:
        lines, size = file.size
        if lines > MAX_FILE_LINES or size > MAX_FILE_BYTES:
            continue
        all_lines, all_bytes = all_lines + lines, all_bytes + size
        if all_lines > MAX_DIFF_LINES or all_bytes > MAX_DIFF_BYTES:
            break
        shown[file.path] = file
    return shown


def too_large(files: Sequence[DiffFile]) -> str | None:
    """Return what makes a diff too large for the `.diff` media type, in GitHub's words, or None."""
    if len(files) > MAX_DIFF_FILES:
        return f"maximum number of files ({MAX_DIFF_FILES})"
    if sum(file.size[0] for file in files) > MAX_DIFF_LINES:
        return f"maximum number of lines ({MAX_DIFF_LINES})"
    if sum(file.size[1] for file in files) > MAX_DIFF_BYTES:
        return "maximum size"
    return None
