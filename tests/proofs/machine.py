"""Inbox, lease and outbox under any order of events and crashes, against a model that fits on a page.

The machine acts on the real store. Its model knows what was delivered, who was given which lease and what each did
with it; every step compares the tables with that.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import Superseded
from app.github.journal import Answered, Journal
from app.intake.intent import Delivery, Intent, Wanted
from app.store import jobs, leases
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.leases import Lease
from app.store.outbox import Write
from app.store.tables import deliveries, delivery_jobs, outbox
from app.store.tables import jobs as jobs_table

T = TypeVar("T")
End = Callable[[AsyncConnection, Lease], Awaitable[bool]]

SUBJECTS = ("7/1", "7/2", "7/3")
KEYS = ("a", "b", "c")
HOUR_MS = 3_600_000
# How a holder may end its lease; each answers whether it was still the holder's to end.
ENDS: dict[str, End] = {
    "finish": lambda tx, lease: leases.finish(tx, lease, lease.generation),
    "again": lambda tx, lease: leases.again(tx, lease, HOUR_MS),
    "defer": lambda tx, lease: leases.defer(tx, lease, HOUR_MS, "not yet"),
    "retry": lambda tx, lease: leases.retry(tx, lease, "later", HOUR_MS),
    "bug": lambda tx, lease: leases.retry(tx, lease, "bug", HOUR_MS, crashed=True),
    "fail": lambda tx, lease: leases.fail(tx, lease, "no"),
    "quarantine": lambda tx, lease: leases.quarantine(tx, lease, "poison"),
    "hand_back": leases.hand_back,
}
CLOSES = {"finish", "fail", "quarantine"}  # these end what the deliveries up to the lease's generation waited for

subjects = st.sampled_from(SUBJECTS)
some = st.integers(0, 50)


class Work(RuleBasedStateMachine):
    """See the module; `migrated` is an SQLite file with empty tables."""

    migrated: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dd-proof-"))
        path = shutil.copy(self.migrated, self.folder / "a.db")
        self.loop = asyncio.new_event_loop()
        self.database = self.run(Database.open(f"sqlite:///{path}"))
        self.inbox = Inbox(self.database)
        self.asked: dict[str, dict[str, int]] = {}  # delivery -> subject -> generation it raised
        self.wanted: dict[str, int] = {}
        self.ended: dict[str, int] = {}  # subject -> generation up to which somebody answered for it
        self.worked: dict[str, set[int]] = {}
        self.holder: dict[str, int] = {}  # subject -> fence of the one lease that counts, while it is out
        self.fences: dict[str, int] = {}
        self.known: list[Lease] = []  # everything ever handed out, also to workers that are gone
        self.planned: set[str] = set()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        try:
            self.bring_to_rest()
        finally:
            self.run(self.inbox.close())
            self.run(self.database.close())
            self.run(self.loop.shutdown_default_executor())
            self.loop.close()
            shutil.rmtree(self.folder)

    # What comes in

    @initialize()
    def begin(self) -> None:
        """Start with work under way, so that no run is about nothing."""
        self.deliver(set(SUBJECTS))
        for subject in SUBJECTS:
            self.acquire(subject)

    @rule(wanted=st.sets(subjects, min_size=1))
    def deliver(self, wanted: set[str]) -> None:
        key = f"guid-{len(self.asked)}"
        for subject in wanted:
            self.wanted[subject] = self.wanted.get(subject, 0) + 1
        self.asked[key] = {subject: self.wanted[subject] for subject in wanted}
        assert not self.run(self._accept(key)).duplicate

    @rule(which=some)
    def redeliver(self, which: int) -> None:
        if self.asked:
            assert self.run(self._accept(list(self.asked)[which % len(self.asked)])).duplicate

    async def _accept(self, key: str) -> Any:
        intent = Intent(jobs=tuple(Wanted("review", subject, 1) for subject in self.asked[key]))
        return await self.inbox.accept(Delivery(key, "pull_request", "opened", 1, 7, "0" * 64), intent)

    # Workers

    @rule(subject=subjects)
    def acquire(self, subject: str) -> None:
        before = self.run(self._job(subject))
        if before is None:
            return
        lease = self.run(self._acquire(before.id))
        if subject in self.holder:
            assert lease is None, "two holders at once"
        if lease is None:
            return
        assert lease.fence > self.fences.get(subject, 0), "a fence came back"
        assert lease.generation == self.wanted[subject]
        self.holder[subject] = self.fences[subject] = lease.fence
        self.known.append(lease)

    async def _acquire(self, job_id: int) -> Lease | None:
        async with self.database.begin() as tx:
            return await leases.acquire(tx, job_id, "worker", HOUR_MS)

    @rule(which=some)
    def renew(self, which: int) -> None:
        lease = self._lease(which)
        if lease is None:
            return
        holds = self._holds(lease)
        assert self.run(self._do(lambda tx: leases.renew(tx, lease, HOUR_MS))) == holds
        if holds:  # also one that ran out, as long as nobody took it
            self.holder[lease.subject] = lease.fence

    @rule(which=some, how=st.sampled_from(sorted(ENDS)))
    def end(self, which: int, how: str) -> None:
        lease = self._lease(which)
        if lease is None:
            return
        before = self.run(self._job(lease.subject))
        holds = self._holds(lease)
        told = self.run(self._do(lambda tx: ENDS[how](tx, lease)))
        if not holds:
            assert not told
            assert self.run(self._job(lease.subject)) == before, "an old holder changed something"
            return
        self.holder.pop(lease.subject, None)
        if how in CLOSES:
            self.ended[lease.subject] = max(self.ended.get(lease.subject, 0), lease.generation)
        if how == "finish":
            self.worked.setdefault(lease.subject, set()).add(lease.generation)

    @rule(subject=subjects)
    def lose(self, subject: str) -> None:
        """Lose the worker: its lease runs out, and it may come back later and go on as if nothing had been."""
        if subject in self.holder:
            self.run(self._set(subject, lease_until=1))
            del self.holder[subject]

    @rule(subject=subjects)
    def take_over(self, subject: str) -> None:
        """Lose a worker and give its job to another; the first may still act."""
        self.lose(subject)
        self.wait(subject)
        self.acquire(subject)

    @precondition(lambda self: len(self.known) > len(self.holder))
    @rule(which=some, how=st.sampled_from(sorted(ENDS)), key=st.sampled_from(KEYS))
    def come_back(self, which: int, how: str, key: str) -> None:
        """Let a worker that was given up go on as if nothing had been."""
        old = [at for at, lease in enumerate(self.known) if self.holder.get(lease.subject) != lease.fence]
        self.plan(old[which % len(old)], key)
        self.end(old[which % len(old)], how)

    @rule(subject=subjects)
    def wait(self, subject: str) -> None:
        """Let the time pass that a job waits for."""
        self.run(self._set(subject, not_before=None))

    @rule(subject=subjects)
    def release(self, subject: str) -> None:
        job = self.run(self._job(subject))
        if job is not None and self.run(self._do(lambda tx: jobs.release(tx, job.id))):
            assert job.state in ("failed", "quarantined")
            self.wanted[subject] += 1

    # Writes

    @rule(which=some, key=st.sampled_from(KEYS))
    def plan(self, which: int, key: str) -> None:
        lease = self._lease(which)
        if lease is None:
            return
        try:
            self.run(Journal(self.database, lease).plan(_write(key)))
        except Superseded:
            assert lease.fence != self.fences[lease.subject], "the last holder was refused"
        else:
            assert lease.fence == self.fences[lease.subject], "an old holder planned a write"
            self.planned.add(key)

    @rule(which=some)
    def answer(self, which: int) -> None:
        lease = self._lease(which)
        if lease is not None and self.planned:
            key = sorted(self.planned)[which % len(self.planned)]
            self.run(Journal(self.database, lease).close(Answered(_write(key), "posted", 5)))
            self.planned.discard(key)

    # What holds at every moment

    @invariant()
    def no_delivery_is_lost(self) -> None:
        states, waits = self.run(self._inbox())
        assert set(states) == set(self.asked)
        for key, wants in self.asked.items():
            open_ = {subject for subject, generation in wants.items() if generation > self.ended.get(subject, 0)}
            assert waits.get(key, set()) == open_
            assert states[key] == ("received" if open_ else "done")

    @invariant()
    def what_is_done_was_worked(self) -> None:
        for job in self.run(self._jobs()):
            assert job.wanted_generation == self.wanted[job.subject]
            if job.state == "done":
                assert job.done_generation == job.wanted_generation
                assert job.done_generation in self.worked[job.subject]
            elif job.state in ("waiting", "running"):
                assert job.wanted_generation > job.done_generation

    @invariant()
    def a_planned_write_is_on_record(self) -> None:
        assert self.run(self._planned()) == self.planned

    def bring_to_rest(self) -> None:
        """End all waiting, give up all workers, release what was put away: everything wanted gets done."""
        for subject in self.wanted:
            self.lose(subject)
            self.release(subject)
            while True:
                self.wait(subject)
                self.acquire(subject)
                if subject not in self.holder:
                    break
                self.end(len(self.known) - 1, "finish")
        self.what_is_done_was_worked()
        assert {job.state for job in self.run(self._jobs())} <= {"done"}, "something is stuck"
        self.no_delivery_is_lost()
        assert set(self.run(self._inbox())[0].values()) <= {"done"}, "something is lost"

    # Means

    def _lease(self, which: int) -> Lease | None:
        return self.known[which % len(self.known)] if self.known else None

    def _holds(self, lease: Lease) -> bool:
        """Say whether the lease is its job's last one and not given back; one that ran out untaken still is."""
        given_back = self.run(self._job(lease.subject)).lease_owner is None
        return lease.fence == self.fences[lease.subject] and not given_back

    async def _do(self, work: Callable[[AsyncConnection], Awaitable[bool]]) -> bool:
        async with self.database.begin() as tx:
            return await work(tx)

    async def _set(self, subject: str, **values: object) -> None:
        async with self.database.begin() as tx:
            await tx.execute(jobs_table.update().where(jobs_table.c.subject == subject).values(**values))

    async def _job(self, subject: str) -> Any:
        return next((job for job in await self._jobs() if job.subject == subject), None)

    async def _jobs(self) -> list[Any]:
        async with self.database.read() as tx:
            return list(await tx.execute(select(jobs_table)))

    async def _inbox(self) -> tuple[dict[str, str], dict[str, set[str]]]:
        waits: dict[str, set[str]] = {}
        async with self.database.read() as tx:
            states = {row.id: row.state for row in await tx.execute(select(deliveries))}
            joined = select(delivery_jobs.c.delivery_id, jobs_table.c.subject).join(jobs_table)
            for delivery_id, subject in await tx.execute(joined):
                waits.setdefault(delivery_id, set()).add(subject)
        return states, waits

    async def _planned(self) -> set[str]:
        async with self.database.read() as tx:
            return set((await tx.execute(select(outbox.c.key).where(outbox.c.state == "planned"))).scalars())


def _write(key: str) -> Write:
    return Write(key, "comment", 7, 3, "f" * 40, {}, "hash")
