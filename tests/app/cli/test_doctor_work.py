"""`diffdiver doctor` names the work that waits for a person, and a gate that anybody could open."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.store import jobs, leases
from app.store.database import Database
from tests.app.cli.test_doctor import Set, examined, github, put, register, status
from tests.stand_in.github import GitHubStandIn

__all__ = ["github", "put"]

HOSTILE = "boom\x1b[2J ghp_" + "a1" * 20


async def _fill(url: str) -> list[int]:
    ids = []
    database = await Database.open(url)
    async with database.begin() as tx:
        for number, end in enumerate((leases.quarantine, leases.fail, None), 1):
            job_id = await jobs.raise_wanted(tx, "review", f"7/{number}", 1)
            ids.append(job_id)
            if end is not None:
                lease = await leases.acquire(tx, job_id, "w")
                assert lease is not None
                await end(tx, lease, HOSTILE)
        await tx.exec_driver_sql("UPDATE jobs SET wanted_ms = wanted_ms - 3600000")
    await database.close()
    return ids


def test_stuck_and_overdue_work_is_named_with_what_to_do(put: Set, database_url: str) -> None:
    put(DATABASE_URL=database_url)
    quarantined, failed, _ = asyncio.run(_fill(database_url))
    _, checks = examined()
    for name, job_id in (("quarantined jobs", quarantined), ("failed jobs", failed)):
        assert status(checks, name) == ("warn", True)
        assert f"1: {job_id} (review 7/" in checks[name]["found"]
        assert "diffdiver queue release" in checks[name]["todo"]
        assert "\\u{1b}[2J [redacted]" in checks[name]["found"]
    assert status(checks, "work") == ("warn", True)
    assert "due for 60 min" in checks["work"]["found"]


def test_an_index_that_waits_for_its_turn_is_not_overdue(put: Set, database_url: str) -> None:
    async def fill() -> None:
        database = await Database.open(database_url)
        async with database.begin() as tx:
            await jobs.raise_wanted(tx, "index", "7", 1)
            await tx.exec_driver_sql("UPDATE jobs SET wanted_ms = wanted_ms - 3600000")
        await database.close()

    put(DATABASE_URL=database_url)
    asyncio.run(fill())
    _, checks = examined()
    assert status(checks, "work") == ("ok", False)


def test_without_such_work_all_is_in_order(put: Set, database_url: str) -> None:
    put(DATABASE_URL=database_url)
    _, checks = examined()
    assert [checks[name]["status"] for name in ("quarantined jobs", "failed jobs", "work")] == ["ok"] * 3


def test_a_database_that_cannot_be_read_is_told_of_once(put: Set) -> None:
    put(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    _, checks = examined()
    assert status(checks, "database") == ("fail", True)
    assert status(checks, "work") == ("skipped", False)


@pytest.mark.parametrize(
    ("source", "expected", "said"),
    [("ours", "ok", "this App alone"), (None, "warn", "any source"), (4711, "warn", "another App")],
)
def test_a_required_check_that_others_may_report_is_warned_of(
    put: Set, github: GitHubStandIn, source: Any, expected: str, said: str
) -> None:
    app = register(put, github)
    repository = github.add_repository("octo/shop", files={"a": "b"})
    github.install(app, [repository])
    named = {} if source is None else {"integration_id": app.id if source == "ours" else source}
    repository.rules.append(
        {
            "type": "required_status_checks",
            "parameters": {"required_status_checks": [{"context": "diffdiver/security", **named}]},
        }
    )
    _, checks = examined()
    assert checks["required checks"]["status"] == expected, checks["required checks"]
    assert said in checks["required checks"]["found"]


def test_a_gate_that_nobody_requires_is_told_of(put: Set, github: GitHubStandIn) -> None:
    github.install(register(put, github), [github.add_repository("octo/shop", files={"a": "b"})])
    assert "required nowhere in 1" in examined()[1]["required checks"]["found"]
