"""The facts of many files: those that are known are looked up, the others are read, parsed and kept, part by part.

A run that is cut short goes on where it was: each part is kept as soon as it is ready.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.index.listing import Listed
from app.index.parser import Code
from app.index.parsers import Parsers
from app.index.producer import producer
from review.code.grammars import MAX_BYTES
from review.code.stored import refuse

TOO_LARGE = "it has {size} bytes; at most {most} are read"
NOT_GIVEN = "it is too large to be fetched, or the server does not have it"

PART_BYTES = 8 << 20
PART_FILES = 500
ASSUMED_BYTES = 10_000  # of a file whose size is not known

# Gives the content of those blobs that can be had now, and None for one that never can.
Read = Callable[[Sequence[str]], Awaitable[Mapping[str, bytes | None]]]


class Kept(Protocol):
    """Where facts are kept by blob: app/facts/store.py has it for each repository."""

    async def find(self, producer: str, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Return what is known of these blobs."""
        ...

    async def keep(self, producer: str, values: Mapping[str, bytes]) -> None:
        """Keep a value for each blob."""
        ...


class NothingKept:
    """Knows nothing and keeps nothing."""

    async def find(self, _producer: str, _blobs: Collection[str]) -> Mapping[str, bytes]:
        """Return nothing."""
        return {}

    async def keep(self, _producer: str, _values: Mapping[str, bytes]) -> None:
        """Let it go."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files whose facts are there, files in all, and how many of them were parsed by this run."""

    done: int
    files: int
    parsed: int


async def unseen(_progress: Progress) -> None:
    """Let it pass."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What `review.code.stored` reads, by path, and how many blobs this run parsed.

    A path that is missing could not be had this time.
    """

    facts: Mapping[str, bytes]
    parsed: int


async def index_blobs(
    files: Sequence[Listed],
    read: Read,
    parsers: Parsers,
    kept: Kept | None = None,
    progress: Callable[[Progress], Awaitable[None]] = unseen,
) -> Indexed:
    """Return the facts of each file. `progress` is awaited before each part: it may wait until others are done.

    Raises what `read` and `progress` do; what was parsed until then is kept.
    """
    kept = kept or NothingKept()
    blobs = {(listed.language, listed.blob): listed for listed in files}
    known = await _known(blobs, kept)
    missing = [listed for key, listed in blobs.items() if key not in known]
    parsed = 0
    await progress(Progress(len(known), len(blobs), 0))
    for part in _parts(missing):
        answers = await _parsed(part, read, parsers)
        lasting = {key: value for key, value in answers.items() if key not in parsers.passed_over}
        for language, values in _by_language(lasting).items():
            await kept.keep(producer(language), values)
        known |= answers
        parsed += len(answers)
        await progress(Progress(len(known), len(blobs), parsed))
    facts = ((listed.path, known.get((listed.language, listed.blob))) for listed in files)
    return Indexed({path: value for path, value in facts if value is not None}, parsed)


_Key = tuple[str, str]  # language and blob: one blob may be two languages under two names


async def _known(blobs: Iterable[_Key], kept: Kept) -> dict[_Key, bytes]:
    asked: dict[str, list[str]] = defaultdict(list)
    for language, blob in blobs:
        asked[language].append(blob)
    known: dict[_Key, bytes] = {}
    for language, some in asked.items():
        found = await kept.find(producer(language), some)
        known |= {(language, blob): value for blob, value in found.items()}
    return known


async def _parsed(part: Sequence[Listed], read: Read, parsers: Parsers) -> dict[_Key, bytes]:
    """Read and parse; a file that is too large is told so without being parsed."""
    answers: dict[_Key, bytes] = {}
    wanted = []
    for listed in part:
        if listed.size is not None and listed.size > MAX_BYTES:
            answers[listed.language, listed.blob] = _too_large(listed.size)
        else:
            wanted.append(listed)
    contents = await read(list(dict.fromkeys(listed.blob for listed in wanted)))
    codes = []
    for listed in wanted:
        if listed.blob not in contents:
            continue
        content, key = contents[listed.blob], (listed.language, listed.blob)
        if content is None:
            answers[key] = refuse(NOT_GIVEN)
        elif len(content) > MAX_BYTES:
            answers[key] = _too_large(len(content))
        else:
            codes.append(Code(key, listed.language, content))
    return answers | await parsers.parse(codes)


def _too_large(size: int) -> bytes:
    return refuse(TOO_LARGE.format(size=size, most=MAX_BYTES))


def _by_language(answers: Mapping[_Key, bytes]) -> Mapping[str, dict[str, bytes]]:
    sorted_out: dict[str, dict[str, bytes]] = defaultdict(dict)
    for (language, blob), value in answers.items():
        sorted_out[language][blob] = value
    return sorted_out


def _parts(files: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    part: list[Listed] = []
    size = 0
    for listed in files:
        part.append(listed)
        size += min(listed.size if listed.size is not None else ASSUMED_BYTES, MAX_BYTES)
        if size >= PART_BYTES or len(part) >= PART_FILES:
            yield part
            part, size = [], 0
    if part:
        yield part
