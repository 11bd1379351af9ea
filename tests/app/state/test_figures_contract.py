"""What is remembered of calls for the router: in memory and in Redis, and the same in both to the last digit."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from app.state.breakers import RedisBreakers
from app.state.redis_link import RedisLink
from providers.base import CACHED, OK, OVERTAKEN
from providers.errors import Failure
from providers.kept.tally import HALF_LIFE_S
from providers.memory.breakers import MemoryBreakers
from providers.state import Breakers, Figures, Result, Target
from tests.app.state.conftest import Clock

LUNA, SOL = Target("openai", "luna"), Target("openai", "sol")
GOOD = Result("review", OK, 1000)


async def of(breakers: Breakers, kind: str = "review", target: Target = LUNA) -> Figures:
    return (await breakers.figures([target], kind))[target]


async def test_nobody_knows_what_was_never_asked(breakers: Breakers) -> None:
    assert await breakers.figures([LUNA, SOL], "review") == {LUNA: Figures(), SOL: Figures()}
    assert await breakers.figures([], "review") == {}


async def test_calls_are_counted_by_model_and_kind(breakers: Breakers) -> None:
    await breakers.record(LUNA, GOOD)
    await breakers.record(LUNA, replace(GOOD, kind="summary", outcome=Failure.SERVER))
    assert ((await of(breakers)).calls, (await of(breakers)).success) == (1, 1)
    assert (await of(breakers, "summary")).success == 0
    assert (await of(breakers, target=SOL)).success is None


@pytest.mark.parametrize("failure", [Failure.MALFORMED, Failure.REFUSED, Failure.CUT_OFF, Failure.CONTEXT_TOO_LONG])
async def test_no_usable_answer_is_a_failure_whosever_fault_it_is(breakers: Breakers, failure: Failure) -> None:
    for outcome in (OK, failure, OK, OK):
        await breakers.record(LUNA, replace(GOOD, outcome=outcome))
    assert (await of(breakers)).success == 0.75


@pytest.mark.parametrize("outcome", [CACHED, OVERTAKEN, Failure.NOT_ADMITTED, Failure.SCHEMA_REJECTED])
async def test_what_was_not_asked_or_not_awaited_is_not_counted(breakers: Breakers, outcome: str) -> None:
    await breakers.record(LUNA, replace(GOOD, outcome=outcome))
    assert await of(breakers) == Figures()


async def test_percentiles_are_within_a_tenth(breakers: Breakers) -> None:
    for latency in range(100, 20_001, 100):
        await breakers.record(LUNA, replace(GOOD, latency_ms=latency))
    figures = await of(breakers)
    assert figures.latency_p50_ms == pytest.approx(10_000, rel=0.1)
    assert figures.latency_p95_ms == pytest.approx(19_000, rel=0.1)


async def test_a_key_refused_at_once_makes_nobody_look_fast(breakers: Breakers) -> None:
    await breakers.record(LUNA, replace(GOOD, latency_ms=8192))
    for _ in range(9):
        await breakers.record(LUNA, Result("review", Failure.AUTH, 5))
    assert (await of(breakers)).latency_p50_ms == 8192


async def test_the_cost_is_the_mean_of_the_calls_whose_cost_is_known(breakers: Breakers) -> None:
    for cost in (100, None, 300):
        await breakers.record(LUNA, replace(GOOD, cost=cost))
    assert (await of(breakers)).cost == 200
    await breakers.record(SOL, GOOD)
    assert (await of(breakers, target=SOL)).cost is None


async def test_bytes_per_token_is_learnt_from_what_was_sent_and_counted(breakers: Breakers) -> None:
    for size, tokens in [(300, 100), (1500, 300), (9999, None), (None, 77), (50, 0)]:
        await breakers.record(LUNA, replace(GOOD, input_bytes=size, input_tokens=tokens))
    assert (await of(breakers)).bytes_per_token == 4.5


async def test_older_calls_count_less_and_less_until_nobody_knows(breakers: Breakers, clock: Clock) -> None:
    await breakers.record(LUNA, replace(GOOD, outcome=Failure.REFUSED, cost=900))
    clock.now += HALF_LIFE_S
    await breakers.record(LUNA, replace(GOOD, cost=300))
    figures = await of(breakers)
    assert (figures.calls, figures.failures) == (1.5, 0.5)
    assert figures.cost == 500
    clock.now += 10 * HALF_LIFE_S
    assert await of(breakers) == Figures()


async def test_a_clock_that_was_set_back_takes_nothing_away(breakers: Breakers, clock: Clock) -> None:
    await breakers.record(LUNA, GOOD)
    clock.now -= 86_400
    await breakers.record(LUNA, GOOD)
    assert (await of(breakers)).calls == 2


OUTCOMES = st.sampled_from([OK, CACHED, *Failure])
RESULTS = st.builds(
    Result,
    kind=st.sampled_from(["review", "reply"]),
    outcome=OUTCOMES,
    latency_ms=st.integers(0, 10_000_000),
    cost=st.none() | st.integers(0, 10**9),
    retry_after=st.none() | st.floats(allow_nan=True, allow_infinity=True),
    input_bytes=st.none() | st.integers(0, 10**7),
    input_tokens=st.none() | st.integers(0, 10**6),
)
TARGETS = st.sampled_from([LUNA, SOL, Target("x", "openai/model:free")])
STEPS = st.lists(st.tuples(TARGETS, st.none() | RESULTS, st.floats(-100, 2000)), max_size=25)


async def _told(breakers: Breakers, clock: Clock, steps: list[tuple[Target, Result | None, float]]) -> list[object]:
    """Take the steps and return everything that was told on the way."""
    told: list[object] = []
    for target, result, seconds in steps:
        clock.now += seconds
        if result is None:
            told.append(await breakers.admit(target))
        else:
            await breakers.record(target, result)
        told += [await breakers.breakers(), await breakers.figures([LUNA, SOL], "review")]
    return told


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_whatever_happens_redis_tells_what_memory_tells(
    redis_url: str, steps: list[tuple[Target, Result | None, float]]
) -> None:
    async def both() -> tuple[list[object], list[object]]:
        async with Redis.from_url(redis_url) as client:
            await client.flushall()
            here, there = Clock(), Clock()
            shared = RedisBreakers(RedisLink(client), there)
            return await _told(MemoryBreakers(here), here, steps), await _told(shared, there, steps)

    in_memory, in_redis = asyncio.run(both())
    assert in_memory == in_redis
