"""Many files that only move, and a few among them that change on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review.models import FileDiff, FileStatus

LEAST_MOVED = 15
SHARE = 10  # one changed file for so many moved ones still hides


def hidden_edits(files: Sequence[FileDiff]) -> Iterator[tuple[FileDiff, int]]:
    """Yield the moved files that also changed, each with how many moved unchanged, where they are easy to overlook."""
    renamed = [file for file in files if file.status is FileStatus.RENAMED]
    edited = [file for file in renamed if file.hunks]
    still = len(renamed) - len(edited)
    if still >= LEAST_MOVED and edited and len(edited) * SHARE <= still:
        yield from ((file, still) for file in edited)
