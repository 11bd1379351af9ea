"""The web half on SQLite for what the route does, on both databases for what the store must take."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app.web.bot import Bot, bot_settings, running_bot


@pytest.fixture
def sqlite_url(_sqlite_migrated: Path, tmp_path: Path) -> str:
    """Return the address of an empty, migrated SQLite database."""
    path = tmp_path / "web.db"
    shutil.copy(_sqlite_migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def bot(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Bot]:
    """Run the web half on SQLite; there is no Redis."""
    async with running_bot(bot_settings(tmp_path, sqlite_url)) as running:
        yield running


@pytest.fixture
async def either_bot(tmp_path: Path, database_url: str) -> AsyncIterator[Bot]:
    """Run the web half, once on each kind of database."""
    async with running_bot(bot_settings(tmp_path, database_url)) as running:
        yield running
