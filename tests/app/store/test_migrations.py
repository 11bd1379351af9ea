"""The migrations make what the tables say, on both databases, however many start at once."""

from __future__ import annotations

from multiprocessing.synchronize import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from app.store import schema
from app.store.database import HEAD, Database
from app.store.tables import metadata
from tests.databases import at_once, run


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def test_the_head_named_in_the_code_is_the_newest_revision() -> None:
    assert schema.head() == HEAD


async def test_a_migrated_database_is_what_the_tables_say(bare_url: str) -> None:
    database = await Database.open(bare_url)
    await database.migrate()
    async with database.begin() as tx:
        assert await tx.run_sync(_differences) == []
    await database.close()


async def test_a_missing_table_would_be_noticed(database: Database) -> None:
    """Control: the comparison turns red when a table is not there."""
    async with database.begin() as tx:
        undo = await tx.begin_nested()
        await tx.exec_driver_sql("DROP TABLE feedback")
        assert await tx.run_sync(_differences)
        await undo.rollback()


@pytest.mark.slow
async def test_every_revision_can_be_gone_back_from(bare_url: str) -> None:
    database = await Database.open(bare_url)
    await database.migrate()
    for revision in ("-1", "base"):
        async with database.begin() as tx:
            await tx.run_sync(schema.downgrade, revision)
    async with database.begin() as tx:
        assert await tx.run_sync(lambda connection: inspect(connection).get_table_names()) == ["alembic_version"]
    await database.migrate()
    assert await database.revision() == HEAD
    await database.close()


@pytest.mark.slow
def test_processes_that_start_at_once_migrate_once(bare_url: str) -> None:
    async def migrate(barrier: Barrier) -> None:
        database = await Database.open(bare_url)
        barrier.wait()
        await database.migrate()
        await database.close()

    assert at_once(4, migrate) == [0, 0, 0, 0]
    assert run(_revision(bare_url)) == HEAD


async def _revision(url: str) -> str | None:
    database = await Database.open(url)
    try:
        return await database.revision()
    finally:
        await database.close()


async def test_migrating_what_is_migrated_changes_nothing(database: Database) -> None:
    await database.migrate()
    assert await database.revision() == HEAD
