"""Reviews that left questions unasked until a budget is a new one; the newest review of a pull request counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import jobs, ledger
from app.store.tables import postponed as table
from app.store.upsert import insert_into

ORDER = ("created_ms", "repository_id", "number")


@dataclass(frozen=True, slots=True)
class Postponed:
    """A pull request whose review waits; `accounts` are those that must have room, by scope and period."""

    repository_id: int
    number: int
    installation_id: int
    accounts: tuple[tuple[str, str], ...]

    @property
    def subject(self) -> str:
        """Return the subject of the pull request's jobs."""
        return f"{self.repository_id}/{self.number}"


async def put(tx: AsyncConnection, review: Postponed, resume_ms: int) -> None:
    """Have the pull request reviewed again from then on, in epoch milliseconds; replaces what was put before."""
    accounts = [list(account) for account in review.accounts]
    values = {"installation_id": review.installation_id, "accounts": accounts, "resume_ms": resume_ms}
    insert = insert_into(tx, table).values(repository_id=review.repository_id, number=review.number, **values)
    await tx.execute(insert.on_conflict_do_update(index_elements=[table.c.repository_id, table.c.number], set_=values))


async def drop(tx: AsyncConnection, repository_id: int, number: int) -> None:
    """Wait no longer: a later review left nothing unasked."""
    await tx.execute(delete(table).where(table.c.repository_id == repository_id, table.c.number == number))


async def due(tx: AsyncConnection, limit: int) -> Sequence[Postponed]:
    """Return those whose time has come, those that wait longest first."""
    query = select(table).where(table.c.resume_ms <= now()).limit(limit).with_for_update(skip_locked=True)
    rows = (await tx.execute(query.order_by(*(table.c[name] for name in ORDER)))).mappings()
    return [
        Postponed(row["repository_id"], row["number"], row["installation_id"], _accounts(row["accounts"]))
        for row in rows
    ]


async def put_off(tx: AsyncConnection, review: Postponed, resume_ms: int) -> None:
    """Let it wait until then; its place in the line stays."""
    mine = (table.c.repository_id == review.repository_id, table.c.number == review.number)
    await tx.execute(update(table).where(*mine).values(resume_ms=resume_ms))


async def spent_share(tx: AsyncConnection, scope: str, period: str) -> float:
    """Return how much of an account is gone, 0 for one that was never used and 1 for one that is full."""
    query = select(ledger.c.cap, ledger.c.reserved + ledger.c.settled).where(
        ledger.c.scope == scope, ledger.c.period == period
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return 0.0
    cap, spent = row
    return float(spent) / cap if cap else 1.0


async def line_ms(tx: AsyncConnection, installation_id: int, every_ms: int) -> int:
    """Return how long an installation's line is: until the last review has its turn, and the pause after it."""
    waiting = (jobs.c.kind == "review", jobs.c.installation_id == installation_id, jobs.c.state == "waiting")
    # One that failed waits too, and for longer: nobody is behind that.
    query = select(func.max(jobs.c.not_before) - now()).where(*waiting, ~jobs.c.quiet, jobs.c.attempts == 0)
    last_ms = (await tx.execute(query)).scalar_one()
    return 0 if last_ms is None else max(0, int(last_ms) + every_ms)


def _accounts(found: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((scope, period) for scope, period in found)
