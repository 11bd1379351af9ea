"""Read what git's plumbing prints with -z."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from app.git.errors import GitFailed
from review.models import FileStatus, TreeChange

Counts = dict[str, tuple[int, int] | None]

# https://git-scm.com/docs/git-diff-tree#_raw_output_format
_STATUS = {
    "A": FileStatus.ADDED,
    "C": FileStatus.COPIED,
    "D": FileStatus.REMOVED,
    "M": FileStatus.MODIFIED,
    "R": FileStatus.RENAMED,
    "T": FileStatus.CHANGED,
}
NOT_AS_DOCUMENTED = "its output was cut off or is not as documented"
_TWO_PATHS = (FileStatus.RENAMED, FileStatus.COPIED)


@dataclass(frozen=True, slots=True)
class DiffOutput:
    """The three parts of `diff-tree --raw --numstat -p -z`."""

    tree: tuple[TreeChange, ...]
    counts: Counts
    patch: bytes


def path_of(raw: bytes) -> str:
    """Decode a path so that every byte survives."""
    return raw.decode("utf-8", "surrogateescape")


def read_diff_output(out: bytes) -> DiffOutput:
    """Take the parts apart: raw entries start with a colon, counts do not, an empty field ends them.

    This and its neighbours raise GitFailed for bytes that git does not print.
    """
    reader = _Fields(out)
    tree = []
    counts: Counts = {}
    with _as_documented("diff-tree"):
        while reader.startswith(b":"):
            tree.append(_tree_change(reader))
        while not reader.at_end() and not reader.startswith(b"\0"):
            path, counted = _count(reader)
            counts[path] = counted
    return DiffOutput(tuple(tree), counts, reader.rest(1))


def read_batch(out: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the id and content of each object that `cat-file --batch` found."""
    at = 0
    while at < len(out):
        with _as_documented("cat-file"):
            end = out.index(b"\n", at)
            words = out[at:end].split(b" ")
            name, size = words[0].decode("ascii"), _size(words[2]) if len(words) == 3 else None
        at = end + 1
        if size is not None:
            yield name, out[at : at + size]
            at += size + 1


def read_sizes(out: bytes) -> Mapping[str, int]:
    """Return the size of each object that `cat-file --batch-check` found."""
    lines = [line.split(b" ") for line in out.split(b"\n")]
    with _as_documented("cat-file"):
        return {words[0].decode("ascii"): _size(words[2]) for words in lines if len(words) == 3}


@contextmanager
def _as_documented(command: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, LookupError) as error:
        raise GitFailed(command, 0, NOT_AS_DOCUMENTED) from error


def _size(digits: bytes) -> int:
    if not digits.isdigit():  # a size below zero would have the reader go round for ever
        raise ValueError(digits)
    return int(digits)


class _Fields:
    """A cursor over NUL-ended fields that copies only what is asked for."""

    def __init__(self, out: bytes) -> None:
        self.out = out
        self.position = 0

    def next(self) -> bytes:
        end = self.out.index(b"\0", self.position)
        field = self.out[self.position : end]
        self.position = end + 1
        return field

    def startswith(self, prefix: bytes) -> bool:
        return self.out.startswith(prefix, self.position)

    def at_end(self) -> bool:
        return self.position >= len(self.out)

    def rest(self, skip: int) -> bytes:
        return self.out[self.position + skip :]


def _tree_change(fields: _Fields) -> TreeChange:
    old_mode, new_mode, old_blob, new_blob, letter = fields.next()[1:].decode("ascii").split(" ")
    status = _STATUS[letter[0]]
    first = path_of(fields.next())
    path = path_of(fields.next()) if status in _TWO_PATHS else first
    if status is FileStatus.MODIFIED and old_blob == new_blob:
        status = FileStatus.CHANGED
    return TreeChange(
        path=path,
        old_path=first if status in _TWO_PATHS else None,
        status=status,
        old_mode=_given(old_mode),
        new_mode=_given(new_mode),
        old_blob=_given(old_blob),
        new_blob=_given(new_blob),
    )


def _given(zeros_mean_none: str) -> str | None:
    return None if set(zeros_mean_none) == {"0"} else zeros_mean_none


def _count(fields: _Fields) -> tuple[str, tuple[int, int] | None]:
    added, removed, path = fields.next().split(b"\t", 2)
    if not path:
        fields.next()
        path = fields.next()
    return path_of(path), None if added == b"-" else (int(added), int(removed))
