"""Jobs: wanted and done, leases that one worker holds at a time, and what happens when it loses one."""

from __future__ import annotations

import asyncio

from sqlalchemy import insert, select, update

from app.intake.intent import Wanted
from app.store import jobs, leases, waiting
from app.store.clock import now
from app.store.database import Database
from app.store.jobs import Job, JobState
from app.store.leases import Lease
from app.store.tables import deliveries
from app.store.tables import jobs as table

SUBJECT = "7/3"


async def raised(database: Database, kind: str = "review", subject: str = SUBJECT) -> int:
    """Want a job done."""
    async with database.begin() as tx:
        return await jobs.raise_wanted(tx, kind, subject, 1)


async def taken(database: Database, job_id: int, owner: str = "w1", lease_ms: int = 60_000) -> Lease | None:
    """Try to take a lease."""
    async with database.begin() as tx:
        return await leases.acquire(tx, job_id, owner, lease_ms)


async def held(database: Database, lease_ms: int = 60_000) -> Lease:
    """Return the lease of a job that was just raised."""
    lease = await taken(database, await raised(database), lease_ms=lease_ms)
    assert lease is not None
    return lease


async def stands(database: Database, job_id: int) -> Job:
    """Return the job's row."""
    async with database.read() as tx:
        job = await jobs.find(tx, job_id)
    assert job is not None
    return job


async def ready(database: Database) -> tuple[int, ...]:
    """Return the jobs that could be worked on."""
    async with database.read() as tx:
        return await jobs.due(tx, 10)


async def test_raising_twice_is_one_job_wanted_twice(database: Database) -> None:
    first, second = await raised(database), await raised(database)
    assert first == second
    job = await stands(database, first)
    assert (job.wanted_generation, job.done_generation, job.state) == (2, 0, JobState.WAITING)


async def test_raising_several_names_each_once(database: Database) -> None:
    wanted = [Wanted("review", "7/1", 1), Wanted("review", "7/2", None), Wanted("review", "7/1", 1)]
    async with database.begin() as tx:
        result = await jobs.raise_all(tx, wanted)
    assert {key: one.generation for key, one in result.items()} == {("review", "7/1"): 1, ("review", "7/2"): 1}


async def test_raising_nothing_raises_nothing(database: Database) -> None:
    async with database.begin() as tx:
        assert await jobs.raise_all(tx, []) == {}


async def test_the_lease_tells_what_is_wanted(database: Database) -> None:
    job_id = await raised(database)
    await raised(database)
    assert await taken(database, job_id) == Lease(job_id, "review", SUBJECT, 1, generation=2, fence=1, attempts=1)


async def test_of_many_workers_one_gets_the_lease(database: Database) -> None:
    job_id = await raised(database)
    leases = await asyncio.gather(*(taken(database, job_id, f"w{n}") for n in range(10)))
    assert sum(lease is not None for lease in leases) == 1


async def test_a_job_that_is_not_there_or_done_has_no_lease(database: Database) -> None:
    assert await taken(database, 12345) is None
    lease = await held(database)
    async with database.begin() as tx:
        assert await leases.finish(tx, lease, lease.generation) is False
    assert await taken(database, lease.job_id) is None
    assert (await stands(database, lease.job_id)).state is JobState.DONE


async def test_a_lease_that_ran_out_is_taken_over_with_a_higher_fence(database: Database) -> None:
    first = await held(database, lease_ms=0)
    second = await taken(database, first.job_id, "w2")
    assert second is not None
    assert (second.fence, second.attempts) == (2, 2)


async def test_a_worker_that_lost_its_lease_can_change_nothing(database: Database) -> None:
    first = await held(database, lease_ms=0)
    second = await taken(database, first.job_id, "w2")
    before = await stands(database, first.job_id)
    async with database.begin() as tx:
        assert await leases.renew(tx, first) is False
        assert await leases.finish(tx, first, first.generation) is False
        assert await leases.fail(tx, first, "late") is False
        assert await leases.hand_back(tx, first) is False
    assert await stands(database, first.job_id) == before
    assert second is not None


async def test_a_lease_can_be_kept_even_when_it_ran_out_but_nobody_took_it(database: Database) -> None:
    lease = await held(database, lease_ms=0)
    async with database.begin() as tx:
        assert await leases.renew(tx, lease) is True
    assert await taken(database, lease.job_id, "w2") is None


async def test_a_lease_given_back_cannot_be_used_again(database: Database) -> None:
    lease = await held(database)
    async with database.begin() as tx:
        await leases.finish(tx, lease, lease.generation)
        assert await leases.renew(tx, lease) is False


async def test_finishing_tells_that_more_was_wanted_meanwhile(database: Database) -> None:
    lease = await held(database)
    await raised(database)
    async with database.begin() as tx:
        assert await jobs.wanted(tx, lease.job_id) == 2
        assert await leases.finish(tx, lease, lease.generation) is True
    again = await taken(database, lease.job_id)
    assert again is not None
    assert (again.generation, again.attempts) == (2, 1)


async def test_nothing_is_wanted_of_a_job_that_is_not_there(database: Database) -> None:
    async with database.begin() as tx:
        assert await jobs.wanted(tx, 12345) == 0


async def test_a_retry_waits_for_its_time(database: Database) -> None:
    lease = await held(database)
    async with database.begin() as tx:
        assert await leases.retry(tx, lease, "GitHub is down", 60_000)
    assert await taken(database, lease.job_id) is None
    assert await ready(database) == ()
    job = await stands(database, lease.job_id)
    assert (job.state, job.last_error, job.attempts) == (JobState.WAITING, "GitHub is down", 1)
    async with database.begin() as tx:
        await tx.execute(update(table).values(not_before=now()))
    again = await taken(database, lease.job_id)
    assert again is not None
    assert again.attempts == 2


async def test_a_new_event_does_not_hurry_a_retry(database: Database) -> None:
    lease = await held(database)
    async with database.begin() as tx:
        await leases.retry(tx, lease, "rate limit", 60_000)
    await raised(database)
    assert await ready(database) == ()


async def test_a_failed_job_rests_until_a_new_event_gives_it_another_chance(database: Database) -> None:
    lease = await held(database)
    async with database.begin() as tx:
        await leases.fail(tx, lease, "the App may not read it")
    assert await ready(database) == ()
    assert await taken(database, lease.job_id) is None
    await raised(database)
    again = await taken(database, lease.job_id)
    assert again is not None
    assert (again.generation, again.attempts) == (2, 1)


async def test_a_job_that_fails_while_more_is_wanted_starts_afresh(database: Database) -> None:
    lease = await held(database)
    await raised(database)
    async with database.begin() as tx:
        await leases.fail(tx, lease, "gone")
    assert await ready(database) == (lease.job_id,)
    assert (await stands(database, lease.job_id)).attempts == 0


async def test_a_lease_handed_back_counts_as_never_taken(database: Database) -> None:
    lease = await held(database)
    async with database.begin() as tx:
        assert await leases.hand_back(tx, lease) is True
    again = await taken(database, lease.job_id)
    assert again is not None
    assert (again.attempts, again.fence) == (1, 2)


async def test_due_lists_what_waits_and_what_a_lost_worker_left(database: Database) -> None:
    waiting_, running, lost = [await raised(database, subject=f"7/{n}") for n in range(3)]
    await taken(database, running)
    await taken(database, lost, lease_ms=0)
    assert sorted(await ready(database)) == sorted([waiting_, lost])


async def test_a_delivery_is_done_when_all_its_jobs_got_there(database: Database) -> None:
    lease = await held(database)
    other = await raised(database, subject="7/4")
    await raised(database)
    async with database.begin() as tx:
        for key in ("both", "one", "later"):
            row = {"id": key, "event": "push", "payload_sha256": "", "state": "received"}
            await tx.execute(insert(deliveries).values(row))
        job_id = lease.job_id
        await waiting.add(tx, [("both", job_id, 1), ("both", other, 1), ("one", job_id, 1), ("later", job_id, 2)])
        await leases.finish(tx, lease, lease.generation)
        states = {row.id: row.state for row in await tx.execute(select(deliveries.c.id, deliveries.c.state))}
    assert states == {"both": "received", "one": "done", "later": "received"}
