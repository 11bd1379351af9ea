"""Work that cannot be done is answered for; what kills its workers is put away, and only that."""

from __future__ import annotations

import asyncio

from app.errors import Retryable
from app.store import counters, jobs
from app.store.database import Database
from app.store.jobs import POISON_CRASHES, JobState
from app.store.leases import Lease
from app.work.runner import MAX_ATTEMPTS
from tests.app.work.runs import at_once, lose, runner, state, want


async def test_a_failure_that_does_not_pass_is_answered_for_and_ends(database: Database) -> None:
    answered: list[str] = []

    async def handler(_: Lease) -> None:
        raise Retryable("GitHub is down")

    async def give_up(_: Lease, reason: str) -> None:
        answered.append(reason)

    job_id = await want(database)
    worker = runner(database, handler, give_up=give_up)
    for _ in range(MAX_ATTEMPTS):
        assert answered == []
        await at_once(database)
        await worker.run(job_id)
    assert answered == ["GitHub is down"]
    assert (await state(database, job_id)).state is JobState.FAILED


async def test_what_cannot_be_answered_for_now_is_answered_for_later(database: Database) -> None:
    async def handler(_: Lease) -> None:
        raise Retryable("GitHub is down")

    job_id = await want(database)
    worker = runner(database, handler, give_up=lambda _lease, _reason: handler(_lease))
    for _ in range(MAX_ATTEMPTS + 2):
        await at_once(database)
        await worker.run(job_id)
    assert (await state(database, job_id)).state is JobState.WAITING


async def test_a_change_that_kills_its_worker_three_times_is_put_away_and_answered_for(database: Database) -> None:
    ran: list[int] = []
    answered: list[str] = []

    async def handler(lease: Lease) -> None:
        ran.append(lease.crashes)

    async def give_up(_: Lease, reason: str) -> None:
        answered.append(reason)

    job_id = await want(database)
    for _ in range(POISON_CRASHES):
        await lose(database, job_id)
    await runner(database, handler, give_up=give_up).run(job_id)
    job = await state(database, job_id)
    assert (job.state, ran) == (JobState.QUARANTINED, [])
    assert f"diffdiver queue release {job_id}" in answered[0]
    async with database.begin() as tx:
        assert await jobs.due(tx, 10) == ()
        assert await jobs.release(tx, job_id)
    await runner(database, handler, give_up=give_up).run(job_id)
    assert (ran, (await state(database, job_id)).state) == ([0], JobState.DONE)


async def test_a_bug_met_three_times_puts_the_job_away(database: Database) -> None:
    async def handler(_: Lease) -> None:
        raise ZeroDivisionError

    job_id = await want(database)
    worker = runner(database, handler)
    for _ in range(POISON_CRASHES + 1):
        await at_once(database)
        await worker.run(job_id)
    assert (await state(database, job_id)).state is JobState.QUARANTINED


async def test_a_new_event_gives_what_was_put_away_one_more_try(database: Database) -> None:
    job_id = await want(database)
    for _ in range(POISON_CRASHES):
        await lose(database, job_id)

    async def handler(_: Lease) -> None:
        raise ZeroDivisionError

    worker = runner(database, handler)
    await worker.run(job_id)
    await want(database)
    await worker.run(job_id)
    assert (await state(database, job_id)).state is JobState.WAITING
    await at_once(database)
    await worker.run(job_id)
    assert (await state(database, job_id)).state is JobState.QUARANTINED


async def test_a_job_under_suspicion_runs_with_nothing_beside_it(database: Database) -> None:
    beside: list[tuple[str, int]] = []
    running = 0

    async def handler(lease: Lease) -> None:
        nonlocal running
        running += 1
        await asyncio.sleep(0.05)
        beside.append((lease.subject, running))
        running -= 1

    async with database.begin() as tx:
        ids = [await jobs.raise_wanted(tx, "review", f"1/{number}", 7) for number in range(4)]
    for _ in range(POISON_CRASHES - 1):
        await lose(database, ids[0])
    worker = runner(database, handler)
    await asyncio.gather(*(worker.run(job_id) for job_id in ids))
    assert dict(beside)["1/0"] == 1
    assert max(number for _, number in beside) > 1


async def test_a_lost_holder_is_counted_and_what_it_left_is_looked_for_later(database: Database) -> None:
    async def handler(_: Lease) -> None:
        return

    job_id = await want(database)
    await lose(database, job_id)
    await runner(database, handler, heal={"review": "settle"}).run(job_id)
    async with database.read() as tx:
        healer = await jobs.named(tx, "settle", "1/1")
        counted = await counters.read(tx)
    assert healer is not None
    assert healer.not_before is not None
    assert counted["takeovers"] == 1
