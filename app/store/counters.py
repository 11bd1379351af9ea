"""What metrics count over all workers and restarts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import counters
from app.store.upsert import insert_into


async def add(tx: AsyncConnection, name: str, amount: int = 1) -> None:
    """Count something that happened."""
    insert = insert_into(tx, counters).values(name=name, value=amount)
    more = {"value": counters.c.value + amount}
    await tx.execute(insert.on_conflict_do_update(index_elements=[counters.c.name], set_=more))


async def add_all(tx: AsyncConnection, amounts: Mapping[str, int]) -> None:
    """Count several things at once, by name: two that do so at the same time never wait for each other in a circle."""
    if not amounts:
        return
    rows = [{"name": name, "value": amount} for name, amount in sorted(amounts.items())]
    insert = insert_into(tx, counters).values(rows)
    more = {"value": counters.c.value + insert.excluded.value}
    await tx.execute(insert.on_conflict_do_update(index_elements=[counters.c.name], set_=more))


async def read(tx: AsyncConnection) -> Mapping[str, int]:
    """Return every count by its name."""
    return {row.name: row.value for row in await tx.execute(select(counters))}
