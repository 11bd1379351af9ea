"""Facts on disk: a file of their own beside an SQLite database, a schema of their own on PostgreSQL.

Nothing here may stop a review: a store that cannot be used is said once in the log, and knows nothing.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    delete,
    select,
    text,
)
from sqlalchemy import update as change
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import StoreUnavailable
from app.store.connection import sqlite_file
from app.store.database import Database
from app.store.upsert import insert_into

FILE = "facts.db"
SCHEMA = "facts"
# Any number that no other lock of ours has: two workers that start at once make the tables one after the other.
MAKING = 0x66616374
AT_ONCE = 200
DAY_S = 86_400
# What SQLite says of a file that it cannot read: https://www.sqlite.org/rescode.html#notadb , #corrupt
DAMAGED = ("file is not a database", "malformed")
T = TypeVar("T")

metadata = MetaData()
facts = Table(
    "facts",
    metadata,
    Column("repository_id", BigInteger, primary_key=True, autoincrement=False),
    Column("producer", Text, primary_key=True),  # what made the fact, with everything beside the blob that it rests on
    Column("blob", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("used_day", Integer, nullable=False),  # since 1970, when it was last of use
    Index("ix_facts_used_day", "used_day"),
)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Facts:
    """An open store of facts; `usable` is False once it could not be made, and it then knows and keeps nothing."""

    database: Database
    own: bool
    usable: bool = True

    @classmethod
    async def open(cls, url: str, database: Database) -> Facts:
        """Open the facts that belong to the database at `url`; a file that is no database is made anew."""
        path = sqlite_file(url)
        if path is None:
            opened = cls(database, own=False)
        else:
            opened = cls(await Database.open(f"sqlite:///{path.with_name(FILE)}"), own=True)
        try:
            await opened._make()
        except StoreUnavailable as error:
            damaged = path is not None and any(words in str(error) for words in DAMAGED)
            opened.usable = damaged and path is not None and await opened._anew(path.with_name(FILE))
            if not opened.usable:
                log.warning("no facts are kept", error=str(error))
        except DBAPIError as error:  # such as a role that may not make a schema
            log.warning("no facts are kept", error=str(error.orig))
            opened.usable = False
        return opened

    async def find(self, repository_id: int, producer: str, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Return what is known of these blobs; nothing where the store does not answer."""
        found: dict[str, bytes] = {}
        if not self.usable or not blobs:
            return found
        try:
            for some in _parts(sorted(set(blobs))):
                found |= await self._found(repository_id, producer, some)
        except StoreUnavailable as error:
            log.warning("facts not read", producer=producer, error=str(error))
        return found

    async def keep(self, repository_id: int, producer: str, values: Mapping[str, bytes]) -> None:
        """Keep a value for each blob; an error is only logged."""
        if not self.usable or not values:
            return
        try:
            for some in _parts(sorted(values.items())):
                async with self.database.begin() as tx:
                    await self._kept(tx, repository_id, producer, dict(some))
        except StoreUnavailable as error:
            log.warning("facts not kept", producer=producer, error=str(error))

    async def forget(self, repositories: Collection[int]) -> int:
        """Remove what is known of these repositories; return how many facts went. Raises StoreUnavailable."""
        gone = 0
        for repository_id in repositories if self.usable else ():
            async with self.database.begin() as tx:
                removed = await tx.execute(delete(self._table).where(self._table.c.repository_id == repository_id))
                gone += removed.rowcount
        return gone

    async def expire(self, unused_days: int) -> int:
        """Remove what was of no use for so many days; return how many facts went. Raises StoreUnavailable."""
        if not self.usable:
            return 0
        async with self.database.begin() as tx:
            removed = await tx.execute(delete(self._table).where(self._table.c.used_day < _today() - unused_days))
        return int(removed.rowcount)

    async def close(self) -> None:
        """Close the file, if it is ours."""
        if self.own:
            await self.database.close()

    @property
    def _table(self) -> Table:
        return facts if self.own else _in_schema

    async def _make(self) -> None:
        async with self.database.begin() as tx:
            if not self.own:
                await tx.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MAKING})
                await tx.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            await tx.run_sync(self._table.create, checkfirst=True)

    async def _anew(self, path: Path) -> bool:
        """Make the file again when it is damaged; say whether that helped."""
        await self.database.close()
        try:
            for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                each.unlink(missing_ok=True)
            self.database = await Database.open(f"sqlite:///{path}")
            await self._make()
        except (OSError, StoreUnavailable):
            return False
        log.warning("the facts were damaged and are gathered again", file=path.name)
        return True

    async def _found(self, repository_id: int, producer: str, blobs: Collection[str]) -> Mapping[str, bytes]:
        here = and_(
            self._table.c.repository_id == repository_id,
            self._table.c.producer == producer,
            self._table.c.blob.in_(blobs),
        )
        async with self.database.read() as tx:
            columns = (self._table.c.blob, self._table.c.value, self._table.c.used_day)
            rows = (await tx.execute(select(*columns).where(here))).all()
        if any(row.used_day < _today() for row in rows):  # a write a day, not one a look
            async with self.database.begin() as tx:
                await tx.execute(change(self._table).where(here).values(used_day=_today()))
        return {row.blob: row.value for row in rows}

    async def _kept(self, tx: AsyncConnection, repository_id: int, producer: str, values: Mapping[str, bytes]) -> None:
        rows = [
            {"repository_id": repository_id, "producer": producer, "blob": blob, "value": value, "used_day": _today()}
            for blob, value in values.items()
        ]
        await tx.execute(insert_into(tx, self._table).values(rows).on_conflict_do_nothing())


_in_schema = facts.to_metadata(MetaData(), schema=SCHEMA)


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield as many values at a time as one statement may name."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _today() -> int:
    return int(time.time()) // DAY_S
