"""What is to be done: events raise a job's wanted generation, whoever gets its lease works (app/store/leases.py)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import RowMapping, and_, case, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import Wanted
from app.store.clock import now
from app.store.leases import ready
from app.store.tables import jobs
from app.store.upsert import insert_into

# So many workers may be lost over one job; then it is put away.
POISON_CRASHES = 3


class JobState(StrEnum):
    """Where a job is; `failed` and `quarantined` wait for a new event or a person, the others move by themselves."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands; times are epoch milliseconds by database time."""

    id: int
    kind: str
    subject: str
    installation_id: int | None
    wanted_generation: int
    done_generation: int
    redo_generation: int
    quiet: bool
    lease_until: int | None
    lease_owner: str | None
    fence: int
    attempts: int
    crashes: int
    superseded: int
    not_before: int | None
    state: JobState
    last_error: str | None
    wanted_ms: int | None
    started_ms: int | None
    created_ms: int
    updated_ms: int


@dataclass(frozen=True, slots=True)
class Raised:
    """A job whose wanted generation was raised, and to what."""

    job_id: int
    generation: int


async def raise_wanted(
    tx: AsyncConnection, kind: str, subject: str, installation_id: int | None, *, redo: bool = False, after_ms: int = 0
) -> int:
    """Want the job done (again) and return its id; a failed one gets another chance.

    `redo` has it done again even if nothing changed; `after_ms` lets it wait, unless it waits for something already.
    """
    raised = await raise_all(tx, [Wanted(kind, subject, installation_id, redo=redo)])
    job_id = raised[kind, subject].job_id
    if after_ms:
        await delay(tx, job_id, after_ms)
    return job_id


async def raise_all(tx: AsyncConnection, wanted: Collection[Wanted]) -> Mapping[tuple[str, str], Raised]:
    """Raise each (kind, subject) once, however often it is named; one that is wanted loudly is not quiet any more."""
    if not wanted:
        return {}
    insert = insert_into(tx, jobs)
    ended = or_(jobs.c.state == JobState.FAILED, jobs.c.state == JobState.QUARANTINED)
    idle = or_(ended, jobs.c.state == JobState.DONE)  # IN cannot be part of an INSERT of many rows
    loud = and_(jobs.c.quiet, ~insert.excluded.quiet)
    raising = insert.on_conflict_do_update(
        index_elements=[jobs.c.kind, jobs.c.subject],
        set_={
            "wanted_generation": jobs.c.wanted_generation + 1,
            "redo_generation": case(
                (insert.excluded.redo_generation > 0, jobs.c.wanted_generation + 1), else_=jobs.c.redo_generation
            ),
            # A job that is done may be wanted quietly; one that is under way stays as loud as it is.
            "quiet": and_(insert.excluded.quiet, or_(jobs.c.quiet, jobs.c.state == JobState.DONE)),
            "installation_id": func.coalesce(insert.excluded.installation_id, jobs.c.installation_id),
            "state": case((idle, JobState.WAITING), else_=jobs.c.state),
            "attempts": case((ended, 0), else_=jobs.c.attempts),
            # One more try for what was quarantined, not three.
            "crashes": case(
                (jobs.c.state == JobState.QUARANTINED, POISON_CRASHES - 1),
                (jobs.c.state == JobState.FAILED, 0),
                else_=jobs.c.crashes,
            ),
            "not_before": case((or_(idle, loud), null()), else_=jobs.c.not_before),
            "wanted_ms": case((idle, now()), else_=jobs.c.wanted_ms),
            "updated_ms": now(),
        },
    ).returning(jobs.c.id, jobs.c.kind, jobs.c.subject, jobs.c.wanted_generation)
    # Sorted, so that two processes lock the rows in the same order.
    result = await tx.execute(raising, [_row(one) for one in _once_each(wanted)])
    return {(row.kind, row.subject): Raised(row.id, row.wanted_generation) for row in result}


async def delay(tx: AsyncConnection, job_id: int, after_ms: int) -> None:
    """Let a waiting job wait that long, if it does not wait for a certain time already."""
    waiting = and_(jobs.c.id == job_id, jobs.c.state == JobState.WAITING, jobs.c.not_before.is_(None))
    await tx.execute(update(jobs).where(waiting).values(not_before=now() + after_ms))


async def hurry(tx: AsyncConnection, job_id: int) -> None:
    """End what a waiting job waits for."""
    waiting = and_(jobs.c.id == job_id, jobs.c.state == JobState.WAITING)
    await tx.execute(update(jobs).where(waiting).values(not_before=None))


async def release(tx: AsyncConnection, job_id: int) -> bool:
    """Give a failed or quarantined job a fresh start; False when it is neither."""
    stuck = jobs.c.state.in_([JobState.FAILED, JobState.QUARANTINED])
    releasing = (
        update(jobs)
        .where(jobs.c.id == job_id, stuck)
        .values(
            wanted_generation=jobs.c.wanted_generation + 1,
            state=JobState.WAITING,
            attempts=0,
            crashes=0,
            not_before=None,
            last_error=None,
            wanted_ms=now(),
        )
    )
    return (await tx.execute(releasing)).rowcount == 1


async def due(tx: AsyncConnection, limit: int, kinds: Collection[str] | None = None) -> tuple[int, ...]:
    """Return the ids of jobs that could be worked on now: the quiet ones last, those untouched longest first."""
    query = select(jobs.c.id).where(ready()).order_by(jobs.c.quiet, jobs.c.updated_ms, jobs.c.id).limit(limit)
    if kinds is not None:
        # An expression: the index that begins with the kind holds what is finished too, and SQLite would walk it.
        query = query.where(func.coalesce(jobs.c.kind, "").in_(sorted(kinds)))
    return tuple((await tx.execute(query)).scalars())


async def wanted(tx: AsyncConnection, job_id: int) -> int:
    """Return the wanted generation, 0 for a job that is not there: higher than the lease's means superseded."""
    query = select(jobs.c.wanted_generation).where(jobs.c.id == job_id)
    return int((await tx.execute(query)).scalar_one_or_none() or 0)


async def find(tx: AsyncConnection, job_id: int) -> Job | None:
    """Return the job as it stands."""
    row = (await tx.execute(select(jobs).where(jobs.c.id == job_id))).mappings().one_or_none()
    return None if row is None else _job(row)


async def named(tx: AsyncConnection, kind: str, subject: str) -> Job | None:
    """Return the job of this kind and subject, None when it was never wanted."""
    query = select(jobs).where(jobs.c.kind == kind, jobs.c.subject == subject)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _job(row)


def _once_each(wanted: Collection[Wanted]) -> list[Wanted]:
    merged: dict[tuple[str, str], Wanted] = {}
    for one in wanted:
        before = merged.get((one.kind, one.subject))
        redo, quiet = (one.redo, one.quiet) if before is None else (one.redo or before.redo, one.quiet and before.quiet)
        merged[one.kind, one.subject] = Wanted(one.kind, one.subject, one.installation_id, redo=redo, quiet=quiet)
    return [merged[key] for key in sorted(merged)]


def _row(wanted: Wanted) -> dict[str, object]:
    return {
        "kind": wanted.kind,
        "subject": wanted.subject,
        "installation_id": wanted.installation_id,
        "wanted_generation": 1,
        "redo_generation": int(wanted.redo),
        "quiet": wanted.quiet,
        "state": JobState.WAITING,
    }


def _job(row: RowMapping) -> Job:
    return Job(**{**row, "state": JobState(row["state"])})
