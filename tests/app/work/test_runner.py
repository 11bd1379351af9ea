"""A job is done under its lease: by one worker, again when more is wanted, later when it failed."""

from __future__ import annotations

import asyncio

import structlog

from app.errors import Retryable, Terminal
from app.intake.intent import Delivery, Intent, Wanted
from app.store import jobs
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.jobs import Job, JobState
from app.store.leases import Lease
from app.work.runner import Handler, Runner


async def want(database: Database) -> int:
    async with database.begin() as tx:
        return await jobs.raise_wanted(tx, "review", "1/1", 7)


async def state(database: Database, job_id: int) -> Job:
    async with database.read() as tx:
        job = await jobs.find(tx, job_id)
    assert job is not None
    return job


def runner(database: Database, handler: Handler) -> Runner:
    return Runner(database, {"review": handler}, owner="test", concurrency=4)


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
