"""A review that a spent budget left half asked is done again with the next one, and no storm breaks at midnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert, select

from app.store import counters, jobs, postponed, purge, tables
from app.store.database import Database
from app.store.jobs import Job
from app.store.postponed import Postponed
from app.work.caps import turn
from app.work.resuming import EVERY_S, RESUMED, Resuming, ms

EVENING = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
DAY, MONTH = ("installation:1", "2026-11-20"), ("installation:1", "2026-11")
PACE_MS = 20_000


def waiting(number: int, installation_id: int = 1) -> Postponed:
    return Postponed(7, number, installation_id, (DAY, MONTH))


def resuming(database: Database, at: datetime = EVENING + timedelta(hours=2)) -> Resuming:
    return Resuming(database, PACE_MS, clock=lambda: at)


async def put(database: Database, *reviews: Postponed, resume_ms: int = 1) -> None:
    async with database.begin() as tx:
        for one in reviews:
            await postponed.put(tx, one, resume_ms)


async def left(database: Database) -> dict[int, int]:
    """Return the time of everything that waits, by number."""
    async with database.read() as tx:
        return {row.number: row.resume_ms for row in await tx.execute(select(tables.postponed))}


async def job(database: Database, number: int) -> Job | None:
    async with database.read() as tx:
        return await jobs.named(tx, "review", f"7/{number}")


async def book(database: Database, scope: str, period: str, share: float) -> None:
    async with database.begin() as tx:
        row = {"scope": scope, "period": period, "cap": 1000, "reserved": 0, "settled": int(1000 * share)}
        await tx.execute(insert(tables.ledger).values(**row))


async def test_it_waits_until_its_time_has_come(database: Database) -> None:
    await put(database, waiting(3), resume_ms=2**50)
    assert await resuming(database).turn() == 0
    assert await job(database, 3) is None
    assert set(await left(database)) == {3}


async def test_it_is_reviewed_again_in_full_when_its_time_has_come(database: Database) -> None:
    await put(database, waiting(3))
    assert await resuming(database).turn() == 1
    raised = await job(database, 3)
    assert raised is not None
    assert (raised.wanted_generation, raised.redo_generation, raised.quiet, raised.installation_id) == (1, 1, False, 1)
    assert await left(database) == {}
    async with database.read() as tx:
        assert (await counters.read(tx))[RESUMED] == 1


async def test_it_is_raised_once_however_many_workers_look(database: Database) -> None:
    await put(database, waiting(3))
    assert [await resuming(database).turn(), await resuming(database).turn()] == [1, 0]
    raised = await job(database, 3)
    assert raised is not None
    assert raised.wanted_generation == 1


async def test_a_worker_looks_once_a_minute(database: Database) -> None:
    chore = resuming(database)
    await chore.turn()
    await put(database, waiting(3))
    assert await chore.turn() == 0


async def test_those_of_an_installation_begin_one_after_the_other(database: Database) -> None:
    """And what has no turn within the next look waits on, since the money may be gone again by then."""
    await put(database, *(waiting(number) for number in range(1, 8)), waiting(9, installation_id=2))
    chore = resuming(database)
    raised = await chore.turn()
    at_most = EVERY_S * 1000 / PACE_MS + 1
    assert raised == at_most + 1  # and that of the other installation
    times = [one.not_before or 0 for number in range(1, 8) if (one := await job(database, number)) is not None]
    gaps = [later - before for before, later in pairwise(times[1:])]
    assert times[0] == 0
    assert all(abs(gap - PACE_MS) < PACE_MS / 2 for gap in gaps)
    other = await job(database, 9)
    assert other is not None
    assert other.not_before is None
    assert len(await left(database)) == 7 - at_most
    assert min((await left(database)).values()) > ms(chore.clock())


async def test_a_second_worker_goes_on_behind_what_the_first_one_raised(database: Database) -> None:
    await put(database, *(waiting(number) for number in range(1, 8)))
    await resuming(database).turn()
    await put(database, waiting(8))
    assert await resuming(database).turn() == 0


@pytest.mark.parametrize(
    ("account", "later"),
    [(("installation:1", "2026-11-21"), turn("2026-11-21")), (MONTH, turn("2026-11"))],
    ids=["the new day is spent too", "the month is spent"],
)
async def test_what_is_spent_again_is_waited_for_again(
    database: Database, account: tuple[str, str], later: datetime
) -> None:
    await put(database, waiting(3))
    await book(database, *account, share=0.96)
    assert await resuming(database).turn() == 0
    assert await left(database) == {3: ms(later)}
    assert await job(database, 3) is None


async def test_what_was_spent_the_day_before_holds_nobody_up(database: Database) -> None:
    await put(database, waiting(3))
    await book(database, *DAY, share=1.0)
    await book(database, *MONTH, share=0.5)
    assert await resuming(database).turn() == 1


async def test_an_installation_without_any_money_waits_for_ever(database: Database) -> None:
    await put(database, waiting(3))
    async with database.begin() as tx:
        none = {"scope": "installation:1", "period": "2026-11-21", "cap": 0, "reserved": 0, "settled": 0}
        await tx.execute(insert(tables.ledger).values(**none))
    assert await resuming(database).turn() == 0


async def test_a_later_review_that_left_nothing_out_ends_the_waiting(database: Database) -> None:
    await put(database, waiting(3), waiting(4))
    async with database.begin() as tx:
        await postponed.drop(tx, 7, 3)
    assert set(await left(database)) == {4}


async def test_the_newest_review_of_a_pull_request_counts(database: Database) -> None:
    await put(database, waiting(3), resume_ms=5)
    await put(database, waiting(3), resume_ms=9)
    assert await left(database) == {3: 9}


async def test_what_an_installation_waits_for_goes_with_it(database: Database) -> None:
    async with database.begin() as tx:
        known = {"id": 7, "installation_id": 1, "full_name": "octo/shop", "removed": False}
        await tx.execute(insert(tables.repositories).values(**known))
    await put(database, waiting(3))
    await book(database, "repository:7", "2026-11-20", share=0.5)
    await book(database, "repository:70", "2026-11-20", share=0.5)
    await purge.purge(database, 1)
    assert await left(database) == {}
    async with database.read() as tx:
        scopes = set((await tx.execute(select(tables.ledger.c.scope))).scalars())
    assert scopes == {"repository:70"}
