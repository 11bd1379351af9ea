"""Keep what was mined as bytes: a header, then columns, each compressed. Read back, damage is told."""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import orjson

from review.history.errors import MalformedMined
from review.history.mining import commits_by_file
from review.models.mined import Author, Mined

VERSION = 1  # raise it when a commit would be mined otherwise, or the layout changes
DAMAGED = "the kept history is damaged or of another version"

_MAGIC = b"mined %d %s\n" % (VERSION, sys.byteorder.encode("ascii"))
_SUM = struct.Struct("<I")
_LENGTH = struct.Struct("<I")
PARTS = 13
_LEVEL = 1  # of zlib: a push pays for it, and the columns hardly become smaller with more


class About(NamedTuple):
    """What kept bytes are of: the tip and mailmap they were made with, whether all commits are there, how many."""

    tip: str
    mailmap: str
    whole: bool
    commits: int


def encode(mined: Mined) -> bytes:
    """Return bytes that `decode` reads."""
    head = About(mined.tip, mined.mailmap, mined.whole, len(mined.times))
    texts = {
        "people": [(person.name, person.mail) for person in mined.people],
        "subjects": [(number, subject) for number, subject in mined.subjects.items()],
        "reverts": list(mined.reverts.items()),
    }
    names = mined.names
    former = {path: file for path, file in mined.files.items() if names[file] != path}
    columns = (
        *(mined.times, mined.authors, mined.ends, mined.touched, mined.born, mined.swept),
        array("I", former.values()),
    )
    parts = [
        orjson.dumps(tuple(head)),
        orjson.dumps(texts),
        *(column.tobytes() for column in columns),
        mined.marks,
        mined.present,
        _joined(names),
        _joined(former),
    ]
    body = b"".join(_framed(zlib.compress(part, _LEVEL)) for part in parts) + mined.ids
    return _MAGIC + _SUM.pack(zlib.crc32(body)) + body


# What reading parts of a wrong form raises.
_WRONG = (ValueError, TypeError, LookupError, OverflowError, struct.error, zlib.error)


def about(kept: bytes) -> About:
    """Return what kept bytes are of, without reading all of them; raise MalformedMined."""
    return About(*orjson.loads(_parts(_checked(kept), 1)[0][0]))


def decode(kept: bytes, *, asked: bool = True) -> Mined:
    """Return what `encode` was given; raise MalformedMined for anything else.

    What is only to be mined further, and not `asked` anything, comes without its commits by file: that saves a third.
    """
    body = _checked(kept)
    try:
        parts, at = _parts(body, PARTS)
        texts = orjson.loads(parts[1])
        columns = [_column(part) for part in parts[2:9]]
        told = _mined(About(*orjson.loads(parts[0])), texts, columns, parts[9:], bytes(body[at:]))
    except _WRONG as error:  # the sum is right, so it was written so
        raise MalformedMined(DAMAGED) from error
    return replace(told, commits=commits_by_file(len(told.names), told.ends, told.touched)) if asked else told


def _checked(kept: bytes) -> memoryview:
    start = len(_MAGIC) + _SUM.size
    body = memoryview(kept)[start:]
    if kept[: len(_MAGIC)] != _MAGIC or kept[len(_MAGIC) : start] != _SUM.pack(zlib.crc32(body)):
        raise MalformedMined(DAMAGED)
    return body


def _parts(body: memoryview, number: int) -> tuple[list[bytes], int]:
    """Return the first parts, and where the next one would begin."""
    parts: list[bytes] = []
    at = 0
    for _ in range(number):
        (size,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size + size
        parts.append(zlib.decompress(body[at - size : at]))
    return parts, at


def _mined(
    about: About, texts: Mapping[str, list[tuple[int, int]]], columns: list[array[int]], rest: list[bytes], ids: bytes
) -> Mined:
    times, authors, ends, touched, born, swept, former = columns
    marks, present, joined, joined_former = rest
    names = _parted(joined)
    files = {name: number for number, name in enumerate(names) if name}
    files |= zip(_parted(joined_former), former, strict=True)
    return Mined(
        about.tip,
        about.mailmap,
        about.whole,
        ids,
        times,
        authors,
        marks,
        ends,
        touched,
        tuple(Author(str(name), str(mail)) for name, mail in texts["people"]),
        {number: str(subject) for number, subject in texts["subjects"]},
        dict(texts["reverts"]),
        names,
        born,
        swept,
        present,
        files,
        (),
    )


def _framed(part: bytes) -> bytes:
    return _LENGTH.pack(len(part)) + part


def _column(part: bytes) -> array[int]:
    column = array("I")
    column.frombytes(part)
    return column


def _joined(paths: Iterable[str]) -> bytes:
    return b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)


def _parted(joined: bytes) -> tuple[str, ...]:
    return tuple(joined.decode("utf-8", "surrogateescape").split("\0")[:-1])
