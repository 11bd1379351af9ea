"""SQLAlchemy's dialect for aiosqlite, with one visit of the driver's thread a statement where its own makes four.

Every visit is a hand-over to another thread and back, which costs more than most statements do in SQLite itself.
What a visit does is one piece: who is cancelled while it waits leaves it to end in the thread, SQLAlchemy gives the
connection up, and closing it queues behind.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util.concurrency import await_

if TYPE_CHECKING:
    from sqlalchemy.connectors.asyncio import AsyncIODBAPIConnection
    from sqlalchemy.engine.interfaces import (
        _DBAPICursorDescription,
        _DBAPIMultiExecuteParams,
        _DBAPISingleExecuteParams,
    )

T = TypeVar("T")
Row = tuple[Any, ...]  # Any: SQLite's columns hold any type


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a statement left behind, by DB-API's names."""

    description: Sequence[Row] | None = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: deque[Row] = field(default_factory=deque)


_NOTHING = _Outcome()


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Runs a statement and fetches its rows at once; a cursor of the driver lives no longer than that."""

    __slots__ = ("_outcome",)

    _adapt_connection: SqliteConnection
    arraysize = 1

    # Not the base's, which asks the thread for a cursor.
    def __init__(self, adapt_connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = cast("SqliteConnection", adapt_connection)
        self._outcome = _NOTHING
        self._rows = deque()

    @property
    def description(self) -> _DBAPICursorDescription | None:
        return cast("_DBAPICursorDescription | None", self._outcome.description)

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int:
        return cast("int", self._outcome.lastrowid)  # None too, which SQLAlchemy's own type leaves out

    def execute(self, operation: str, parameters: _DBAPISingleExecuteParams | None = None) -> None:
        self._run(lambda cursor: cursor.execute(operation, parameters or ()))

    def executemany(self, operation: str, seq_of_parameters: _DBAPIMultiExecuteParams) -> None:
        self._run(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Do nothing: nothing is open."""

    def _run(self, start: Callable[[sqlite3.Cursor], object]) -> None:
        self._outcome = self._adapt_connection.visit(lambda connection: _ran(connection, start))
        self._rows = self._outcome.rows


class SqliteConnection(AsyncAdapt_aiosqlite_connection):
    """A connection that knows whether a transaction is open."""

    __slots__ = ("_idle", "_pending")

    _cursor_cls = _Cursor

    def __init__(self, dbapi: _Driver, connection: AsyncIODBAPIConnection) -> None:
        super().__init__(dbapi, connection)
        self._pending: str | None = None
        self._idle = False

    def begin_later(self, statement: str) -> None:
        """Begin with this statement, in the same visit as the first that follows, or as the commit."""
        self._pending = statement

    def commit(self) -> None:
        """Commit the transaction; when a visit was the whole of it, and has done so, the thread is spared."""
        if self._pending is not None or not self._idle:
            self.visit(sqlite3.Connection.commit)

    def rollback(self) -> None:
        """Undo the transaction; without one, which is how the pool gets connections back, the thread is spared."""
        self._pending = None
        if self._connection._connection is not None and not self._idle:
            self.visit(sqlite3.Connection.rollback)

    def visit(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """Run this in the driver's thread, after what was to begin; raises the driver's own errors."""
        begin, self._pending = self._pending, None
        self._idle = False  # until the thread says so: of a visit that fails or is left nothing is known
        try:
            result, self._idle = await_(self._sent(run, begin))
        except ValueError as error:  # aiosqlite's word for a closed connection
            self._handle_exception(error)
        return result

    def _sent(self, run: Callable[[sqlite3.Connection], T], begin: str | None) -> Awaitable[tuple[T, bool]]:
        # Private: in public aiosqlite runs nothing in its thread but single calls.
        execute: Callable[..., Awaitable[tuple[T, bool]]] = self._connection._execute
        return execute(_visit, self._connection._connection, run, begin)


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> SqliteConnection:  # noqa: ANN401  # sqlite3.connect's
        return SqliteConnection(self, super().connect(*arg, **kw)._connection)


class Dialect(SQLiteDialect_aiosqlite):
    """Found by SQLAlchemy under the name it is registered with, see app/store/connection.py."""

    supports_statement_cache = True
    supports_server_side_cursors = False  # they would fetch outside the visits; without them `stream()` says so

    @classmethod
    def import_dbapi(cls) -> _Driver:
        import aiosqlite

        return _Driver(aiosqlite, sqlite3)


def _visit(connection: sqlite3.Connection, run: Callable[[sqlite3.Connection], T], begin: str | None) -> tuple[T, bool]:
    if begin is not None:
        connection.execute(begin)
    result = run(connection)
    return result, not connection.in_transaction


def _ran(connection: sqlite3.Connection, start: Callable[[sqlite3.Cursor], object]) -> _Outcome:
    with closing(connection.cursor()) as cursor:
        start(cursor)
        # Before the count, which SQLite knows when the last row is fetched.
        rows = deque(cursor.fetchall() if cursor.description else ())
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
