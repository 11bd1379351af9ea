"""What metrics tell of the work. Every query looks at open rows only, or at a day: history costs a scrape nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import counters, queue_report
from app.store.clock import now
from app.store.queue_report import Standing, Total
from app.store.tables import delivery_jobs, outbox, reviews

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Figures:
    """One look at the database; times are epoch milliseconds by its own clock."""

    now_ms: int
    jobs: Mapping[tuple[str, Standing], Total]
    deliveries_waiting: int
    planned: int
    oldest_planned_ms: int | None
    conclusions: Mapping[str, int]
    counted: Mapping[str, int]


async def read(tx: AsyncConnection) -> Figures:
    """Return the figures as they are now."""
    at = int((await tx.execute(select(now()))).scalar_one())
    waiting = select(func.count(delivery_jobs.c.delivery_id.distinct()))
    # The text itself, not a bound value: see queue_report.
    planned = select(func.count(), func.min(outbox.c.updated_ms)).where(outbox.c.state == literal_column("'planned'"))
    many, oldest = (await tx.execute(planned)).one()
    return Figures(
        at,
        await queue_report.totals(tx),
        int((await tx.execute(waiting)).scalar_one()),
        many,
        None if oldest is None else int(oldest),
        await _conclusions(tx, at - DAY_MS),
        await counters.read(tx),
    )


async def _conclusions(tx: AsyncConnection, since_ms: int) -> Mapping[str, int]:
    # An expression, so that no planner groups by walking through the whole index of the column.
    security = func.coalesce(reviews.c.security, "").label("conclusion")
    query = select(security, func.count().label("many")).where(reviews.c.started_ms >= since_ms).group_by("conclusion")
    return {row.conclusion: row.many for row in await tx.execute(query) if row.conclusion}
