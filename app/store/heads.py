"""What is known of one commit that heads pull requests: a check run belongs to the commit, whoever asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import pull_requests
from app.store.leases import Lease
from app.store.reviews import ReviewState, StartedReview, Terms, next_attempt, one_at_a_time
from app.store.tables import reviews
from review.models import Conclusion, PullRequest


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a pull request's newest review of a head is, and what its checks concluded."""

    number: int
    state: ReviewState
    security: Conclusion | None
    review: Conclusion | None


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A finished review that holds for a pull request as it is now.

    `newest` says that no later one was made of this head; `kept` is what it left to be said again, None for nothing.
    """

    review: StartedReview
    newest: bool
    kept: object


async def standings(tx: AsyncConnection, repository_id: int, head_sha: str) -> Mapping[int, Standing | None]:
    """Return how each open pull request with this head stands, None where nothing was begun.

    A check run belongs to a commit: it may say no better than the worst of these, and nothing while one is not done.
    """
    found: dict[int, Standing | None] = dict.fromkeys(await pull_requests.open_at(tx, repository_id, head_sha))
    query: Select[Any] = select(reviews.c.number, reviews.c.state, reviews.c.security, reviews.c.review).where(
        reviews.c.repository_id == repository_id,
        reviews.c.head_sha == head_sha,
        reviews.c.state != ReviewState.SUPERSEDED,
    )
    for row in await tx.execute(query.order_by(reviews.c.attempt)):
        if row.number in found:
            found[row.number] = _standing(row)
    return found


async def attempts(tx: AsyncConnection, repository_id: int, head_sha: str) -> Mapping[int, int]:
    """Return which pull request each attempt at this head was made for."""
    query = select(reviews.c.attempt, reviews.c.number).where(
        reviews.c.repository_id == repository_id, reviews.c.head_sha == head_sha
    )
    return {row.attempt: row.number for row in await tx.execute(query)}


async def stored(
    tx: AsyncConnection, pull_request: PullRequest, lease: Lease, base_sha: str | None, terms: Terms
) -> StoredReview | None:
    """Return the last finished review of this head that was made on these terms, None when there is none.

    One of an older version names no terms; it holds for its merge base, unless it left out what may be done now.
    """
    here = and_(
        reviews.c.repository_id == pull_request.repository_id,
        reviews.c.number == pull_request.number,
        reviews.c.head_sha == pull_request.head_sha,
        reviews.c.state != ReviewState.SUPERSEDED,
    )
    nameless = and_(
        reviews.c.terms.is_(None),
        reviews.c.base_sha == base_sha,
        or_(reviews.c.review.is_(None), reviews.c.review != Conclusion.SKIPPED),
    )
    finished = and_(
        here,
        reviews.c.state == ReviewState.FINISHED,
        reviews.c.generation >= terms.since,
        or_(reviews.c.terms == terms.digest, nameless),
    )
    latest_first = reviews.c.attempt.desc()
    row = (await tx.execute(select(reviews).where(finished).order_by(latest_first).limit(1))).one_or_none()
    if row is None:
        return None
    last = (await tx.execute(select(reviews.c.id).where(here).order_by(latest_first).limit(1))).scalar_one()
    numbers = (pull_request.repository_id, pull_request.number, pull_request.head_sha)
    review = StartedReview(row.id, *numbers, row.base_sha, row.attempt, lease.fence)
    return StoredReview(review, last == row.id, row.planned)


async def renew(tx: AsyncConnection, review: StartedReview) -> int:
    """Give a finished review a new attempt, with check runs newer than any on its head; return its number."""
    await one_at_a_time(tx, review.repository_id)
    renewing = update(reviews).where(reviews.c.id == review.id)
    await tx.execute(renewing.values(attempt=next_attempt(review.repository_id, review.head_sha)))
    query = select(reviews.c.attempt).where(reviews.c.id == review.id)
    return int((await tx.execute(query)).scalar_one())


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        row.number,
        ReviewState(row.state),
        Conclusion(row.security) if row.security else None,
        Conclusion(row.review) if row.review else None,
    )
