"""The worker hears wake-ups through a real Valkey, and finds by itself what no wake-up told it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.state import valkey
from app.store import jobs
from app.store.database import Database
from app.store.leases import Lease
from app.work.queue import BELL, QUEUE, ArqWakeUps, redis_settings
from app.work.runner import Runner
from app.work.worker import WorkerLoop


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("v")


@pytest.fixture
def server(folder: Path) -> Iterator[Path]:
    process = subprocess.Popen(valkey.command(folder), stdout=subprocess.DEVNULL)
    try:
        asyncio.run(valkey.wait_ready(folder))
        yield folder
    finally:
        process.kill()
        process.wait()


class Done:
    """A handler that remembers what it did."""

    def __init__(self) -> None:
        self.subjects: asyncio.Queue[str] = asyncio.Queue()

    async def __call__(self, lease: Lease) -> None:
        self.subjects.put_nowait(lease.subject)


@asynccontextmanager
async def working(database: Database, folder: Path, done: Done) -> AsyncIterator[None]:
    runner = Runner(database, {"review": done}, owner="test", concurrency=4)
    stop = asyncio.Event()
    loop = asyncio.create_task(WorkerLoop(database, runner, redis_settings(None, folder / "valkey.sock")).run(stop))
    try:
        yield
    finally:
        stop.set()
        await loop


async def want(database: Database, subject: str) -> int:
    async with database.begin() as tx:
        return await jobs.raise_wanted(tx, "review", subject, 7)


async def test_a_wake_up_starts_the_job_before_any_sweep(sqlite: Database, server: Path) -> None:
    done = Done()
    wakeups = ArqWakeUps(redis_settings(None, server / "valkey.sock"))
    async with working(sqlite, server, done):
        job_id = await want(sqlite, "1/1")
        async with asyncio.timeout(4):
            await wakeups.wake([job_id])
            assert await done.subjects.get() == "1/1"
    await wakeups.close()


async def test_without_redis_the_sweeper_does_the_work(sqlite: Database, folder: Path) -> None:
    done = Done()
    await want(sqlite, "1/2")
    async with asyncio.timeout(20), working(sqlite, folder, done):
        assert await done.subjects.get() == "1/2"


async def test_a_wake_up_for_a_job_that_is_not_there_is_nothing(sqlite: Database, server: Path) -> None:
    done = Done()
    wakeups = ArqWakeUps(redis_settings(None, server / "valkey.sock"))
    async with asyncio.timeout(20), working(sqlite, server, done):
        await wakeups.wake([4711])
        await wakeups.wake([await want(sqlite, "1/3")])
        assert await done.subjects.get() == "1/3"
    await wakeups.close()


async def test_the_bell_is_heard_long_before_the_worker_would_ask_by_itself(
    sqlite: Database, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.work.worker.POLL_S", 60.0)
    done = Done()
    wakeups = ArqWakeUps(redis_settings(None, server / "valkey.sock"))
    async with working(sqlite, server, done):
        await heard(server, 1)
        job_id = await want(sqlite, "1/4")
        async with asyncio.timeout(3):  # less than the sweep's pace
            await wakeups.wake([job_id])
            assert await done.subjects.get() == "1/4"
    await wakeups.close()


@pytest.mark.slow
async def test_more_wake_ups_than_arq_reads_at_a_time_are_all_taken(
    sqlite: Database, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.work.worker.POLL_S", 60.0)
    done = Done()
    wakeups = ArqWakeUps(redis_settings(None, server / "valkey.sock"))
    ids = [await want(sqlite, f"2/{number}") for number in range(120)]
    await wakeups.wake(ids)
    async with Redis(unix_socket_path=str(server / "valkey.sock")) as redis, working(sqlite, server, done):
        async with asyncio.timeout(10):
            while await redis.zcard(QUEUE):
                await asyncio.sleep(0.01)
    await wakeups.close()


async def heard(server: Path, many: int) -> None:
    """Return once so many workers listen for the bell."""
    async with Redis(unix_socket_path=str(server / "valkey.sock")) as redis, asyncio.timeout(10):
        while (await redis.pubsub_numsub(BELL))[0][1] < many:
            await asyncio.sleep(0.01)
