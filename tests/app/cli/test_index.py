"""`diffdiver index` tells what is known of a repository's code, and has it indexed again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli import diffdiver
from app.errors import UsageError
from app.index import kept
from app.index.derived import GRAPH
from app.index.kept import About, Made
from app.intake.intent import KnownRepository
from app.store import installations
from app.store.database import Database
from app.store.tables import audit, jobs


async def _prepared(url: str) -> None:
    database = await Database.open(url)
    async with database.begin() as tx:
        await installations.save_repositories(tx, [KnownRepository(70, 7, "octo/shop\x1b[31m")])
    await database.close()


async def _wanted(url: str) -> tuple[list[tuple[str, str, int]], int]:
    database = await Database.open(url)
    async with database.read() as tx:
        rows = (await tx.execute(select(jobs.c.kind, jobs.c.subject, jobs.c.redo_generation))).all()
        noted = len((await tx.execute(select(audit.c.id))).all())
    await database.close()
    return [(row.kind, row.subject, row.redo_generation) for row in rows], noted


@pytest.fixture
def url(data_dir: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", database_url)
    asyncio.run(_prepared(database_url))
    return database_url


def told(*arguments: str) -> Result:
    return CliRunner().invoke(diffdiver, ["index", *arguments], catch_exceptions=False)


def test_it_is_ordered_and_the_order_is_noted(url: str) -> None:
    result = told("70")
    assert result.exit_code == 0
    assert "the repository is not indexed yet" in result.stdout
    assert asyncio.run(_wanted(url)) == ([("index", "70", 1)], 1)


def test_what_is_known_is_shown_without_an_order(url: str, data_dir: Path) -> None:
    folder = data_dir / "git" / "70"
    folder.mkdir(parents=True)
    kept.write(folder, GRAPH, Made(About("c" * 40, 120, 3, "only some", "x"), b"graph"))
    result = told("70", "--show")
    assert "octo/shop" in result.stdout
    assert "\x1b" not in result.stdout
    assert f"indexed at {'c' * 12}, 120 files read, 3 not; only some" in result.stdout
    assert asyncio.run(_wanted(url)) == ([], 0)


def test_a_repository_that_is_not_known_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="is the App installed there"):
        told("71")
