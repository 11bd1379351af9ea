"""Hold our reading of a diff against the files themselves: rebuild each side from the other and our hunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review.diff.change import ParsedDiff
from review.diff.lines import commentable
from review.models import FetchedChange, FileDiff, FileStatus, Hunk, LineKind, Location, Side


def mismatches(fetched: FetchedChange, parsed: ParsedDiff) -> Iterator[str]:
    """Yield a sentence for everything in which we and git differ."""
    yield from (f"{path!r}: {reason}" for path, reason in parsed.broken.items())
    if [file.path for file in parsed.diff.files] != [change.path for change in fetched.tree]:
        yield "the files are not those of git's tree"
    for file in parsed.diff.files:
        if file.path not in parsed.broken and file.path not in fetched.unread:
            yield from _of_file(fetched, file)
            yield from _of_lines(parsed, file)


def _of_file(fetched: FetchedChange, file: FileDiff) -> Iterator[str]:
    counted = fetched.counts[file.path]
    if file.binary != (counted is None):
        yield f"{file.path!r}: binary is {file.binary}, git counts {counted}"
    retyped = file.status is FileStatus.CHANGED and (file.old_mode or "")[:3] != (file.new_mode or "")[:3]
    if counted is not None and not retyped and (file.added, file.removed) != counted:
        yield f"{file.path!r}: +{file.added} -{file.removed}, git counts {counted}"
    source = fetched.sources.get(file.path)
    if source is None or file.binary:
        return
    base, head = source.base or b"", source.head or b""
    if apply(base, file.hunks, Side.LEFT) != head:
        yield f"{file.path!r}: the head is not rebuilt from the base"
    if apply(head, file.hunks, Side.RIGHT) != base:
        yield f"{file.path!r}: the base is not rebuilt from the head"


def _of_lines(parsed: ParsedDiff, file: FileDiff) -> Iterator[str]:
    """The line map, from the lines themselves and not from the ranges of the hunks."""
    if sum(len(hunk.lines) + 1 for hunk in file.hunks) > 1_000:
        return
    accepted = commentable(type(parsed.diff)((file,)))[file.path]
    for side in Side:
        numbers = {n for h in file.hunks for line in h.lines if (n := line.new if side is Side.RIGHT else line.old)}
        for number in range(max(numbers, default=0) + 3):
            if accepted.accepts(Location(file.path, number, number, side)) != (number in numbers):
                yield f"{file.path!r}: line {number} {side} is wrongly accepted or refused"


def apply(text: bytes, hunks: Sequence[Hunk], given: Side) -> bytes:
    """Rebuild the other side from `given`, using the hunks' line numbers and texts and nothing else of ours."""
    lines = text.split(b"\n")
    pieces = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    dropped, made = (LineKind.REMOVED, LineKind.ADDED) if given is Side.LEFT else (LineKind.ADDED, LineKind.REMOVED)
    out: list[bytes] = []
    at = 0
    for hunk in hunks:
        start, count = (hunk.old_start, hunk.old_count) if given is Side.LEFT else (hunk.new_start, hunk.new_count)
        first = max(start - 1 if count else start, at)
        out += pieces[at:first]
        at = first
        for line in hunk.lines:
            content = line.text.encode("utf-8", "surrogateescape") + (b"\n" if line.newline else b"")
            if line.kind is not made:
                if (
                    at >= len(pieces)
                    or pieces[at] != content
                    or (line.old if given is Side.LEFT else line.new) != at + 1
                ):
                    return b"a hunk does not fit"
                at += 1
            if line.kind is not dropped:
                out.append(content)
    return b"".join(out + pieces[at:])
