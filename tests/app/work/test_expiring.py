"""An accepted risk ends on its day, and what it let be is judged again without a push."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.store import accepted, audit, jobs
from app.store.clock import now
from app.store.database import Database
from app.work.expiring import Expiring
from app.work.risks import EXPIRE
from tests.app.store.test_accepted import RISK, reviewed


async def put(database: Database, in_ms: int) -> None:
    async with database.begin() as tx:
        at = int((await tx.execute(select(now()))).scalar_one())
        await accepted.accept(tx, replace(RISK, expires_ms=at + in_ms))


async def test_it_waits_for_its_time(sqlite: Database) -> None:
    await reviewed(sqlite)
    await put(sqlite, 60_000)
    assert await Expiring(sqlite).turn() == 0
    async with sqlite.read() as tx:
        assert len(await accepted.listed(tx)) == 1
        assert await jobs.named(tx, "review", "7/3") is None


async def test_at_its_time_the_open_pull_request_is_judged_again_once(sqlite: Database) -> None:
    await reviewed(sqlite)
    await put(sqlite, -1)
    assert [await Expiring(sqlite).turn(), await Expiring(sqlite).turn()] == [1, 0]
    async with sqlite.read() as tx:
        job = await jobs.named(tx, "review", "7/3")
        (entry,) = [one.entry for one in await audit.latest(tx, limit=9)]
    assert job is not None
    assert (job.wanted_generation, job.redo_generation) == (1, 1)
    assert (entry.actor, entry.action, entry.repository_id) == ("expiry", EXPIRE, 7)
    assert "octocat" in entry.reason


async def test_a_worker_looks_once_a_minute(sqlite: Database) -> None:
    chore = Expiring(sqlite)
    await chore.turn()
    await put(sqlite, -1)
    assert await chore.turn() == 0
