"""Secret keys that are made once per installation of Diffdiver and shared by its processes."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import keys
from app.store.upsert import insert_into

KEY_BYTES = 32


async def get_or_create(tx: AsyncConnection, name: str) -> bytes:
    """Return the key of this name, random and the same for every process from its first use on."""
    fresh = insert_into(tx, keys).values(name=name, value=secrets.token_bytes(KEY_BYTES))
    query = select(keys.c.value).where(keys.c.name == name)
    value = (await tx.execute(query)).scalar_one_or_none()
    if value is None:
        await tx.execute(fresh.on_conflict_do_nothing())
        value = (await tx.execute(query)).scalar_one()
    return bytes(value)
