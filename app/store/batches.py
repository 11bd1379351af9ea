"""Deleting many rows a few at a time: looked up without SQLite's one writer, and let go of between two batches."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, delete, select

from app.store.database import Database

BATCH = 200


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table that match; what belongs to them goes with them."""

    table: Table
    matching: ColumnElement[bool]

    @property
    def key(self) -> Column[str] | Column[int]:
        """Return the column that the rows are named by."""
        return next(iter(self.table.primary_key.columns))


async def delete_all(database: Database, rows: Rows, *, until: float = float("inf")) -> tuple[int, bool]:
    """Delete what matches; return how much that was, and whether nothing is left.

    `until` is when to stop for now, by this machine's monotonic clock.
    """
    deleted = 0
    while ids := await _some(database, rows):
        async with database.begin() as tx:
            # Matched again: a row may have changed since it was looked up.
            statement = delete(rows.table).where(rows.key.in_(ids), rows.matching)
            deleted += (await tx.execute(statement)).rowcount
        if len(ids) < BATCH:
            break
        if time.monotonic() >= until:
            return deleted, False
    return deleted, True


async def _some(database: Database, rows: Rows) -> Sequence[object]:
    async with database.read() as tx:
        found = await tx.execute(select(rows.key).where(rows.matching).distinct().limit(BATCH))
        return [row[0] for row in found]
