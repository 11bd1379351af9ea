"""`diffdiver audit` shows every recorded act: who, what, why, key; filtered, and harmless to a terminal."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.audit import _since_ms, audit
from app.errors import UsageError
from app.intake.intent import KnownRepository
from app.store import audit as entries
from app.store import installations
from app.store.audit import Entry
from app.store.database import Database


def act(number: int, reason: str = "finding posted", repository_id: int = 9) -> Entry:
    return Entry("job:17", "comment", f"octo/shop#{number}", reason, f"key-{number}", 7, repository_id, number)


@pytest.fixture
def recorded(data_dir: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)

    async def fill() -> None:
        database = await Database.open(database_url)
        async with database.begin() as tx:
            await installations.save_repositories(tx, [KnownRepository(9, 7, "octo/shop")])
            await entries.record(tx, *(act(number) for number in range(1, 6)))
            await entries.record(tx, act(1, "evil\x1b[2J\nforged line Bearer abcdefghijkl", repository_id=10))
        await database.close()

    asyncio.run(fill())


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(audit, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("recorded")
def test_each_act_is_one_line_oldest_first() -> None:
    lines = shown().rstrip("\n").split("\n")
    assert len(lines) == 6
    assert lines[0].endswith("job:17 comment octo/shop#1: finding posted [key-1]")
    assert lines[-1].endswith("evil\\u{1b}[2J forged line Bearer [redacted] [key-1]")


@pytest.mark.slow
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--repo", "Octo/Shop"], 5),
        (["--repo", "10"], 1),
        (["--number", "1"], 2),
        (["--repo", "octo/shop", "--number", "2"], 1),
        (["--limit", "2"], 2),
        (["--since", "1h"], 6),
        (["--since", "2999-01-01"], 0),
    ],
)
def test_filters_choose(arguments: list[str], count: int) -> None:
    assert len(json.loads(shown(*arguments, "--format", "json"))["entries"]) == count


@pytest.mark.usefixtures("recorded")
def test_the_json_form_has_every_part() -> None:
    (entry,) = json.loads(shown("--limit", "1", "--repo", "9", "--format", "json"))["entries"]
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "actor": "job:17",
        "action": "comment",
        "target": "octo/shop#5",
        "reason": "finding posted",
        "key": "key-5",
        "installation_id": 7,
        "repository_id": 9,
        "number": 5,
    }


@pytest.mark.slow
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("arguments", [["--repo", "octo/nowhere"], ["--since", "yesterday"]])
def test_what_cannot_be_understood_is_told(arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        shown(*arguments)


def test_a_time_without_a_zone_is_utc() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert _since_ms("2026-11-20", at) == int(at.timestamp() * 1000)
    assert _since_ms("24h", at) == int(at.timestamp() * 1000) - 86_400_000
