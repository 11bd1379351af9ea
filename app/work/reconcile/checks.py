"""Our own checks and writes that were left under way: what is true of each is for the `settle` job to find out."""

from __future__ import annotations

import structlog

from app.store import counters, jobs
from app.store.database import Database
from app.store.unsettled import unsettled

# Longer than any job may run: what is younger may still be somebody's.
LEFT_MS = 1_800_000

log = structlog.get_logger(__name__)


async def check(database: Database, older_than_ms: int = LEFT_MS) -> int:
    """Raise the job that settles each pull request where something was left; return how many."""
    async with database.begin() as tx:
        left = await unsettled(tx, older_than_ms)
        await jobs.raise_all(tx, left)
        if left:
            await counters.add(tx, "left_under_way", len(left))
    if left:
        log.warning("reviews or writes were left under way", pull_requests=len(left))
    return len(left)
