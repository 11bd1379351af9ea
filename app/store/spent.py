"""What each installation spent of GitHub's limits lately, over all workers: slots of time, and times of rest.

Times are GitHub's, in milliseconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import spent
from app.store.upsert import insert_into

# A row of this kind says until when GitHub wants to hear nothing; its amount is how often in a row it said so.
BLOCKED = "blocked"


async def lock(tx: AsyncConnection, installation_id: int) -> int:
    """Have the installation's account to oneself until the transaction ends; return the database's time in ms."""
    if tx.dialect.name == "postgresql":  # on SQLite a transaction that writes is alone anyway
        await tx.execute(select(func.pg_advisory_xact_lock(installation_id)))
    return await database_ms(tx)


async def database_ms(tx: AsyncConnection) -> int:
    """Return the database's time in milliseconds since the epoch."""
    return int((await tx.execute(select(now()))).scalar_one())


async def slots(tx: AsyncConnection, installation_id: int, *kinds: str) -> Mapping[str, Mapping[int, int]]:
    """Return what is recorded as spent, by kind and slot, rising; the old slots that are still there too."""
    query = select(spent.c.kind, spent.c.slot_ms, spent.c.amount).where(
        spent.c.installation_id == installation_id, spent.c.kind.in_(kinds)
    )
    found: dict[str, dict[int, int]] = {kind: {} for kind in kinds}
    for row in await tx.execute(query.order_by(spent.c.slot_ms)):
        found[row.kind][row.slot_ms] = row.amount
    return found


async def add(tx: AsyncConnection, installation_id: int, kind: str, slot_ms: int, amount: int) -> None:
    """Count something as spent."""
    insert = insert_into(tx, spent).values(installation_id=installation_id, kind=kind, slot_ms=slot_ms, amount=amount)
    keys = [spent.c.installation_id, spent.c.kind, spent.c.slot_ms]
    await tx.execute(insert.on_conflict_do_update(index_elements=keys, set_={"amount": spent.c.amount + amount}))


async def forget(tx: AsyncConnection, installation_id: int, kind: str, before_ms: int) -> None:
    """Drop the slots that do not matter any more."""
    old = delete(spent).where(spent.c.installation_id == installation_id, spent.c.kind == kind)
    await tx.execute(old.where(spent.c.slot_ms < before_ms))


async def block(tx: AsyncConnection, installation_id: int, until_ms: int, strikes: int) -> None:
    """Record that GitHub wants to hear nothing until then."""
    await forget(tx, installation_id, BLOCKED, until_ms)
    await add(tx, installation_id, BLOCKED, until_ms, strikes)


async def installations(tx: AsyncConnection) -> tuple[int, ...]:
    """Return the installations that have spent something lately."""
    return tuple((await tx.execute(select(spent.c.installation_id).distinct())).scalars())
