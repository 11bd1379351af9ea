"""A step that is given up on its way to Redis, at any moment: it is taken or it is not, and nobody else notices."""

from __future__ import annotations

import asyncio

from redis.asyncio import Redis

from app.state.buckets import RedisBuckets
from app.state.redis_link import RedisLink
from providers.state import Rate

MOMENTS = 12
RATE = Rate(concurrent=10 * MOMENTS)


async def test_a_step_that_is_given_up_harms_no_other(link: RedisLink, redis: Redis) -> None:
    await redis.ping()
    buckets = RedisBuckets(link)
    for moments in range(MOMENTS):
        given_up = asyncio.ensure_future(buckets.take("key", RATE, 1, hold_s=60))
        for _ in range(moments):
            await asyncio.sleep(0)
        behind = asyncio.ensure_future(buckets.take("key", RATE, 1, hold_s=60))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.wait({given_up})
        turn = await behind
        assert turn.id
        await buckets.give_back("key", turn)
    values, _ = await buckets._cells.all()
    assert len(values["key"].places) <= MOMENTS  # those that were taken all the same run out by themselves
    assert not link.away
