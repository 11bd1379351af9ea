"""One account of GitHub's limits for all workers, on both databases."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from app.github.account import FIRST_REST_S, WORTH_WAKING, DatabaseAccount
from app.github.clock import Clock
from app.github.limits import CONTENT, CONTENT_PER_MINUTE, POINTS
from app.store.database import Database
from app.store.tables import spent

HERE, THERE = 7, 8


async def test_what_one_worker_spends_another_has_no_more(database: Database) -> None:
    one, other = DatabaseAccount(database), DatabaseAccount(database)
    taken = await asyncio.gather(*(account.take(HERE, CONTENT, 1) for account in [one, other] * CONTENT_PER_MINUTE))
    assert taken.count(0) == CONTENT_PER_MINUTE
    assert all(0 < waiting < 70 for waiting in taken if waiting)


async def test_installations_have_limits_of_their_own(database: Database) -> None:
    account = DatabaseAccount(database)
    assert await account.take(HERE, CONTENT, CONTENT_PER_MINUTE) == 0
    assert await account.take(HERE, CONTENT, 1) > 0
    assert await account.take(THERE, CONTENT, 1) == 0


async def test_room_is_told_without_spending_it(database: Database) -> None:
    account = DatabaseAccount(database)
    assert await account.room(HERE, CONTENT_PER_MINUTE) == 0
    assert await account.take(HERE, CONTENT, CONTENT_PER_MINUTE) == 0
    assert await account.room(HERE, 1) > 0


async def test_who_waits_waits_for_more_than_one_place(database: Database) -> None:
    """Else hundreds would wake for each place that becomes free."""
    account = DatabaseAccount(database, Clock(speed=1000))
    assert await account.take(HERE, CONTENT, CONTENT_PER_MINUTE - WORTH_WAKING) == 0
    await asyncio.sleep(1.1)
    assert await account.take(HERE, CONTENT, WORTH_WAKING) == 0
    alone = await account.take(HERE, CONTENT, 1)
    assert await account.take(HERE, CONTENT, WORTH_WAKING) <= alone


async def test_what_github_says_to_one_worker_holds_for_all(database: Database) -> None:
    assert await DatabaseAccount(database).rest(HERE, 30) == 30
    other = DatabaseAccount(database)
    assert 29 < await other.take(HERE, POINTS, 1) <= 30
    assert 29 < await other.room(HERE, 1) <= 30
    assert await other.take(THERE, POINTS, 1) == 0


async def test_refusals_in_a_row_without_a_time_mean_ever_longer_rests(database: Database) -> None:
    fast = DatabaseAccount(database, Clock(speed=600))
    rests = []
    for _ in range(3):
        rests.append(await fast.rest(HERE, None))
        while await fast.take(HERE, POINTS, 1):
            await asyncio.sleep(0.02)
    assert rests == [FIRST_REST_S, 2 * FIRST_REST_S, 4 * FIRST_REST_S]


async def test_refusals_of_requests_already_under_way_count_once(database: Database) -> None:
    account = DatabaseAccount(database)
    assert await account.rest(HERE, None) == FIRST_REST_S
    assert FIRST_REST_S - 1 < await account.rest(HERE, None) <= FIRST_REST_S
    assert (await account.rest(HERE, 90)) == 90


async def test_what_is_left_is_told_by_installation(database: Database) -> None:
    account = DatabaseAccount(database)
    await account.take(HERE, CONTENT, 10)
    left = await account.left()
    assert left[HERE, CONTENT, 60] == CONTENT_PER_MINUTE - 10
    assert left[HERE, POINTS, 60] == 900


async def test_old_slots_do_not_pile_up(database: Database) -> None:
    account = DatabaseAccount(database, Clock(speed=36_000))
    for _ in range(4):
        await account.take(HERE, POINTS, 1)
        await asyncio.sleep(0.3)
    async with database.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(spent))).scalar_one() <= 3
