"""Which rows have been kept long enough. What an open pull request may still need is never among them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.batches import Rows
from app.store.clock import now
from app.store.database import Database
from app.store.tables import (
    accepted_risks,
    audit,
    completions,
    deliveries,
    feedback,
    jobs,
    ledger,
    outbox,
    postponed,
    pull_requests,
    reservations,
)

DAY_MS = 24 * 3600 * 1000
OPEN = "open"
ENDED = ("done", "failed")
# Jobs on a commit, a comment or an installation; those on a pull request go with it.
PASSING_KINDS = ("command", "merge_group", "purge", "rerequest")
PULL_REQUEST_KINDS = ("review", "settle")
PULL_REQUESTS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days what is kept; findings of a pull request count from when it was last seen, closed."""

    deliveries: int
    findings: int
    audit: int


def rows(keep: Keep) -> Sequence[Rows]:
    """Return what is to be deleted by its own age alone, or by its pull request's state."""
    findings_ms = now() - keep.findings * DAY_MS
    passing = and_(jobs.c.kind.in_(PASSING_KINDS), jobs.c.state.in_(ENDED), jobs.c.updated_ms < findings_ms)
    return (
        Rows(deliveries, deliveries.c.received_ms < now() - keep.deliveries * DAY_MS),
        Rows(completions, completions.c.created_ms < findings_ms),
        Rows(outbox, and_(outbox.c.updated_ms < findings_ms, ~_of_an_open_one())),
        Rows(jobs, passing),
        # Days and months begin with their year, and so come before "once".
        Rows(ledger, ledger.c.period < _day(keep.findings)),
        Rows(reservations, and_(reservations.c.state != OPEN, reservations.c.created_ms < findings_ms)),
        Rows(audit, audit.c.at_ms < now() - keep.audit * DAY_MS),
    )


def _day(ago: int) -> str:
    """Return the day so many days ago, as the accounts of a day and of a month are named."""
    return (datetime.now(UTC) - timedelta(days=ago)).date().isoformat()


def _of_an_open_one() -> ColumnElement[bool]:
    """Say whether a write is of an open pull request; a negative number is that one's entry in the merge queue."""
    return exists().where(
        pull_requests.c.repository_id == outbox.c.repository_id,
        pull_requests.c.number == func.abs(outbox.c.number),
        pull_requests.c.state == OPEN,
    )


async def forget_closed(database: Database, keep: Keep, *, until: float = float("inf")) -> tuple[int, bool]:
    """Delete the pull requests closed long ago with all that is theirs; return how many, and whether none is left.

    `until` is when to stop for now, by this machine's monotonic clock.
    """
    old = and_(pull_requests.c.state != OPEN, pull_requests.c.updated_ms < now() - keep.findings * DAY_MS)
    query = select(pull_requests.c.id, pull_requests.c.repository_id, pull_requests.c.number)
    forgotten = 0
    while True:
        async with database.read() as tx:
            found = (await tx.execute(query.where(old).limit(PULL_REQUESTS_AT_ONCE))).all()
        for row in found:
            async with database.begin() as tx:
                gone = await tx.execute(delete(pull_requests).where(pull_requests.c.id == row.id, old))
                if gone.rowcount:  # else it was seen again since
                    await _with_it(tx, row.repository_id, row.number)
                forgotten += gone.rowcount
        if len(found) < PULL_REQUESTS_AT_ONCE:
            return forgotten, True
        if time.monotonic() >= until:
            return forgotten, False


async def _with_it(tx: AsyncConnection, repository_id: int, number: int) -> None:
    """Delete what names the pull request without hanging on its row; its reviews and findings have gone with that."""
    place = f"{repository_id}/{number}"
    here = and_(outbox.c.repository_id == repository_id, outbox.c.number.in_([number, -number]))
    await tx.execute(delete(outbox).where(here))
    kinds = and_(jobs.c.kind.in_(PULL_REQUEST_KINDS), jobs.c.subject == place, jobs.c.state.in_(ENDED))
    await tx.execute(delete(jobs).where(kinds))
    for table in (postponed, accepted_risks, feedback):
        await tx.execute(delete(table).where(table.c.repository_id == repository_id, table.c.number == number))
    # A range, for the index: "0" is what comes after "/".
    of_reviews = and_(ledger.c.scope >= f"review:{place}/", ledger.c.scope < f"review:{place}0")
    await tx.execute(delete(ledger).where(or_(ledger.c.scope == f"pull_request:{place}", of_reviews)))
