"""One job in the database, and a runner to do it with."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from app.store import jobs, leases
from app.store.database import Database
from app.store.jobs import Job
from app.store.leases import LEASE_MS
from app.store.tables import jobs as jobs_table
from app.work.runner import GiveUp, Handler, Runner


async def want(database: Database) -> int:
    async with database.begin() as tx:
        return await jobs.raise_wanted(tx, "review", "1/1", 7)


async def state(database: Database, job_id: int) -> Job:
    async with database.read() as tx:
        job = await jobs.find(tx, job_id)
    assert job is not None
    return job


def runner(
    database: Database,
    handler: Handler,
    *,
    give_up: GiveUp | None = None,
    heal: Mapping[str, str] | None = None,
    lease_ms: int = LEASE_MS,
) -> Runner:
    answers = {"review": give_up} if give_up else None
    handlers = {"review": handler}
    return Runner(database, handlers, owner="test", concurrency=4, give_up=answers, heal=heal, lease_ms=lease_ms)


async def at_once(database: Database) -> None:
    """Let nothing wait any longer."""
    async with database.begin() as tx:
        await tx.execute(update(jobs_table).values(not_before=None))


async def lose(database: Database, job_id: int) -> None:
    """Take the lease as a worker that is killed then."""
    async with database.begin() as tx:
        assert await leases.acquire(tx, job_id, "killed", 0) is not None
