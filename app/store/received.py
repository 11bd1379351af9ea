"""What the inbox knows of deliveries, for those who compare it with GitHub's own list."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import deliveries

_BATCH = 500


async def known(tx: AsyncConnection, guids: Collection[str]) -> frozenset[str]:
    """Return those of the GUIDs that the inbox has taken."""
    wanted, found = sorted(set(guids)), set[str]()
    for start in range(0, len(wanted), _BATCH):
        query = select(deliveries.c.id).where(deliveries.c.id.in_(wanted[start : start + _BATCH]))
        found.update((await tx.execute(query)).scalars())
    return frozenset(found)


async def last_ms(tx: AsyncConnection) -> int:
    """Return when the inbox took its newest delivery, 0 when it took none."""
    return int((await tx.execute(select(func.max(deliveries.c.received_ms)))).scalar_one() or 0)


async def clock_ms(tx: AsyncConnection) -> int:
    """Return the database's time in epoch milliseconds."""
    return int((await tx.execute(select(now()))).scalar_one())
