"""The queue carries ids as JSON; what was planted in it is refused, and no Redis is no reason to wait."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from arq.connections import RedisSettings
from arq.constants import job_key_prefix
from arq.worker import Worker, func
from redis.asyncio import Redis

from app.errors import Retryable, UsageError
from app.work.queue import BAD_URL, FUNCTION, QUEUE, ArqWakeUps, dumps, loads, redis_settings

# arq 0.28 closes its own pool by the old name of redis-py's method.
pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated close:DeprecationWarning")

NOWHERE = Path("/nonexistent.sock")


class Planted:
    """Code that runs where it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> Any:
        return (Path.touch, (self.canary,))


@pytest.fixture
async def redis(redis_url: str) -> Any:
    async with Redis.from_url(redis_url) as client:
        await client.flushall()
        yield client


async def work(settings: RedisSettings, deserializer: Callable[[bytes], dict[str, Any]] = loads) -> list[int]:
    """Do everything that is in the queue; return the ids that arrived."""
    arrived: list[int] = []

    async def woken(_ctx: dict[str, Any], job_id: int) -> None:
        arrived.append(job_id)

    worker = Worker(
        [func(woken, name=FUNCTION, keep_result=0, max_tries=1)],  # type: ignore[arg-type]  # arq's own stub is for *args
        queue_name=QUEUE,
        redis_settings=settings,
        job_serializer=dumps,
        job_deserializer=deserializer,
        handle_signals=False,
        burst=True,
        poll_delay=0.01,
    )
    try:
        await worker.async_run()
    finally:
        await worker.close()
    return arrived


async def test_an_id_comes_out_as_it_went_in(redis: Redis, redis_url: str) -> None:
    settings = redis_settings(redis_url, NOWHERE)
    wakeups = ArqWakeUps(settings)
    await wakeups.wake([7, 2**40])
    await wakeups.close()
    assert sorted(await work(settings)) == [7, 2**40]


async def test_wake_ups_that_come_while_one_is_sent_go_out_together_each_once(redis: Redis, redis_url: str) -> None:
    settings = redis_settings(redis_url, NOWHERE)
    wakeups = ArqWakeUps(settings)
    await wakeups.ping()
    await asyncio.gather(*(wakeups.wake([number % 10]) for number in range(100)))
    await wakeups.close()
    arrived = await work(settings)
    assert set(arrived) == set(range(10))
    assert len(arrived) == 11  # the first went out alone


async def test_everybody_who_shared_a_round_that_failed_is_told() -> None:
    wakeups = ArqWakeUps(redis_settings(None, NOWHERE))
    told = await asyncio.gather(*(wakeups.wake([number]) for number in range(5)), return_exceptions=True)
    assert [type(each) for each in told] == [Retryable] * 5


async def test_what_lies_in_redis_is_json(redis: Redis, redis_url: str) -> None:
    wakeups = ArqWakeUps(redis_settings(redis_url, NOWHERE))
    await wakeups.wake([7])
    await wakeups.close()
    ((key),) = [key async for key in redis.scan_iter(f"{job_key_prefix}*")]
    assert (await redis.get(key)).startswith(b'{"t":')


async def plant(redis: Redis, canary: Path) -> None:
    job = {"t": 1, "f": FUNCTION, "a": (Planted(canary),), "k": {}, "et": 1}
    await redis.set(f"{job_key_prefix}planted", pickle.dumps(job))
    await redis.zadd(QUEUE, {"planted": 1})


async def test_a_planted_pickle_is_refused(redis: Redis, redis_url: str, tmp_path: Path) -> None:
    await plant(redis, tmp_path / "canary")
    assert await work(redis_settings(redis_url, NOWHERE)) == []
    assert not (tmp_path / "canary").exists()
    assert await redis.zcard(QUEUE) == 0


async def test_arq_s_own_default_would_run_it(redis: Redis, redis_url: str, tmp_path: Path) -> None:
    """Control: without our serializer the planted code runs."""
    await plant(redis, tmp_path / "canary")
    await work(redis_settings(redis_url, NOWHERE), pickle.loads)
    assert (tmp_path / "canary").exists()


@pytest.mark.parametrize("planted", [b"\x80\x04N.", b"", b"{", b"[]", b"null", b'{"t":1}', b'{"r":{"__exc__":[]}}'])
async def test_nonsense_in_the_queue_is_thrown_away(redis: Redis, redis_url: str, planted: bytes) -> None:
    await redis.set(f"{job_key_prefix}planted", planted)
    await redis.zadd(QUEUE, {"planted": 1})
    assert await work(redis_settings(redis_url, NOWHERE)) == []
    assert await redis.zcard(QUEUE) == 0


def test_a_failed_job_s_exception_is_told_by_name_only() -> None:
    told = loads(dumps({"r": ValueError("canary"), "s": False}))
    assert isinstance(told["r"], RuntimeError)
    assert "canary" not in repr(told)
    assert isinstance(loads(dumps({"r": asyncio.CancelledError()}))["r"], asyncio.CancelledError)


def test_what_is_no_id_is_not_queued() -> None:
    with pytest.raises(TypeError):
        dumps({"a": [object()]})


async def test_without_redis_nobody_waits() -> None:
    wakeups = ArqWakeUps(redis_settings(None, NOWHERE))
    async with asyncio.timeout(5):
        with pytest.raises(Retryable, match="Redis is unreachable"):
            await wakeups.wake([7])
        with pytest.raises(Retryable, match="Redis is unreachable"):
            await wakeups.ping()
    await wakeups.close()


async def test_first_uses_at_once_open_one_pool(redis: Redis, redis_url: str) -> None:
    wakeups = ArqWakeUps(redis_settings(redis_url, NOWHERE))
    await asyncio.gather(*(wakeups.wake([number]) for number in range(20)))
    await wakeups.close()
    assert len(await redis.client_list()) == 1  # this test's own: none was left open


@pytest.mark.parametrize("url", ["http://host", "host:6379", "redis://host:port", "redis://host/name", ""])
def test_a_wrong_url_is_told_of_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match="REDIS_URL") as error:
        redis_settings(url, NOWHERE)
    assert error.value.args == (BAD_URL,)


def test_a_url_s_password_may_be_escaped() -> None:
    settings = redis_settings("rediss://us%40er:p%2Fw@host:6380/3", NOWHERE)
    assert (settings.username, settings.password, settings.database) == ("us@er", "p/w", 3)
    assert settings.ssl_check_hostname


def test_a_unix_socket_is_reached_by_its_path() -> None:
    assert redis_settings("unix:///run/redis.sock?db=2", NOWHERE).unix_socket_path == "/run/redis.sock"
    assert redis_settings(None, NOWHERE).unix_socket_path == str(NOWHERE)
