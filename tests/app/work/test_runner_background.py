"""Work that nobody waits for has a slot of its own: it takes none of the others', and one runs at a time."""

from __future__ import annotations

import asyncio

from app.store import jobs
from app.store.database import Database
from app.store.leases import Lease
from app.work.runner import Runner
from tests.app.work.runs import state


async def raised(database: Database, kind: str, subject: str) -> int:
    async with database.begin() as tx:
        return await jobs.raise_wanted(tx, kind, subject, 7)


class Held:
    """Handlers that hold their slot until told otherwise."""

    def __init__(self, database: Database, *, background: bool = True) -> None:
        self.begun: list[str] = []
        self.end = asyncio.Event()
        self.runner = Runner(
            database,
            {"review": self._do, "index": self._do},
            owner="test",
            concurrency=1,
            background={"index"} if background else (),
        )

    async def _do(self, lease: Lease) -> None:
        self.begun.append(f"{lease.kind} {lease.subject}")
        await self.end.wait()

    async def start(self, job_id: int) -> asyncio.Task[None]:
        task = asyncio.create_task(self.runner.run(job_id))
        await asyncio.sleep(0.2)
        return task


async def test_a_review_is_begun_while_an_index_runs_in_a_worker_of_one_slot(sqlite: Database) -> None:
    held = Held(sqlite)
    tasks = [
        await held.start(await raised(sqlite, "index", "1")),
        await held.start(await raised(sqlite, "review", "1/1")),
    ]
    assert held.begun == ["index 1", "review 1/1"]
    held.end.set()
    await asyncio.gather(*tasks)


async def test_without_a_slot_of_its_own_the_review_would_wait(sqlite: Database) -> None:
    """Control."""
    held = Held(sqlite, background=False)
    tasks = [
        await held.start(await raised(sqlite, "index", "1")),
        await held.start(await raised(sqlite, "review", "1/1")),
    ]
    assert held.begun == ["index 1"]
    held.end.set()
    await asyncio.gather(*tasks)


async def test_the_next_one_is_not_begun_and_takes_no_place_among_those_that_wait(sqlite: Database) -> None:
    held = Held(sqlite)
    first, second = [await raised(sqlite, "index", subject) for subject in "12"]
    task = await held.start(first)
    assert held.runner.kinds == {"review"}
    await asyncio.wait_for(held.runner.run(second), 5)
    assert held.begun == ["index 1"]
    held.end.set()
    await task
    assert held.runner.kinds == {"review", "index"}
    await held.runner.run(second)
    assert held.begun == ["index 1", "index 2"]
    assert (await state(sqlite, second)).done_generation == 1
