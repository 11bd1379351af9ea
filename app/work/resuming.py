"""Reviews that a spent budget left half asked are done again when there is a new budget, a few at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import counters, jobs, postponed
from app.store.database import Database
from app.store.postponed import Postponed
from app.work.caps import Account, again_at, current, returning, turn
from providers.state import Cap

EVERY_S = 60.0
AT_ONCE = 100
# Of an account: with less than a twentieth left a review would stop again before it has begun.
AS_GOOD_AS_SPENT = 0.95
RESUMED = "resumed_reviews"

log = structlog.get_logger(__name__)


def _utc() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Resuming:
    """Raises what waits, those of an installation `pace_ms` apart: every budget of a day ends at the same moment.

    `turn` is a worker's chore, which several may do at once.
    """

    database: Database
    pace_ms: int
    clock: Callable[[], datetime] = _utc
    _next: float = field(default=0.0)

    async def turn(self) -> int:
        """Raise the reviews whose budget is new, if a minute has passed; return how many."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY_S
        async with self.database.begin() as tx:
            lines: dict[int, int] = {}
            raised = [one for one in await postponed.due(tx, AT_ONCE) if await self._raised(tx, one, lines)]
            if raised:
                await counters.add(tx, RESUMED, len(raised))
        if raised:
            log.info("reviews go on with a new budget", pull_requests=len(raised))
        return len(raised)

    async def _raised(self, tx: AsyncConnection, review: Postponed, lines: dict[int, int]) -> bool:
        """Raise the review, or put it off; `lines` tells in how many milliseconds an installation has a turn."""
        at = self.clock()
        if full := [turn(period) for period in await self._full(tx, review, at.date())]:
            await postponed.put_off(tx, review, ms(max(full)))
            return False
        number = review.installation_id
        wait_ms = lines[number] if number in lines else await postponed.line_ms(tx, number, self.pace_ms)
        if wait_ms > EVERY_S * 1000:  # its budget may be gone again until then: look again when its turn is near
            lines[number] = wait_ms
            await postponed.put_off(tx, review, ms(at) + wait_ms)
            return False
        await postponed.drop(tx, review.repository_id, review.number)
        await jobs.raise_wanted(tx, "review", review.subject, number, redo=True, after_ms=wait_ms)
        lines[number] = wait_ms + self.pace_ms
        return True

    async def _full(self, tx: AsyncConnection, review: Postponed, today: date) -> list[str]:
        accounts = [(scope, current(period, today)) for scope, period in review.accounts]
        return [
            period for scope, period in accounts if await postponed.spent_share(tx, scope, period) >= AS_GOOD_AS_SPENT
        ]


async def remember(tx: AsyncConnection, review: Postponed, caps: Collection[Cap], refused: Collection[Account]) -> None:
    """Have a review done again once the budgets that left no room are new ones, if one of them ever is."""
    accounts = returning(caps, refused)
    if accounts:
        await postponed.put(tx, replace(review, accounts=accounts), ms(again_at(refused)))
    else:
        await postponed.drop(tx, review.repository_id, review.number)


def ms(moment: datetime) -> int:
    """Return a moment in epoch milliseconds."""
    return int(moment.timestamp() * 1000)
