"""When a breaker opens, for whom and for how long, and how it closes again: in memory and in Redis."""

from __future__ import annotations

import pytest

from providers.base import OK
from providers.errors import Failure
from providers.kept.switch import FORGIVEN_S, LONGEST_S, LOOK_S, PROBE_S
from providers.state import Breaker, Breakers, BreakerState, Result, Target
from tests.app.state.conftest import Clock

LUNA, SOL, OTHER = Target("openai", "luna"), Target("openai", "sol"), Target("other", "luna")
OPENAI = Target("openai", "")


async def record(
    breakers: Breakers,
    outcome: str,
    *,
    times: int = 1,
    target: Target = LUNA,
    ms: int = 1000,
    said: float | None = None,
) -> None:
    for _ in range(times):
        await breakers.record(target, Result("review", outcome, ms, retry_after=said))


async def waits(breakers: Breakers, *targets: Target) -> list[float]:
    return [await breakers.admit(target) for target in targets]


async def opened(breakers: Breakers, clock: Clock) -> float:
    """Let the calls fail that open a breaker, and return for how long it is open."""
    await record(breakers, Failure.SERVER, times=5)
    wait = await breakers.admit(LUNA)
    clock.now += wait
    return wait


async def test_who_was_never_asked_may_be_asked(breakers: Breakers) -> None:
    assert await waits(breakers, LUNA, SOL) == [0, 0]
    assert await breakers.breakers() == []


@pytest.mark.parametrize("failure", [Failure.RATE_LIMITED, Failure.OVERLOADED, Failure.SERVER])
async def test_who_asks_to_be_left_alone_is_for_as_long_as_it_says(breakers: Breakers, failure: Failure) -> None:
    await record(breakers, failure, said=7)
    assert await waits(breakers, LUNA, SOL, OTHER) == [7, 0, 0]


async def test_a_provider_that_asks_for_an_hour_is_tried_again_after_a_minute(breakers: Breakers) -> None:
    await record(breakers, Failure.RATE_LIMITED, said=3600)
    assert await waits(breakers, LUNA) == [60]


@pytest.mark.parametrize("said", [0, -5, float("nan"), float("inf")])
async def test_a_time_that_is_none_opens_nothing(breakers: Breakers, said: float) -> None:
    await record(breakers, Failure.RATE_LIMITED, said=said)
    assert await waits(breakers, LUNA) == [0]


@pytest.mark.parametrize("failure", [Failure.AUTH, Failure.QUOTA])
async def test_a_refused_key_stops_every_model_of_its_provider_for_minutes(
    breakers: Breakers, failure: Failure
) -> None:
    await record(breakers, failure)
    assert await waits(breakers, LUNA, SOL, OTHER) == [120, 120, 0]
    assert await breakers.breakers() == [Breaker(OPENAI, BreakerState.OPEN, failure, 120)]


async def test_an_unknown_model_stops_only_itself(breakers: Breakers) -> None:
    await record(breakers, Failure.UNKNOWN_MODEL)
    assert await waits(breakers, LUNA, SOL) == [120, 0]


async def test_three_connections_in_a_row_that_fail_stop_the_whole_provider(breakers: Breakers) -> None:
    for target in (LUNA, SOL, LUNA):
        assert await waits(breakers, LUNA, SOL) == [0, 0]
        await record(breakers, Failure.CONNECTION, target=target)
    assert await waits(breakers, LUNA, SOL, OTHER) == [5, 5, 0]


@pytest.mark.parametrize(("between", "stops"), [(OK, False), (Failure.REFUSED, False), (Failure.TIMEOUT, True)])
async def test_any_answer_in_between_shows_that_the_provider_is_there(
    breakers: Breakers, between: str, stops: bool
) -> None:
    for outcome in (Failure.CONNECTION, Failure.CONNECTION, between, Failure.CONNECTION):
        await record(breakers, outcome)
    assert (await waits(breakers, SOL) == [5]) is stops


@pytest.mark.parametrize("failure", [Failure.SERVER, Failure.TIMEOUT, Failure.OVERLOADED, Failure.RATE_LIMITED])
async def test_a_model_half_of_whose_calls_fail_is_left_alone(breakers: Breakers, failure: Failure) -> None:
    for outcome in (OK, failure, OK, failure, failure):
        assert await waits(breakers, LUNA) == [0]
        await record(breakers, outcome)
    assert await waits(breakers, LUNA, SOL) == [5, 0]
    assert await breakers.breakers() == [Breaker(LUNA, BreakerState.OPEN, failure, 5)]


async def test_a_model_that_fails_one_time_in_four_is_not(breakers: Breakers) -> None:
    for _ in range(12):
        await record(breakers, OK, times=3)
        await record(breakers, Failure.SERVER)
    assert await waits(breakers, LUNA) == [0]


async def test_four_failures_may_be_chance(breakers: Breakers) -> None:
    await record(breakers, Failure.SERVER, times=4)
    assert await waits(breakers, LUNA) == [0]


async def test_failures_of_ten_minutes_ago_do_not_count(breakers: Breakers, clock: Clock) -> None:
    await record(breakers, Failure.SERVER, times=4)
    clock.now += 600
    await record(breakers, Failure.SERVER, times=4)
    assert await waits(breakers, LUNA) == [0]


async def test_a_busy_model_that_begins_to_fail_is_noticed_after_ten_calls(breakers: Breakers) -> None:
    await record(breakers, OK, times=300)
    await record(breakers, Failure.SERVER, times=10)
    assert await waits(breakers, LUNA) == [5]


@pytest.mark.parametrize(
    "failure",
    [Failure.CONTEXT_TOO_LONG, Failure.CUT_OFF, Failure.REFUSED, Failure.BAD_REQUEST, Failure.SCHEMA_REJECTED],
)
async def test_what_is_the_fault_of_the_question_stops_nobody(breakers: Breakers, failure: Failure) -> None:
    await record(breakers, failure, times=30)
    assert await waits(breakers, LUNA, SOL) == [0, 0]


async def test_malformed_text_stops_a_model_only_when_hardly_anything_else_comes(breakers: Breakers) -> None:
    for _ in range(10):
        await record(breakers, Failure.MALFORMED, times=3)
        await record(breakers, OK)
    await record(breakers, Failure.MALFORMED, target=OTHER, times=5)
    assert [wait > 0 for wait in await waits(breakers, LUNA, OTHER)] == [False, True]


async def test_a_model_that_takes_far_longer_than_usual_is_left_alone(breakers: Breakers) -> None:
    await record(breakers, OK, times=40, ms=5_000)
    await record(breakers, OK, times=10, ms=40_000)
    assert await waits(breakers, LUNA) == [5]
    assert (await breakers.breakers())[0].cause == "slow"


@pytest.mark.parametrize(("usual", "now"), [(30_000, 40_000), (200, 5_000)], ids=["always slow", "still quick"])
async def test_slow_as_ever_and_slower_but_quick_enough_are_well(breakers: Breakers, usual: int, now: int) -> None:
    await record(breakers, OK, times=40, ms=usual)
    await record(breakers, OK, times=10, ms=now)
    assert await waits(breakers, LUNA) == [0]


async def test_half_open_one_caller_tries_and_the_others_wait_for_it(breakers: Breakers, clock: Clock) -> None:
    await opened(breakers, clock)
    assert (await breakers.breakers())[0].state is BreakerState.HALF_OPEN
    assert await waits(breakers, LUNA, LUNA, LUNA) == [0, LOOK_S, LOOK_S]


@pytest.mark.parametrize("outcome", [OK, Failure.CONTEXT_TOO_LONG, Failure.REFUSED])
async def test_a_try_that_shows_the_model_alive_closes(breakers: Breakers, clock: Clock, outcome: str) -> None:
    await opened(breakers, clock)
    await breakers.admit(LUNA)
    await record(breakers, outcome)
    assert await waits(breakers, LUNA, LUNA) == [0, 0]
    assert await breakers.breakers() == []


async def test_each_try_that_fails_opens_for_twice_as_long_up_to_a_minute(breakers: Breakers, clock: Clock) -> None:
    lengths = [await opened(breakers, clock)]
    for _ in range(5):
        await breakers.admit(LUNA)
        await record(breakers, Failure.SERVER)
        lengths.append(await breakers.admit(LUNA))
        clock.now += lengths[-1]
    assert lengths == [5, 10, 20, 40, 60, 60]


async def test_a_key_that_stays_refused_is_tried_less_and_less_often(breakers: Breakers, clock: Clock) -> None:
    lengths = []
    for _ in range(5):
        await record(breakers, Failure.AUTH)
        lengths.append(await breakers.admit(LUNA))
        clock.now += lengths[-1]
        assert await breakers.admit(LUNA) == 0
    assert lengths == [120, 240, 480, 900, 900]


async def test_a_try_of_one_model_tells_of_the_providers_key(breakers: Breakers, clock: Clock) -> None:
    """A server error is no answer from that model, but who sends it knows the key."""
    await record(breakers, Failure.AUTH)
    clock.now += 120
    assert await breakers.admit(LUNA) == 0
    await record(breakers, Failure.SERVER)
    assert await waits(breakers, SOL) == [0]


async def test_who_says_itself_how_long_but_fails_again_waits_longer_than_it_says(
    breakers: Breakers, clock: Clock
) -> None:
    lengths = []
    for _ in range(4):
        await record(breakers, Failure.RATE_LIMITED, said=2)
        lengths.append(await breakers.admit(LUNA))
        clock.now += lengths[-1]
        await breakers.admit(LUNA)
    assert lengths == [2, 5, 10, 20]


async def test_one_that_was_well_for_long_starts_from_the_shortest_time_again(breakers: Breakers, clock: Clock) -> None:
    for pause, expected in [(1, 5), (1, 10), (FORGIVEN_S + 1, 20), (1, 5)]:
        assert await opened(breakers, clock) == expected
        await breakers.admit(LUNA)
        await record(breakers, OK)
        clock.now += pause


async def test_calls_that_were_under_way_do_not_open_it_a_second_time(breakers: Breakers, clock: Clock) -> None:
    await record(breakers, Failure.SERVER, times=50)
    assert await waits(breakers, LUNA) == [5]
    clock.now += 5
    await record(breakers, Failure.SERVER, times=3)
    assert await waits(breakers, LUNA) == [0], "nobody was trying yet"


async def test_an_old_call_that_succeeds_does_not_close_what_is_open(breakers: Breakers) -> None:
    await record(breakers, Failure.AUTH)
    await record(breakers, OK, times=20)
    assert await waits(breakers, LUNA) == [120]


async def test_a_try_whose_worker_died_gives_way_to_another(breakers: Breakers, clock: Clock) -> None:
    await opened(breakers, clock)
    assert await breakers.admit(LUNA) == 0
    clock.now += PROBE_S - 1
    assert await breakers.admit(LUNA) == 1
    clock.now += 1
    assert await waits(breakers, LUNA, LUNA) == [0, LOOK_S]


async def test_a_try_that_was_not_made_after_all_leaves_its_place_to_the_next(breakers: Breakers, clock: Clock) -> None:
    await opened(breakers, clock)
    assert await breakers.admit(LUNA) == 0
    await record(breakers, Failure.NOT_ADMITTED)
    assert await waits(breakers, LUNA, LUNA) == [0, LOOK_S]


async def test_a_model_that_must_wait_does_not_take_its_providers_try(breakers: Breakers, clock: Clock) -> None:
    await record(breakers, Failure.UNKNOWN_MODEL)
    await record(breakers, Failure.CONNECTION, times=3)
    clock.now += 5
    assert await waits(breakers, LUNA, SOL) == [115, 0]


async def test_a_clock_that_was_set_back_leaves_nothing_shut(breakers: Breakers, clock: Clock) -> None:
    await record(breakers, Failure.AUTH)
    await record(breakers, Failure.SERVER, times=5, target=OTHER)
    clock.now -= 2 * LONGEST_S
    assert await waits(breakers, LUNA, OTHER) == [0, 0]


async def test_breakers_are_shown_in_the_order_of_their_targets(breakers: Breakers) -> None:
    for target in (OTHER, SOL, LUNA):
        await record(breakers, Failure.UNKNOWN_MODEL, target=target)
    await record(breakers, Failure.AUTH, target=SOL)
    assert [breaker.target for breaker in await breakers.breakers()] == [OPENAI, LUNA, SOL, OTHER]
