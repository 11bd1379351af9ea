"""Periodic work as jobs: raised when its time has come, once for all workers, and never twice at once."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import Wanted
from app.store import jobs
from app.store.clock import now
from app.store.jobs import JobState
from app.store.tables import jobs as table

_ENDED = (JobState.DONE, JobState.FAILED, JobState.QUARANTINED)


async def due(tx: AsyncConnection, kind: str, every_ms: Mapping[str, int], *, lock: bool = False) -> tuple[str, ...]:
    """Return the subjects that were never done, or ended so long ago; what waits or runs is on its way already."""
    query = select(table.c.subject, table.c.state, (now() - table.c.updated_ms).label("age")).where(
        table.c.kind == kind, table.c.subject.in_(sorted(every_ms))
    )
    rows = await tx.execute(query.order_by(table.c.subject).with_for_update() if lock else query)
    found = {row.subject: row for row in rows}
    return tuple(
        subject
        for subject, interval in every_ms.items()
        if (row := found.get(subject)) is None or (row.state in _ENDED and row.age >= interval)
    )


async def raise_due(tx: AsyncConnection, kind: str, every_ms: Mapping[str, int]) -> tuple[str, ...]:
    """Raise what is due and return its subjects; the rows are locked, so that of many workers one raises each."""
    subjects = await due(tx, kind, every_ms, lock=True)
    await jobs.raise_all(tx, [Wanted(kind, subject, None) for subject in subjects])
    return subjects
