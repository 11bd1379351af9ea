"""Read the diff of a fetched change, and hold it against git's own account."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from review.diff.fragments import fetched_from_patch
from review.diff.header import Header, read_header
from review.diff.parse import parse_hunks
from review.diff.split import FilePatch, split_files
from review.errors import MalformedDiff
from review.models import Diff, FetchedChange, FileDiff, FileStatus, Hunk, LineKind, TreeChange

MISSING = "git lists the file as changed, but its patch does not hold it"
UNLISTED = "the patch holds the file, but git does not list it as changed"
UNCOUNTED = "git gave no line counts for the file"
MISCOUNTED = "parsed +{added} -{removed} lines, git counts {counted}"
OTHER_BLOBS = "the patch is of another version of the file than git lists"
REPEATED = "the patch changes this file more than once; make one diff of the whole series: `git diff BASE...HEAD`"
TOO_LARGE = "its diff has {lines} lines; at most {most} are read in one file"
TOO_LARGE_TOGETHER = "the files before it used up the {most} diff lines that are read in one change"

# A parsed line costs about 200 bytes, and ten times that for a moment inside unidiff.
MAX_FILE_LINES = 200_000
MAX_LINES = 600_000

_WHOLE_ID = 40


@dataclass(frozen=True, slots=True)
class ParsedDiff:
    """The diff, and for each file that cannot be trusted the reason: such a file is never clean."""

    diff: Diff
    broken: Mapping[str, str]


Sections = list[tuple[Header, FilePatch]]


def read_diff(fetched: FetchedChange, *, skip: Collection[str] = ()) -> ParsedDiff:
    """Parse the patch, one file at a time; every entry of the tree becomes exactly one FileDiff.

    Files in `skip` and in `fetched.unread` are neither decoded nor parsed; their counts are git's. A file is broken
    when it cannot be parsed, when its lines are not as many as git counted, or when tree and patch disagree about it.
    Raises MalformedDiff only for a change without a tree whose patch is not a diff.
    """
    if not fetched.tree and fetched.patch:
        fetched = fetched_from_patch(fetched.patch)
    by_path = _sections(fetched.patch)
    broken: dict[str, str] = {}
    unparsed = {*skip, *fetched.unread}
    files: list[FileDiff] = []
    lines_left = MAX_LINES
    for change in fetched.tree:
        found = by_path.pop(change.path, [])
        hunks: tuple[Hunk, ...] = ()
        if change.path not in unparsed:
            try:
                hunks = _hunks(change, found, fetched.counts, lines_left)
            except MalformedDiff as error:
                broken[change.path] = str(error)
        lines_left -= sum(len(hunk.lines) for hunk in hunks)
        files.append(_file(change, hunks, fetched.counts))
    broken.update(dict.fromkeys(by_path, UNLISTED))
    return ParsedDiff(Diff(tuple(files)), broken)


def _sections(patch: bytes) -> dict[str, Sections]:
    """Read the headers only; a section whose header is unreadable belongs to no file, which will then be missing."""
    by_path: dict[str, Sections] = {}
    for file in split_files(patch):
        try:
            header = read_header(file.header)
        except MalformedDiff:
            continue
        by_path.setdefault(header.path, []).append((header, file))
    return by_path


def _hunks(
    change: TreeChange, found: Sections, counts: Mapping[str, tuple[int, int] | None], lines_left: int
) -> tuple[Hunk, ...]:
    """Parse one file and compare; raise MalformedDiff with the reason when it cannot be trusted."""
    if not found:
        raise MalformedDiff(MISSING)
    if change.path not in counts:
        raise MalformedDiff(UNCOUNTED)
    retyped = _is_type_change(change, found)
    if len(found) > (2 if retyped else 1):
        raise MalformedDiff(REPEATED)
    _compare_blobs(change, found)
    _compare_size(sum(file.lines for _, file in found), lines_left)
    hunks = tuple(hunk for _, file in found for hunk in parse_hunks(file.body))
    _compare_counts(hunks, counts[change.path], retyped)
    return hunks


def _is_type_change(change: TreeChange, found: Sections) -> bool:
    """Say whether git wrote the change as a removal followed by an addition, which it does for a change of type."""
    return change.status is FileStatus.CHANGED and [header.status for header, _ in found] == [
        FileStatus.REMOVED,
        FileStatus.ADDED,
    ]


def _compare_size(lines: int, lines_left: int) -> None:
    if lines > MAX_FILE_LINES:
        raise MalformedDiff(TOO_LARGE.format(lines=lines, most=MAX_FILE_LINES))
    if lines > lines_left:
        raise MalformedDiff(TOO_LARGE_TOGETHER.format(most=MAX_LINES))


def _compare_blobs(change: TreeChange, found: Sections) -> None:
    listed = {blob for blob in (change.old_blob, change.new_blob) if blob}
    patched = {blob for header, _ in found for blob in (header.old_blob, header.new_blob) if blob}
    if not all(blob in listed for blob in patched if len(blob) >= _WHOLE_ID):
        raise MalformedDiff(OTHER_BLOBS)


def _compare_counts(hunks: tuple[Hunk, ...], counted: tuple[int, int] | None, retyped: bool) -> None:
    added, removed = count(hunks)
    if counted is None:
        same = retyped or not hunks  # one half of a change of type may be text
    elif retyped:
        # For a change of type git counts the difference of both contents, but writes both out whole.
        same = added - removed == counted[0] - counted[1] and added >= counted[0]
    else:
        same = (added, removed) == counted
    if not same:
        told = "a binary file" if counted is None else f"+{counted[0]} -{counted[1]}"
        raise MalformedDiff(MISCOUNTED.format(added=added, removed=removed, counted=told))


def count(hunks: tuple[Hunk, ...]) -> tuple[int, int]:
    """Count the added and the removed lines."""
    kinds = [line.kind for hunk in hunks for line in hunk.lines]
    return kinds.count(LineKind.ADDED), kinds.count(LineKind.REMOVED)


def _file(change: TreeChange, hunks: tuple[Hunk, ...], counts: Mapping[str, tuple[int, int] | None]) -> FileDiff:
    counted = counts.get(change.path, (0, 0))
    added, removed = count(hunks) if hunks else counted or (0, 0)
    return FileDiff(
        path=change.path,
        old_path=change.old_path,
        status=change.status,
        old_mode=change.old_mode,
        new_mode=change.new_mode,
        binary=counted is None,
        added=added,
        removed=removed,
        hunks=hunks,
    )
