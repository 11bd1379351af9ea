"""A blobless clone of each repository, kept beside what was mined from it, and thrown away when nobody asks any more.

Whatever is wrong with it, it is made anew: all of it can be had again.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from app.errors import Retryable
from app.git.branch import Compute, TooLarge, read_branch
from app.git.clone import CacheLimits, Clone, Damaged, broken, size_of
from app.git.errors import GitFailed, StaleToken
from app.git.folder_lock import lock_folder, try_lock_folder
from app.git.plumbing import Git
from app.git.remote import Remote

DAY_S = 86_400
REFUSED_DAYS = 7

_CLONE, _MINED, _USED, _REFUSED = "clone.git", "mined", "used", "refused"

log = structlog.get_logger(__name__)

# Gives the repository's address with a token; asked with True, the token must be a new one.
Remotes = Callable[[bool], Awaitable[Remote]]


@dataclass(frozen=True, slots=True)
class HistoryCache:
    """The clones under one folder, by repository id; several processes may use it."""

    root: Path
    compute: Compute
    limits: CacheLimits = field(default_factory=CacheLimits)

    async def mine(self, repository_id: int, remotes: Remotes) -> bytes | None:
        """Fetch what is new on the default branch, mine it, keep it and return all that is known, as `kept` does.

        None when the repository is empty, or too large for the limits, which is not tried again for a week. One at a
        time for each repository: a second caller waits for the first. Raises Retryable (StaleToken when a new token was
        refused too) and Terminal as `fetch` does.
        """
        folder = self.folder(repository_id)
        async with lock_folder(folder, self.limits.wait_s):
            await asyncio.to_thread(_use, folder)
            await asyncio.to_thread(_remove_leftovers, folder)
            if await asyncio.to_thread(_is_refused, folder):
                return None
            try:
                return await self._mine_with(folder, remotes)
            except TooLarge as error:
                log.warning("no history", repository=repository_id, error=str(error))
                await asyncio.to_thread(_refuse, folder)
                return None

    async def kept(self, repository_id: int) -> bytes | None:
        """Return what was mined last as bytes, to be decoded in a process that computes; None when nothing was."""
        return await asyncio.to_thread(_read, self.folder(repository_id))

    async def expire(self) -> int:
        """Remove clones that nobody used for days, then the longest unused while all are too large; count them.

        One that is in use is left alone.
        """
        removed = 0
        now = time.time()
        found = await asyncio.to_thread(_listed, self.root)
        room = self.limits.all_bytes - sum(size for _, size, _ in found)
        for used, size, folder in sorted(found):
            is_old = used < now - self.limits.unused_days * DAY_S
            if (room < 0 or is_old) and await _removed(folder):
                room += size
                removed += 1
        return removed

    async def forget(self, repositories: Collection[int]) -> None:
        """Remove all that is kept of these repositories; waits for those that are in use."""
        for repository_id in repositories:
            folder = self.folder(repository_id)
            if await asyncio.to_thread(folder.exists):
                async with lock_folder(folder, self.limits.wait_s):
                    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    def folder(self, repository_id: int) -> Path:
        """Return where all that is kept of a repository lies, whether there is anything or not."""
        return self.root / str(int(repository_id))

    def clone(self, repository_id: int) -> Git:
        """Return the clone, with commits and trees but no files, whether it is there or not."""
        return Git(self.folder(repository_id) / _CLONE)

    async def _mine_with(self, folder: Path, remotes: Remotes) -> bytes | None:
        try:
            return await self._mine(folder, await remotes(False))
        except StaleToken:
            return await self._mine(folder, await remotes(True))

    async def _mine(self, folder: Path, remote: Remote) -> bytes | None:
        """Mine; a damaged clone is made anew, once."""
        try:
            return await self._updated(folder, remote)
        except Damaged as error:
            log.warning("a clone is made anew", repository=folder.name, error=str(error)[:300])
            await asyncio.to_thread(_remove, folder / _CLONE)
        try:
            return await self._updated(folder, remote)
        except Damaged as error:
            await asyncio.to_thread(_remove, folder / _CLONE)
            raise Retryable(str(error)[:300]) from None

    async def _updated(self, folder: Path, remote: Remote) -> bytes | None:
        clone = Clone(Git(folder / _CLONE), remote, self.limits)
        tip = await clone.update()
        if tip is None:
            return None
        kept = await asyncio.to_thread(_read, folder)
        try:
            await clone.fetch_mailmap(tip)
            new = await read_branch(clone.git, tip, folder, self.compute, kept, self.limits.branch)
            await asyncio.to_thread(_write, folder, new)  # before the repack, which may not end in time
            await clone.tidy()
        except GitFailed as error:
            raise broken(error) from None
        return new


async def _removed(folder: Path) -> bool:
    try:
        async with try_lock_folder(folder) as free:
            if free:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            return free
    except OSError as error:  # of its lock; the others are not to stay for that
        log.warning("a clone could not be removed", repository=folder.name, error=error.strerror)
        return False


def _read(folder: Path) -> bytes | None:
    try:
        kept = (folder / _MINED).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("a kept history is not read", repository=folder.name, error=error.strerror)
        return None
    with suppress(OSError):  # it goes just now, or the disk is full: what was read is good
        _use(folder)
    return kept


def _write(folder: Path, kept: bytes) -> None:
    """Put it in the place of the old in one step: others read it without a lock."""
    beside = folder / f"{_MINED}.new"
    beside.write_bytes(kept)
    beside.replace(folder / _MINED)


def _use(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _USED).touch()


def _refuse(folder: Path) -> None:
    _remove(folder / _CLONE)
    (folder / _MINED).unlink(missing_ok=True)
    (folder / _REFUSED).touch()


def _is_refused(folder: Path) -> bool:
    try:
        return (folder / _REFUSED).stat().st_mtime > time.time() - REFUSED_DAYS * DAY_S
    except FileNotFoundError:
        return False


def _remove_leftovers(folder: Path) -> None:
    """Remove the logs and facts that a killed worker left: nobody else works here while our lock is held."""
    for each in folder.iterdir():
        if each.is_dir() and each.name != _CLONE:
            _remove(each)


def _remove(clone: Path) -> None:
    shutil.rmtree(clone, ignore_errors=True)


def _listed(root: Path) -> list[tuple[float, int, Path]]:
    """List the folders with when they were last used and their size."""
    found = []
    for folder in root.glob("[0-9]*"):
        used = folder / _USED
        with suppress(OSError):  # another process removes it
            if folder.is_dir():
                found.append(((used if used.exists() else folder).lstat().st_mtime, size_of(folder), folder))
    return found
