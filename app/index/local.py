"""The facts of a repository on this machine: with the same processes, and without a database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from app.git.local import LocalRepository
from app.git.reading import ReadLimits, read_blobs
from app.index.blobs import Progress, index_blobs, unseen
from app.index.listing import list_code
from app.index.parsers import PROCESSES, Parsers
from review.code.stored import Files
from review.models.code import FileFacts

# A local repository may hold a commit without its files: then they are missing, as in any partial clone.
_LIMITS = ReadLimits()


async def facts_of_tree(
    repository: Path,
    rev: str = "HEAD",
    progress: Callable[[Progress], Awaitable[None]] = unseen,
    *,
    processes: int = PROCESSES,
) -> Mapping[str, FileFacts]:
    """Return the facts of each file of code in a commit, by path; a file that could not be read is left out.

    They are kept small, and each is decoded when it is asked for: ask once.
    Raises UsageError when there is no repository or no such commit, Terminal for one above the limits of the index.
    """
    return Files(await stored_of_tree(repository, rev, progress, processes=processes))


async def stored_of_tree(
    repository: Path,
    rev: str = "HEAD",
    progress: Callable[[Progress], Awaitable[None]] = unseen,
    *,
    processes: int = PROCESSES,
) -> Mapping[str, bytes]:
    """Return the same as `review.code.stored` reads it, with why a file was not read."""
    opened = await LocalRepository.open(repository)
    commit = await opened.resolve(rev)
    async with opened.reader() as git, Parsers.open(processes) as parsers:
        listing = await list_code(git, commit, sizes=True)

        async def read(blobs: Sequence[str]) -> Mapping[str, bytes]:
            return await read_blobs(git, blobs, _LIMITS)

        indexed = await index_blobs(listing.files, read, parsers, progress=progress)
    return indexed.facts
