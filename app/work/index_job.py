"""Indexing a repository: its history is mined, its code read blob by blob, and the graph of both kept. Nobody waits.

It has a slot of its own beside the reviews (app/work/runner.py), its processes are nice to theirs, and between two
parts it lets waiting reviews begin first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.errors import Retryable
from app.facts.store import Facts
from app.git.branch import Compute
from app.git.clone import TIP
from app.git.errors import GitFailed, StaleToken, TooMuchOutput
from app.git.folder_lock import lock_folder
from app.git.history import HistoryCache
from app.git.plumbing import Git
from app.git.reading import ReadLimits
from app.git.remote import Remote
from app.git.scratch import FetchLimits, Scratch
from app.github.auth import AppAuth
from app.index.blobs import Progress
from app.index.child import NICER
from app.index.derived import DERIVED, Derived
from app.index.snapshot import Place, Snapshots
from app.index.wanted import KIND as KIND
from app.index.wanted import wanted as wanted
from app.intake.intent import KnownRepository
from app.settings import Settings
from app.store import jobs
from app.store.leases import Lease
from app.work.compute import InProcess, Pool
from app.work.memory import Memory

FOLDER = "git"
# Whose turn it is first; those that run already have their slots and more of the processors.
REVIEWING = ("review", "merge_group", "command", "rerequest")
YIELD_S, YIELDS = 1.0, 10
DEADLINE_S = 600.0
# Of all files that one run fetches; what is left waits for the next push.
MOST_BYTES = 512 << 20
# Of one part: as many tries as finding a few huge files among five hundred takes.
FETCHING = FetchLimits(pack_bytes=32 << 20, tries=128)
READING = ReadLimits()
NO_DISK = "the clones or what is made of them could not be written: {reason}"
NO_BRANCH = "the default branch has no commit, or the repository is above the limits"

log = structlog.get_logger(__name__)
Computing = Callable[[], AbstractAsyncContextManager[Compute]]


def clones_of(settings: Settings) -> HistoryCache:
    """Return the clones, for who only looks at them or removes them: mining needs a process that computes."""
    return HistoryCache(settings.data_dir / FOLDER, InProcess())


@asynccontextmanager
async def own_pool() -> AsyncIterator[Compute]:
    """Have a process that computes for one index alone and is gone afterwards: those of the reviews stay free."""
    pool = Pool(1, deadline_s=DEADLINE_S, niceness=NICER)
    try:
        yield pool
    finally:
        await asyncio.to_thread(pool.close)


@dataclass(frozen=True, slots=True)
class IndexJob:
    """The handler of jobs of the kind `index`, whose subject is the repository's number."""

    memory: Memory
    auth: AppAuth
    facts: Facts
    root: Path
    server_url: str
    scratch: Path
    derived: Sequence[Derived] = DERIVED
    computing: Computing = own_pool

    async def __call__(self, lease: Lease) -> None:
        """Bring what is known of the default branch up to its newest commit."""
        known, why_not = await self.memory.repository(int(lease.subject))
        if known is None:
            log.info("not indexed", reason=why_not)
            return
        try:
            await self._index(_Origin(self, known), redo=lease.redo)
        except OSError as error:  # such as a full disk: no bug, and no reason to put the job away
            raise Retryable(NO_DISK.format(reason=error.strerror)) from error

    async def _index(self, origin: _Origin, *, redo: bool) -> None:
        number = origin.known.id
        async with self.computing() as compute:
            cache = HistoryCache(self.root, compute)
            await cache.mine(number, origin.remote)
            snapshots = Snapshots(self.facts, compute, self.derived, progress=self._let_pass)
            # Locked, so that the clone is not thrown away meanwhile.
            async with lock_folder(cache.folder(number), cache.limits.wait_s):
                await self._indexed(snapshots, cache, origin, redo=redo)

    async def _indexed(self, snapshots: Snapshots, cache: HistoryCache, origin: _Origin, *, redo: bool) -> None:
        number = origin.known.id
        commit = await _tip(cache.clone(number))
        if commit is None:
            log.info("not indexed", reason=NO_BRANCH)
            return
        place = Place(number, cache.clone(number), cache.folder(number))
        await snapshots.index(place, commit, origin.read, await cache.kept(number), redo=redo)

    async def _let_pass(self, _progress: Progress) -> None:
        """Wait, some seconds at most, while there is a review that nobody has begun."""
        for _ in range(YIELDS):
            async with self.memory.database.read() as tx:
                if not await jobs.due(tx, 1, REVIEWING):
                    return
            await asyncio.sleep(YIELD_S)


@dataclass(slots=True)
class _Origin:
    """Where a repository's files come from: each part through a throw-away repository, so that none stays here."""

    job: IndexJob
    known: KnownRepository
    left: int = MOST_BYTES

    async def remote(self, fresh: bool) -> Remote:
        """Return the address with a token that reads this one repository."""
        make = self.job.auth.fresh_token if fresh else self.job.auth.token
        server = self.job.server_url.rstrip("/")
        token = await make(self.known.installation_id, self.known.id)
        return Remote(f"{server}/{self.known.full_name}.git", token, allow_http=server.startswith("http://"))

    async def read(self, blobs: Sequence[str]) -> Mapping[str, bytes | None]:
        """Return the content of the blobs; None for one that is too large to be fetched."""
        if not blobs or self.left <= 0:
            return {}
        try:
            found = await self._fetched(blobs, await self.remote(False))
        except StaleToken:
            found = await self._fetched(blobs, await self.remote(True))
        self.left -= sum(len(content or b"") for content in found.values())
        return found

    async def _fetched(self, blobs: Sequence[str], remote: Remote) -> Mapping[str, bytes | None]:
        async with Scratch.open(self.job.scratch, remote, fetching=FETCHING, reading=READING) as scratch:
            try:
                found = await scratch.blobs(blobs)
            except TooMuchOutput as error:  # a small pack may hold any size: the other parts are still to be had
                log.warning("files not read", repository=self.known.id, files=len(blobs), error=str(error))
                return {}
            missing = blobs if scratch.tries_left > 0 else ()
        return {**dict.fromkeys(missing), **found}


async def _tip(clone: Git) -> str | None:
    try:
        return (await clone.run("rev-parse", "--verify", "-q", f"{TIP}^{{commit}}")).decode("ascii").strip()
    except (GitFailed, FileNotFoundError):
        return None
