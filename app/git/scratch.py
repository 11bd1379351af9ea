"""One throw-away bare repository per review: two commits at depth 1, the blobs that changed, never a checkout."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import Terminal
from app.git.beside import find_beside, read_beside
from app.git.errors import TooMuchOutput
from app.git.output import read_sizes
from app.git.plumbing import Git, Limits, write_empty_repository
from app.git.reading import ReadLimits, blobs_of, list_changes, list_files, read_blobs, read_change
from app.git.remote import GONE, Remote, fetch
from review.models import FetchedChange
from review.prompts.guidance import BaseFiles

NOT_AN_ID = "{text!r} is not a commit id"
TOO_LARGE_TREE = "the repository's file listing alone is larger than {most} bytes"

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What fetching may take: bytes of one pack, how many packs are tried in all, and seconds for each.

    The server tells no sizes before it sends, so a blob is too large when its pack is.
    """

    pack_bytes: int = 48 * _MEGABYTE
    tries: int = 32
    seconds: float = 120


@dataclass(slots=True)
class Scratch:
    """A repository that holds what one review needs of one pull request; made by `open`."""

    git: Git
    remote: Remote
    fetching: FetchLimits
    reading: ReadLimits
    tries_left: int
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        parent: Path,
        remote: Remote,
        *,
        fetching: FetchLimits | None = None,
        reading: ReadLimits | None = None,
    ) -> AsyncIterator[Scratch]:
        """Make the repository in a new folder of `parent`, and remove it at the end whatever happened."""
        fetching = fetching or FetchLimits()
        directory = Path(tempfile.mkdtemp(prefix="git-", dir=parent))
        try:
            write_empty_repository(directory)
            yield cls(Git(directory), remote, fetching, reading or ReadLimits(), fetching.tries)
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    async def change(self, base_sha: str, head_sha: str, beside: BaseFiles | None = None) -> FetchedChange:
        """Fetch and read what changed between the merge base and the head, and files of the base `beside` it.

        Raises StaleToken (call again with a new token), Retryable, or Terminal when a commit is gone.
        """
        for sha in (base_sha, head_sha):
            if not _ID.fullmatch(sha):
                raise Terminal(NOT_AN_ID.format(text=sha[:80]))
        async with self.lock:
            await self._fetch_commits(base_sha, head_sha)
            listed = await list_changes(self.git, base_sha, head_sha)
            found = await find_beside(self.git, base_sha, listed, beside) if beside and listed else {}
            blobs = [blob for change in listed[: self.reading.files] for blob in blobs_of(change)]
            await self._fetch_blobs([*blobs, *found.values()])
        if not listed:
            return FetchedChange(base_sha, head_sha, (), b"", {}, {}, {})
        output, sources, unread = await read_change(self.git, base_sha, head_sha, listed, self.reading)
        files = await read_beside(self.git, found)
        return FetchedChange(base_sha, head_sha, output.tree, output.patch, output.counts, sources, unread, files)

    async def files(self, sha: str, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Return the content of those paths that are files in a commit, which is fetched if it is not there."""
        if not paths:
            return {}
        async with self.lock:
            if sha not in await self._present([sha]):
                await self._fetch_commits(sha)
            found = await list_files(self.git, sha, paths)
            present = await self._present(list(found.values()))
            await self._fetch_blobs([blob for blob in found.values() if blob not in present])
        contents = await read_blobs(self.git, list(dict.fromkeys(found.values())), self.reading)
        return {path: contents[blob] for path, blob in found.items() if blob in contents}

    async def blobs(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return the content of those blobs that the server gives and that are not too large."""
        async with self.lock:
            present = await self._present(ids)
            await self._fetch_blobs([blob for blob in ids if blob not in present])
        return await read_blobs(self.git, list(dict.fromkeys(ids)), self.reading)

    async def _fetch_commits(self, *shas: str) -> None:
        """Fetch by id; where the server refuses that, by ref, and see whether the ids were among them."""
        try:
            await self._fetch(dict.fromkeys(shas), depth=1)
        except TooMuchOutput:
            raise Terminal(TOO_LARGE_TREE.format(most=self.fetching.pack_bytes)) from None
        except Terminal:
            if not self.remote.refs:
                raise
            await self._fetch(self.remote.refs, depth=1)
            if not await self._present(shas) >= set(shas):
                raise Terminal(GONE) from None

    async def _fetch_blobs(self, blobs: Sequence[str]) -> None:
        """Fetch in one batch; one that is too large is tried in halves until what makes it so stands alone.

        What could not be had is simply not there afterwards; reading names it.
        """
        batches = [list(dict.fromkeys(blobs))]
        while batches and self.tries_left > 0:
            batch = batches.pop()
            if not batch:
                continue
            self.tries_left -= 1
            try:
                await self._fetch(batch)
            except TooMuchOutput:
                self._remove_leftovers()
                half = len(batch) // 2
                batches += [batch[half:], batch[:half]] if half else []

    async def _fetch(self, wanted: Mapping[str, None] | Sequence[str], *, depth: int | None = None) -> None:
        limits = Limits(seconds=self.fetching.seconds, file_bytes=self.fetching.pack_bytes)
        await fetch(self.git, self.remote, wanted, limits, depth=depth)

    async def _present(self, ids: Sequence[str]) -> set[str]:
        asked = "".join(f"{one}\n" for one in ids).encode("ascii")
        return set(read_sizes(await self.git.run("cat-file", "--batch-check", stdin=asked)))

    def _remove_leftovers(self) -> None:
        for leftover in (self.git.directory / "objects" / "pack").glob("tmp_*"):
            leftover.unlink()
