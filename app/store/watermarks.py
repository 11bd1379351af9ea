"""How far periodic work has come, by name: what is before a watermark need not be looked at again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import watermarks
from app.store.upsert import insert_into


async def read(tx: AsyncConnection, name: str) -> int:
    """Return the watermark of this name, 0 when there is none yet."""
    query = select(watermarks.c.value).where(watermarks.c.name == name)
    return int((await tx.execute(query)).scalar_one_or_none() or 0)


async def put(tx: AsyncConnection, name: str, value: int) -> None:
    """Set the watermark of this name."""
    insert = insert_into(tx, watermarks).values(name=name, value=value)
    again = {"value": value, "updated_ms": now()}
    await tx.execute(insert.on_conflict_do_update(index_elements=[watermarks.c.name], set_=again))
