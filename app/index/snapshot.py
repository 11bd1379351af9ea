"""Index the default branch of a repository whose clone is here, and keep what is made of it beside the clone."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.errors import Retryable
from app.facts.store import Facts
from app.git.branch import Compute
from app.git.plumbing import Git
from app.index import kept
from app.index.blobs import Progress, Read, index_blobs, unseen
from app.index.derived import DERIVED, Derived, derive, made_by, write_pack
from app.index.kept import About, Made
from app.index.listing import MAX_FILES, list_code
from app.index.parsers import PROCESSES, Parsers
from review.code.stored import Files, MalformedFacts

DAMAGED = "kept facts were damaged, and are gathered again"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a repository is: its number, its clone with commits and trees, and the folder for what is made of it."""

    repository_id: int
    clone: Git
    folder: Path


@dataclass(frozen=True, slots=True)
class OfRepository:
    """The store of facts, as far as it is one repository's."""

    facts: Facts
    repository_id: int

    async def find(self, producer: str, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Return what is known of these blobs."""
        return await self.facts.find(self.repository_id, producer, blobs)

    async def keep(self, producer: str, values: Mapping[str, bytes]) -> None:
        """Keep a value for each blob."""
        await self.facts.keep(self.repository_id, producer, values)


@dataclass(frozen=True, slots=True)
class Snapshots:
    """What indexing needs beside a repository; `progress` is awaited between its parts."""

    facts: Facts
    compute: Compute
    derived: Sequence[Derived] = DERIVED
    processes: int = PROCESSES
    most_files: int = MAX_FILES
    progress: Callable[[Progress], Awaitable[None]] = unseen

    async def index(self, place: Place, commit: str, read: Read, mined: bytes | None, *, redo: bool = False) -> int:
        """Index a commit and keep what is made of it; return how many files were parsed, 0 when all was known.

        With `redo` what is kept of this very commit is made again, of the facts that are known. Raises what `read`,
        git and `compute` do, and Retryable when no process starts.
        """
        by = made_by(self.derived)
        if not redo and await asyncio.to_thread(_is_made, place.folder, commit, by, self.derived):
            return 0
        listing = await list_code(place.clone, commit, sizes=False, most=self.most_files)
        own = OfRepository(self.facts, place.repository_id)
        async with Parsers.open(self.processes) as parsers:
            indexed = await index_blobs(listing.files, read, parsers, own, self.progress)
        files = len(Files(indexed.facts))
        about = About(commit, files, len(listing.files) - files, listing.left_out, by)
        await self._derive(place, indexed.facts, mined, about)
        log.info("indexed", repository=place.repository_id, commit=commit, files=files, parsed=indexed.parsed)
        return indexed.parsed

    async def _derive(self, place: Place, facts: Mapping[str, bytes], mined: bytes | None, about: About) -> None:
        """Make one after the other, each kept as soon as it is there."""
        with tempfile.TemporaryDirectory(prefix="facts-", dir=place.folder) as folder:
            pack = Path(folder) / "pack"
            await asyncio.to_thread(write_pack, pack, facts)
            for one in self.derived:
                earlier = await asyncio.to_thread(kept.read, place.folder, one.name) if one.renews else None
                try:
                    data = await self.compute(derive, str(pack), mined, one, earlier.data if earlier else None)
                except MalformedFacts as error:
                    await self.facts.forget([place.repository_id])
                    raise Retryable(DAMAGED) from error
                await asyncio.to_thread(kept.write, place.folder, one.name, Made(about, data))


def _is_made(folder: Path, commit: str, by: str, derived: Sequence[Derived]) -> bool:
    abouts = [kept.read_about(folder, one.name) for one in derived]
    return all(about is not None and (about.commit, about.made_by) == (commit, by) for about in abouts)
