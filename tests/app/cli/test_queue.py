"""`diffdiver queue` shows what is not done and why, sets it going again, and never shows a secret or a hidden sign."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner, Result

from app.cli import diffdiver
from app.cli.store import operator
from app.errors import UsageError
from app.intake.intent import KnownRepository
from app.store import installations, jobs, leases
from app.store.database import Database
from app.store.jobs import Job, JobState
from app.store.leases import Lease
from app.work.runner import POISON
from tests.app import embedded

T = TypeVar("T")
Work = Callable[[Database], Coroutine[Any, Any, T]]
HOSTILE = "boom\x1b[2J\x07 \u202eexe ghp_" + "a1" * 20 + "\nsecond line"


@pytest.fixture
def on_store(data_dir: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[Work[T]], T]:
    """Point the settings at a migrated database, once on each kind; return how to work on it."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    def run(work: Work[T]) -> T:
        async def opened() -> T:
            database = await Database.open(database_url)
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(opened())

    return run


def told(*arguments: str) -> Result:
    return CliRunner().invoke(diffdiver, ["queue", *arguments], catch_exceptions=False)


def listed(*arguments: str) -> dict[str, Any]:
    result = told(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


async def taken(database: Database, subject: str, lease_ms: int = 60_000) -> Lease:
    async with database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "review", subject, 7)
        lease = await leases.acquire(tx, job_id, "host/1", lease_ms)
    assert lease is not None
    return lease


async def one_of_each(database: Database) -> dict[str, int]:
    """Make a job of each standing, and one that is done; return their numbers."""
    made = {name: await taken(database, f"9/{at}") for at, name in enumerate(["running", "waiting", "failed", "done"])}
    made["quarantined"] = await taken(database, "9/5")
    lost = await taken(database, "9/6", lease_ms=0)
    async with database.begin() as tx:
        await installations.save_repositories(tx, [KnownRepository(9, 7, "octo/shop\x1b[31m")])
        await leases.retry(tx, made["waiting"], HOSTILE, 90_000)
        await leases.fail(tx, made["failed"], "no access")
        await leases.finish(tx, made["done"], 1)
        poison = POISON.format(crashes=3, job=made["quarantined"].job_id)
        await leases.quarantine(tx, made["quarantined"], poison)
        wanted = await jobs.raise_wanted(tx, "index", "9", 7)
    return {name: lease.job_id for name, lease in made.items()} | {"wanted": wanted, "lost": lost.job_id}


async def stands(database: Database, job_id: int) -> Job:
    async with database.read() as tx:
        job = await jobs.find(tx, job_id)
    assert job is not None
    return job


def test_each_open_job_stands_where_it_is_and_done_ones_nowhere(on_store: Callable[[Any], Any]) -> None:
    made = on_store(one_of_each)
    found = {job["id"]: job for job in listed()["jobs"]}
    assert {job_id: job["state"] for job_id, job in found.items()} == {
        made["running"]: "running",
        made["waiting"]: "waiting",
        made["failed"]: "failed",
        made["quarantined"]: "quarantined",
        made["wanted"]: "wanted",
        made["lost"]: "wanted",
    }
    running = found[made["running"]]
    assert (running["owner"], running["attempts"]) == ("host/1", 1)
    assert running["until_ms"] > running["started_ms"] > 0


def test_what_comes_from_outside_is_shown_harmless(on_store: Callable[[Any], Any]) -> None:
    on_store(one_of_each)
    text = told().stdout
    assert "wanted 2, running 1, waiting 1, failed 1, quarantined 1" in text
    assert "octo/shop\\u{1b}[31m#1" in text
    assert "boom\\u{1b}[2J\\u{7} \\u{202e}exe [redacted] second line" in text
    for shown in (text, json.dumps(listed())):
        assert "ghp_" not in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_states_kinds_and_limit_choose(on_store: Callable[[Any], Any]) -> None:
    made = on_store(one_of_each)
    assert [job["id"] for job in listed("--state", "failed", "--state", "waiting")["jobs"]] == [
        made["waiting"],
        made["failed"],
    ]
    assert [job["id"] for job in listed("--kind", "index")["jobs"]] == [made["wanted"]]
    assert len(listed("--state", "wanted", "--limit", "1")["jobs"]) == 1


def test_the_command_that_the_check_run_names_works_word_for_word(on_store: Callable[[Any], Any]) -> None:
    made = on_store(one_of_each)
    reason = on_store(lambda database: stands(database, made["quarantined"])).last_error
    command = reason.partition("with: ")[2].split()
    assert command[:2] == ["diffdiver", "queue"]
    result = told(*command[2:])
    assert result.exit_code == 0
    assert f"job {made['quarantined']} (review 9/5): released, it was quarantined" in result.stdout
    assert "no worker could be woken" in result.stdout
    job = on_store(lambda database: stands(database, made["quarantined"]))
    assert (job.state, job.crashes) == (JobState.WAITING, 0)
    assert job.id in on_store(_due)


async def _due(database: Database) -> tuple[int, ...]:
    async with database.read() as tx:
        return await jobs.due(tx, 100)


def test_all_quarantined_are_released_and_the_others_left(on_store: Callable[[Any], Any]) -> None:
    made = on_store(one_of_each)
    assert told("release", "--all-quarantined").exit_code == 0
    assert on_store(lambda database: stands(database, made["failed"])).state is JobState.FAILED
    assert "nothing is quarantined" in told("release", "--all-quarantined").stdout


def test_a_job_that_is_not_stuck_or_not_there_is_told_of(on_store: Callable[[Any], Any]) -> None:
    made = on_store(one_of_each)
    result = told("release", str(made["running"]), "4711", str(made["failed"]))
    assert result.exit_code == 1
    assert f"job {made['running']} (review 9/0): neither failed nor quarantined but running" in result.stdout
    assert "job 4711: there is none" in result.stdout
    assert f"job {made['failed']} (review 9/2): released, it was failed" in result.stdout


@pytest.mark.slow
def test_a_retry_ends_the_wait_and_asks_for_it_again(on_store: Callable[[Any], Any]) -> None:
    made = on_store(one_of_each)
    for name in ("waiting", "done"):
        assert told("retry", str(made[name])).exit_code == 0
        job = on_store(lambda database, job_id=made[name]: stands(database, job_id))
        assert job.redo_generation == job.wanted_generation == 2
        assert job.id in on_store(_due)


def test_orders_are_audited_under_the_operators_name(on_store: Callable[[Any], Any]) -> None:
    made = on_store(one_of_each)
    told("release", str(made["failed"]))
    result = CliRunner().invoke(diffdiver, ["audit"], catch_exceptions=False)
    line = f"operator:{operator()} queue.release job:{made['failed']} review 9/2: failed: no access"
    assert line in result.stdout


def test_a_worker_is_woken_when_redis_answers(on_store: Callable[[Any], Any], data_dir: Path) -> None:
    made = on_store(one_of_each)
    with embedded.server(data_dir):
        assert "a worker was woken" in told("release", str(made["failed"])).stdout


def test_an_empty_queue_says_so(on_store: Callable[[Any], Any]) -> None:
    assert "nothing: all work is done" in told().stdout


def test_looking_makes_no_database(data_dir: Path) -> None:
    with pytest.raises(UsageError, match="there is no database in"):
        told()
    assert list(data_dir.iterdir()) == []


def test_release_wants_a_job_or_all(data_dir: Path) -> None:
    assert told("release").exit_code == 2
    assert told("release", "1", "--all-quarantined").exit_code == 2
