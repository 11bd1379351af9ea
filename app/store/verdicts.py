"""What is on record about one check run: what we said last, and how the review behind it ended."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.reviews import ReviewState
from app.store.tables import reviews
from review.models import Conclusion


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a head; `newest`: no later one was begun there."""

    state: ReviewState | None
    security: Conclusion | None
    review: Conclusion | None
    reason: str | None
    newest: bool


async def attempt(tx: AsyncConnection, repository_id: int, head_sha: str, number: int) -> Attempt:
    """Return how an attempt at a head ended; its `state` is None when nothing is known of it."""
    here = and_(reviews.c.repository_id == repository_id, reviews.c.head_sha == head_sha)
    newest = (await tx.execute(select(func.max(reviews.c.attempt)).where(here))).scalar_one_or_none() or 0
    row = (await tx.execute(select(reviews).where(here, reviews.c.attempt == number).limit(1))).one_or_none()
    if row is None:
        return Attempt(None, None, None, None, number >= newest)
    return Attempt(
        ReviewState(row.state),
        Conclusion(row.security) if row.security else None,
        Conclusion(row.review) if row.review else None,
        row.reason,
        number >= newest,
    )


async def end_lost(tx: AsyncConnection, repository_id: int, number: int, head_sha: str | None, reason: str) -> int:
    """End the reviews of a pull request that nobody works on: failed on its head, superseded elsewhere."""
    running = and_(
        reviews.c.repository_id == repository_id,
        reviews.c.number == number,
        reviews.c.state == ReviewState.RUNNING,
    )
    state = case((reviews.c.head_sha == head_sha, ReviewState.FAILED), else_=ReviewState.SUPERSEDED)
    ended = {"state": state, "reason": reason, "planned": None, "finished_ms": now()}
    return (await tx.execute(update(reviews).where(running).values(**ended))).rowcount
