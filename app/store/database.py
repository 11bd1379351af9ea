"""The one place that opens the database, and that turns its failures into StoreUnavailable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.errors import StoreUnavailable
from app.store.connection import LATE, READ_ONLY, create_engine
from app.store.unavailable import CONNECTING, unavailable

# The newest revision in migrations/versions; a test holds the two together.
HEAD = "0006"

CLOSE_S = 10.0
MIGRATION_S = 300.0
LOCKED = "database is locked"
NESTED = "begin() inside begin(): hand the open transaction down instead, SQLite has only one writer"


class Database:
    """An open database. Its transactions belong to the event loop it was opened in."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._late = engine.execution_options(**{LATE: True})
        self._reading = engine.execution_options(**{READ_ONLY: True})
        # SQLite's own waiting is a poll with sleeps of up to 100 ms; within a process writers queue here instead.
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self._writing: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, url: str) -> Database:
        """Open `sqlite:///path` (made if missing, for its owner only) or any `postgresql://` or `postgres://` URL.

        Connects on first use; raises UsageError for any other URL and StoreUnavailable when the file cannot be made.
        """
        try:
            return cls(create_engine(url))
        except OSError as error:
            raise unavailable(error) or error from error

    @property
    def dialect(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def begin(self, *, at_once: bool = True) -> AsyncIterator[AsyncConnection]:
        """Open a transaction: committed at the end of the block, rolled back when it raises.

        Keep it short and never wait for anything else inside. On SQLite it holds the write lock from its first moment,
        so that it cannot fail half-way for want of it; or from its first statement on, which is faster, with `at_once`
        false: for a block where nothing is checked before that statement.
        """
        task = asyncio.current_task()
        if task in self._writing:
            raise RuntimeError(NESTED)
        async with self._writer or nullcontext():
            self._writing |= {task} if task else set()
            try:
                async with self._transaction(self._engine if at_once else self._late) as tx:
                    yield tx
            finally:
                self._writing.discard(task)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads; on SQLite it neither waits for writers nor holds them up."""
        async with self._transaction(self._reading) as tx:
            yield tx

    async def ping(self) -> None:
        """Raise StoreUnavailable unless the database answers and has its tables."""
        async with self.read() as tx:
            await tx.execute(text("SELECT version_num FROM alembic_version"))

    async def migrate(self) -> None:
        """Bring the tables to the newest revision; several processes may start with this at once.

        A revision newer than ours is left alone: migrations only add, so that an older version goes on beside them.
        """
        end = time.monotonic() + MIGRATION_S
        while (await self.revision() or "") < HEAD:
            from app.store import schema  # Alembic takes half a second to import and is needed once in a version's life

            try:
                async with self.begin() as tx:
                    await tx.run_sync(schema.upgrade)
            except StoreUnavailable as error:
                # Another process migrates, which takes longer than an ordinary write waits for.
                if LOCKED not in str(error) or time.monotonic() > end:
                    raise

    async def revision(self) -> str | None:
        """Return the revision that the tables are at, None when there are none."""
        async with self.read() as tx:
            if not await tx.run_sync(lambda connection: inspect(connection).has_table("alembic_version")):
                return None
            revision = (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
        return None if revision is None else str(revision)

    async def close(self) -> None:
        """Let the transaction that is being written end, then close every connection.

        A connection that is left open keeps its driver's thread, and with it the process.
        """
        try:
            async with asyncio.timeout(CLOSE_S), self._writer or nullcontext():
                await self._engine.dispose()
        except TimeoutError:
            await self._engine.dispose()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            async with engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, *CONNECTING) as error:
            raise unavailable(error) or error from error
