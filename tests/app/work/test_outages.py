"""Stores that go away under load and come back: nothing accepted is lost, and both halves go on by themselves."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.errors import Retryable
from app.state import valkey
from app.store import jobs
from app.store.database import Database
from app.store.leases import Lease
from app.work import worker as module
from app.work.queue import ArqWakeUps, redis_settings
from app.work.runner import Runner
from app.work.worker import WorkerLoop
from tests import databases
from tests.app import embedded
from tests.app.web.bot import OPENED, Bot, bot_settings, running_bot
from tests.conftest import start_server

pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated close:DeprecationWarning")


class Redises(embedded.Unsteady):
    """A real server that can be killed, stopped and started again on the same socket."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings = redis_settings(None, valkey.socket_path(folder))
        self.url = f"unix://{valkey.socket_path(folder)}"


@pytest.fixture
def redises() -> Iterator[Redises]:
    with embedded.short_directory() as folder:
        server = Redises(folder)
        yield server
        server.kill()


@pytest.fixture
def migrated(_sqlite_migrated: Path) -> Path:
    return _sqlite_migrated


class Done:
    """A handler that takes a moment and remembers what it did."""

    def __init__(self, takes_s: float = 0.01) -> None:
        self.subjects: list[str] = []
        self.takes_s = takes_s

    async def __call__(self, lease: Lease) -> None:
        await asyncio.sleep(self.takes_s)
        self.subjects.append(lease.subject)

    async def until(self, subjects: set[str]) -> None:
        while not subjects <= set(self.subjects):
            await asyncio.sleep(0.02)


@asynccontextmanager
async def working(database: Database, redises: Redises, done: Done) -> AsyncIterator[None]:
    runner = Runner(database, {"review": done}, owner="test", concurrency=4)
    stop = asyncio.Event()
    loop = asyncio.create_task(WorkerLoop(database, runner, redises.settings).run(stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(30):
            await loop


def opened(number: int) -> Mapping[str, object]:
    pull = OPENED["pull_request"]
    assert isinstance(pull, dict)
    return OPENED | {"pull_request": pull | {"number": number}}


async def deliver(bot: Bot, numbers: range) -> dict[int, int]:
    """Deliver one pull request after the other; return the answers."""
    answers = {}
    for number in numbers:
        answers[number] = (await bot.deliver(opened(number), guid=f"guid-{number}")).status_code
        await asyncio.sleep(0.01)
    return answers


async def redeliver(bot: Bot, answers: dict[int, int]) -> None:
    """Send again what was not accepted, as GitHub does when it is asked to."""
    for number, status in answers.items():
        if status != 202:
            assert (await bot.deliver(opened(number), guid=f"guid-{number}")).status_code == 202


def subjects(numbers: range) -> set[str]:
    return {f"22/{number}" for number in numbers}


async def ready(bot: Bot) -> int:
    return (await bot.http.get("/readyz")).status_code


async def until_ready(bot: Bot) -> None:
    while await ready(bot) != 200:
        await asyncio.sleep(0.1)


async def want(database: Database, subject: str) -> int:
    async with database.begin() as tx:
        return await jobs.raise_wanted(tx, "review", subject, 7)


@pytest.mark.slow
async def test_redis_killed_and_started_again_under_load_loses_nothing(
    tmp_path: Path, database_url: str, redises: Redises
) -> None:
    await redises.start()
    done = Done()
    async with (
        asyncio.timeout(25),
        running_bot(bot_settings(tmp_path, database_url, redises.url)) as bot,
        working(bot.database, redises, done),
    ):
        assert await ready(bot) == 200
        answers = await deliver(bot, range(1, 20))
        redises.kill()
        assert await ready(bot) == 503
        answers |= await deliver(bot, range(20, 40))
        await redises.start()
        await until_ready(bot)
        answers |= await deliver(bot, range(40, 60))
        assert set(answers.values()) == {202}, "no delivery is refused for want of Redis"
        await done.until(subjects(range(1, 60)))
    assert sorted(done.subjects) == sorted(subjects(range(1, 60)))


@pytest.mark.slow
async def test_after_redis_came_back_a_wake_up_is_heard_again(
    sqlite: Database, redises: Redises, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SWEEP_S", 1000)
    await redises.start()
    done, wakeups = Done(), ArqWakeUps(redises.settings)
    async with asyncio.timeout(25), working(sqlite, redises, done):
        for number in range(3):
            redises.kill()
            with pytest.raises(Retryable):
                await wakeups.wake([1])
            await redises.start()
            await _woken(sqlite, wakeups, done, f"1/{number}")
    await wakeups.close()


async def _woken(database: Database, wakeups: ArqWakeUps, done: Done, subject: str) -> None:
    job_id = await want(database, subject)
    while subject not in done.subjects:
        with suppress(Retryable):
            await wakeups.wake([job_id])
        await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_a_redis_that_only_keeps_its_connections_is_given_up_and_found_again(
    sqlite: Database, redises: Redises, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"SWEEP_S": 1000, "ASK_S": 0.5, "PATIENCE_S": 0.5}.items():
        monkeypatch.setattr(module, name, value)
    lost: list[str] = []
    monkeypatch.setattr(module.log, "warning", lambda event, **_: lost.append(event))
    await redises.start()
    done, wakeups = Done(), ArqWakeUps(redises.settings)
    async with asyncio.timeout(25), working(sqlite, redises, done):
        await _woken(sqlite, wakeups, done, "1/1")
        redises.signal(signal.SIGSTOP)
        while not lost:
            await asyncio.sleep(0.05)
        redises.signal(signal.SIGCONT)
        await _woken(sqlite, wakeups, done, "1/2")
    await wakeups.close()


@pytest.mark.slow
async def test_a_worker_ends_in_time_although_redis_hangs(sqlite: Database, redises: Redises) -> None:
    await redises.start()
    done, wakeups = Done(), ArqWakeUps(redises.settings)
    async with asyncio.timeout(20):
        async with working(sqlite, redises, done):
            await _woken(sqlite, wakeups, done, "1/1")
            redises.signal(signal.SIGSTOP)
        redises.kill()
    await wakeups.close()


@pytest.mark.slow
async def test_a_redis_wiped_while_loaded_costs_only_time(sqlite: Database, redises: Redises) -> None:
    await redises.start()
    done, wakeups = Done(), ArqWakeUps(redises.settings)
    ids = [await want(sqlite, f"22/{number}") for number in range(200)]
    await wakeups.wake(ids)
    async with Redis.from_url(redises.url) as client:
        assert await client.zcard("diffdiver:wake") == 200
        await client.flushall()
        async with asyncio.timeout(25), working(sqlite, redises, done):
            await wakeups.wake(ids[:50])
            await client.flushall()
            await done.until(subjects(range(200)))
    await wakeups.close()
    assert sorted(done.subjects) == sorted(subjects(range(200)))


@pytest.mark.slow
async def test_postgresql_restarted_under_load_loses_nothing_that_was_accepted(
    tmp_path: Path, redises: Redises
) -> None:
    server = start_server(durable=True)
    try:
        await redises.start()
        done = Done()
        async with (
            asyncio.timeout(40),
            running_bot(bot_settings(tmp_path, server.url, redises.url)) as bot,
            working(bot.database, redises, done),
        ):
            answers = await deliver(bot, range(1, 30))
            await asyncio.to_thread(server.stop, signal.SIGQUIT)  # a crash: every connection breaks at once
            assert await ready(bot) == 503
            answers |= await deliver(bot, range(30, 40))
            assert {answers[number] for number in range(30, 40)} == {503}
            await asyncio.to_thread(server.start)
            answers |= await deliver(bot, range(40, 60))
            assert {answers[number] for number in range(41, 60)} == {202}, "it needs no hand"
            await redeliver(bot, answers)
            await done.until(subjects(range(1, 60)))
            assert await ready(bot) == 200
    finally:
        server.remove()


@pytest.mark.slow
async def test_a_job_under_way_while_postgresql_restarts_is_finished_once(tmp_path: Path, redises: Redises) -> None:
    server = start_server()
    database = await Database.open(await databases.migrated(server.url))
    done = Done(takes_s=3)
    try:
        async with asyncio.timeout(25), working(database, redises, done):
            job_id = await want(database, "22/1")
            await asyncio.sleep(6)  # the sweep takes it, and it is in the middle
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            while True:
                async with database.read() as tx:
                    job = await jobs.find(tx, job_id)
                if job is not None and job.state == "done":
                    break
                await asyncio.sleep(0.2)
    finally:
        await database.close()
        server.remove()
    assert done.subjects == ["22/1"]


LOCKER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
"""


@pytest.mark.slow
async def test_a_file_locked_by_another_process_is_told_and_survived(
    tmp_path: Path, migrated: Path, redises: Redises, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.connection.BUSY_MS", 200)
    path = tmp_path / "locked.db"
    path.write_bytes(migrated.read_bytes())
    done = Done()
    async with (
        asyncio.timeout(25),
        running_bot(bot_settings(tmp_path, f"sqlite:///{path}")) as bot,
        working(bot.database, redises, done),
    ):
        answers = await deliver(bot, range(1, 3))
        locker = subprocess.Popen(
            [sys.executable, "-c", LOCKER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert locker.stdout is not None
        await asyncio.to_thread(locker.stdout.readline)
        refused = await bot.deliver(opened(7), guid="guid-7")
        assert refused.status_code == 503
        answers |= await deliver(bot, range(3, 6)) | {7: 503}
        locker.communicate()
        await redeliver(bot, answers)
        assert len(await bot.deliveries()) == 6
        await done.until(subjects(range(1, 6)) | {"22/7"})


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small file system; only root can."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("needs to mount a small tmpfs")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
async def test_a_full_disk_is_told_leaves_nothing_half_written_and_is_survived(
    small_disk: Path, migrated: Path, redises: Redises, tmp_path: Path
) -> None:
    path = small_disk / "full.db"
    path.write_bytes(migrated.read_bytes())
    done = Done()
    async with (
        asyncio.timeout(25),
        running_bot(bot_settings(tmp_path, f"sqlite:///{path}")) as bot,
    ):
        ballast = small_disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        answers = await deliver(bot, range(1, 60))
        assert 503 in answers.values()
        stored = {row.id for row in await bot.deliveries()}
        assert stored == {f"guid-{number}" for number, status in answers.items() if status == 202}
        assert len(await bot.jobs()) == len(stored)
        ballast.unlink()
        await redeliver(bot, answers)
        async with working(bot.database, redises, done):
            await done.until(subjects(range(1, 60)))
    assert sorted(done.subjects) == sorted(subjects(range(1, 60)))
