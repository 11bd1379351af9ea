"""Money: no race, crash or late answer passes a cap or loses a cent.

What is tested through `ledger` holds for every version of the protocol: in memory, on SQLite, on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import select

from app.store import counters
from app.store.database import Database
from app.store.ledger import OVERDRAFTS, DatabaseLedger
from app.store.tables import ledger as table
from providers.errors import BudgetExceeded
from providers.memory.ledger import MemoryLedger
from providers.state import Cap, Ledger
from tests.conftest import DIALECTS
from tests.databases import at_once, empty, run

REVIEW = Cap("review:1", "once", 100)
DAY = Cap("installation:1", "2026-11-21", 150)


MEMORY = "memory"
VERSIONS = (MEMORY, *DIALECTS)


@pytest.fixture(params=VERSIONS)
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where the ledger is: in memory, or in an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('_sqlite_migrated'), tmp_path / 'ledger.db')}"
    if request.param == "postgresql":
        url: str = request.getfixturevalue("_postgresql_migrated")
        run(empty(url))
        return url
    return MEMORY


@pytest.fixture
async def ledger(ledger_url: str) -> AsyncIterator[Ledger]:
    """Return an empty ledger; the test runs once on each version."""
    if ledger_url == MEMORY:
        yield MemoryLedger()
        return
    database = await Database.open(ledger_url)
    yield DatabaseLedger(database)
    await database.close()


async def reserve_or_none(ledger: Ledger, *caps: Cap, amount: int = 10) -> str | None:
    """Try to reserve."""
    try:
        return await ledger.reserve(caps, amount)
    except BudgetExceeded:
        return None


async def spent(ledger: Ledger, cap: Cap) -> int:
    """Return what is gone from an account."""
    return cap.limit - await ledger.room([cap])


async def test_a_reservation_counts_under_every_cap_until_it_is_settled(ledger: Ledger) -> None:
    reservation = await ledger.reserve([REVIEW, DAY], 60)
    assert (await spent(ledger, REVIEW), await spent(ledger, DAY)) == (60, 60)
    await ledger.settle(reservation, 25)
    assert (await spent(ledger, REVIEW), await spent(ledger, DAY)) == (25, 25)


async def test_settling_twice_changes_nothing(ledger: Ledger) -> None:
    reservation = await ledger.reserve([REVIEW], 60)
    await ledger.settle(reservation, 25)
    await ledger.settle(reservation, 90)
    assert await spent(ledger, REVIEW) == 25


async def test_settling_what_was_never_reserved_changes_nothing(ledger: Ledger) -> None:
    await ledger.settle("nothing", 90)
    assert await spent(ledger, REVIEW) == 0


async def test_a_full_cap_refuses_and_nothing_is_reserved_under_the_others(ledger: Ledger) -> None:
    await ledger.reserve([DAY], 100)
    with pytest.raises(BudgetExceeded) as refused:
        await ledger.reserve([REVIEW, DAY], 60)
    assert refused.value.scope == DAY.scope
    assert await spent(ledger, REVIEW) == 0


async def test_what_no_account_of_a_cap_could_hold_is_reserved_under_none(ledger: Ledger) -> None:
    with pytest.raises(BudgetExceeded) as refused:
        await ledger.reserve([DAY, REVIEW], 120)
    assert (refused.value.scope, await spent(ledger, DAY)) == (REVIEW.scope, 0)


async def test_the_first_full_cap_is_named(ledger: Ledger) -> None:
    with pytest.raises(BudgetExceeded) as refused:
        await ledger.reserve([REVIEW, DAY], 1000)
    assert refused.value.scope == REVIEW.scope


async def test_a_cap_can_be_filled_to_the_last_micro_dollar(ledger: Ledger) -> None:
    await ledger.reserve([REVIEW], 100)
    with pytest.raises(BudgetExceeded):
        await ledger.reserve([REVIEW], 1)


async def test_an_account_named_twice_is_charged_once_under_its_lower_cap(ledger: Ledger) -> None:
    lower = Cap(REVIEW.scope, REVIEW.period, 50)
    reservation = await ledger.reserve([REVIEW, lower], 40)
    with pytest.raises(BudgetExceeded):
        await ledger.reserve([lower, REVIEW], 20)
    await ledger.settle(reservation, 7)
    assert await spent(ledger, REVIEW) == 7


async def test_many_tasks_together_never_pass_a_cap(ledger: Ledger) -> None:
    tries = [reserve_or_none(ledger, *((REVIEW, DAY) if n % 2 else (DAY, REVIEW))) for n in range(30)]
    reserved = [one for one in await asyncio.gather(*tries) if one]
    assert len(reserved) == 10
    await asyncio.gather(*(ledger.settle(one, 3) for one in reserved))
    assert (await spent(ledger, REVIEW), await spent(ledger, DAY)) == (30, 30)


def test_several_processes_together_never_pass_a_cap(database_url: str) -> None:
    async def spend(barrier: Barrier) -> None:
        database = await Database.open(database_url)
        ledger = DatabaseLedger(database)
        barrier.wait()
        for _ in range(10):
            if (reservation := await reserve_or_none(ledger, REVIEW, DAY)) is not None:
                await ledger.settle(reservation, 10)
        await database.close()

    assert at_once(3, spend) == [0, 0, 0]
    assert run(_accounts(database_url)) == [("installation:1", 0, 100), ("review:1", 0, 100)]


async def _accounts(url: str) -> list[tuple[str, int, int]]:
    database = await Database.open(url)
    async with database.read() as tx:
        rows = await tx.execute(select(table.c.scope, table.c.reserved, table.c.settled).order_by(table.c.scope))
        found = [(row.scope, row.reserved, row.settled) for row in rows]
    await database.close()
    return found


async def test_an_answer_dearer_than_its_reservation_counts_in_full_and_leaves_no_room(ledger: Ledger) -> None:
    reservation = await ledger.reserve([REVIEW, DAY], 60)
    assert await ledger.settle(reservation, 130) == 70
    assert await ledger.settle(reservation, 130) == 0
    assert (await ledger.room([REVIEW]), await ledger.room([DAY]), await ledger.room([REVIEW, DAY])) == (0, 20, 0)
    assert await reserve_or_none(ledger, REVIEW, amount=1) is None
    assert await reserve_or_none(ledger, DAY, amount=20) is not None


async def test_an_answer_within_its_reservation_is_no_overdraft(ledger: Ledger) -> None:
    assert await ledger.settle(await ledger.reserve([REVIEW], 60), 60) == 0


async def test_a_cap_that_is_lowered_holds_from_then_on_and_one_that_is_raised_too(ledger: Ledger) -> None:
    await ledger.settle(await ledger.reserve([REVIEW], 60), 60)
    assert await reserve_or_none(ledger, Cap(REVIEW.scope, REVIEW.period, 65)) is None
    assert await reserve_or_none(ledger, Cap(REVIEW.scope, REVIEW.period, 70)) is not None
    assert await reserve_or_none(ledger, Cap(REVIEW.scope, REVIEW.period, 200), amount=130) is not None


async def test_a_new_period_is_a_new_account(ledger: Ledger) -> None:
    await ledger.reserve([DAY], 150)
    assert await reserve_or_none(ledger, Cap(DAY.scope, "2026-11-22", 150), amount=150) is not None


async def test_the_period_of_the_full_cap_is_told_too(ledger: Ledger) -> None:
    with pytest.raises(BudgetExceeded) as refused:
        await ledger.reserve([DAY], 1000)
    assert refused.value.period == DAY.period


async def test_an_overdraft_is_written_down_on_every_account_and_counted(database: Database) -> None:
    ledger = DatabaseLedger(database)
    await ledger.settle(await ledger.reserve([REVIEW, DAY], 60), 75)
    await ledger.settle(await ledger.reserve([DAY], 10), 4)
    await ledger.settle(await ledger.reserve([DAY], 10), 12)
    async with database.read() as tx:
        rows = {row.scope: row.overdraft for row in await tx.execute(select(table))}
        assert (await counters.read(tx))[OVERDRAFTS] == 2
    assert rows == {REVIEW.scope: 15, DAY.scope: 17}


async def test_a_late_answer_dearer_than_its_reservation_is_an_overdraft_too(database: Database) -> None:
    ledger = DatabaseLedger(database, reserved_ms=0)
    reservation = await ledger.reserve([REVIEW], 60)
    await ledger.sweep()
    assert await ledger.settle(reservation, 65) == 5
    assert await spent(ledger, REVIEW) == 65


async def test_an_abandoned_reservation_counts_as_spent_in_full(database: Database) -> None:
    ledger = DatabaseLedger(database, reserved_ms=0)
    await ledger.reserve([REVIEW], 60)
    assert await ledger.sweep() == 1
    assert await ledger.sweep() == 0
    assert await spent(ledger, REVIEW) == 60


async def test_an_answer_after_the_sweep_corrects_the_account(database: Database) -> None:
    ledger = DatabaseLedger(database, reserved_ms=0)
    reservation = await ledger.reserve([REVIEW], 60)
    await ledger.sweep()
    await ledger.settle(reservation, 5)
    await ledger.settle(reservation, 50)
    assert await spent(ledger, REVIEW) == 5


async def test_a_reservation_in_use_is_not_swept(database: Database) -> None:
    ledger = DatabaseLedger(database)
    await ledger.reserve([REVIEW], 60)
    assert await ledger.sweep() == 0
