"""The right to work on a job: one holder at a time by database time, and a fence that tells an old holder from a new.

A wake-up is only a hint: `acquire` decides, and never for two at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, case, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import waiting
from app.store.clock import now
from app.store.tables import jobs

# A worker that is killed is noticed when this has run out: with the sweep, well within a minute.
LEASE_MS = 40_000
ERROR_CHARACTERS = 1_000


@dataclass(slots=True)
class Hold:
    """What a holder knows of its lease between two looks at the database.

    `until` is when, by this machine's monotonic clock, the lease may be somebody else's. `newer` is set once something
    newer is wanted than what is being done.
    """

    until: float = float("inf")
    newer: asyncio.Event = field(default_factory=asyncio.Event)

    def alive(self) -> bool:
        """Say whether nobody else can have the lease yet; a process that was stopped for long finds out here."""
        return time.monotonic() < self.until


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a job. `generation` is what was wanted when it began; `attempts` counts from 1.

    `fence` grows with each lease: a write that carries an older one comes from a worker that was given up. `crashes`
    counts the holders before that were lost or hit a bug, `taken_over` says that the last one was lost. `redo`: what is
    done already is to be done again. `quiet`: a pull request from before the installation, judged without comments.
    `lag_ms`: how long it had been due, known for a first attempt.
    """

    job_id: int
    kind: str
    subject: str
    installation_id: int | None
    generation: int
    fence: int
    attempts: int
    crashes: int = 0
    superseded: int = 0
    redo: bool = False
    quiet: bool = False
    taken_over: bool = False
    lag_ms: int | None = field(default=None, compare=False)
    hold: Hold = field(default_factory=Hold, compare=False, repr=False)


def ready() -> ColumnElement[bool]:
    """Select the jobs that could be worked on now."""
    return and_(
        jobs.c.wanted_generation > jobs.c.done_generation,
        jobs.c.state.not_in(["failed", "quarantined"]),
        or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= now()),
        or_(jobs.c.not_before.is_(None), jobs.c.not_before <= now()),
    )


async def losses(tx: AsyncConnection, job_id: int) -> tuple[str, int]:
    """Return a job's kind and how many of its holders were lost, the one whose lease has just run out among them.

    One that cannot be worked on now has no kind and no losses.
    """
    query = select(jobs.c.kind, jobs.c.crashes + case((jobs.c.lease_until.is_not(None), 1), else_=0))
    row = (await tx.execute(query.where(jobs.c.id == job_id, ready()))).one_or_none()
    return ("", 0) if row is None else (str(row[0]), int(row[1]))


async def acquire(
    tx: AsyncConnection, job_id: int, owner: str, lease_ms: int = LEASE_MS, kinds: Collection[str] | None = None
) -> Lease | None:
    """Take the lease if there is something to do, its time has come and nobody holds it; None otherwise.

    With `kinds`, a job of another kind is left to workers that know it.
    """
    before = time.monotonic()
    looking = select(jobs, now().label("at_ms")).where(jobs.c.id == job_id, ready()).with_for_update()
    if kinds is not None:
        looking = looking.where(jobs.c.kind.in_(sorted(kinds)))
    row = (await tx.execute(looking)).one_or_none()
    if row is None:
        return None
    lost = row.lease_until is not None
    lease = Lease(
        job_id,
        row.kind,
        row.subject,
        row.installation_id,
        row.wanted_generation,
        row.fence + 1,
        row.attempts + 1,
        row.crashes + int(lost),
        row.superseded,
        redo=row.redo_generation > row.done_generation,
        quiet=bool(row.quiet),
        taken_over=lost,
        lag_ms=None if lost or row.attempts else _lag_ms(row.at_ms, row.wanted_ms, row.not_before),
        hold=Hold(before + lease_ms / 1000),
    )
    await tx.execute(
        update(jobs)
        .where(jobs.c.id == job_id)
        .values(
            lease_until=now() + lease_ms,
            lease_owner=owner,
            fence=lease.fence,
            attempts=lease.attempts,
            crashes=lease.crashes,
            started_ms=now(),
            state="running",
        )
    )
    return lease


def _lag_ms(at_ms: int, wanted_ms: int | None, not_before: int | None) -> int | None:
    """Return how long a job has been due; a row of an older version does not say."""
    return None if wanted_ms is None else max(0, at_ms - max(wanted_ms, not_before or 0))


async def renew(tx: AsyncConnection, lease: Lease, lease_ms: int = LEASE_MS) -> bool:
    """Keep the lease for another while; False means that another worker has it: stop writing."""
    before = time.monotonic()
    keeping = update(jobs).where(_held(lease)).values(lease_until=now() + lease_ms)
    kept = (await tx.execute(keeping)).rowcount == 1
    lease.hold.until = before + lease_ms / 1000 if kept else 0.0
    return kept


async def look(tx: AsyncConnection, lease: Lease) -> bool:
    """See how the job stands: set `newer` if more is wanted by now; False when the lease is somebody else's."""
    query = select(jobs.c.wanted_generation).where(_held(lease))
    wanted = (await tx.execute(query)).scalar_one_or_none()
    if wanted is not None and wanted > lease.generation:
        lease.hold.newer.set()
    return wanted is not None


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
            crashes=0,
            superseded=0,
            quiet=False,
            not_before=None,
            last_error=None,
            wanted_ms=case((more, now()), else_=null()),
            state=case((more, "waiting"), else_="done"),
        )
        .returning(jobs.c.wanted_generation)
    )
    wanted_now = (await tx.execute(finishing)).scalar_one_or_none()
    if wanted_now is None:
        return False
    await waiting.settle(tx, lease.job_id, generation)
    return int(wanted_now) > generation


async def again(tx: AsyncConnection, lease: Lease, after_ms: int = 0) -> bool:
    """Give the lease back undone because something newer is there, to be done after a while; counts no failure."""
    return await _give_back(
        tx, lease, {"superseded": jobs.c.superseded + 1, "attempts": 0, "not_before": now() + after_ms}
    )


async def defer(tx: AsyncConnection, lease: Lease, after_ms: int, why: str) -> bool:
    """Give the lease back undone because its turn has not come, such as a rate limit; counts no attempt."""
    values = {"attempts": jobs.c.attempts - 1, "not_before": now() + after_ms, "last_error": why[:ERROR_CHARACTERS]}
    return await _give_back(tx, lease, values)


async def retry(tx: AsyncConnection, lease: Lease, error: str, after_ms: int, *, crashed: bool = False) -> bool:
    """Give the lease back after a failure that may pass; `crashed` counts it as a bug met."""
    values: dict[str, object] = {
        "crashes": jobs.c.crashes + int(crashed),
        "not_before": now() + after_ms,
        "last_error": error[:ERROR_CHARACTERS],
    }
    return await _give_back(tx, lease, values)


async def fail(tx: AsyncConnection, lease: Lease, error: str) -> bool:
    """End this generation as failed: only a new event or a person brings it back. False when the lease was lost.

    If more was wanted meanwhile, it becomes a fresh start.
    """
    more = jobs.c.wanted_generation > lease.generation
    values: dict[str, object] = {
        "state": case((more, "waiting"), else_="failed"),
        "attempts": case((more, 0), else_=jobs.c.attempts),
        "not_before": None,
        "last_error": error[:ERROR_CHARACTERS],
    }
    held = await _give_back(tx, lease, values)
    if held:
        await waiting.settle(tx, lease.job_id, lease.generation)
    return held


async def quarantine(tx: AsyncConnection, lease: Lease, error: str) -> bool:
    """Put the job away: it took its worker down too often. A command releases it; a new event gives it one more try.

    The generation counts as done, so that no worker, of whatever version, takes it up by itself.
    """
    values: dict[str, object] = {
        "state": "quarantined",
        "done_generation": jobs.c.wanted_generation,
        "not_before": None,
        "last_error": error[:ERROR_CHARACTERS],
    }
    held = await _give_back(tx, lease, values)
    if held:
        await waiting.settle(tx, lease.job_id, lease.generation)
    return held


async def hand_back(tx: AsyncConnection, lease: Lease) -> bool:
    """Give the lease back as if it had never been taken: another worker may start at once (shutdown)."""
    return await _give_back(tx, lease, {"attempts": jobs.c.attempts - 1})


async def _give_back(tx: AsyncConnection, lease: Lease, values: dict[str, object]) -> bool:
    giving = update(jobs).where(_held(lease))
    given = {"lease_until": None, "lease_owner": None, "state": "waiting", **values}
    return (await tx.execute(giving.values(**given))).rowcount == 1


def _held(lease: Lease) -> ColumnElement[bool]:
    # A lease that ran out but that nobody took is still ours.
    return and_(jobs.c.id == lease.job_id, jobs.c.fence == lease.fence, jobs.c.lease_owner.is_not(None))
