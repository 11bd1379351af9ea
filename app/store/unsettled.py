"""What stands open and moves no more: a review without an end, a write without an answer, and no job at work on it."""

from __future__ import annotations

from sqlalchemy import Text, cast, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import Wanted
from app.store import outbox
from app.store.clock import now
from app.store.jobs import JobState
from app.store.reviews import ReviewState
from app.store.tables import jobs, repositories, reviews

KIND = "settle"
AT_WORK = (JobState.WAITING, JobState.RUNNING)
MOST = 500


async def unsettled(tx: AsyncConnection, older_than_ms: int) -> tuple[Wanted, ...]:
    """Return the jobs that look after what was left so long ago, one a pull request.

    Left alone is what a review or a settling job is still going to come by.
    """
    found = {
        f"{one.repository_id}/{one.number}": one.installation_id
        for one in await outbox.unsettled(tx, older_than_ms, MOST)
    } | await _begun(tx, older_than_ms)
    query = select(jobs.c.subject).where(
        jobs.c.kind == KIND, jobs.c.subject.in_(sorted(found)), jobs.c.state.in_(AT_WORK)
    )
    on_its_way = set((await tx.execute(query)).scalars())
    return tuple(Wanted(KIND, subject, found[subject]) for subject in sorted(set(found) - on_its_way))


async def _begun(tx: AsyncConnection, older_than_ms: int) -> dict[str, int]:
    """Return the pull requests with a review that was begun and is nobody's, with their installations."""
    subject = cast(reviews.c.repository_id, Text) + "/" + cast(reviews.c.number, Text)
    wanted = exists().where(jobs.c.kind == "review", jobs.c.subject == subject, jobs.c.state.in_(AT_WORK))
    query = (
        select(subject.label("subject"), repositories.c.installation_id)
        .join(repositories, repositories.c.id == reviews.c.repository_id)
        .where(
            reviews.c.state == ReviewState.RUNNING,
            reviews.c.started_ms <= now() - older_than_ms,
            ~repositories.c.removed,
            ~wanted,
        )
        .distinct()
        .limit(MOST)
    )
    return {row.subject: row.installation_id for row in await tx.execute(query)}
