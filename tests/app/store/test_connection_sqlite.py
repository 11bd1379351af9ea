"""The dialect of our own for SQLite: the same results as SQLAlchemy's, in fewer visits of the driver's thread."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import URL, delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.errors import StoreUnavailable
from app.store import connection
from app.store.connection import create_engine
from app.store.database import Database
from app.store.tables import counters, keys

SLOW_S = 0.2
SLOWLY = text("SELECT slowly(name) FROM keys")
ROWS = [{"name": name, "value": b"v"} for name in ("a", "b", "c")]


@pytest.fixture
def path(tmp_path: Path, _sqlite_migrated: Path) -> Path:
    """Return the file of an empty database."""
    return Path(shutil.copy(_sqlite_migrated, tmp_path / "a.db"))


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """Return it opened."""
    opened = await Database.open(f"sqlite:///{path}")
    yield opened
    await opened.close()


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by one a visit."""
    seen: list[str] = []
    execute: Callable[..., Any] = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, what: Callable[..., Any], *args: Any, **named: Any) -> Any:
        seen.append(what.__name__)
        return await execute(self, what, *args, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return seen


async def _names(database: Database) -> list[str]:
    async with database.read() as tx:
        return list((await tx.execute(select(keys.c.name).order_by(keys.c.name))).scalars())


async def test_a_statement_costs_one_visit_and_giving_the_connection_back_none(
    database: Database, visits: list[str]
) -> None:
    await _names(database)
    visits.clear()
    await _names(database)
    assert len(visits) == 2  # with its BEGIN, and the commit
    visits.clear()
    async with database.begin() as tx:
        await tx.execute(insert(keys).values(ROWS[0]))
        await tx.execute(update(keys).values(value=b"w").returning(keys.c.name))
    assert len(visits) == 4
    visits.clear()
    async with database.begin(at_once=False) as tx:
        await tx.execute(insert(keys), ROWS[1:])
    assert len(visits) == 2
    assert await _names(database) == ["a", "b", "c"]


async def test_results_are_those_of_sqlalchemys_own_dialect(path: Path) -> None:
    async def told(tx: AsyncConnection) -> list[object]:
        found: list[object] = []
        for statement, values in (
            (insert(keys), ROWS),
            (insert(counters).values(name="n", value=1), None),
            (insert(keys).returning(keys.c.name, keys.c.value), [{"name": "d", "value": b""}]),
            (select(keys.c.name, keys.c.value).order_by(keys.c.name), None),
            (select(keys).where(keys.c.name == "none"), None),
            (update(keys).where(keys.c.name < "c").values(value=b"x"), None),
            (update(keys).values(value=b"y").returning(keys.c.name), None),
            (text("SELECT 1 AS one, NULL AS two, 2.5 AS three, x'00' AS four"), None),
            (delete(keys).where(keys.c.name == "a"), None),
            (text("PRAGMA table_info(keys)"), None),
        ):
            result = await tx.execute(statement, values)
            rows = [tuple(row) for row in result] if result.returns_rows else None
            names = list(result.keys()) if result.returns_rows else None
            found.append((rows, names, result.rowcount, result.context.cursor.lastrowid))
        return found

    async def on(engine: AsyncEngine) -> list[object]:
        async with engine.connect() as tx:
            found = await told(tx)
            await tx.rollback()
        await engine.dispose()
        return found

    ours = await on(create_engine(f"sqlite:///{path}"))
    assert ours == await on(create_async_engine(URL.create("sqlite+aiosqlite", database=str(path))))
    assert len(ours) == 10


async def test_a_statement_that_fails_undoes_what_was_begun_with_it(database: Database) -> None:
    async def twice() -> None:
        async with database.begin(at_once=False) as tx:
            await tx.execute(insert(keys).values(ROWS[0]))
            await tx.execute(insert(keys).values(ROWS[0]))

    async def at_first() -> None:
        async with database.begin(at_once=False) as tx:
            await tx.exec_driver_sql("INSERT INTO keys (name) SELECT NULL")

    async def before() -> None:
        async with database.begin(at_once=False):
            raise LookupError

    for failing in (twice, at_first, before):
        with pytest.raises((IntegrityError, LookupError)):
            await failing()
        async with database.begin() as tx:
            assert list(await tx.execute(select(keys))) == []
    async with database.begin(at_once=False) as tx:
        await tx.execute(insert(keys).values(ROWS[0]))
    assert await _names(database) == ["a"]


@pytest.mark.parametrize("empty", [True, False])
async def test_a_lock_that_is_not_had_is_told_however_late_it_is_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch, empty: bool
) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 20)
    database = await Database.open(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.begin(at_once=False) as tx:
            if not empty:
                await tx.execute(insert(keys).values(ROWS[0]))

    with pytest.raises(StoreUnavailable, match="database is locked"):
        await write()
    other.execute("ROLLBACK")
    other.close()
    await write()
    assert await _names(database) == ([] if empty else ["a"])
    await database.close()


async def test_a_late_lock_is_held_from_the_first_statement_on(database: Database, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    async with database.begin(at_once=False) as tx:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        await tx.execute(select(keys))  # one that only reads, too
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_task_cancelled_in_the_middle_of_a_statement_leaves_nothing_behind(path: Path, at_once: bool) -> None:
    engine = create_engine(f"sqlite:///{path}")
    running = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(name: str) -> str:
        loop.call_soon_threadsafe(running.set)
        time.sleep(SLOW_S)
        return name

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(driver: Any, _record: object) -> None:
        driver.create_function("slowly", 1, slowly)

    database = Database(engine)

    async def write() -> None:
        async with database.begin(at_once=at_once) as tx:
            await tx.execute(insert(keys).values(ROWS[0]))
            await tx.execute(SLOWLY)

    task = asyncio.create_task(write())
    await running.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _names(database) == []
    async with database.begin(at_once=at_once) as tx:
        await tx.execute(insert(keys).values(ROWS[1]))
    assert await _names(database) == ["b"]
    await database.close()


async def test_tasks_cancelled_at_any_moment_write_all_or_nothing(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.begin(at_once=bool(number % 2)) as tx:
            await tx.execute(insert(keys).values(name=f"{number}-1", value=b""))
            await tx.execute(insert(keys).values(name=f"{number}-2", value=b""))

    for number in range(40):
        task = asyncio.create_task(write(number))
        for _ in range(number):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    written = {name.split("-")[0] for name in await _names(database)}
    assert len(await _names(database)) == 2 * len(written)
    await write(100)
    assert {"100-1", "100-2"} <= set(await _names(database))


async def test_a_connection_that_is_closed_under_way_is_unavailable_and_replaced(database: Database) -> None:
    async def broken() -> None:
        async with database.begin() as tx:
            raw = await tx.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.close()
            await tx.execute(select(keys))

    with pytest.raises(StoreUnavailable):
        await broken()
    assert await _names(database) == []


async def test_fetching_bit_by_bit_is_refused(database: Database) -> None:
    async with database.read() as tx:
        with pytest.raises(InvalidRequestError, match="current dialect"):
            await tx.stream(select(keys))
