"""What is to be done: events raise a job's wanted generation, whoever holds its lease works, the fence tells who.

A wake-up is only a hint: `acquire` decides, by database time, and never for two at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import Wanted
from app.store import waiting
from app.store.clock import now
from app.store.tables import jobs
from app.store.upsert import insert_into

LEASE_MS = 60_000
ERROR_CHARACTERS = 1_000


class JobState(StrEnum):
    """Where a job is; `failed` waits for a new event or for a person, the others move by themselves."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands; times are epoch milliseconds by database time."""

    id: int
    kind: str
    subject: str
    installation_id: int | None
    wanted_generation: int
    done_generation: int
    lease_until: int | None
    lease_owner: str | None
    fence: int
    attempts: int
    not_before: int | None
    state: JobState
    last_error: str | None
    created_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a job. `generation` is what was wanted when it began; `attempts` counts from 1.

    `fence` grows with each lease: a write that carries an older one comes from a worker that was given up.
    """

    job_id: int
    kind: str
    subject: str
    installation_id: int | None
    generation: int
    fence: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Raised:
    """A job whose wanted generation was raised, and to what."""

    job_id: int
    generation: int


async def raise_wanted(tx: AsyncConnection, kind: str, subject: str, installation_id: int | None) -> int:
    """Want the job done (again) and return its id; a failed one gets another chance."""
    raised = await raise_all(tx, [Wanted(kind, subject, installation_id)])
    return raised[kind, subject].job_id


async def raise_all(tx: AsyncConnection, wanted: Collection[Wanted]) -> Mapping[tuple[str, str], Raised]:
    """Raise each (kind, subject) once, however often it is named."""
    # Sorted, so that two processes lock the rows in the same order.
    rows = {(want.kind, want.subject): want.installation_id for want in wanted}
    if not rows:
        return {}
    insert = insert_into(tx, jobs)
    failed = jobs.c.state == JobState.FAILED
    idle = or_(failed, jobs.c.state == JobState.DONE)  # IN cannot be part of an INSERT of many rows
    raising = insert.on_conflict_do_update(
        index_elements=[jobs.c.kind, jobs.c.subject],
        set_={
            "wanted_generation": jobs.c.wanted_generation + 1,
            "installation_id": func.coalesce(insert.excluded.installation_id, jobs.c.installation_id),
            "state": case((idle, JobState.WAITING), else_=jobs.c.state),
            "attempts": case((failed, 0), else_=jobs.c.attempts),
            "not_before": case((failed, null()), else_=jobs.c.not_before),
            "updated_ms": now(),
        },
    ).returning(jobs.c.id, jobs.c.kind, jobs.c.subject, jobs.c.wanted_generation)
    values = [
        {
            "kind": kind,
            "subject": subject,
            "installation_id": installation_id,
            "wanted_generation": 1,
            "state": JobState.WAITING,
        }
        for (kind, subject), installation_id in sorted(rows.items(), key=lambda item: item[0])
    ]
    result = await tx.execute(raising, values)
    return {(row.kind, row.subject): Raised(row.id, row.wanted_generation) for row in result}


async def acquire(tx: AsyncConnection, job_id: int, owner: str, lease_ms: int = LEASE_MS) -> Lease | None:
    """Take the lease if there is something to do, its time has come and nobody holds it; None otherwise."""
    taking = (
        update(jobs)
        .where(jobs.c.id == job_id, _ready())
        .values(
            lease_until=now() + lease_ms,
            lease_owner=owner,
            fence=jobs.c.fence + 1,
            attempts=jobs.c.attempts + 1,
            state=JobState.RUNNING,
        )
        .returning(
            jobs.c.id,
            jobs.c.kind,
            jobs.c.subject,
            jobs.c.installation_id,
            jobs.c.wanted_generation,
            jobs.c.fence,
            jobs.c.attempts,
        )
    )
    row = (await tx.execute(taking)).one_or_none()
    return None if row is None else Lease(*row)


async def renew(tx: AsyncConnection, lease: Lease, lease_ms: int = LEASE_MS) -> bool:
    """Keep the lease for another while; False means that another worker has it: stop writing."""
    keeping = update(jobs).where(_held(lease)).values(lease_until=now() + lease_ms)
    return (await tx.execute(keeping)).rowcount == 1


async def finish(tx: AsyncConnection, lease: Lease, generation: int) -> bool:
    """Record that `generation` is done and give the lease back; True when more was wanted meanwhile: go again.

    A worker that lost its lease changes nothing and gets False: its successor decides.
    """
    more = jobs.c.wanted_generation > generation
    finishing = (
        update(jobs)
        .where(_held(lease))
        .values(
            done_generation=generation,
            lease_until=None,
            lease_owner=None,
            attempts=0,
            not_before=None,
            last_error=None,
            state=case((more, JobState.WAITING), else_=JobState.DONE),
        )
        .returning(jobs.c.wanted_generation)
    )
    wanted_now = (await tx.execute(finishing)).scalar_one_or_none()
    if wanted_now is None:
        return False
    await waiting.settle(tx, lease.job_id, generation)
    return int(wanted_now) > generation


async def fail(
    tx: AsyncConnection, lease: Lease, error: str, retry_after_ms: int | None = None, state: str = JobState.WAITING
) -> bool:
    """Give the lease back undone: `waiting` tries again after `retry_after_ms`, `failed` is the end of this generation.

    If more was wanted meanwhile, `failed` becomes a fresh start. False when the lease was lost: nothing changed.
    """
    end = JobState(state) is JobState.FAILED
    outcome = _ended(lease) if end else {"state": JobState.WAITING, "not_before": now() + (retry_after_ms or 0)}
    giving_up = (
        update(jobs)
        .where(_held(lease))
        .values(lease_until=None, lease_owner=None, last_error=error[:ERROR_CHARACTERS], **outcome)
    )
    held = (await tx.execute(giving_up)).rowcount == 1
    if held and end:
        await waiting.settle(tx, lease.job_id, lease.generation)
    return held


async def hand_back(tx: AsyncConnection, lease: Lease) -> bool:
    """Give the lease back as if it had never been taken: another worker may start at once (shutdown)."""
    handing = (
        update(jobs)
        .where(_held(lease))
        .values(lease_until=None, lease_owner=None, attempts=jobs.c.attempts - 1, state=JobState.WAITING)
    )
    return (await tx.execute(handing)).rowcount == 1


async def due(tx: AsyncConnection, limit: int) -> tuple[int, ...]:
    """Return the ids of jobs that could be worked on now, those untouched longest first."""
    query = select(jobs.c.id).where(_ready()).order_by(jobs.c.updated_ms, jobs.c.id).limit(limit)
    return tuple((await tx.execute(query)).scalars())


async def wanted(tx: AsyncConnection, job_id: int) -> int:
    """Return the wanted generation, 0 for a job that is not there: higher than the lease's means superseded."""
    query = select(jobs.c.wanted_generation).where(jobs.c.id == job_id)
    return int((await tx.execute(query)).scalar_one_or_none() or 0)


async def find(tx: AsyncConnection, job_id: int) -> Job | None:
    """Return the job as it stands."""
    row = (await tx.execute(select(jobs).where(jobs.c.id == job_id))).mappings().one_or_none()
    return None if row is None else _job(row)


async def counts(tx: AsyncConnection) -> Mapping[tuple[str, str], int]:
    """Return how many jobs there are by (kind, state)."""
    query = select(jobs.c.kind, jobs.c.state, func.count()).group_by(jobs.c.kind, jobs.c.state)
    return {(kind, state): count for kind, state, count in await tx.execute(query)}


def _ended(lease: Lease) -> dict[str, object]:
    more = jobs.c.wanted_generation > lease.generation
    return {
        "state": case((more, JobState.WAITING), else_=JobState.FAILED),
        "attempts": case((more, 0), else_=jobs.c.attempts),
        "not_before": None,
    }


def _ready() -> ColumnElement[bool]:
    return and_(
        jobs.c.wanted_generation > jobs.c.done_generation,
        jobs.c.state != JobState.FAILED,
        or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= now()),
        or_(jobs.c.not_before.is_(None), jobs.c.not_before <= now()),
    )


def _held(lease: Lease) -> ColumnElement[bool]:
    # A lease that ran out but that nobody took is still ours.
    return and_(jobs.c.id == lease.job_id, jobs.c.fence == lease.fence, jobs.c.lease_owner.is_not(None))


def _job(row: RowMapping) -> Job:
    return Job(**{**row, "state": JobState(row["state"])})
