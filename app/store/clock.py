"""Database time, so that machines whose clocks differ agree on leases and order."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class now(FunctionElement[int]):  # noqa: N801  # an SQL function, written as SQLAlchemy writes its own
    """Render the database's current time as integer epoch milliseconds, in either dialect.

    It is the time of the statement, not of the transaction: one that waited for a row's lock must not see its own past.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(now, "postgresql")
def _postgresql(_element: now, _compiler: SQLCompiler, **_options: object) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"


@compiles(now, "sqlite")
def _sqlite(_element: now, _compiler: SQLCompiler, **_options: object) -> str:
    # unixepoch('subsec') needs SQLite 3.42; Debian 12 has 3.40. SQLite keeps Julian days in whole milliseconds.
    return "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"
