"""Reviews: one row per pull request, head and attempt, from its start to its conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import pull_requests
from app.store.clock import now
from app.store.leases import Lease
from app.store.tables import repositories, reviews
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
class Terms:
    """All that a review rests on beside its commits: `digest` names it, and is None where it never came so far.

    `quiet`: nobody asked for this review. `since` is the job's generation before which no review counts, for somebody
    asked to have it done again.
    """

    digest: str | None = None
    quiet: bool = False
    since: int = 0


UNKNOWN = Terms()


async def start(
    tx: AsyncConnection, pull_request: PullRequest, lease: Lease, base_sha: str | None, terms: Terms = UNKNOWN
) -> StartedReview:
    """Begin the review of the pull request's head, or take up the one that a lost worker began on the same terms.

    Taken up is also what was worked out when the pull request was closed: reopened, it is not judged a second time. One
    that was worked out on other terms may be half published: it is superseded, and gets new check runs. Reviews of
    other heads that never ended are superseded too.
    """
    repository_id, number, head_sha = pull_request.repository_id, pull_request.number, pull_request.head_sha
    await one_at_a_time(tx, repository_id)
    pull_request_id = await pull_requests.save(tx, pull_request)
    moved = f"the head moved to {head_sha}"
    await _supersede(tx, and_(_of(repository_id, number), reviews.c.head_sha != head_sha), moved)
    here = and_(_of(repository_id, number), reviews.c.head_sha == head_sha)
    mine = {"base_sha": base_sha, "job_id": lease.job_id, "fence": lease.fence}
    query = select(reviews).where(
        here, or_(reviews.c.state == ReviewState.RUNNING, _laid_aside(repository_id, head_sha))
    )
    running = (await tx.execute(query.order_by(reviews.c.attempt.desc()).limit(1))).one_or_none()
    if running is not None and running.planned is None:
        mine |= {"terms": terms.digest, "quiet": terms.quiet, "generation": lease.generation}
    elif running is not None and not (running.terms == terms.digest and running.generation >= terms.since):
        await _supersede(tx, here, "the terms changed")
        running = None
    if running is not None:
        taken_up = {"state": ReviewState.RUNNING, "reason": None, "finished_ms": None}
        await tx.execute(update(reviews).where(reviews.c.id == running.id).values(**mine, **taken_up))
        return _started(pull_request, lease, base_sha, running.id, running.attempt)
    beginning = insert(reviews).values(
        pull_request_id=pull_request_id,
        repository_id=repository_id,
        number=number,
        head_sha=head_sha,
        attempt=next_attempt(repository_id, head_sha),
        state=ReviewState.RUNNING,
        started_ms=now(),
        **mine | {"terms": terms.digest, "quiet": terms.quiet, "generation": lease.generation},
    )
    row = (await tx.execute(beginning.returning(reviews.c.id, reviews.c.attempt))).one()
    return _started(pull_request, lease, base_sha, row.id, row.attempt)


async def plan(tx: AsyncConnection, review: StartedReview, planned: object) -> bool:
    """Record what is to be published, before any of it is; False when another worker has taken the review up."""
    planning = update(reviews).where(_mine(review), reviews.c.state == ReviewState.RUNNING).values(planned=planned)
    return (await tx.execute(planning)).rowcount == 1


async def planned(tx: AsyncConnection, review: StartedReview) -> object:
    """Return what is to be published, as it was recorded, None for nothing yet."""
    return (await tx.execute(select(reviews.c.planned).where(reviews.c.id == review.id))).scalar_one_or_none()


async def finish(
    tx: AsyncConnection,
    review: StartedReview,
    concluded: Concluded,
    *,
    timings: Mapping[str, int],
    report: object = None,
    planned: object = None,
) -> None:
    """Record the conclusion; `timings` are milliseconds by stage, `report` is JSON or None to keep none.

    `planned` replaces what was to be published: what is kept of it.
    """
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
            planned=planned,
            finished_ms=now(),
        )
    )


async def end(
    tx: AsyncConnection, review: StartedReview, state: ReviewState, reason: str, *, lay_aside: bool = False
) -> None:
    """Record that the review ended without a conclusion, and why; what was worked out goes unless it is laid aside."""
    left = {} if lay_aside else {"planned": None}
    await tx.execute(update(reviews).where(_mine(review)).values(**_ended(state, reason), **left))


async def holds(tx: AsyncConnection, review: StartedReview) -> bool:
    """Say whether no other worker has taken this review up."""
    return (await tx.execute(select(reviews.c.id).where(_mine(review)))).one_or_none() is not None


async def unpublished(tx: AsyncConnection, repository_id: int, number: int, generation: int) -> bool:
    """Say whether the review that this generation of the job began is worked out and waits to be published."""
    waiting = and_(reviews.c.state == ReviewState.RUNNING, reviews.c.planned.is_not(None))
    query = select(reviews.c.id).where(_of(repository_id, number), waiting, reviews.c.generation == generation)
    return (await tx.execute(query.limit(1))).one_or_none() is not None


async def begun(tx: AsyncConnection, repository_id: int, number: int) -> bool:
    """Say whether the pull request was ever begun to be reviewed."""
    return (await tx.execute(select(reviews.c.id).where(_of(repository_id, number)).limit(1))).first() is not None


async def asked_for(tx: AsyncConnection, repository_id: int, number: int) -> bool:
    """Say whether anybody ever asked for a review of this pull request, so that it is not to be judged in silence."""
    query = select(reviews.c.id).where(_of(repository_id, number), reviews.c.quiet.is_(False))
    return (await tx.execute(query.limit(1))).first() is not None


async def stop(tx: AsyncConnection, repository_id: int, number: int, reason: str) -> None:
    """End every review of the pull request that never ended."""
    await _supersede(tx, _of(repository_id, number), reason)


async def lay_aside(tx: AsyncConnection, pull_request: PullRequest, reason: str) -> None:
    """End every review of a closed pull request; what was worked out for its head is kept for when it is reopened."""
    repository_id, number = pull_request.repository_id, pull_request.number
    await _supersede(tx, and_(_of(repository_id, number), reviews.c.head_sha != pull_request.head_sha), reason)
    running = and_(_of(repository_id, number), reviews.c.state == ReviewState.RUNNING)
    await tx.execute(update(reviews).where(running).values(**_ended(ReviewState.SUPERSEDED, reason)))


async def one_at_a_time(tx: AsyncConnection, repository_id: int) -> None:
    """Have two that begin at once in a repository come one after the other: an attempt belongs to one of them."""
    await tx.execute(select(repositories.c.id).where(repositories.c.id == repository_id).with_for_update())


def next_attempt(repository_id: int, head_sha: str) -> ScalarSelect[int]:
    """Return the number of the next attempt at a head."""
    # Over all pull requests with this head: they share its check runs, and a new attempt begins new ones.
    return (
        select(func.coalesce(func.max(reviews.c.attempt), 0) + 1)
        .where(reviews.c.repository_id == repository_id, reviews.c.head_sha == head_sha)
        .scalar_subquery()
    )


def _started(
    pull_request: PullRequest, lease: Lease, base_sha: str | None, review_id: int, attempt: int
) -> StartedReview:
    repository_id, number, head_sha = pull_request.repository_id, pull_request.number, pull_request.head_sha
    return StartedReview(review_id, repository_id, number, head_sha, base_sha, attempt, lease.fence)


async def _supersede(tx: AsyncConnection, which: ColumnElement[bool], reason: str) -> None:
    running = update(reviews).where(which, reviews.c.state == ReviewState.RUNNING)
    await tx.execute(running.values(**_ended(ReviewState.SUPERSEDED, reason), planned=None))


def _ended(state: ReviewState, reason: str) -> dict[str, object]:
    return {"state": state, "reason": reason, "finished_ms": now()}


def _laid_aside(repository_id: int, head_sha: str) -> ColumnElement[bool]:
    """Pick what `lay_aside` kept, unless a later attempt at the head has newer check runs."""
    last = next_attempt(repository_id, head_sha) - 1
    kept = and_(reviews.c.state == ReviewState.SUPERSEDED, reviews.c.planned.is_not(None))
    return and_(kept, reviews.c.attempt == last)


def _mine(review: StartedReview) -> ColumnElement[bool]:
    return and_(reviews.c.id == review.id, reviews.c.fence == review.fence)


def _of(repository_id: int, number: int) -> ColumnElement[bool]:
    return and_(reviews.c.repository_id == repository_id, reviews.c.number == number)


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
