"""Telling a database that cannot be had from a mistake of ours."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import StoreUnavailable

# What asyncpg and aiosqlite let through when there is no connection at all.
CONNECTING = (OSError, TimeoutError, PoolTimeout)

NOT_MIGRATED = "it has no tables yet: start `diffdiver web`, `worker` or `up` once, or check DATABASE_URL"

# https://www.postgresql.org/docs/current/errcodes-appendix.html : connection, credentials, resources, operator
# intervention, system error, and a standby that takes no writes.
_SQLSTATE_CLASSES = ("08", "28", "53", "57", "58", "XX")
_SQLSTATES = {"25006", "3D000", "40001", "40P01", "55P03"}
_UNDEFINED_TABLE = "42P01"

# https://www.sqlite.org/rescode.html : the primary codes that are about the file, not about the statement.
_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}


def unavailable(error: BaseException) -> StoreUnavailable | None:
    """Return what to raise instead when this says that the database cannot be had now, None when it is our mistake.

    The text is the driver's own first line: never the statement nor its values, which may be private.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if _no_tables(cause):
        return StoreUnavailable(f"the database cannot be used: {NOT_MIGRATED}")
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or isinstance(error, CONNECTING) or _is_outage(cause):
        reason = str(cause).split("\n")[0] or type(cause).__name__
        return StoreUnavailable(f"the database cannot be used: {reason}")
    return None


def _is_outage(cause: BaseException) -> bool:
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_CODES
    state = _sqlstate(cause)
    if state is not None:
        return state.startswith(_SQLSTATE_CLASSES) or state in _SQLSTATES
    # asyncpg's own errors without a state are about its connection: closed, in use, lost.
    return type(cause).__name__ in {"InterfaceError", "ConnectionDoesNotExistError"}


def _no_tables(cause: BaseException) -> bool:
    if isinstance(cause, sqlite3.OperationalError):
        return str(cause).startswith("no such table")
    return _sqlstate(cause) == _UNDEFINED_TABLE


def _sqlstate(cause: BaseException) -> str | None:
    state = getattr(cause, "sqlstate", None)
    return state if isinstance(state, str) else None
