"""Opening either database, its transactions, and how each of its failures is told."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Iterator
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from app.errors import StoreUnavailable, UsageError
from app.store import connection
from app.store import database as module
from app.store.clock import now
from app.store.database import NESTED, Database
from app.store.tables import audit, keys
from app.store.unavailable import NOT_MIGRATED
from tests import databases
from tests.conftest import start_server

ROW = {"name": "k", "value": b"v"}


@pytest.fixture
def own_server() -> Iterator[databases.Server]:
    """Start a PostgreSQL of the test's own, to be stopped and started at will."""
    server = start_server()
    yield server
    server.remove()


async def _names(database: Database) -> list[str]:
    async with database.read() as tx:
        return list((await tx.execute(select(keys.c.name))).scalars())


async def test_a_block_that_ends_is_committed(database: Database) -> None:
    async with database.begin() as tx:
        await tx.execute(insert(keys).values(ROW))
    assert await _names(database) == ["k"]


async def test_a_block_that_raises_is_rolled_back(database: Database) -> None:
    async def failing() -> None:
        async with database.begin() as tx:
            await tx.execute(insert(keys).values(ROW))
            raise LookupError

    with pytest.raises(LookupError):
        await failing()
    assert await _names(database) == []


async def test_a_cancelled_block_is_rolled_back_and_the_next_can_write(database: Database) -> None:
    inside = asyncio.Event()

    async def stuck() -> None:
        async with database.begin() as tx:
            await tx.execute(insert(keys).values(ROW))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.begin() as tx:
        await tx.execute(insert(keys).values(ROW))
    assert await _names(database) == ["k"]


async def test_a_transaction_inside_another_is_refused_at_once(database: Database) -> None:
    async def nested() -> None:
        async with database.begin(), database.begin():
            pass

    with pytest.raises(RuntimeError, match=NESTED.split(":")[0].replace("(", r"\(").replace(")", r"\)")):
        await nested()
    async with database.begin() as tx:
        await tx.execute(insert(keys).values(ROW))


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.begin() as tx:
        await tx.execute(insert(keys).values(ROW))
        assert await asyncio.create_task(_names(database)) == []


async def test_many_writers_in_two_opened_databases_all_get_their_turn(database_url: str, database: Database) -> None:
    other = await Database.open(database_url)

    async def write(to: Database, name: str) -> None:
        async with to.begin() as tx:
            await tx.execute(select(keys.c.name))
            await tx.execute(insert(keys).values(name=name, value=b""))

    await asyncio.gather(*(write(to, f"{index}-{n}") for n in range(20) for index, to in enumerate((database, other))))
    await other.close()
    assert len(await _names(database)) == 40


async def test_a_mistake_of_ours_is_not_called_an_outage(database: Database) -> None:
    async def twice() -> None:
        async with database.begin() as tx:
            await tx.execute(insert(keys).values(ROW))
            await tx.execute(insert(keys).values(ROW))

    with pytest.raises(IntegrityError) as caught:
        await twice()
    assert "'v'" not in str(caught.value)  # parameters may be private


async def test_the_clock_is_the_databases_and_in_milliseconds(database: Database) -> None:
    own = {"sqlite": "SELECT strftime('%s', 'now')", "postgresql": "SELECT extract(epoch FROM clock_timestamp())"}
    async with database.read() as tx:
        earlier = float((await tx.execute(text(own[database.dialect]))).scalar_one())
        ours = (await tx.execute(select(now()))).scalar_one()
        later = float((await tx.execute(text(own[database.dialect]))).scalar_one()) + 1
    assert isinstance(ours, int)
    assert int(earlier * 1000) <= ours <= later * 1000 + 1


async def test_ping_tells_a_database_without_tables(bare_url: str) -> None:
    database = await Database.open(bare_url)
    with pytest.raises(StoreUnavailable, match=NOT_MIGRATED[:20]):
        await database.ping()
    await database.migrate()
    await database.ping()
    await database.close()


def test_closing_with_a_transaction_left_open_does_not_keep_the_process(
    bare_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CLOSE_S", 0.1)

    async def leave_open(_barrier: Barrier) -> None:
        database = await Database.open(bare_url)
        await database.migrate()
        async with database.begin():
            await database.close()
            raise SystemExit(7)

    assert databases.at_once(1, leave_open) == [7]


async def test_hostile_text_is_stored_and_paths_come_back_as_they_were(database: Database) -> None:
    hostile = {"actor": "a\0b", "action": "\udcff", "target": "x", "reason": "\u202e"}
    async with database.begin() as tx:
        await tx.execute(insert(audit).values(at_ms=now(), **hostile))
        row = (await tx.execute(select(audit.c.actor, audit.c.action, audit.c.reason))).one()
    assert tuple(row) == ("a\ufffdb", "\ufffd", "\u202e")


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "sqlite://", "sqlite:///", "", "diffdiver.db"])
async def test_a_url_of_no_known_form_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(UsageError, match="DATABASE_URL must look like") as refused:
        await Database.open(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
async def test_an_sqlite_file_is_made_for_its_owner_only(tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "new" / "with space?and%.db"
    database = await Database.open(f"{scheme}:///{path}")
    await database.migrate()
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert path.name in modes
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await database.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_sqlite_flushes_every_commit_and_checks_references(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    async with database.read() as tx:
        pragmas = {
            name: (await tx.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    await database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": connection.BUSY_MS}


async def test_a_locked_file_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 50)
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    await database.migrate()
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="database is locked"):
        async with database.begin():
            pass
    await database.ping()
    other.execute("ROLLBACK")
    async with database.begin() as tx:
        await tx.execute(insert(keys).values(ROW))
    other.close()
    await database.close()


async def test_a_full_disk_is_unavailable_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    await database.migrate()

    async def fill() -> None:
        async with database.begin() as tx:
            pages = (await tx.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await tx.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
            for n in range(100):
                await tx.execute(insert(keys).values(name=str(n), value=b"x" * 4096))

    with pytest.raises(StoreUnavailable, match="database or disk is full"):
        await fill()
    assert await _names(database) == []
    await database.close()


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database" * 100)
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(StoreUnavailable, match="not a database"):
        await database.ping()
    await database.close()


async def test_a_place_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable):
        await Database.open(f"sqlite:///{tmp_path / 'file' / 'a.db'}")


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    database = await Database.open("postgres://user:hunter2@127.0.0.1:9/none")
    with pytest.raises(StoreUnavailable) as refused:
        await database.ping()
    assert "hunter2" not in str(refused.value)
    await database.close()


async def test_a_database_that_is_not_there_is_unavailable(postgresql_server: str) -> None:
    database = await Database.open(databases.database_at(postgresql_server, "nowhere"))
    with pytest.raises(StoreUnavailable, match="nowhere"):
        await database.ping()
    await database.close()


@pytest.mark.slow
async def test_a_restarted_server_costs_only_what_was_under_way(own_server: databases.Server) -> None:
    database = await Database.open(own_server.url)
    await database.migrate()

    async def interrupted() -> None:
        async with database.begin() as tx:
            await tx.execute(insert(keys).values(ROW))
            await asyncio.to_thread(own_server.stop)
            await tx.execute(select(keys))

    with pytest.raises(StoreUnavailable):
        await interrupted()
    with pytest.raises(StoreUnavailable):
        await database.ping()
    await asyncio.to_thread(own_server.start)
    await database.ping()
    assert await _names(database) == []
    await database.close()


async def test_closing_ends_the_drivers_threads(tmp_path: Path) -> None:
    before = threading.active_count()
    database = await Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    await database.migrate()
    assert threading.active_count() > before
    await database.close()
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            thread.join(5)
    assert not [thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name]
