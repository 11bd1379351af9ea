"""INSERT ... ON CONFLICT, which both databases write alike and SQLAlchemy keeps in two places."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert


def insert_into(tx: AsyncConnection, table: Table) -> Insert:
    """Return the dialect's own INSERT; the two have the same `on_conflict_*` methods and `excluded`."""
    return insert_for(tx.dialect.name, table)


def insert_for(name: str, table: Table) -> Insert:
    """Return the INSERT of the dialect of this name."""
    # By name, as the engine itself loads it: an SQLite installation need not pay for PostgreSQL's at start.
    dialect = import_module(f"sqlalchemy.dialects.{name}")
    return cast("Insert", dialect.insert(table))
