"""Money: no race, crash or late answer passes a cap or loses a cent."""

from __future__ import annotations

import asyncio
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import select

from app.store.database import Database
from app.store.ledger import DatabaseLedger
from app.store.tables import ledger as table
from providers.errors import BudgetExceeded
from providers.state import Cap, Ledger
from tests.databases import at_once, run

REVIEW = Cap("review:1", "once", 100)
DAY = Cap("installation:1", "2026-11-21", 150)


async def reserve_or_none(ledger: Ledger, *caps: Cap, amount: int = 10) -> str | None:
    """Try to reserve."""
    try:
        return await ledger.reserve(caps, amount)
    except BudgetExceeded:
        return None


async def spent(ledger: DatabaseLedger, cap: Cap) -> int:
    """Return what is gone from an account."""
    return await ledger.spent(cap.scope, cap.period)


async def test_a_reservation_counts_under_every_cap_until_it_is_settled(database: Database) -> None:
    ledger = DatabaseLedger(database)
    reservation = await ledger.reserve([REVIEW, DAY], 60)
    assert (await spent(ledger, REVIEW), await spent(ledger, DAY)) == (60, 60)
    await ledger.settle(reservation, 25)
    assert (await spent(ledger, REVIEW), await spent(ledger, DAY)) == (25, 25)


async def test_settling_twice_changes_nothing(database: Database) -> None:
    ledger = DatabaseLedger(database)
    reservation = await ledger.reserve([REVIEW], 60)
    await ledger.settle(reservation, 25)
    await ledger.settle(reservation, 90)
    assert await spent(ledger, REVIEW) == 25


async def test_settling_what_was_never_reserved_changes_nothing(database: Database) -> None:
    ledger = DatabaseLedger(database)
    await ledger.settle("nothing", 90)
    assert await spent(ledger, REVIEW) == 0


async def test_a_full_cap_refuses_and_nothing_is_reserved_under_the_others(database: Database) -> None:
    ledger = DatabaseLedger(database)
    await ledger.reserve([DAY], 100)
    with pytest.raises(BudgetExceeded) as refused:
        await ledger.reserve([REVIEW, DAY], 60)
    assert refused.value.scope == DAY.scope
    assert await spent(ledger, REVIEW) == 0


async def test_the_first_full_cap_is_named(database: Database) -> None:
    ledger = DatabaseLedger(database)
    with pytest.raises(BudgetExceeded) as refused:
        await ledger.reserve([REVIEW, DAY], 1000)
    assert refused.value.scope == REVIEW.scope


async def test_a_cap_can_be_filled_to_the_last_micro_dollar(database: Database) -> None:
    ledger = DatabaseLedger(database)
    await ledger.reserve([REVIEW], 100)
    with pytest.raises(BudgetExceeded):
        await ledger.reserve([REVIEW], 1)


async def test_an_account_named_twice_is_charged_once_under_its_lower_cap(database: Database) -> None:
    ledger = DatabaseLedger(database)
    lower = Cap(REVIEW.scope, REVIEW.period, 50)
    reservation = await ledger.reserve([REVIEW, lower], 40)
    with pytest.raises(BudgetExceeded):
        await ledger.reserve([lower, REVIEW], 20)
    await ledger.settle(reservation, 7)
    assert await spent(ledger, REVIEW) == 7


async def test_many_tasks_together_never_pass_a_cap(database: Database) -> None:
    ledger = DatabaseLedger(database)
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
