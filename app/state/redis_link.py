"""The way to a Redis that may go away: asked with little patience, left alone for a while after it failed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import TypeVar

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

T = TypeVar("T")

# A round trip takes a millisecond. What Redis knows saves at most a call; waiting longer for it costs every question.
PATIENCE_S = 0.25
# A restart takes about so long, and so often one call pays the patience while Redis hangs.
AWAY_S = 5.0
# More at once only wait for each other: Redis answers one at a time.
LINES = 16


class RedisAway(Exception):
    """Redis did not answer now, or not a moment ago."""


class RedisLink:
    """One process's way to Redis, for all that it keeps there: an outage is found out once, and over once."""

    def __init__(
        self,
        client: Redis,
        *,
        patience_s: float = PATIENCE_S,
        away_s: float = AWAY_S,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._client = client
        self._patience_s = patience_s
        self._away_s = away_s
        self._clock = clock
        self._lines = asyncio.Semaphore(LINES)
        self._again_at: float | None = None

    @property
    def away(self) -> bool:
        """Say whether the last call found nobody."""
        return self._again_at is not None

    async def ask(self, question: Callable[[Redis], Awaitable[T]]) -> T:
        """Return what Redis answers, or raise RedisAway: soon, or at once when it was away a moment ago."""
        async with self._lines:
            if self._again_at is not None:
                if self._clock() < self._again_at:
                    raise RedisAway
                self._again_at = self._clock() + self._away_s  # one asks, the others wait for how it fares
            try:
                async with _patience(self._patience_s):
                    answer = await question(self._client)
            except (RedisError, OSError, TimeoutError) as error:
                self._lost(error)
                raise RedisAway from error
            self._found()
            return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _lost(self, error: Exception) -> None:
        if self._again_at is None:
            log.warning("Redis is unreachable, each process goes by what it sees itself", error=type(error).__name__)
        self._again_at = self._clock() + self._away_s

    def _found(self) -> None:
        if self._again_at is not None:
            log.info("Redis is back")
        self._again_at = None


def open_link(url: str | None, socket: Path) -> RedisLink:
    """Return the way to `url`, or to the embedded server's socket when None; it connects when first used.

    A URL of a form that `app.work.queue.redis_settings` refuses is a ValueError here.
    """
    if url is None:
        return RedisLink(Redis(unix_socket_path=str(socket)))
    checked = {"ssl_check_hostname": True} if url.startswith("rediss:") else {}
    return RedisLink(Redis.from_url(url, **checked))


@asynccontextmanager
async def _patience(seconds: float) -> AsyncIterator[None]:
    """Limit the time in two halves: after a stall of the loop itself, answers that lie there are read first."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:
        half = loop.call_later(seconds / 2, lambda: limit.reschedule(loop.time() + seconds / 2))
        try:
            yield
        finally:
            half.cancel()
