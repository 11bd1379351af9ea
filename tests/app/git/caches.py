"""Call the cache of clones as a job does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from app.git.clone import CacheLimits
from app.git.history import HistoryCache
from app.git.remote import Remote
from review.history import encoding
from review.models.mined import Mined
from tests.app.git.branches import Made
from tests.app.git.repositories import Repository

STEPS = [Made({"a.py": b"secret file content 1"}), Made({"a.py": b"2"}), Made({"b.py": b"3"})]
ID = 77


def always(remote: Remote) -> Callable[[bool], asyncio.Future[Remote]]:
    async def given(_fresh: bool) -> Remote:
        return remote

    return given  # type: ignore[return-value]


async def mine(cache: HistoryCache, remote: Remote) -> Mined:
    told = await cache.mine(ID, always(remote))
    assert told is not None
    return encoding.decode(told)


async def load(cache: HistoryCache) -> Mined | None:
    kept = await cache.kept(ID)
    return encoding.decode(kept) if kept is not None else None


def clone(cache: HistoryCache) -> Repository:
    return Repository(cache.root / str(ID) / "clone.git")


def with_limits(cache: HistoryCache, **limits: int) -> HistoryCache:
    return replace(cache, limits=CacheLimits(**limits))  # type: ignore[arg-type]
