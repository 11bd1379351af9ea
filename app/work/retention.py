"""Forgetting in time: what the operator does not want kept any longer, a little at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from app.facts.store import Facts
from app.git.history import HistoryCache
from app.settings import Settings
from app.store import expired
from app.store.batches import delete_all
from app.store.database import Database
from app.store.expired import Keep
from app.work.recordings import Recordings

EVERY_S = 3600.0
# What one turn may take: other chores wait for it.
TURN_S = 5.0
FACTS_UNUSED_DAYS = 14


@dataclass(slots=True)
class Retention:
    """Deletes what is older than the settings allow; `turn` is a worker's chore, which several may do at once."""

    database: Database
    settings: Settings
    facts: Facts | None = None
    clones: HistoryCache | None = None
    _next: float = field(default=0.0)

    async def turn(self) -> int:
        """Delete for some seconds at most, if an hour has passed or something was left; return how many rows went."""
        if time.monotonic() < self._next:
            return 0
        until, kept = time.monotonic() + TURN_S, self.settings
        keep = Keep(kept.retention_deliveries_days, kept.retention_findings_days, kept.retention_audit_days)
        deleted, done = await expired.forget_closed(self.database, keep, until=until)
        for rows in expired.rows(keep) if done else ():
            count, done = await delete_all(self.database, rows, until=until)
            deleted += count
            if not done:
                break
        if done:
            if self.facts is not None:
                deleted += await self.facts.expire(FACTS_UNUSED_DAYS)
            if self.clones is not None:
                deleted += await self.clones.expire()
            if kept.record_dir is not None:
                Recordings(kept.record_dir).expire(kept.retention_findings_days)
            self._next = time.monotonic() + EVERY_S
        return deleted
