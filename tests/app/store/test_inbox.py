"""The inbox: durable when accepted, one commit for all that wait, and no twin for a redelivery."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import StoreUnavailable
from app.intake.intent import Delivery, Intent, KnownInstallation, KnownRepository, Wanted
from app.store import connection, installations, jobs, leases
from app.store.database import Database
from app.store.inbox import Accepted, Inbox
from app.store.tables import deliveries
from app.store.tables import installations as installations_table
from app.store.tables import jobs as jobs_table

REVIEW = Intent(jobs=(Wanted("review", "7/3", 1),))
IGNORED = Intent(ignored="nothing to review")


def delivery(key: str, *, action: str = "opened", repository_id: int = 7) -> Delivery:
    """Return a delivery of that id."""
    return Delivery(key, "pull_request", action, 1, repository_id, "0" * 64)


@pytest.fixture
async def inbox(database: Database) -> AsyncIterator[Inbox]:
    opened = Inbox(database)
    yield opened
    await opened.close()


async def states(database: Database) -> dict[str, str]:
    """Return the state of each delivery by id."""
    async with database.read() as tx:
        return {row.id: row.state for row in await tx.execute(select(deliveries.c.id, deliveries.c.state))}


async def test_an_accepted_delivery_is_durable_and_its_job_is_wanted(database_url: str, inbox: Inbox) -> None:
    accepted = await inbox.accept(delivery("a"), REVIEW)
    other = await Database.open(database_url)
    async with other.read() as tx:
        assert await jobs.due(tx, 10) == accepted.job_ids
    assert await states(other) == {"a": "received"}
    await other.close()


async def test_an_ignored_delivery_is_recorded_with_the_reason(database: Database, inbox: Inbox) -> None:
    assert await inbox.accept(delivery("a"), IGNORED) == Accepted((), False)
    async with database.read() as tx:
        row = (await tx.execute(select(deliveries.c.state, deliveries.c.reason))).one()
    assert tuple(row) == ("ignored", "nothing to review")


async def test_a_delivery_that_asks_for_no_job_is_done_at_once(database: Database, inbox: Inbox) -> None:
    await inbox.accept(delivery("a"), Intent(installations=(KnownInstallation(1, "octo", "User", "active"),)))
    assert await states(database) == {"a": "done"}


async def test_a_redelivery_not_worked_yet_reports_its_jobs_and_wants_no_more(database: Database, inbox: Inbox) -> None:
    first = await inbox.accept(delivery("a"), REVIEW)
    assert await inbox.accept(delivery("a"), REVIEW) == Accepted(first.job_ids, True)
    async with database.read() as tx:
        assert await jobs.wanted(tx, first.job_ids[0]) == 1


async def test_a_redelivery_of_what_is_done_does_nothing(database: Database, inbox: Inbox) -> None:
    (job_id,) = (await inbox.accept(delivery("a"), REVIEW)).job_ids
    async with database.begin() as tx:
        lease = await leases.acquire(tx, job_id, "w")
        assert lease is not None
        await leases.finish(tx, lease, lease.generation)
    assert await states(database) == {"a": "done"}
    assert await inbox.accept(delivery("a"), REVIEW) == Accepted((), True)
    async with database.read() as tx:
        assert await jobs.due(tx, 10) == ()


async def test_a_hundred_copies_at_once_are_one_job_wanted_once(database: Database, inbox: Inbox) -> None:
    accepted = await asyncio.gather(*(inbox.accept(delivery("a"), REVIEW) for _ in range(100)))
    assert len({one.job_ids for one in accepted}) == 1
    assert sum(not one.duplicate for one in accepted) == 1
    async with database.read() as tx:
        assert await jobs.wanted(tx, accepted[0].job_ids[0]) == 1


async def test_copies_that_come_to_two_processes_are_one_job_wanted_once(
    database_url: str, database: Database, inbox: Inbox
) -> None:
    other = await Database.open(database_url)
    elsewhere = Inbox(other)
    keys = [f"d{n}" for n in range(40)]
    accepted = await asyncio.gather(
        *(inbox.accept(delivery(key), REVIEW) for key in keys),
        *(elsewhere.accept(delivery(key), REVIEW) for key in reversed(keys)),
    )
    await elsewhere.close()
    await other.close()
    assert sum(not one.duplicate for one in accepted) == 40
    assert len(await states(database)) == 40


@pytest.mark.slow
async def test_a_push_storm_is_one_job_and_every_delivery_waits_for_its_last_generation(
    database: Database, inbox: Inbox
) -> None:
    accepted = await asyncio.gather(*(inbox.accept(delivery(f"d{n}"), REVIEW) for n in range(500)))
    (job_id,) = {one.job_ids[0] for one in accepted}
    async with database.begin() as tx:
        assert await jobs.wanted(tx, job_id) <= 10  # a batch raises a job once
        lease = await leases.acquire(tx, job_id, "w")
        assert lease is not None
        assert await leases.finish(tx, lease, lease.generation) is False
    assert set((await states(database)).values()) == {"done"}


@pytest.mark.slow
async def test_deliveries_that_wait_together_share_a_commit(
    database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = 0
    begin = database.begin

    def counted() -> AbstractAsyncContextManager[AsyncConnection]:
        nonlocal begun
        begun += 1
        return begin()

    monkeypatch.setattr(database, "begin", counted)
    await asyncio.gather(*(inbox.accept(delivery(f"d{n}"), REVIEW) for n in range(200)))
    assert begun <= 2


async def test_one_that_cannot_be_stored_fails_alone(database: Database, inbox: Inbox) -> None:
    bad = inbox.accept(delivery("bad", repository_id=2**70), REVIEW)
    good = [inbox.accept(delivery(f"d{n}"), REVIEW) for n in range(5)]
    failed, *accepted = await asyncio.gather(bad, *good, return_exceptions=True)
    assert isinstance(failed, Exception)
    assert not isinstance(failed, StoreUnavailable)
    assert all(isinstance(one, Accepted) for one in accepted)
    assert len(await states(database)) == 5


async def test_hostile_text_is_accepted(database: Database, inbox: Inbox) -> None:
    known = KnownRepository(7, 1, "octo/\0shop\udcff")
    await inbox.accept(delivery("a", action="\0\ud800"), Intent(repositories=(known,)))
    async with database.read() as tx:
        found = await installations.find_repository(tx, 7)
    assert found is not None
    assert found.full_name == "octo/\ufffdshop\ufffd"


async def test_one_who_gives_up_waiting_does_not_harm_the_others(database: Database, inbox: Inbox) -> None:
    impatient = asyncio.create_task(inbox.accept(delivery("a"), REVIEW))
    patient = asyncio.create_task(inbox.accept(delivery("b"), REVIEW))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).duplicate is False
    await inbox.close()
    assert set(await states(database)) == {"a", "b"}


async def test_every_waiter_of_a_batch_that_could_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 20)
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    await database.migrate()
    inbox = Inbox(database)
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = (inbox.accept(delivery(f"d{n}"), REVIEW) for n in range(3))
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in told] == [StoreUnavailable] * 3
    other.execute("ROLLBACK")
    assert (await inbox.accept(delivery("d0"), REVIEW)).duplicate is False
    other.close()
    await database.close()


async def test_a_flush_that_breaks_leaves_nobody_waiting(
    database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.inbox._accept", None)
    told = await asyncio.gather(*(inbox.accept(delivery(f"d{n}"), REVIEW) for n in range(3)), return_exceptions=True)
    assert [type(one) for one in told] == [StoreUnavailable] * 3
    assert inbox._flushing is not None
    with pytest.raises(TypeError):
        await inbox._flushing


async def test_what_a_payload_does_not_say_is_kept(database: Database, inbox: Inbox) -> None:
    full = KnownRepository(7, 1, "octo/shop", default_branch="main", private=True)
    await inbox.accept(delivery("a"), Intent(repositories=(full,)))
    await inbox.accept(delivery("b"), Intent(repositories=(KnownRepository(7, 1, "octo/store"),)))
    async with database.read() as tx:
        known = await installations.find_repository(tx, 7)
    assert known == KnownRepository(7, 1, "octo/store", default_branch="main", private=True)


async def test_what_is_known_already_is_not_written_again(database: Database, inbox: Inbox) -> None:
    known = Intent(installations=(KnownInstallation(1, "octo", None, "active"),))
    await inbox.accept(delivery("a"), known)
    column = installations_table.c.updated_ms
    async with database.begin() as tx:
        before = (await tx.execute(select(column))).scalar_one()
    await inbox.accept(delivery("b"), known)
    async with database.begin() as tx:
        assert (await tx.execute(select(column))).scalar_one() == before
        suspended = KnownInstallation(1, "octo", None, "suspended")
        await installations.save_installations(tx, [suspended])
        assert await installations.find_installation(tx, 1) == suspended


async def test_several_jobs_of_one_delivery_are_raised_together(database: Database, inbox: Inbox) -> None:
    intent = Intent(jobs=(Wanted("review", "7/1", 1), Wanted("review", "7/2", 1), Wanted("review", "7/1", 1)))
    accepted = await inbox.accept(delivery("a"), intent)
    assert len(accepted.job_ids) == 2
    async with database.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(jobs_table))).scalar_one() == 2
