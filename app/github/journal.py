"""Each write on record before it is sent and after it is answered, and only while the lease is ours."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.errors import Superseded
from app.github.errors import Unavailable
from app.github.transport import encode
from app.store import audit, outbox
from app.store.audit import Entry
from app.store.database import Database
from app.store.leases import Lease
from app.store.outbox import Row, Write

T = TypeVar("T")

LEASE_LOST = "another worker has taken this job over"


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
                raise Superseded(LEASE_LOST)

    async def plan(self, *writes: Write) -> Mapping[str, Row]:
        """Record writes about to be sent; return the rows of before. Raises Superseded when the lease is lost."""
        async with self.database.begin() as tx:
            if not await outbox.holds(tx, self.lease.job_id, self.lease.fence):
                raise Superseded(LEASE_LOST)
            return await outbox.plan(tx, writes, self.lease.fence)

    async def close(self, *answered: Answered) -> None:
        """Record what GitHub answered, and that we did it."""
        async with self.database.begin() as tx:
            for done in answered:
                await outbox.close(tx, done.write.key, done.state, done.remote_id)
            await audit.record(tx, *(self._entry(done) for done in answered))

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


async def send_or_find(send: Callable[[], Awaitable[T]], find: Callable[[], Awaitable[T | None]]) -> T:
    """Send a write; if its answer is lost, look for what it made, and send once more only if that is not there."""
    try:
        return await send()
    except Unavailable as error:
        if not error.ambiguous:
            raise
    found = await find()
    return await send() if found is None else found
