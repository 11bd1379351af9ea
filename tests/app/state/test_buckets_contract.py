"""What a key may be asked, and how it adapts to what the answers tell: in memory and in Redis."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from app.state.buckets import RedisBuckets
from app.state.redis_link import RedisLink
from providers.base import Told
from providers.kept.bucket import LOOK_S
from providers.memory.buckets import MemoryBuckets
from providers.state import Rate, RateBuckets, Turn
from tests.app.state.conftest import Clock

UNLIMITED = Rate()
SIXTY = Rate(requests_per_minute=60)


async def take(
    buckets: RateBuckets, rate: Rate = UNLIMITED, tokens: int = 0, *, key: str = "openai/luna", hold_s: float = 100
) -> Turn:
    return await buckets.take(key, rate, tokens, hold_s=hold_s)


async def took(buckets: RateBuckets, rate: Rate, tokens: int = 0, *, most: int = 200) -> int:
    """Take as often as the bucket lets, and return how often."""
    for number in range(most):
        if not (await take(buckets, rate, tokens)).id:
            return number
    return most


async def tell(buckets: RateBuckets, told: Told, rate: Rate = UNLIMITED) -> None:
    """Make one call whose answer tells this."""
    await buckets.give_back("openai/luna", await take(buckets, rate), told=told)


async def test_without_limits_every_call_has_its_turn(buckets: RateBuckets) -> None:
    assert await took(buckets, UNLIMITED, 1_000_000) == 200


async def test_requests_are_limited_and_come_back_one_by_one(buckets: RateBuckets, clock: Clock) -> None:
    assert await took(buckets, SIXTY) == 60
    assert await take(buckets, SIXTY) == Turn("", 1.0)
    clock.now += 1
    assert await took(buckets, SIXTY) == 1
    clock.now += 3600
    assert await took(buckets, SIXTY) == 60


async def test_tokens_are_limited_and_what_was_not_used_comes_back(buckets: RateBuckets) -> None:
    rate = Rate(tokens_per_minute=6000)
    turn = await take(buckets, rate, 5000)
    assert await take(buckets, rate, 1500) == Turn("", 5.0)
    await buckets.give_back("openai/luna", turn, tokens=1000)
    assert (await take(buckets, rate, 5000)).id
    assert (await take(buckets, rate, 1)).wait_s > 0


async def test_more_tokens_than_were_taken_are_missing_afterwards(buckets: RateBuckets) -> None:
    rate = Rate(tokens_per_minute=6000)
    await buckets.give_back("openai/luna", await take(buckets, rate, 1000), tokens=7000)
    assert (await take(buckets, rate, 500)).wait_s == 15


async def test_a_question_larger_than_the_limit_has_its_turn_when_the_bucket_is_full(
    buckets: RateBuckets, clock: Clock
) -> None:
    rate = Rate(tokens_per_minute=1000)
    assert (await take(buckets, rate, 10**9)).id
    turn = await take(buckets, rate, 10**9)
    assert turn == Turn("", 120), "below zero for a minute at most, however large it was"
    clock.now += turn.wait_s
    assert (await take(buckets, rate, 10**9)).id


async def test_who_is_refused_takes_nothing(buckets: RateBuckets) -> None:
    rate = Rate(requests_per_minute=60, tokens_per_minute=1000, concurrent=1)
    turn = await take(buckets, rate, 400)
    assert not (await take(buckets, rate, 100)).id, "its only place is taken"
    await buckets.give_back("openai/luna", turn)
    assert not (await take(buckets, rate, 700)).id, "tokens are missing"
    assert (await take(buckets, rate, 600)).id


async def test_places_are_limited_and_free_again_when_given_back(buckets: RateBuckets) -> None:
    rate = Rate(concurrent=2)
    first, _ = await take(buckets, rate), await take(buckets, rate)
    assert await take(buckets, rate) == Turn("", LOOK_S)
    await buckets.give_back("openai/luna", first)
    await buckets.give_back("openai/luna", first)
    assert await took(buckets, rate) == 1, "given back twice is given back once"


async def test_the_place_of_a_worker_that_died_is_free_again_after_its_time(buckets: RateBuckets, clock: Clock) -> None:
    rate = Rate(concurrent=1)
    lost = await take(buckets, rate, hold_s=30)
    clock.now += 29
    assert not (await take(buckets, rate)).id
    clock.now += 1
    assert (await take(buckets, rate)).id
    await buckets.give_back("openai/luna", lost)
    assert not (await take(buckets, rate)).id, "who comes back too late frees nobody else's place"


async def test_keys_do_not_share(buckets: RateBuckets) -> None:
    rate = Rate(concurrent=1)
    assert (await take(buckets, rate, key="a")).id
    assert (await take(buckets, rate, key="b")).id


@pytest.mark.parametrize("said", [3, 200])
async def test_a_key_that_was_told_to_wait_waits_a_minute_at_most(
    buckets: RateBuckets, clock: Clock, said: float
) -> None:
    await tell(buckets, Told(requests_left=0, requests_reset_s=said))
    wait = (await take(buckets)).wait_s
    assert wait == min(said, 60)
    clock.now += wait
    assert (await take(buckets)).id


async def test_a_known_limit_is_empty_after_that_wait_and_fills_from_there(buckets: RateBuckets, clock: Clock) -> None:
    await tell(buckets, Told(requests_left=0, requests_reset_s=5), SIXTY)
    clock.now += 5
    assert await took(buckets, SIXTY) == 5


async def test_a_limit_that_is_told_replaces_the_catalogs(buckets: RateBuckets, clock: Clock) -> None:
    await tell(buckets, Told(requests=600, requests_left=599, requests_reset_s=0.1), SIXTY)
    clock.now += 60
    assert await took(buckets, SIXTY, most=700) == 600
    clock.now += 3601
    assert await took(buckets, SIXTY, most=700) == 60, "after an hour nobody knows whether it still holds"


async def test_a_limit_is_learnt_where_the_catalog_has_none(buckets: RateBuckets) -> None:
    await tell(buckets, Told(tokens=6000, tokens_left=1000, tokens_reset_s=50))
    assert (await take(buckets, tokens=1000)).id
    assert (await take(buckets, tokens=500)).wait_s == 5


async def test_what_is_left_lowers_ours_at_once_and_never_raises_it(buckets: RateBuckets) -> None:
    await tell(buckets, Told(requests_left=3), SIXTY)
    await tell(buckets, Told(requests_left=50), SIXTY)
    assert await took(buckets, SIXTY) == 2


async def test_a_limit_per_day_does_not_pass_for_one_per_minute(buckets: RateBuckets) -> None:
    """Some providers tell requests a day and tokens a minute, in the same headers."""
    await tell(buckets, Told(requests=14_400, requests_left=14_370, requests_reset_s=179.56), SIXTY)
    assert await took(buckets, SIXTY) == 59


async def test_a_day_that_is_used_up_is_asked_about_once_a_minute(buckets: RateBuckets) -> None:
    await tell(buckets, Told(requests=14_400, requests_left=0, requests_reset_s=40_000), SIXTY)
    assert (await take(buckets, SIXTY)).wait_s == 60


NONSENSE = [
    Told(requests=0, requests_left=-5, requests_reset_s=float("nan")),
    Told(requests=-1, tokens=-1, tokens_left=-1, tokens_reset_s=float("inf")),
    Told(requests=10**30, requests_left=10**30, requests_reset_s=-1e308),
]


@pytest.mark.parametrize("told", NONSENSE)
async def test_nonsense_costs_a_minute_at_most(buckets: RateBuckets, clock: Clock, told: Told) -> None:
    await tell(buckets, told, SIXTY)
    clock.now += 60
    assert (await take(buckets, SIXTY)).id


async def test_a_clock_that_was_set_back_stops_nobody(buckets: RateBuckets, clock: Clock) -> None:
    rate = Rate(requests_per_minute=60, concurrent=1)
    await take(buckets, rate)
    await tell(buckets, Told(requests_left=0, requests_reset_s=60))
    clock.now -= 86_400
    turn = await take(buckets, rate)
    assert turn.id or turn.wait_s <= 1


NUMBERS = st.none() | st.integers(-5, 10_000)
SECONDS = st.none() | st.floats(-10, 100_000)
TOLD = st.builds(Told, NUMBERS, NUMBERS, SECONDS, NUMBERS, NUMBERS, SECONDS)
RATES = st.builds(Rate, *[st.none() | st.integers(1, 300) for _ in range(3)])
GIVEN = st.tuples(st.none() | st.integers(0, 5000), st.none() | TOLD)
STEPS = st.lists(st.tuples(st.one_of(RATES, GIVEN), st.floats(-5, 100)), max_size=25)


async def _told(buckets: RateBuckets, clock: Clock, steps: list[tuple[object, float]]) -> list[object]:
    """Take and give back as the steps say, and return the waits."""
    turns, waits = [Turn("unknown")], []
    for step, seconds in steps:
        clock.now += seconds
        if isinstance(step, Rate):
            turns.append(await take(buckets, step, 70))
            waits.append((bool(turns[-1].id), turns[-1].wait_s))
        else:
            assert isinstance(step, tuple)
            await buckets.give_back("openai/luna", turns.pop() if turns else Turn("none"), tokens=step[0], told=step[1])
    return [*waits, (await take(buckets, SIXTY)).wait_s]


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_whatever_happens_redis_tells_what_memory_tells_and_nobody_waits_for_ever(
    redis_url: str, steps: list[tuple[object, float]]
) -> None:
    async def both() -> tuple[list[object], list[object]]:
        async with Redis.from_url(redis_url) as client:
            await client.flushall()
            here, there = Clock(), Clock()
            shared = RedisBuckets(RedisLink(client), there)
            return await _told(MemoryBuckets(here), here, steps), await _told(shared, there, steps)

    in_memory, in_redis = asyncio.run(both())
    assert in_memory == in_redis
    assert in_memory[-1] <= 120  # type: ignore[operator]  # the last is a wait
