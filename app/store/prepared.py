"""Statements that SQLAlchemy writes once and SQLite's own driver runs, a whole transaction in one visit of its thread.

What SQLAlchemy does around every statement, and the hand-over to the driver's thread and back, take several times what
the statements themselves do in SQLite. That matters only where somebody waits for a few of them on every question.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import UpdateBase

if TYPE_CHECKING:
    from app.store.sqlite import SqliteConnection

T = TypeVar("T")


class Prepared:
    """A statement in SQLite's words, and how its parameters, by their names, are put to the driver."""

    def __init__(self, statement: UpdateBase, *names: str) -> None:
        """Write the statement; `names` are the columns whose values are parameters, beside its own parameters."""
        dialect = sqlite.dialect(paramstyle="named")
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.sql = str(compiled)
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        types = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
        found = {name: kind.bind_processor(dialect) for name, kind in types.items()}
        self._processors = {name: processor for name, processor in found.items() if processor is not None}

    def bound(self, values: Mapping[str, object]) -> Mapping[str, Any]:  # Any: SQLite's columns hold any type
        """Return the parameters as the driver takes them."""
        bound = {**self._fixed, **values}
        for name, processor in self._processors.items():
            bound[name] = processor(bound[name])
        return bound


async def in_one_visit(tx: AsyncConnection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run this in the thread of SQLite's driver, as the first statements of `tx`; it may commit when it is the whole.

    Raises what the statements would raise from `tx`. Who is cancelled leaves the work to end there.
    """

    def run(connection: Connection) -> T:
        driver = cast("SqliteConnection", connection.connection.dbapi_connection)
        try:
            return driver.visit(work)
        except sqlite3.Error as error:
            raise DBAPIError.instance(None, None, error, sqlite3.Error, hide_parameters=True) from error

    return await tx.run_sync(run)
