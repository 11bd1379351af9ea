"""`diffdiver accept` takes the risk of a finding, lists what is accepted, takes it back; each time the gate follows."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import diffdiver
from app.cli.accept import _expires_ms
from app.cli.store import operator
from app.errors import UsageError
from app.store import audit, jobs
from app.store.database import Database
from tests.app.store.test_accepted import ONE, TWO, reviewed

REPO = ("--repo", "octo/shop")
Ask = Callable[[Callable[[Database], Coroutine[Any, Any, Any]]], Any]


@pytest.fixture
def ask(data_dir: Path, _sqlite_migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Point the settings at a store with one reviewed pull request; return how to ask that store."""
    url = f"sqlite:///{shutil.copy(_sqlite_migrated, data_dir / 'test.db')}"
    monkeypatch.setenv("DATABASE_URL", url)

    def run(work: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:
        async def opened() -> Any:
            database = await Database.open(url)
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(opened())

    run(reviewed)
    return run


def told(*arguments: str) -> Result:
    return CliRunner().invoke(diffdiver, ["accept", *arguments], catch_exceptions=False)


def listed(*arguments: str) -> list[dict[str, Any]]:
    result = told("--list", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["schema_version"] == 1
    found: list[dict[str, Any]] = document["accepted"]
    return found


async def wanted(database: Database) -> int:
    async with database.read() as tx:
        job = await jobs.named(tx, "review", "7/3")
    return 0 if job is None else job.redo_generation


async def audited(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as tx:
        found = [one.entry for one in await audit.latest(tx, limit=9)]
    return [(entry.actor, entry.action, entry.target) for entry in found[::-1]]


def test_a_risk_is_taken_listed_and_taken_back_and_the_gate_is_judged_each_time(ask: Ask) -> None:
    done = told(TWO[:14], *REPO, "--reason", "a sample\x1b[2J", "--until", "30d")
    assert (done.exit_code, ask(wanted)) == (0, 1)
    assert done.stdout.startswith(f"{TWO[:14]} in c.py: accepted in octo/shop until ")
    assert "1 open pull requests are judged again" in done.stdout
    (row,) = listed(*REPO)
    assert (row["fingerprint"], row["path"], row["number"], row["accepted_by"]) == (TWO, "c.py", None, operator())
    assert (row["reason"], row["accepted_by_id"], row["repository"]) == ("a sample\\u{1b}[2J", None, "octo/shop")
    assert row["expires_ms"] > row["accepted_ms"]
    assert f"octo/shop  {TWO[:14]}  c.py  by {operator()} on " in told("--list").stdout
    gone = told("--withdraw", TWO[:6], *REPO)
    assert (gone.exit_code, ask(wanted), listed()) == (0, 2, [])
    target = f"octo/shop {TWO} c.py"
    who = f"operator:{operator()}"
    assert ask(audited) == [(who, "risk.accept", target), (who, "risk.withdraw", target)]


def test_it_is_taken_in_every_file_in_which_it_was_found_and_in_one_pull_request_when_asked(ask: Ask) -> None:
    assert told(ONE, *REPO, "--reason", "x", "--number", "3").exit_code == 0
    assert [(row["number"], row["path"], row["expires_ms"]) for row in listed()] == [
        (3, "a.py", None),
        (3, "b.py", None),
    ]
    with pytest.raises(UsageError, match="is accepted in octo/shop"):
        told("--withdraw", ONE, *REPO)
    assert told("--withdraw", ONE, *REPO, "--number", "3").exit_code == 0


@pytest.mark.slow
def test_what_cannot_be_done_is_said_and_changes_nothing(ask: Ask) -> None:
    for arguments, said in (
        (("1:abcd", *REPO, "--reason", "x"), "no finding of octo/shop begins with 1:abcd"),
        ((TWO, *REPO, "--reason", "x", "--number", "9"), "no finding of octo/shop#9"),
        ((TWO, "--repo", "octo/other", "--reason", "x"), "no repository 'octo/other'"),
        (("deadbeef", *REPO, "--reason", "x"), "names no finding"),
        ((TWO, *REPO, "--reason", " "), "a reason has"),
        ((TWO, *REPO, "--reason", "x", "--until", "soon"), "'soon' is neither a day"),
        ((TWO, *REPO, "--reason", "x", "--until", "2020-01-01"), "over already"),
    ):
        with pytest.raises(UsageError, match=said):
            told(*arguments)
    misused: list[tuple[str, ...]] = [
        (TWO, *REPO),
        (TWO, "--reason", "x"),
        (),
        ("--list", TWO),
        ("--list", "--withdraw"),
    ]
    for wrong in misused:
        assert told(*wrong).exit_code == 2
    assert (listed(), ask(wanted)) == ([], 0)
    assert told("--list").stdout == "no risk is accepted\n"


def test_a_beginning_of_several_names_is_told_with_the_names(ask: Ask) -> None:
    near = ONE[:-2] + "00"

    async def found(database: Database) -> None:
        async with database.begin() as tx:
            await tx.exec_driver_sql("UPDATE findings SET fingerprint = ? WHERE path = 'b.py'", (near,))

    ask(found)
    with pytest.raises(UsageError, match="the beginning of several findings") as raised:
        told(ONE[:14], *REPO, "--reason", "x")
    assert all(f"{name}  {path}: Command built" in str(raised.value) for name, path in ((ONE, "a.py"), (near, "b.py")))


def test_a_day_holds_to_its_end() -> None:
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert _expires_ms("never", at) is None
    assert _expires_ms("2026-11-21", at) == int(datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC).timestamp() * 1000)
    assert _expires_ms("2d", at) == int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp() * 1000)
    for wrong in ("0d", "2026-11-20", "-1d", "99999d", "2026-13-01", "", "1h"):
        with pytest.raises(UsageError):
            _expires_ms(wrong, at)
