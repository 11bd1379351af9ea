"""Answers that were paid for, shared by all workers through Redis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from redis.asyncio import Redis

from app.state.redis_link import RedisAway, RedisLink
from providers.memory.answers import MAX_ANSWER, MemoryAnswers

KEYS = "diffdiver:answer:"
SCANNED = 500
# What one process keeps while Redis is away: for the review at hand, and out of the reach of `forget` elsewhere.
AWAY_KEPT_S = 600
AWAY_BYTES = 8 * 1024 * 1024
# Redis matches by glob, and a key may hold what is special there.
SPECIAL = re.compile(r"([*?\[\]\\^])")


class RedisAnswers:
    """Satisfies `providers.state.Answers`; those of this process while Redis is away."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._meanwhile = MemoryAnswers(max_bytes=AWAY_BYTES)

    async def find(self, keys: Sequence[str]) -> tuple[str, bytes] | None:
        """Return the first of the keys that has an answer, with it, or None."""
        if not keys:
            return None
        try:
            found = await self._link.ask(lambda redis: redis.mget([KEYS + key for key in keys]))
        except RedisAway:
            return await self._meanwhile.find(keys)
        return next(((key, answer) for key, answer in zip(keys, found, strict=True) if _sane(answer)), None)

    async def keep(self, key: str, answer: bytes, *, seconds: int) -> None:
        """Keep an answer for so long, unless it is larger than any should be."""
        if seconds <= 0 or len(answer) > MAX_ANSWER:
            return
        try:
            await self._link.ask(lambda redis: redis.set(KEYS + key, answer, ex=seconds))
        except RedisAway:
            await self._meanwhile.keep(key, answer, seconds=min(seconds, AWAY_KEPT_S))

    async def forget(self, prefix: str) -> int:
        """Drop every answer whose key begins so and return how many there were.

        While Redis is away its answers stay until they expire: ask the link whether it is `away` afterwards.
        """
        dropped = await self._meanwhile.forget(prefix)
        sweep = _Sweep(SPECIAL.sub(r"\\\1", KEYS + prefix) + "*")
        with suppress(RedisAway):
            while not sweep.over:
                dropped += await self._link.ask(sweep.on)
        return dropped


class _Sweep:
    """A walk over all keys in small steps, none of which holds up Redis or tries its patience."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._cursor = 0
        self.over = False

    async def on(self, redis: Redis) -> int:
        """Go a step further and return how many answers were dropped."""
        self._cursor, keys = await redis.scan(self._cursor, match=self._pattern, count=SCANNED)
        self.over = self._cursor == 0
        return int(await redis.unlink(*keys)) if keys else 0


def _sane(answer: bytes | None) -> bool:
    return answer is not None and len(answer) <= MAX_ANSWER
