"""SIGTERM: a real worker process lets what runs finish within its time, and hands the rest over at once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.store import jobs
from app.store.database import Database
from app.store.jobs import Job
from app.store.leases import Lease
from app.work.runner import Runner

ROOT = Path(__file__).parents[3]
WORKER = """
import asyncio, signal, sys
from app import log
from pathlib import Path
from app.store.database import Database
from app.work import worker
from app.work.queue import redis_settings
from app.work.runner import Runner
worker.DRAIN_S = float(sys.argv[3])
log.configure("ERROR")

async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = await Database.open(sys.argv[1])

    async def handler(lease):
        print("started", flush=True)
        await asyncio.sleep(float(sys.argv[2]))

    runner = Runner(database, {"review": handler}, owner="first", concurrency=2, lease_ms=120_000)
    await worker.WorkerLoop(database, runner, redis_settings(None, Path("/nonexistent.sock"))).run(stop)
    await database.close()

asyncio.run(main())
"""


@asynccontextmanager
async def worker(url: str, *, job_s: float, drain_s: float) -> AsyncIterator[subprocess.Popen[str]]:
    """Run a worker whose jobs take so long, until its first job has started."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, url, str(job_s), str(drain_s)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            assert await asyncio.to_thread(process.stdout.readline) == "started\n"
        yield process
    finally:
        process.kill()
        process.communicate()


async def want(database: Database) -> int:
    async with database.begin() as tx:
        return await jobs.raise_wanted(tx, "review", "1/1", 7)


async def stands(database: Database, job_id: int) -> Job:
    async with database.read() as tx:
        job = await jobs.find(tx, job_id)
    assert job is not None
    return job


async def ends(process: subprocess.Popen[str]) -> tuple[int, float]:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = await asyncio.to_thread(process.wait, 20)
    return code, time.monotonic() - began


@pytest.mark.slow
async def test_what_cannot_finish_in_time_is_handed_over_at_once(database_url: str, database: Database) -> None:
    job_id = await want(database)
    async with worker(database_url, job_s=600, drain_s=0.5) as process:
        assert (await stands(database, job_id)).lease_owner == "first"
        code, took_s = await ends(process)
    assert (code, took_s < 5) == (0, True)
    job = await stands(database, job_id)
    assert (job.state, job.lease_owner, job.attempts, job.crashes) == ("waiting", None, 0, 0)
    taken: list[Lease] = []

    async def handler(lease: Lease) -> None:
        taken.append(lease)

    await Runner(database, {"review": handler}, owner="second", concurrency=1).run(job_id)
    assert [(lease.attempts, lease.taken_over) for lease in taken] == [(1, False)]


@pytest.mark.slow
async def test_what_can_finish_in_time_does(database_url: str, database: Database) -> None:
    job_id = await want(database)
    async with worker(database_url, job_s=0.5, drain_s=10) as process:
        code, took_s = await ends(process)
    assert (code, took_s < 5) == (0, True)
    assert (await stands(database, job_id)).state == "done"


@pytest.mark.slow
async def test_a_worker_that_is_killed_leaves_its_lease_to_run_out(database_url: str, database: Database) -> None:
    """Control: without the hand-over nobody else may start."""
    job_id = await want(database)
    async with worker(database_url, job_s=600, drain_s=0.5) as process:
        process.kill()
        process.wait()
    async with database.read() as tx:
        assert await jobs.due(tx, 10) == ()
    assert (await stands(database, job_id)).lease_owner == "first"
