"""Each write on record before it is sent and after it is answered, and only while the lease is ours."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.errors import LeaseLost
from app.github.errors import Unavailable
from app.github.guard import LEASE_LOST
from app.github.transport import encode
from app.store import audit, jobs, outbox
from app.store.audit import Entry
from app.store.database import Database
from app.store.leases import Lease
from app.store.outbox import Row, Write

T = TypeVar("T")

# The kind of job that looks, when all is quiet, for what was written late.
SETTLE = "settle"
# A request whose answer was not waited for may still arrive: no proxy is known to hold one back for longer.
SETTLE_AFTER_MS = 180_000


@dataclass(frozen=True, slots=True)
class Answered:
    """A write and what became of it; `reason` is for the audit log."""

    write: Write
    reason: str
    remote_id: int | None = None
    state: str = outbox.DONE


@dataclass(frozen=True, slots=True)
class Journal:
    """The outbox and the audit log of one job."""

    database: Database
    lease: Lease

    async def require_lease(self) -> None:
        """Raise Superseded when another worker has the lease now."""
        async with self.database.read() as tx:
            if not await outbox.holds(tx, self.lease.job_id, self.lease.fence):
                raise LeaseLost(LEASE_LOST)

    async def plan(self, *writes: Write) -> Mapping[str, Row]:
        """Record writes about to be sent; return the rows of before. Raises Superseded when the lease is lost."""
        async with self.database.begin() as tx:
            if not await outbox.holds(tx, self.lease.job_id, self.lease.fence):
                raise LeaseLost(LEASE_LOST)
            return await outbox.plan(tx, writes, self.lease.fence)

    async def close(self, *answered: Answered, ended: Sequence[str] = ()) -> None:
        """Record what GitHub answered, and that we did it; `ended`: keys of earlier writes that this ends."""
        async with self.database.begin() as tx:
            for done in answered:
                await outbox.close(tx, done.write.key, done.state, done.remote_id)
            for key in ended:
                await outbox.close(tx, key, outbox.DONE)
            await audit.record(tx, *(self._entry(done) for done in answered))

    async def note(self, *done: Answered) -> None:
        """Record that we did it, for writes that have no row of their own."""
        async with self.database.begin() as tx:
            await audit.record(tx, *(self._entry(one) for one in done))

    async def doubt(self, repository_id: int, number: int) -> None:
        """See to it that this pull request is looked at again once a request that got lost can no longer arrive.

        A merge group, which has a number below zero, is over too soon for that.
        """
        if number <= 0:
            return
        async with self.database.begin() as tx:
            subject = f"{repository_id}/{number}"
            await jobs.raise_wanted(tx, SETTLE, subject, self.lease.installation_id, after_ms=SETTLE_AFTER_MS)

    async def find(self, *keys: str) -> Mapping[str, Row]:
        """Return the rows of these keys that exist."""
        async with self.database.read() as tx:
            return await outbox.find(tx, keys)

    async def of(self, repository_id: int, number: int, kind: str, state: str | None = None) -> tuple[Row, ...]:
        """Return a pull request's writes of one kind, in one state or in any."""
        async with self.database.read() as tx:
            return await outbox.of_pull_request(tx, repository_id, number, kind, state)

    def _entry(self, done: Answered) -> Entry:
        write = done.write
        return Entry(
            actor=f"job:{self.lease.job_id}",
            action=write.kind,
            target=f"{write.target.get('repository')}#{write.number}@{write.head_sha}",
            reason=done.reason,
            key=write.key,
            installation_id=self.lease.installation_id,
            repository_id=write.repository_id,
            number=write.number,
        )


def body_hash(body: Mapping[str, object]) -> str:
    """Return a hash by which an unchanged body is known again."""
    return hashlib.sha256(encode(body)).hexdigest()


async def send_or_find(
    send: Callable[[], Awaitable[T]],
    find: Callable[[], Awaitable[T | None]],
    doubt: Callable[[], Awaitable[None]],
) -> T:
    """Send a write; if its answer is lost, look for what it made, and send once more only if that is not there.

    `doubt` is called before sending again: the first request may be on its way still.
    """
    try:
        return await send()
    except Unavailable as error:
        if not error.ambiguous:
            raise
    found = await find()
    if found is not None:
        return found
    await doubt()
    return await send()
