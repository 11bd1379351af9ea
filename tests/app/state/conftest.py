"""Each state protocol in all of its versions, by a clock that a test sets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.state.answers import RedisAnswers
from app.state.breakers import RedisBreakers
from app.state.buckets import RedisBuckets
from app.state.redis_link import RedisLink, open_link
from providers.memory.answers import MemoryAnswers
from providers.memory.breakers import MemoryBreakers
from providers.memory.buckets import MemoryBuckets
from providers.state import Answers, Breakers, RateBuckets

VERSIONS = ("memory", "redis")


class Clock:
    """Seconds, as a test sets them."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A Redis with nothing in it."""
    client = Redis.from_url(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def link(redis_url: str, redis: Redis) -> AsyncIterator[RedisLink]:
    opened = open_link(redis_url, Path("unused"))
    yield opened
    await opened.close()


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def breakers(version: str, clock: Clock, link: RedisLink) -> Breakers:
    return MemoryBreakers(clock) if version == "memory" else RedisBreakers(link, clock)


@pytest.fixture
def buckets(version: str, clock: Clock, link: RedisLink) -> RateBuckets:
    return MemoryBuckets(clock) if version == "memory" else RedisBuckets(link, clock)


@pytest.fixture
def answers(version: str, link: RedisLink) -> Answers:
    return MemoryAnswers() if version == "memory" else RedisAnswers(link)
