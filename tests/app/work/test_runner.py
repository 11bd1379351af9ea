"""A job is done under its lease: by one worker, again when more is wanted, later when it failed."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import update

from app.errors import Deferred, Retryable, Superseded, Terminal
from app.intake.intent import Delivery, Intent, Wanted
from app.store import jobs
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.jobs import JobState
from app.store.leases import Lease
from app.store.tables import jobs as jobs_table
from tests.app.work.runs import runner, state, want


async def test_two_wake_ups_do_the_job_once(database: Database) -> None:
    done: list[int] = []

    async def handler(lease: Lease) -> None:
        await asyncio.sleep(0.05)
        done.append(lease.generation)

    job_id = await want(database)
    worker = runner(database, handler)
    await asyncio.gather(worker.run(job_id), worker.run(job_id), runner(database, handler).run(job_id))
    assert done == [1]
    assert (await state(database, job_id)).state is JobState.DONE


async def test_log_lines_name_the_deliveries_that_asked_for_the_job(database: Database) -> None:
    seen: list[object] = []

    async def handler(_: Lease) -> None:
        seen.append(structlog.contextvars.get_contextvars()["deliveries"])

    inbox = Inbox(database)
    delivery = Delivery("guid-1", "pull_request", "opened", 7, 1, "0" * 64)
    accepted = await inbox.accept(delivery, Intent(jobs=(Wanted("review", "1/1", 7),)))
    await runner(database, handler).run(accepted.job_ids[0])
    assert seen == [("guid-1",)]


async def test_what_is_wanted_while_it_runs_is_done_after_it(database: Database) -> None:
    generations: list[int] = []

    async def handler(lease: Lease) -> None:
        generations.append(lease.generation)
        if len(generations) == 1:
            await want(database)

    job_id = await want(database)
    await runner(database, handler).run(job_id)
    assert generations == [1, 2]


async def test_a_retryable_failure_waits_at_least_as_long_as_it_was_told(database: Database) -> None:
    async def handler(_: Lease) -> None:
        raise Retryable("rate limited", after=120)

    job_id = await want(database)
    await runner(database, handler).run(job_id)
    job = await state(database, job_id)
    assert job.state is JobState.WAITING
    assert job.last_error == "rate limited"
    async with database.read() as tx:
        assert await jobs.due(tx, 10) == ()


async def test_a_terminal_failure_is_the_end_until_something_new_is_wanted(database: Database) -> None:
    calls: list[int] = []

    async def handler(lease: Lease) -> None:
        calls.append(lease.generation)
        raise Terminal("no access")

    job_id = await want(database)
    await runner(database, handler).run(job_id)
    await runner(database, handler).run(job_id)
    assert calls == [1]
    assert (await state(database, job_id)).state is JobState.FAILED
    await want(database)
    await runner(database, handler).run(job_id)
    assert calls == [1, 2]


async def test_a_bug_does_not_take_the_worker_down_and_is_tried_again(database: Database) -> None:
    async def handler(_: Lease) -> None:
        raise ZeroDivisionError

    job_id = await want(database)
    await runner(database, handler).run(job_id)
    assert (await state(database, job_id)).state is JobState.WAITING


async def test_a_worker_that_shuts_down_hands_its_job_back_at_once(database: Database) -> None:
    started = asyncio.Event()

    async def handler(_: Lease) -> None:
        started.set()
        await asyncio.Event().wait()

    job_id = await want(database)
    task = asyncio.create_task(runner(database, handler).run(job_id))
    await started.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with database.read() as tx:
        assert await jobs.due(tx, 10) == (job_id,)


async def test_waiting_for_ones_turn_is_no_attempt(database: Database) -> None:
    async def handler(_: Lease) -> None:
        raise Deferred("rate limited", after=30)

    job_id = await want(database)
    await runner(database, handler).run(job_id)
    job = await state(database, job_id)
    assert (job.state, job.attempts, job.crashes) == (JobState.WAITING, 0, 0)
    assert job.not_before is not None


async def test_superseded_work_is_done_again_at_once_and_in_a_storm_ever_later(database: Database) -> None:
    runs: list[int] = []

    async def handler(lease: Lease) -> None:
        runs.append(lease.superseded)
        raise Superseded("the head moved on")

    job_id = await want(database)
    await runner(database, handler).run(job_id)
    assert runs == [0, 1]
    job = await state(database, job_id)
    assert job.done_generation == 0
    assert job.not_before is not None


async def test_a_handler_learns_that_something_newer_is_wanted(database: Database) -> None:
    told: list[bool] = []

    async def handler(lease: Lease) -> None:
        if lease.generation == 1:
            await want(database)
            await asyncio.wait_for(lease.hold.newer.wait(), 10)
        told.append(lease.hold.newer.is_set())

    job_id = await want(database)
    await runner(database, handler, lease_ms=800).run(job_id)
    assert told == [True, False]


async def test_a_handler_whose_lease_is_lost_is_stopped(database: Database) -> None:
    stopped = asyncio.Event()

    async def handler(lease: Lease) -> None:
        async with database.begin() as tx:
            await tx.execute(update(jobs_table).values(fence=lease.fence + 1))
        try:
            await asyncio.sleep(30)
        finally:
            stopped.set()

    job_id = await want(database)
    await asyncio.wait_for(runner(database, handler, lease_ms=800).run(job_id), 10)
    assert stopped.is_set()
    assert (await state(database, job_id)).fence == 2


async def test_a_kind_of_a_newer_version_is_left_to_newer_workers(database: Database) -> None:
    async def handler(_: Lease) -> None:
        raise AssertionError

    async with database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "invented_later", "1/1", 7)
    await runner(database, handler).run(job_id)
    assert (await state(database, job_id)).state is JobState.WAITING
