"""A file's facts as bytes: its strings once, its numbers in columns, compressed. Read back, damage is told.

A file that was not read is kept too, with the reason, so that it is not tried again. Behind the facts there is room for
what else was made of the same bytes, of which nothing is known here.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from review.errors import ReviewError
from review.models.code import Call, Definition, DefinitionKind, FileFacts, Import, Measures

VERSION = 1  # raise it when the layout changes
DAMAGED = "the kept facts of a file are damaged or of another version"
MAX_STORED = 8 << 20  # bytes; of a file at the parsers' limit there are some 300,000
MAX_PLAIN = 64 << 20

_FACTS = b"F%d\n" % VERSION
_UNREAD = b"U%d\n" % VERSION
_LENGTH = struct.Struct("<I")
_LEVEL = 1  # of zlib: the columns hardly become smaller with more
_KINDS = tuple(DefinitionKind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_PUBLIC, _TEST, _MEASURED = 1, 2, 4
_Json: TypeAlias = Any  # as orjson gave it; it is checked while it is taken apart
# What reading columns of a wrong form raises.
_WRONG = (ValueError, TypeError, LookupError, OverflowError, zlib.error)


class MalformedFacts(ReviewError):
    """These bytes are not what `encode` or `refuse` makes."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which nothing is known, and why."""

    reason: str


def refuse(reason: str) -> bytes:
    """Return bytes that say why a file was not read."""
    return _UNREAD + reason.encode("utf-8", "replace")


def encode(facts: FileFacts, beside: bytes = b"") -> bytes:
    """Return bytes that `decode` reads, and with them what `beside` gives back."""
    numbers: dict[str, int] = {}

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    document = (
        facts.language,
        facts.lines,
        [
            (number(one.name), _NUMBERS[one.kind], one.start, one.end, one.line, number(one.signature), number(one.doc))
            for one in facts.definitions
        ],
        [_flags(one) for one in facts.definitions],
        [_measured(one.measures) for one in facts.definitions],
        [one.bases for one in facts.definitions],
        [(number(one.module), number(one.name), number(one.alias), one.line) for one in facts.imports],
        [number(one.name) for one in facts.calls],
        [number(one.receiver) for one in facts.calls],
        [one.line for one in facts.calls],
        [one.within for one in facts.calls],
        facts.comments,
        facts.words,
        facts.errors,
        list(numbers),
    )
    packed = zlib.compress(orjson.dumps(document), _LEVEL)
    return _FACTS + _LENGTH.pack(len(packed)) + packed + beside


def decode(kept: bytes) -> FileFacts | Unread:
    """Return what was kept; raise MalformedFacts for anything else."""
    if len(kept) > MAX_STORED:
        raise MalformedFacts(DAMAGED)
    if kept.startswith(_UNREAD):
        return Unread(kept[len(_UNREAD) :].decode("utf-8", "replace"))
    start, end = _span(kept)
    try:
        return _facts(orjson.loads(_plain(kept[start:end])))
    except _WRONG as error:
        raise MalformedFacts(DAMAGED) from error


def beside(kept: bytes) -> bytes:
    """Return what was kept with the facts, b"" for a file that was not read; raise MalformedFacts as `decode` does."""
    return b"" if kept.startswith(_UNREAD) else kept[_span(kept)[1] :]


@dataclass(frozen=True, slots=True)
class Files(Mapping[str, FileFacts]):
    """The files that were read, by the names that their bytes have; each is decoded anew when it is asked for.

    Asking raises MalformedFacts for bytes that are damaged.
    """

    kept: Mapping[str, bytes]

    def __getitem__(self, name: str) -> FileFacts:
        found = decode(self.kept[name])
        if isinstance(found, Unread):
            raise KeyError(name)
        return found

    def beside(self, name: str) -> bytes:
        """Return what was kept with a file's facts."""
        return beside(self.kept[name])

    def __iter__(self) -> Iterator[str]:
        return (name for name, value in self.kept.items() if value.startswith(_FACTS))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _span(kept: bytes) -> tuple[int, int]:
    """Return where the packed facts begin and end."""
    start = len(_FACTS) + _LENGTH.size
    if not kept.startswith(_FACTS) or len(kept) < start:
        raise MalformedFacts(DAMAGED)
    (size,) = _LENGTH.unpack_from(kept, len(_FACTS))
    if start + size > len(kept):
        raise MalformedFacts(DAMAGED)
    return start, start + size


def _flags(one: Definition) -> int:
    return _PUBLIC * one.public + _TEST * one.test + _MEASURED * (one.measures is not None)


def _measured(measures: Measures | None) -> tuple[int, ...]:
    if measures is None:
        return ()
    return measures.lines, measures.parameters, measures.cyclomatic, measures.cognitive, measures.nesting


def _plain(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    plain = reader.decompress(packed, MAX_PLAIN)
    if not reader.eof or reader.unused_data:
        raise MalformedFacts(DAMAGED)
    return plain


def _facts(document: _Json) -> FileFacts:
    language, lines, heads, flags, measures, bases, imports, *calls, comments, words, errors, strings = document
    texts = _texts(strings)
    return FileFacts(
        _texts([language])[0],
        _column([lines])[0],
        tuple(_definitions(heads, flags, measures, bases, texts)),
        tuple(_imports(imports, texts)),
        tuple(_calls(calls, texts)),
        _ranges(comments),
        tuple((_texts([word])[0], _column([count])[0]) for word, count in words),
        _ranges(errors),
    )


def _definitions(
    heads: _Json, flags: _Json, measures: _Json, bases: _Json, texts: tuple[str, ...]
) -> Iterator[Definition]:
    for head, flag, measured, extended in zip(heads, _column(flags), measures, bases, strict=True):
        name, kind, start, end, line, signature, doc = _column(head)
        yield Definition(
            texts[name],
            _KINDS[kind],
            start,
            end,
            line,
            texts[signature],
            texts[doc],
            bool(flag & _PUBLIC),
            bool(flag & _TEST),
            _texts(extended),
            Measures(*_column(measured)) if flag & _MEASURED else None,
        )


def _imports(imports: _Json, texts: tuple[str, ...]) -> Iterator[Import]:
    for each in imports:
        module, name, alias, line = _column(each)
        yield Import(texts[module], texts[name], texts[alias], line)


def _calls(calls: _Json, texts: tuple[str, ...]) -> Iterator[Call]:
    names, receivers, lines, within = calls
    columns = (_column(names), _column(receivers), _column(lines), array("i", within))
    for name, receiver, line, inside in zip(*columns, strict=True):
        yield Call(texts[name], texts[receiver], line, inside)


def _ranges(pairs: _Json) -> tuple[tuple[int, int], ...]:
    flat = _column([line for first, last in pairs for line in (first, last)])
    return tuple(zip(flat[0::2], flat[1::2], strict=True))


def _texts(strings: _Json) -> tuple[str, ...]:
    if not all(isinstance(text, str) for text in strings):
        raise TypeError(DAMAGED)
    return tuple(strings)


def _column(numbers: _Json) -> array[int]:
    """Take numbers from 0 on; raises OverflowError for one below, TypeError for what is none."""
    return array("I", numbers)
