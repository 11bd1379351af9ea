"""The bot and its stand-in, once on each database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.store.database import Database
from tests.app.work.bot import Bot
from tests.app.work.indexing import indexing
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn

__all__ = ["github", "indexing"]


@pytest.fixture
def bot_on_each(github: GitHubStandIn, database: Database, tmp_path: Path) -> Bot:
    """Return a bot; the test runs on SQLite and on PostgreSQL."""
    return _bot(github, database, tmp_path)


@pytest.fixture
async def bot(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> Bot:
    """Return a bot on SQLite, for what no database has a say in."""
    return _bot(github, sqlite, tmp_path)


@pytest.fixture
async def sqlite(_sqlite_migrated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{shutil.copy(_sqlite_migrated, tmp_path / 'bot.db')}")
    yield opened
    await opened.close()


def _bot(github: GitHubStandIn, database: Database, folder: Path) -> Bot:
    data = folder / "data"
    data.mkdir()
    return Bot(github, database, data)
