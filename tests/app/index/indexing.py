"""Index in a test: files by name and content, what was asked for, and what is kept."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.index.listing import Listed
from review.code.stored import Files
from review.diff.languages import language_of
from review.models.mined import Mined


def blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0%s" % (len(content), content)).hexdigest()


def listed(files: Mapping[str, bytes], *, sizes: bool = True) -> list[Listed]:
    found = []
    for path, content in files.items():
        language = language_of(path, None)
        assert language is not None
        found.append(Listed(path, blob(content), len(content) if sizes else None, language))
    return found


@dataclass
class Reader:
    """Gives the blobs that are there, and remembers which were asked for."""

    contents: dict[str, bytes | None]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, blobs: Sequence[str]) -> Mapping[str, bytes | None]:
        self.asked += blobs
        return {each: self.contents[each] for each in blobs if each in self.contents}


def reader(files: Mapping[str, bytes]) -> Reader:
    return Reader({blob(content): content for content in files.values()})


@dataclass
class Memory:
    """Keeps facts as a store does."""

    values: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))

    async def find(self, producer: str, blobs: Collection[str]) -> Mapping[str, bytes]:
        return {each: value for each, value in self.values[producer].items() if each in blobs}

    async def keep(self, producer: str, values: Mapping[str, bytes]) -> None:
        self.values[producer].update(values)


def names(files: Files, mined: Mined | None, _earlier: bytes | None) -> bytes:
    """Make something of a snapshot: what each file defines, and how many commits there were."""
    lines = [f"{path}: {' '.join(one.name for one in facts.definitions)}" for path, facts in sorted(files.items())]
    return "\n".join([*lines, f"{len(mined.times) if mined else 0} commits"]).encode()
