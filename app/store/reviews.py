"""Reviews: one row per pull request, head and attempt, from its start to its conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import pull_requests
from app.store.clock import now
from app.store.leases import Lease
from app.store.tables import reviews
from review.models import CheckRun, Concluded, Conclusion, Coverage, CoverageStatus, ModelUsage, PullRequest

SECURITY = "security"
REVIEW = "review"
INCOMPLETE_KEPT = 100


class ReviewState(StrEnum):
    """How far a review got."""

    RUNNING = "running"
    FINISHED = "finished"
    SUPERSEDED = "superseded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StartedReview:
    """A review's row; `attempt` counts from 1 and stays the same when a crashed review is taken up again.

    `fence` is that of the lease it was started under: once another worker has taken the review up, this one no longer
    changes anything.
    """

    id: int
    repository_id: int
    number: int
    head_sha: str
    base_sha: str | None
    attempt: int
    fence: int


@dataclass(frozen=True, slots=True)
class FinishedReview:
    """What a finished review concluded; `base_sha` is the merge base it was made against."""

    number: int
    head_sha: str
    base_sha: str | None
    attempt: int
    security: Conclusion | None
    review: Conclusion | None


async def start(tx: AsyncConnection, pull_request: PullRequest, lease: Lease, base_sha: str | None) -> StartedReview:
    """Begin the review of the pull request's head, or take up the one that a lost worker began.

    Reviews of other heads that never ended are superseded.
    """
    repository_id, number, head_sha = pull_request.repository_id, pull_request.number, pull_request.head_sha
    pull_request_id = await pull_requests.save(tx, pull_request)
    await _supersede(tx, repository_id, number, head_sha)
    mine = {"base_sha": base_sha, "job_id": lease.job_id, "fence": lease.fence}
    taken = (
        update(reviews)
        .where(_of(repository_id, number), reviews.c.head_sha == head_sha, reviews.c.state == ReviewState.RUNNING)
        .values(**mine)
        .returning(reviews.c.id, reviews.c.attempt)
    )
    row = (await tx.execute(taken)).one_or_none()
    if row is None:
        # Over all pull requests with this head: they share its check runs, and a new attempt begins new ones.
        attempts = select(func.coalesce(func.max(reviews.c.attempt), 0) + 1).where(
            reviews.c.repository_id == repository_id, reviews.c.head_sha == head_sha
        )
        beginning = insert(reviews).values(
            pull_request_id=pull_request_id,
            repository_id=repository_id,
            number=number,
            head_sha=head_sha,
            attempt=attempts.scalar_subquery(),
            state=ReviewState.RUNNING,
            started_ms=now(),
            **mine,
        )
        row = (await tx.execute(beginning.returning(reviews.c.id, reviews.c.attempt))).one()
    return StartedReview(row.id, repository_id, number, head_sha, base_sha, row.attempt, lease.fence)


async def finish(
    tx: AsyncConnection,
    review: StartedReview,
    concluded: Concluded,
    *,
    timings: Mapping[str, int],
    report: object = None,
) -> None:
    """Record the conclusion; `timings` are milliseconds by stage, `report` is JSON or None to keep none."""
    conclusions = _conclusions(concluded.review.checks)
    await tx.execute(
        update(reviews)
        .where(_mine(review))
        .values(
            state=ReviewState.FINISHED,
            security=conclusions.get(SECURITY),
            review=conclusions.get(REVIEW),
            coverage=_coverage(concluded.coverage),
            timings=dict(timings),
            cost_microusd=_cost(concluded.usage),
            report=report,
            finished_ms=now(),
        )
    )


async def end(tx: AsyncConnection, review: StartedReview, state: ReviewState, reason: str) -> None:
    """Record that the review ended without a conclusion, and why."""
    await tx.execute(update(reviews).where(_mine(review)).values(state=state, reason=reason, finished_ms=now()))


async def holds(tx: AsyncConnection, review: StartedReview) -> bool:
    """Say whether no other worker has taken this review up."""
    return (await tx.execute(select(reviews.c.id).where(_mine(review)))).one_or_none() is not None


async def latest(tx: AsyncConnection, repository_id: int, number: int) -> FinishedReview | None:
    """Return the pull request's last finished review."""
    query = _finished().where(_of(repository_id, number)).order_by(reviews.c.id.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _read(row)


async def at_head(tx: AsyncConnection, repository_id: int, head_sha: str) -> Mapping[int, FinishedReview | None]:
    """Return the last finished review of each open pull request with this head, None where there is none yet.

    A check run belongs to a commit: it may say no better than the worst of these, and nothing while one is None.
    """
    found: dict[int, FinishedReview | None] = dict.fromkeys(await pull_requests.open_at(tx, repository_id, head_sha))
    query = _finished().where(reviews.c.repository_id == repository_id, reviews.c.head_sha == head_sha)
    for row in await tx.execute(query.order_by(reviews.c.id)):
        if row.number in found:
            found[row.number] = _read(row)
    return found


async def counts(tx: AsyncConnection) -> Mapping[str, int]:
    """Return how many finished reviews there are by the security check's conclusion."""
    query = select(reviews.c.security, func.count().label("many")).where(reviews.c.security.is_not(None))
    return {row.security: row.many for row in await tx.execute(query.group_by(reviews.c.security))}


async def _supersede(tx: AsyncConnection, repository_id: int, number: int, head_sha: str) -> None:
    await tx.execute(
        update(reviews)
        .where(_of(repository_id, number), reviews.c.head_sha != head_sha, reviews.c.state == ReviewState.RUNNING)
        .values(state=ReviewState.SUPERSEDED, reason=f"the head moved to {head_sha}", finished_ms=now())
    )


def _mine(review: StartedReview) -> ColumnElement[bool]:
    return and_(reviews.c.id == review.id, reviews.c.fence == review.fence)


def _of(repository_id: int, number: int) -> ColumnElement[bool]:
    return and_(reviews.c.repository_id == repository_id, reviews.c.number == number)


_READ = (
    reviews.c.number,
    reviews.c.head_sha,
    reviews.c.base_sha,
    reviews.c.attempt,
    reviews.c.security,
    reviews.c.review,
)


def _finished() -> Select[Any]:
    return select(*_READ).where(reviews.c.state == ReviewState.FINISHED)


def _read(row: Row[Any]) -> FinishedReview:
    return FinishedReview(
        number=row.number,
        head_sha=row.head_sha,
        base_sha=row.base_sha,
        attempt=row.attempt,
        security=Conclusion(row.security) if row.security else None,
        review=Conclusion(row.review) if row.review else None,
    )


def _conclusions(checks: Sequence[CheckRun]) -> dict[str, Conclusion]:
    """Return the conclusions by the last part of the check's name: "diffdiver/security" is "security"."""
    return {check.name.rpartition("/")[2]: check.conclusion for check in checks}


def _coverage(coverage: Sequence[Coverage]) -> dict[str, object]:
    missing = [one for one in coverage if one.status is CoverageStatus.INCOMPLETE]
    return {
        "files": len({one.path for one in coverage}),
        "incomplete": len(missing),
        "first": [[one.path, one.check, one.reason] for one in missing[:INCOMPLETE_KEPT]],
    }


def _cost(usage: Sequence[ModelUsage]) -> int | None:
    costs = [one.cost_microusd for one in usage]
    return None if None in costs else sum(cost for cost in costs if cost is not None)
