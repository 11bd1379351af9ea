"""Which deliveries wait for which jobs: a delivery is done when all that it asked for is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import deliveries, delivery_jobs


async def add(tx: AsyncConnection, waits: Iterable[tuple[str, int, int]]) -> None:
    """Record (delivery id, job id, generation) triples."""
    rows = [{"delivery_id": d, "job_id": job_id, "generation": generation} for d, job_id, generation in waits]
    if rows:
        await tx.execute(insert(delivery_jobs), rows)


async def of(tx: AsyncConnection, delivery_ids: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """Return the jobs that these deliveries still wait for, by delivery id."""
    query = select(delivery_jobs.c.delivery_id, delivery_jobs.c.job_id)
    found: dict[str, tuple[int, ...]] = {}
    for delivery_id, job_id in await tx.execute(query.where(delivery_jobs.c.delivery_id.in_(list(delivery_ids)))):
        found[delivery_id] = (*found.get(delivery_id, ()), job_id)
    return found


async def on(tx: AsyncConnection, job_id: int, most: int = 10) -> tuple[str, ...]:
    """Return the ids of some deliveries that wait for this job: they join its log lines to those of intake."""
    query = select(delivery_jobs.c.delivery_id).where(delivery_jobs.c.job_id == job_id)
    return tuple((await tx.execute(query.order_by(delivery_jobs.c.generation.desc()).limit(most))).scalars())


async def settle(tx: AsyncConnection, job_id: int, generation: int) -> None:
    """Mark as done the deliveries that waited for nothing but this job up to this generation."""
    over = delete(delivery_jobs).where(delivery_jobs.c.job_id == job_id, delivery_jobs.c.generation <= generation)
    ids = (await tx.execute(over.returning(delivery_jobs.c.delivery_id))).scalars().all()
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        waits_on = exists().where(delivery_jobs.c.delivery_id == deliveries.c.id)
        finished = update(deliveries).where(deliveries.c.id.in_(some), ~waits_on)
        await tx.execute(finished.values(state="done", done_ms=now()))
