"""The reconciler's scene: on SQLite for what it decides, on both databases where the queries matter."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.store.database import Database
from tests.app.work.reconcile.scene import Scene
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn

__all__ = ["github"]


@pytest.fixture
async def scene(github: GitHubStandIn, _sqlite_migrated: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    """Set the scene on SQLite."""
    url = f"sqlite:///{shutil.copy(_sqlite_migrated, tmp_path / 'bot.db')}"
    opened = await Database.open(url)
    yield Scene(github, opened, url, tmp_path)
    await opened.close()


@pytest.fixture
def scene_on_each(github: GitHubStandIn, database: Database, database_url: str, tmp_path: Path) -> Scene:
    """Set the scene on SQLite and on PostgreSQL."""
    return Scene(github, database, database_url, tmp_path)
