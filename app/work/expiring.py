"""Accepted risks end on their day: what was let be is judged again, without a push."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import structlog

from app.store import counters
from app.store.database import Database
from app.work import risks

EVERY_S = 60.0
AT_ONCE = 100
EXPIRED = "expired_risks"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Expiring:
    """Ends what has expired and raises the reviews that it concerns; a worker's chore, which several may do at once."""

    database: Database
    _next: float = field(default=0.0)

    async def turn(self) -> int:
        """End the acceptances whose time is over, if a minute has passed; return how many."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY_S
        async with self.database.begin() as tx:
            ended = await risks.expire(tx, AT_ONCE)
            if ended:
                await counters.add(tx, EXPIRED, ended)
        if ended:
            log.info("accepted risks expired", risks=ended)
        return ended
