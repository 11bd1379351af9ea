"""What is known of pull requests and repositories, for those who compare it with GitHub's own lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import Wanted
from app.store import jobs
from app.store.clock import now
from app.store.jobs import JobState
from app.store.reviews import ReviewState
from app.store.tables import installations, pull_requests, repositories, reviews
from app.store.tables import jobs as job_table

AVERAGED = 200
_Work = tuple[JobState | None, bool, int]
_NO_WORK: _Work = (None, False, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one pull request stands with us: how it was last read, the review of the head asked about, its job.

    `quiet`: the finished review was one that nobody asked for. `idle_ms`: since the job last changed.
    """

    head_sha: str | None = None
    base_ref: str | None = None
    state: str | None = None
    draft: bool | None = None
    finished: bool = False
    quiet: bool = False
    job: JobState | None = None
    job_quiet: bool = False
    idle_ms: int = 0


async def standings(tx: AsyncConnection, repository_id: int, heads: Mapping[int, str]) -> Mapping[int, Standing]:
    """Return how each pull request stands, by number; `heads` are their heads on GitHub now."""
    if not heads:
        return {}
    read = await _read(tx, repository_id, sorted(heads))
    finished = await _finished(tx, repository_id, heads)
    work = await _work(tx, {f"{repository_id}/{number}": number for number in heads})
    return {
        number: replace(
            read.get(number, Standing()),
            finished=number in finished,
            quiet=finished.get(number, False),
            job=work.get(number, _NO_WORK)[0],
            job_quiet=work.get(number, _NO_WORK)[1],
            idle_ms=work.get(number, _NO_WORK)[2],
        )
        for number in heads
    }


async def raise_staggered(
    tx: AsyncConnection, installation_id: int, subjects: Sequence[str], every_ms: int, *, quiet: bool = True
) -> None:
    """Raise reviews one after the other; the quiet ones get behind those of the installation that wait already."""
    raised = await jobs.raise_all(tx, [Wanted("review", one, installation_id, quiet=quiet) for one in subjects])
    after_ms = await _queue_ms(tx, installation_id, every_ms) if quiet else 0
    for place, subject in enumerate(subjects):
        await jobs.delay(tx, raised["review", subject].job_id, after_ms + place * every_ms)


async def average_cost(tx: AsyncConnection) -> tuple[float | None, int]:
    """Return what a review by a model cost on average of late, in micro-dollars, and how many that is known of."""
    known = select(reviews.c.cost_microusd).where(
        reviews.c.state == ReviewState.FINISHED, ~reviews.c.quiet, reviews.c.cost_microusd > 0
    )
    last = known.order_by(reviews.c.started_ms.desc()).limit(AVERAGED).subquery()
    row = (await tx.execute(select(func.avg(last.c.cost_microusd), func.count()).select_from(last))).one()
    return (None if row[0] is None else float(row[0])), int(row[1])


async def _queue_ms(tx: AsyncConnection, installation_id: int, every_ms: int) -> int:
    """Return how long the line is: until the last of it has its turn, and the pause behind that."""
    query = select(func.max(job_table.c.not_before) - now()).where(
        job_table.c.wanted_generation > job_table.c.done_generation,
        job_table.c.kind == "review",
        job_table.c.installation_id == installation_id,
        job_table.c.quiet,
        job_table.c.state == JobState.WAITING,
    )
    last_ms = (await tx.execute(query)).scalar_one()
    return 0 if last_ms is None else max(0, int(last_ms) + every_ms)


async def known_installations(tx: AsyncConnection) -> Mapping[int, str]:
    """Return the state of every installation that is known, by id."""
    return {row.id: row.state for row in await tx.execute(select(installations.c.id, installations.c.state))}


async def known_repositories(tx: AsyncConnection, installation_id: int) -> Mapping[int, str]:
    """Return the names of the repositories that the installation is known to see, by id."""
    query = select(repositories.c.id, repositories.c.full_name).where(
        repositories.c.installation_id == installation_id, ~repositories.c.removed
    )
    return {row.id: row.full_name for row in await tx.execute(query)}


async def changed_since(tx: AsyncConnection, repository_ids: Collection[int], at_ms: int) -> bool:
    """Say whether something new was learned of one of these repositories since then."""
    newest = select(func.max(repositories.c.updated_ms)).where(repositories.c.id.in_(sorted(repository_ids)))
    return int((await tx.execute(newest)).scalar_one() or 0) >= at_ms


async def _read(tx: AsyncConnection, repository_id: int, numbers: Sequence[int]) -> Mapping[int, Standing]:
    table = pull_requests.c
    query = select(table.number, table.head_sha, table.base_ref, table.state, table.draft).where(
        table.repository_id == repository_id, table.number.in_(numbers)
    )
    rows = await tx.execute(query)
    return {row.number: Standing(row.head_sha, row.base_ref, row.state, row.draft) for row in rows}


async def _finished(tx: AsyncConnection, repository_id: int, heads: Mapping[int, str]) -> Mapping[int, bool]:
    """Return those whose head has a finished review, and whether the last one was quiet."""
    query = select(reviews.c.number, reviews.c.quiet).where(
        reviews.c.repository_id == repository_id,
        tuple_(reviews.c.number, reviews.c.head_sha).in_(sorted(heads.items())),
        reviews.c.state == ReviewState.FINISHED,
    )
    return {row.number: bool(row.quiet) for row in await tx.execute(query.order_by(reviews.c.id))}


async def _work(tx: AsyncConnection, numbers: Mapping[str, int]) -> Mapping[int, _Work]:
    job = job_table.c
    query = select(job.subject, job.state, job.quiet, (now() - job.updated_ms).label("idle")).where(
        job.kind == "review", job.subject.in_(sorted(numbers))
    )
    rows = await tx.execute(query)
    return {numbers[row.subject]: (JobState(row.state), bool(row.quiet), int(row.idle)) for row in rows}
