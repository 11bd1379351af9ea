"""From the URL an operator writes to connections set up as the store needs them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import URL, Connection, event
from sqlalchemy.dialects import registry
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.errors import UsageError

if TYPE_CHECKING:
    from app.store.sqlite import SqliteConnection

READ_ONLY = "diffdiver_read_only"
LATE = "diffdiver_late"

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")
WRONG_URL = (
    "DATABASE_URL must look like sqlite:////var/lib/diffdiver/diffdiver.db or postgresql://user:password@host/name, "
    "not {scheme}"
)

# How long to wait for another process's write, and for a connection: below GitHub's 10 s for a webhook's answer.
# https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks
BUSY_MS = 5_000
CONNECT_S = 5.0
STATEMENT_S = 30.0
POOL = 10
# In KiB when negative: https://www.sqlite.org/pragma.html#pragma_cache_size . The default of 2 MB for each of ten
# connections is memory that fills over hours; behind it stands the kernel's own cache, shared by all of them.
CACHE = "cache_size=-256"

DIALECT = "diffdiver"
registry.register(f"sqlite.{DIALECT}", "app.store.sqlite", "Dialect")


def create_engine(url: str) -> AsyncEngine:
    """Return an engine for the URL; raise UsageError when it is of no known form."""
    scheme, separator, rest = url.partition("://")
    plain = f"{scheme.split('+')[0]}{separator}{rest}"
    if plain.startswith(SQLITE) and plain != SQLITE:
        return _sqlite(Path(plain.removeprefix(SQLITE)))
    if plain.startswith(POSTGRESQL):
        return _postgresql(plain)
    raise UsageError(WRONG_URL.format(scheme=f"{scheme}://..." if separator else "a URL without ://"))


def sqlite_file(url: str) -> Path | None:
    """Return the file that an SQLite URL names, None for another database."""
    scheme, _, rest = url.partition("://")
    return Path(rest.removeprefix("/")) if scheme.split("+")[0] == "sqlite" else None


def _sqlite(path: Path) -> AsyncEngine:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    # One connection writes at a time (see Database.begin), the others read.
    engine = create_async_engine(
        URL.create(f"sqlite+{DIALECT}", database=str(path)),
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=CONNECT_S,
        pool_use_lifo=True,  # each connection has a cache of its own to fill: use as few as there is work for
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", CACHE):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    # A transaction that reads first and then writes cannot wait for the lock: it fails at once if another wrote
    # meanwhile. https://www.sqlite.org/lang_transaction.html
    begin = "BEGIN" if options.get(READ_ONLY) else "BEGIN IMMEDIATE"
    if options.get(READ_ONLY) or options.get(LATE):
        # Nothing is lost for a reader: a plain BEGIN takes neither lock nor snapshot before the first statement.
        cast("SqliteConnection", connection.connection.dbapi_connection).begin_later(begin)
    else:
        connection.exec_driver_sql(begin)


def _postgresql(dsn: str) -> AsyncEngine:
    import asyncpg  # 0.1 s that an SQLite installation need not pay at start

    async def connect() -> object:
        # asyncpg reads the whole URL as libpq does: sockets (?host=/run/postgresql), sslmode, several hosts.
        return await asyncpg.connect(
            dsn, timeout=CONNECT_S, command_timeout=STATEMENT_S, server_settings={"application_name": "diffdiver"}
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=POOL,
        max_overflow=POOL,
        pool_timeout=CONNECT_S,
        pool_use_lifo=True,
        pool_pre_ping=True,  # a restarted server costs a reconnection, not a failed delivery
        hide_parameters=True,
    )
