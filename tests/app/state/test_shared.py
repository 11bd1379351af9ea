"""What many workers share through one Redis: each worker here has its own connections and its own rounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from time import monotonic
from typing import cast

import orjson
import pytest
from redis.asyncio import Redis

from app.state import cells
from app.state.breakers import RedisBreakers
from app.state.buckets import RedisBuckets
from app.state.redis_link import RedisLink, open_link
from providers.base import OK
from providers.errors import Failure
from providers.state import Rate, Result, Target

WORKERS = 12
LUNA = Target("openai", "luna")
GOOD, BAD = Result("review", OK, 1000), Result("review", Failure.SERVER, 1000)
UNGUARDED = cells.SWAP.replace("if not same then", "if false then", 1)


def now() -> float:
    return 2_000_000_000.0


def before() -> float:
    return now() - 600


@pytest.fixture
async def links(redis_url: str, redis: Redis) -> AsyncIterator[list[RedisLink]]:
    opened = [open_link(redis_url, Path("unused")) for _ in range(WORKERS)]
    for link in opened:
        await link.ask(lambda client: client.ping())  # connected: who comes first is not settled by that
    yield opened
    for link in opened:
        await link.close()


async def tried(links: list[RedisLink]) -> int:
    """Open a breaker, let its time pass, and return how many workers are let through to try."""
    first = RedisBreakers(links[0], before)
    for _ in range(5):
        await first.record(LUNA, BAD)
    workers = [RedisBreakers(link, now) for link in links]
    waits = await asyncio.gather(*(worker.admit(LUNA) for worker in workers for _ in range(5)))
    return waits.count(0)


async def test_of_all_workers_one_tries_a_half_open_model(links: list[RedisLink]) -> None:
    assert await tried(links) == 1


async def test_without_the_comparison_several_would_try(
    links: list[RedisLink], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the comparison before the write is what the test above rests on."""
    assert UNGUARDED != cells.SWAP
    monkeypatch.setattr(cells, "SWAP", UNGUARDED)
    assert await tried(links) > 1


async def test_what_one_worker_sees_fail_the_others_leave_alone(links: list[RedisLink]) -> None:
    await RedisBreakers(links[0]).record(LUNA, Result("review", Failure.AUTH, 10))
    assert 119 < await RedisBreakers(links[1]).admit(LUNA) <= 120


async def test_no_call_is_lost_when_all_record_at_once(links: list[RedisLink]) -> None:
    workers = [RedisBreakers(link, now) for link in links]
    await asyncio.gather(*(worker.record(LUNA, GOOD) for worker in workers for _ in range(20)))
    assert (await workers[0].figures([LUNA], "review"))[LUNA].calls == 20 * WORKERS


async def test_no_more_turns_are_taken_than_there_are(links: list[RedisLink]) -> None:
    rate = Rate(requests_per_minute=100, concurrent=30)
    workers = [RedisBuckets(link, now) for link in links]
    turns = await asyncio.gather(*(worker.take("k", rate, 0, hold_s=60) for worker in workers for _ in range(10)))
    taken = [turn for turn in turns if turn.id]
    assert len(taken) == len({turn.id for turn in taken}) == 30
    await asyncio.gather(*(worker.give_back("k", turn) for worker, turn in zip(workers * 9, taken, strict=False)))
    assert (await workers[0].take("k", rate, 0, hold_s=60)).id


async def test_steps_that_wait_go_together(links: list[RedisLink], redis: Redis) -> None:
    """A round trip for each would make 200 questions at once wait for each other."""
    bucket = RedisBuckets(links[0])
    before = (await redis.info("commandstats")).get("cmdstat_evalsha", {}).get("calls", 0)
    await asyncio.gather(*(bucket.take("k", Rate(), 0, hold_s=60) for _ in range(200)))
    assert (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"] - before <= 10


async def test_what_nobody_else_changed_is_stepped_on_in_one_round_trip(links: list[RedisLink], redis: Redis) -> None:
    bucket = RedisBuckets(links[0], now)
    turn = await bucket.take("k", Rate(), 0, hold_s=60)
    before = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    await bucket.give_back("k", turn)
    assert (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"] - before == 1


async def test_what_another_changed_meanwhile_is_read_again(links: list[RedisLink]) -> None:
    one, other = RedisBuckets(links[0], now), RedisBuckets(links[1], now)
    turns = [await bucket.take("k", Rate(concurrent=2), 0, hold_s=60) for bucket in (one, other, one)]
    assert [bool(turn.id) for turn in turns] == [True, True, False]


async def test_without_the_comparison_it_would_go_by_what_it_saw(
    links: list[RedisLink], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the comparison is what the test above rests on."""
    monkeypatch.setattr(cells, "SWAP", UNGUARDED)
    one, other = RedisBuckets(links[0], now), RedisBuckets(links[1], now)
    turns = [await bucket.take("k", Rate(concurrent=2), 0, hold_s=60) for bucket in (one, other, one)]
    assert all(turn.id for turn in turns)


async def test_who_is_let_through_on_what_was_seen_is_so_by_what_is_there(links: list[RedisLink]) -> None:
    """A step that writes nothing is never taken on what was there a moment ago."""
    one, other = RedisBreakers(links[0]), RedisBreakers(links[1])
    await one.record(LUNA, GOOD)
    await other.record(LUNA, Result("review", Failure.UNKNOWN_MODEL, 10))
    assert await one.admit(LUNA) > 0


async def test_who_was_stopped_for_a_while_goes_by_the_servers_clock_again(
    links: list[RedisLink], redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = RedisBuckets(links[0])
    await bucket.give_back("k", await bucket.take("k", Rate(), 0, hold_s=60))
    monkeypatch.setattr(cells, "monotonic", lambda: monotonic() - 3600)
    await bucket.take("k", Rate(), 0, hold_s=60)
    seconds, _ = await redis.time()
    blob = await cast("Awaitable[bytes]", redis.hget("diffdiver:rates", "k"))
    assert seconds - 10 < orjson.loads(blob)["places"][0][1] <= seconds + 1


async def test_who_is_cancelled_in_the_line_takes_nothing(links: list[RedisLink]) -> None:
    rate = Rate(concurrent=5)
    bucket = RedisBuckets(links[0])
    tasks = [asyncio.create_task(bucket.take("k", rate, 0, hold_s=60)) for _ in range(40)]
    await asyncio.sleep(0)
    for task in tasks[1:-3]:
        task.cancel()
    turns = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(turn, asyncio.CancelledError) for turn in turns) == 36
    assert all(turn.id for turn in (turns[0], *turns[-3:]) if not isinstance(turn, BaseException))


async def test_who_is_cancelled_in_the_middle_of_a_round_leaves_the_others_theirs(links: list[RedisLink]) -> None:
    bucket = RedisBuckets(links[0])
    tasks = [asyncio.create_task(bucket.take("k", Rate(concurrent=3), 0, hold_s=60)) for _ in range(3)]
    for _ in range(4):
        await asyncio.sleep(0)  # the first has sent its round by now
    tasks[0].cancel()
    turns = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(turns[0], asyncio.CancelledError)
    assert [bool(turn.id) for turn in turns[1:] if not isinstance(turn, BaseException)] == [True, True]


async def test_the_clock_is_the_servers(links: list[RedisLink], redis: Redis) -> None:
    await RedisBuckets(links[0]).take("k", Rate(requests_per_minute=60), 0, hold_s=60)
    blob = await cast("Awaitable[bytes]", redis.hget("diffdiver:rates", "k"))
    seconds, _ = await redis.time()
    since = orjson.loads(blob)["places"][0][1]
    assert seconds - 10 < since <= seconds + 1


async def test_what_nobody_asks_for_is_forgotten_after_a_day(links: list[RedisLink], redis: Redis) -> None:
    await RedisBreakers(links[0]).record(LUNA, GOOD)
    assert 86_000 < await redis.ttl("diffdiver:health") <= 86_400
