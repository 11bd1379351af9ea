"""A sweep has each repository indexed that never was; afterwards pushes want it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.store.database import Database
from app.store.tables import jobs
from app.work.reconcile import indexing
from app.work.reconcile.indexing import index_new
from tests.app.work.reconcile.scene import Scene


async def wanted(database: Database) -> dict[str, tuple[int, bool]]:
    async with database.read() as tx:
        rows = (await tx.execute(select(jobs).where(jobs.c.kind == "index"))).all()
    return {row.subject: (row.wanted_generation, row.quiet) for row in rows}


async def test_each_is_wanted_once_and_quietly(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    assert await index_new(database, 7, [1, 2, 3]) == 3
    assert await index_new(database, 7, [1, 2, 3, 4]) == 1
    assert await wanted(database) == dict.fromkeys("1234", (1, True))


async def test_the_sweep_of_an_installation_wants_them(scene: Scene) -> None:
    await scene.sweep()
    await scene.sweep()
    assert await wanted(scene.database) == {str(scene.repository.id): (1, True)}
