"""Read the stream of `git log --raw -z` in our format, piece by piece, whatever is in names and messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from review.history.errors import MalformedLog

# Of `git log -z --raw`: a NUL ends every field, and the last one of the format is ended by -z itself.
# https://git-scm.com/docs/pretty-formats ; %aN and %aE are after the mailmap, %ct is the committer's time.
FORMAT = "%H%x00%ct%x00%aN%x00%aE%x00%s%x00%b"
# All commits of the branch but merges: each change counts once, with the person who made it. Along the first parents
# alone, a merged branch would be one change by whoever merged it. Parents come before children.
ARGUMENTS = (
    *("log", "--no-merges", "--reverse", "--date-order", "--raw", "-z", "--no-renames", "--no-abbrev"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--ignore-submodules=none"),
    f"--format=tformat:{FORMAT}",
)
MOST_FIELD = 64 << 10  # bytes of one field; the rest of a longer one is passed over
MOST_CHANGES = 100_000  # of one commit; further ones are only counted
NOT_AS_PRINTED = "a commit of the log is not as git prints it"
CUT_OFF = "the log ends inside of a commit"

_ID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# git prints what it finds in the commit: no digit, or as many as there are.
_TIME = re.compile(rb"(?:-?[0-9]+)?")
_MOST_DIGITS = 20
_ENTRY = re.compile(rb":[0-7]{6} [0-7]{6} ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([A-Z])")
_LATEST = 0xFFFFFFFF  # seconds since 1970, in the year 2106; clocks of authors are wrong in all directions


class LoggedChange(NamedTuple):
    """One path of a commit: what git did to it (A, D, M, T) and its blobs before and after, in hex."""

    status: str
    old_blob: bytes
    new_blob: bytes
    path: str


class LoggedCommit(NamedTuple):
    """One commit as logged; `size` counts its changes, also those above what is kept. Text is hostile."""

    id: str
    time: int
    name: str
    mail: str
    subject: str
    body: str
    changes: tuple[LoggedChange, ...]
    size: int


def read_log(chunks: Iterable[bytes]) -> Iterator[LoggedCommit]:
    """Yield the commits of a log that comes in pieces, one in memory at a time. Raises MalformedLog."""
    fields = _fields(chunks)
    first = next(fields, None)
    while first is not None:
        header = [first, *(_next(fields) for _ in range(5))]
        changes: list[LoggedChange] = []
        size = 0
        first = next(fields, None)
        while first is not None and first[:2].lstrip(b"\n")[:1] == b":":
            change = _change(first, _next(fields))
            if size < MOST_CHANGES:
                changes.append(change)
            size += 1
            first = next(fields, None)
        yield _commit(header, tuple(changes), size)


def _fields(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what NULs end; of a field that is too long, only its start."""
    rest = b""
    for chunk in chunks:
        start, *others = chunk.split(b"\0")
        rest = (rest + start)[:MOST_FIELD]
        if others:
            yield rest
            rest = others.pop()[:MOST_FIELD]
            for field in others:
                yield field[:MOST_FIELD]
    if rest.strip(b"\n"):
        raise MalformedLog(CUT_OFF)


def _next(fields: Iterator[bytes]) -> bytes:
    field = next(fields, None)
    if field is None:
        raise MalformedLog(CUT_OFF)
    return field


def _change(entry: bytes, path: bytes) -> LoggedChange:
    match = _ENTRY.fullmatch(entry.lstrip(b"\n"))
    if match is None:
        raise MalformedLog(NOT_AS_PRINTED)
    return LoggedChange(match[3].decode("ascii"), match[1], match[2], path.decode("utf-8", "surrogateescape"))


def _commit(header: list[bytes], changes: tuple[LoggedChange, ...], size: int) -> LoggedCommit:
    sha, time = header[0].lstrip(b"\n"), header[1]
    if not _ID.fullmatch(sha) or not _TIME.fullmatch(time):
        raise MalformedLog(NOT_AS_PRINTED)
    name, mail, subject, body = (field.decode("utf-8", "replace") for field in header[2:])
    return LoggedCommit(sha.decode("ascii"), _seconds(time), name, mail, subject, body, changes, size)


def _seconds(time: bytes) -> int:
    if len(time) > _MOST_DIGITS:
        return _LATEST
    return min(max(int(time or b"0"), 0), _LATEST)
