"""One account of GitHub's limits for all workers, on both databases."""

from __future__ import annotations

import asyncio
from multiprocessing.synchronize import Barrier

import pytest

from app.github.account import FIRST_REST_S, MANY, WORTH_WAKING, DatabaseAccount
from app.github.clock import Clock
from app.github.limits import CONTENT, CONTENT_PER_HOUR, CONTENT_PER_MINUTE, POINTS
from app.store import spent as store
from app.store.database import Database
from tests.databases import at_once, run

HERE, THERE = 7, 8


@pytest.mark.slow
async def test_what_one_worker_spends_another_has_no_more(database: Database) -> None:
    one, other = DatabaseAccount(database), DatabaseAccount(database)
    taken = await asyncio.gather(*(account.take(HERE, CONTENT, 1) for account in [one, other] * CONTENT_PER_MINUTE))
    assert sum(one.amount for one in taken) == CONTENT_PER_MINUTE
    assert all(0 < one.wait < 70 for one in taken if not one.amount)


def test_several_processes_that_want_the_last_place_do_not_all_get_it(database_url: str) -> None:
    async def want(barrier: Barrier) -> None:
        database = await Database.open(database_url)
        account = DatabaseAccount(database)
        await asyncio.gather(*(account.room(HERE, 1) for _ in range(8)))  # connections cost time, not the race
        barrier.wait()
        await asyncio.gather(*(account.take(HERE, CONTENT, 1) for _ in range(8)))
        await database.close()

    async def spend(amount: int) -> int:
        database = await Database.open(database_url)
        if amount:
            await DatabaseAccount(database).take(HERE, CONTENT, amount)
        left = await DatabaseAccount(database).left()
        await database.close()
        return left[HERE, CONTENT, 3600]

    run(spend(CONTENT_PER_MINUTE - 1))
    assert at_once(3, want) == [0, 0, 0]
    assert run(spend(0)) == CONTENT_PER_HOUR - CONTENT_PER_MINUTE


async def test_installations_have_limits_of_their_own(database: Database) -> None:
    account = DatabaseAccount(database)
    assert (await account.take(HERE, CONTENT, CONTENT_PER_MINUTE)).wait == 0
    assert (await account.take(HERE, CONTENT, 1)).wait > 0
    assert (await account.take(THERE, CONTENT, 1)).wait == 0


async def test_room_is_told_without_spending_it(database: Database) -> None:
    account = DatabaseAccount(database)
    assert await account.room(HERE, CONTENT_PER_MINUTE) == 0
    assert (await account.take(HERE, CONTENT, CONTENT_PER_MINUTE)).wait == 0
    assert await account.room(HERE, 1) > 0


@pytest.mark.slow
async def test_who_waits_waits_for_more_than_one_place(database: Database) -> None:
    """Else hundreds would wake for each place that becomes free."""
    account = DatabaseAccount(database, Clock(speed=1000))
    assert (await account.take(HERE, CONTENT, CONTENT_PER_MINUTE - WORTH_WAKING)).wait == 0
    await asyncio.sleep(1.1)
    assert (await account.take(HERE, CONTENT, WORTH_WAKING)).wait == 0
    alone = (await account.take(HERE, CONTENT, 1)).wait
    assert (await account.take(HERE, CONTENT, WORTH_WAKING)).wait <= alone


async def test_what_github_says_to_one_worker_holds_for_all(database: Database) -> None:
    assert await DatabaseAccount(database).rest(HERE, 30) == 30
    other = DatabaseAccount(database)
    assert 29 < (await other.take(HERE, POINTS, 1)).wait <= 30
    assert 29 < await other.room(HERE, 1) <= 30
    assert (await other.take(THERE, POINTS, 1)).wait == 0


@pytest.mark.slow
async def test_refusals_in_a_row_without_a_time_mean_ever_longer_rests(database: Database) -> None:
    fast = DatabaseAccount(database, Clock(speed=600))
    rests = []
    for _ in range(3):
        rests.append(await fast.rest(HERE, None))
        while not (await fast.take(HERE, POINTS, 1)).amount:
            await asyncio.sleep(0.02)
    assert rests == [FIRST_REST_S, 2 * FIRST_REST_S, 4 * FIRST_REST_S]


async def test_a_time_that_github_names_makes_no_later_rest_longer(database: Database) -> None:
    fast = DatabaseAccount(database, Clock(speed=600))
    for _ in range(3):
        assert await fast.rest(HERE, 30) == 30
        await asyncio.sleep(0.06)
    assert await fast.rest(HERE, None) == FIRST_REST_S


async def test_refusals_of_requests_already_under_way_count_once(database: Database) -> None:
    account = DatabaseAccount(database)
    assert await account.rest(HERE, None) == FIRST_REST_S
    assert FIRST_REST_S - 1 < await account.rest(HERE, None) <= FIRST_REST_S
    assert (await account.rest(HERE, 90)) == 90


async def test_blocks_are_given_only_while_there_is_plenty(database: Database) -> None:
    account = DatabaseAccount(database)
    amounts = [(await account.take(HERE, CONTENT, 1, block=10)).amount for _ in range(6)]
    assert amounts == [10, 10, 10, 10, 1, 1]


async def test_what_is_left_is_told_by_installation(database: Database) -> None:
    account = DatabaseAccount(database)
    await account.take(HERE, CONTENT, 10)
    left = await account.left()
    assert left[HERE, CONTENT, 60] == CONTENT_PER_MINUTE - 10
    assert left[HERE, POINTS, 60] == 900


async def test_old_slots_do_not_pile_up(database: Database) -> None:
    async with database.begin() as tx:
        for second in range(3 * MANY):
            await store.add(tx, HERE, POINTS, second * 1000, 1)
            await store.add(tx, THERE, POINTS, second * 1000, 1)
    await DatabaseAccount(database).take(HERE, POINTS, 1)
    async with database.read() as tx:
        left = await store.slots(tx, HERE, POINTS)
        others = await store.slots(tx, THERE, POINTS)
    assert list(left[POINTS].values()) == [1]
    assert len(others[POINTS]) == 3 * MANY
