"""A new version comes while the old one works: each finishes what the other began, on the same tables.

The old one is the release before, taken out of git and run as it was.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.errors import StoreUnavailable
from app.store import connection, jobs, leases
from app.store import database as module
from app.store.database import HEAD, Database
from app.store.jobs import JobState
from app.store.leases import Lease
from app.work.runner import Runner
from tests.app.store.test_inbox import states

ROOT = Path(__file__).parents[3]
BEFORE = "5fd26ee"  # the last commit at revision 0002

OLD = """
import asyncio, json, sys
from app.intake.intent import Delivery, Intent, Wanted
from app.store import jobs
from app.store.database import Database
from app.store.inbox import Inbox

async def said(): return await asyncio.to_thread(sys.stdin.readline)
def say(**what): print(json.dumps(what), flush=True)

async def main():
    database = await Database.open(sys.argv[1])
    await database.migrate()
    inbox = Inbox(database)
    async def want(subject):
        delivery = Delivery("guid-" + subject, "pull_request", "opened", 1, 7, "0" * 64)
        return (await inbox.accept(delivery, Intent(jobs=(Wanted("review", subject, 1),)))).job_ids[0]
    async def take(job_id):
        async with database.begin() as tx:
            return await jobs.acquire(tx, job_id, "old")
    ids = {subject: await want(subject) for subject in ("7/1", "7/2", "7/3")}
    mine = await take(ids["7/1"])
    say(revision=await database.revision(), ids=ids)
    await said()
    async with database.begin() as tx:
        kept = await jobs.renew(tx, mine)
        again = await jobs.finish(tx, mine, mine.generation)
    retried = await take(ids["7/2"])
    async with database.begin() as tx:
        failed = await jobs.fail(tx, retried, "later", 1)
    ids["7/4"] = await want("7/4")
    taken = await take(ids["7/4"])
    async with database.begin() as tx:
        handed = await jobs.hand_back(tx, taken)
    ids["7/9"] = await want("7/9")
    left = await take(ids["7/9"])
    say(kept=kept, again=again, failed=failed, handed=handed, ids=ids, left=left.fence)
    await said()
    async with database.begin() as tx:
        say(due=await jobs.due(tx, 100), find=(await jobs.find(tx, ids["7/3"])).state)
    await inbox.close()
    await database.close()

asyncio.run(main())
"""


@contextmanager
def old_version(tmp_path: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    tree = tmp_path / "old"
    tree.mkdir()
    archived = subprocess.run(["git", "archive", BEFORE, "app"], cwd=ROOT, capture_output=True)
    if archived.returncode != 0:
        pytest.skip(f"{BEFORE} is not in this clone's history")
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archived.stdout, check=True)
    (tree / "run.py").write_text(OLD)
    process = subprocess.Popen(
        [sys.executable, "run.py", url],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": f"{tree}:{ROOT}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def says(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        said: dict[str, Any] = json.loads(await asyncio.to_thread(process.stdout.readline))
    return said


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.slow
async def test_an_old_worker_goes_on_through_the_migration_and_the_new_one_takes_over(
    bare_url: str, tmp_path: Path
) -> None:
    worked: list[tuple[str, bool]] = []

    async def handler(lease: Lease) -> None:
        worked.append((lease.subject, lease.taken_over))

    with old_version(tmp_path, bare_url) as old:
        before = await says(old)
        assert before["revision"] == "0002"
        database = await Database.open(bare_url)
        await database.migrate()
        assert await database.revision() == HEAD
        go_on(old)
        told = await says(old)
        assert told["kept"], "a lease taken before the migration is kept after it"
        assert (told["again"], told["failed"], told["handed"]) == (False, True, True)
        await asyncio.sleep(0.05)
        runner = Runner(database, {"review": handler}, owner="new", concurrency=1)
        for job_id in told["ids"].values():
            await runner.run(job_id)
        assert sorted(worked) == [("7/2", False), ("7/3", False), ("7/4", False)]
        async with database.begin() as tx:
            left = await jobs.find(tx, told["ids"]["7/9"])
            assert left is not None
            assert (left.lease_owner, left.crashes, left.redo_generation, left.quiet) == ("old", 0, 0, False)
            await tx.exec_driver_sql("UPDATE jobs SET lease_until = 1 WHERE subject = '7/9'")  # the old one is lost
        await runner.run(left.id)
        assert worked[-1] == ("7/9", True)
        go_on(old)
        assert await says(old) == {"due": [], "find": "done"}
    assert set((await states(database)).values()) == {"done"}
    await database.close()


async def test_an_older_version_that_starts_on_newer_tables_leaves_them_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEAD", "0001")
    await database.migrate()
    assert await database.revision() == HEAD


def _hold(path: Path, seconds: float) -> threading.Thread:
    """Hold the write lock from another connection for a while, as a long migration does."""
    locked = threading.Event()

    def hold() -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        locked.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    locked.wait()
    return thread


async def test_who_starts_during_a_long_migration_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 20)
    holder = _hold(tmp_path / "a.db", 0.3)
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    await database.migrate()
    assert await database.revision() == HEAD
    await database.close()
    holder.join()


async def test_a_file_that_stays_locked_is_told_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 20)
    monkeypatch.setattr(module, "MIGRATION_S", 0.05)
    holder = _hold(tmp_path / "a.db", 0.3)
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(StoreUnavailable, match=module.LOCKED):
        await database.migrate()
    await database.close()
    holder.join()


async def test_a_state_that_only_newer_versions_know_stays_put(database: Database) -> None:
    """A quarantined job counts as done: a worker of the version before, which knows no such state, leaves it alone."""
    async with database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "review", "7/1", 1)
        lease = await leases.acquire(tx, job_id, "w")
        assert lease is not None
        await leases.quarantine(tx, lease, "poison")
        job = await jobs.find(tx, job_id)
    assert job is not None
    assert (job.state, job.done_generation) == (JobState.QUARANTINED, job.wanted_generation)
