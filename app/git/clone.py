"""A blobless clone of a default branch: all its commits and trees, none of its files.

It is never fetched with a depth: one such fetch would cut its history off without a word.
"""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from app.errors import AppError, Retryable, Terminal
from app.git.branch import BranchLimits, TooLarge, is_here, named_mailmap
from app.git.errors import GitFailed, StaleToken, TooMuchOutput
from app.git.plumbing import Git, Limits, write_empty_repository
from app.git.remote import Remote, fetch, named

TOO_LARGE = "the clone of the repository is larger than {most} bytes: its history is not used"
DAMAGED = "the clone is damaged: {detail}"
DISK_FULL = "there is no room left on the disk for the clones"

TIP = "refs/history/tip"

_MEGABYTE = 1 << 20
_MAILMAP_BYTES = _MEGABYTE
_FETCH = (
    *("fetch", "-q", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"),
    *("--filter=blob:none", "--stdin", "origin"),
)
# The server's default branch, whatever its name; a rewritten one too. HEAD itself stays unborn.
_DEFAULT_BRANCH = f"+HEAD:{TIP}\n".encode("ascii")
_NO_BRANCH = re.compile(r"couldn't find remote ref", re.IGNORECASE)
# What git says of a clone that is broken: packfile.c, object-file.c, fetch-pack.c, setup.c (git 2.39).
_BROKEN = re.compile(
    r"not a git repository|corrupt|bad object|bad pack|packfile|pack file|index file|inflate|is empty|unable to read"
    r"|not a valid object|did not send all necessary objects|missing (?:necessary|blob|tree|commit)|could not parse"
    r"|unable to parse|invalid sha1 pointer|bad ref|unable to find|garbage|hash mismatch|bad config|cannot lock ref"
    r"|shallow",
    re.IGNORECASE,
)
_FULL = re.compile(r"No space left on device|Disk quota exceeded")
_NAMES = re.compile(r"'[^']*'|\w+://\S+")  # a repository may be called "corrupt"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CacheLimits:
    """What clones may take: bytes of one, of all, days without use, seconds of a fetch, and packs before a repack."""

    clone_bytes: int = 2048 * _MEGABYTE
    all_bytes: int = 10_240 * _MEGABYTE
    unused_days: int = 14
    seconds: float = 900
    packs: int = 50
    wait_s: float = 900
    branch: BranchLimits = field(default_factory=BranchLimits)


class Damaged(AppError):
    """The clone is not as git left it."""


@dataclass(frozen=True, slots=True)
class Clone:
    """One clone, while its lock is held; `update` makes it."""

    git: Git
    remote: Remote
    limits: CacheLimits

    async def update(self) -> str | None:
        """Fetch the default branch and return its commit; None when there is none."""
        await asyncio.to_thread(_prepare, self.git.directory)
        # The review's fetches negotiate nothing, for they have nothing; here the server must know what there is.
        config = {**self.remote.config(), "fetch.negotiationAlgorithm": "skipping"}
        try:
            await self.git.run(
                *_FETCH,
                stdin=_DEFAULT_BRANCH,
                config=config,
                extra={"GIT_ALLOW_PROTOCOL": "http:https" if self.remote.allow_http else "https"},
                limits=Limits(seconds=self.limits.seconds, file_bytes=self.limits.clone_bytes),
            )
            tip = await self.git.run("rev-parse", "--verify", "-q", f"{TIP}^{{commit}}")
        except TooMuchOutput:
            raise TooLarge(TOO_LARGE.format(most=self.limits.clone_bytes)) from None
        except GitFailed as error:
            if _NO_BRANCH.search(error.detail):
                return None
            if await asyncio.to_thread(_cut_off, self.git.directory) >= self.limits.clone_bytes:
                raise TooLarge(TOO_LARGE.format(most=self.limits.clone_bytes)) from None
            if _BROKEN.search(_NAMES.sub("", error.detail)) or not error.detail:
                raise broken(error) from None
            raise named(error.detail) from None
        if await asyncio.to_thread(size_of, self.git.directory) > self.limits.clone_bytes:
            raise TooLarge(TOO_LARGE.format(most=self.limits.clone_bytes))
        return tip.decode("ascii").strip()

    async def fetch_mailmap(self, tip: str) -> None:
        """Fetch the one blob that mining reads; without it names stay as they were written."""
        blob = await named_mailmap(self.git, tip)
        if not blob or await is_here(self.git, blob):
            return
        try:
            await fetch(self.git, self.remote, [blob], Limits(seconds=60, file_bytes=_MAILMAP_BYTES))
        except StaleToken:
            raise
        except (TooMuchOutput, Retryable, Terminal) as error:
            log.warning("no mailmap", error=str(error)[:200])
            await asyncio.to_thread(_remove_leftovers, self.git.directory)

    async def tidy(self) -> None:
        """Make one pack of many: every fetch adds one."""
        if await asyncio.to_thread(_packs, self.git.directory) > self.limits.packs:
            limits = Limits(seconds=self.limits.seconds)
            await self.git.run("repack", "-a", "-d", "-q", config=self.remote.config(), limits=limits)


def broken(error: GitFailed) -> Damaged | Retryable:
    """Return what a failure in the clone means: on a full disk nothing is wrong with it, and it is kept."""
    if _FULL.search(error.detail):
        return Retryable(DISK_FULL)
    return Damaged(DAMAGED.format(detail=str(error)))


def _prepare(clone: Path) -> None:
    if clone.exists():
        _remove_leftovers(clone)
    else:
        write_empty_repository(clone)


def _remove_leftovers(clone: Path) -> None:
    """Remove what a killed git left: nobody else works here while our lock is held."""
    for lock in (*clone.glob("*.lock"), *(clone / "refs").rglob("*.lock"), *(clone / "objects").glob("*/*.lock")):
        lock.unlink(missing_ok=True)
    packs = clone / "objects" / "pack"
    for leftover in (*packs.glob("tmp_*"), *packs.glob(".tmp-*")):  # the latter are a repack's
        leftover.unlink(missing_ok=True)


def _cut_off(clone: Path) -> int:
    """Return the size of a pack that came in part. Git does not always say that it was the limit that ended it."""
    return max((_bytes(part) for part in (clone / "objects" / "pack").glob("tmp_*")), default=0)


def _packs(clone: Path) -> int:
    return sum(1 for _ in (clone / "objects" / "pack").glob("*.pack"))


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder, which another process may be changing."""
    # Path.rglob raises for a folder that goes meanwhile.
    return sum(_bytes(Path(here, name)) for here, _, names in os.walk(folder) for name in names)


def _bytes(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:  # another process works in it
        return 0
