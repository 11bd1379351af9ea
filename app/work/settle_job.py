"""Looking after a pull request once all is quiet: what a lost worker left, and what its delayed requests made later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import Deferred
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.errors import NotFound
from app.github.guard import Guard
from app.github.journal import Journal
from app.github.markers import Marks
from app.github.settle_checks import CheckSettling
from app.github.settle_comments import settle_lines, settle_reviews, settle_summary
from app.github.target import Edge, Target
from app.intake.intent import Wanted
from app.store import jobs, outbox, pull_requests, verdicts
from app.store.clock import now
from app.store.jobs import JobState
from app.store.leases import Lease
from app.work.memory import Memory
from app.work.settle_truth import LOST, DatabaseTruth
from review.models import PullRequest

REVIEW = "review"
BUSY_S = 30.0
BUSY = "a review of this pull request, or of one with the same head, is under way or wanted"
# A request may be late by minutes, and its worker's heads are few; older ones were looked at in their own time.
HEADS_WITHIN_MS = 24 * 3_600_000
MOST_HEADS = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SettleJob:
    """The handler of jobs of the kind `settle`; a job's subject is "<repository id>/<number>".

    Touches nothing while a review is at work: then it waits its turn. What slips in between is harmless, as a review
    writes whatever it finds missing.
    """

    memory: Memory
    auth: AppAuth

    async def __call__(self, lease: Lease) -> None:
        """Heal what is there to heal; raise Deferred while somebody is at work."""
        repository_id, number = (int(part) for part in lease.subject.split("/"))
        known, why_not = await self.memory.repository(repository_id)
        if known is None:
            log.info("not settled", reason=why_not)
            return
        began_ms = await self._require_idle(repository_id, {number})
        async with self.auth.installation_client(known.installation_id, repository_id) as client:
            try:
                pull_request = await client.pull_request(known.full_name, number)
            except NotFound as error:
                log.info("nothing left to settle", reason=str(error))
                await self._close(repository_id, number, None, began_ms, ())
                return
            await self._settle(lease, client, pull_request, began_ms)

    async def _settle(self, lease: Lease, client: Client, pull_request: PullRequest, began_ms: int) -> None:
        repository_id, number = pull_request.repository_id, pull_request.number
        async with self.memory.database.read() as tx:
            touched = await outbox.check_heads(tx, repository_id, number, HEADS_WITHIN_MS, MOST_HEADS)
            heads = tuple(dict.fromkeys((pull_request.head_sha, *touched)))
            sharing = {number, *[n for head in heads for n in await pull_requests.open_at(tx, repository_id, head)]}

        async def allowed() -> None:
            await self._require_idle(repository_id, sharing)

        await allowed()
        edge = await self._edge(lease, client, pull_request)
        checks = CheckSettling(edge, DatabaseTruth(self.memory.database, pull_request), allowed)
        await settle_reviews(edge, allowed)
        await settle_lines(edge, allowed)
        stale = await settle_summary(edge, allowed)
        for head in heads:
            await checks.settle(head)
        again = checks.again | ({stale} if stale else set())
        await self._close(repository_id, number, pull_request.head_sha, began_ms, again, heads)

    async def _edge(self, lease: Lease, client: Client, pull_request: PullRequest) -> Edge:
        guard = Guard(lease.hold)
        identity = await self.auth.identity(client)
        marks = Marks(await self.memory.key("marker"), identity)
        target = Target(pull_request.repository, pull_request.repository_id, pull_request.number, pull_request.head_sha)
        return Edge(client.guarded(guard.leaving), Journal(self.memory.database, lease), marks, target, guard)

    async def _require_idle(self, repository_id: int, numbers: Collection[int]) -> int:
        """Raise Deferred when a review is at work or about to be; return the database's time."""
        async with self.memory.database.read() as tx:
            await _require_idle(tx, repository_id, numbers)
            return int((await tx.execute(select(now()))).scalar_one())

    async def _close(
        self,
        repository_id: int,
        number: int,
        head_sha: str | None,
        began_ms: int,
        again: Collection[str],
        heads: Collection[str] = (),
    ) -> None:
        """Record that nothing is open any more, and have the review say again what has to be said in full."""
        async with self.memory.database.begin() as tx:
            await _require_idle(tx, repository_id, {number})
            await outbox.drop(tx, repository_id, number, list(heads) if head_sha else None, began_ms)
            await verdicts.end_lost(tx, repository_id, number, head_sha, LOST)
            for key in again:
                await outbox.close(tx, key, outbox.DROPPED)
            job = await jobs.named(tx, REVIEW, f"{repository_id}/{number}") if again else None
            if job is not None and job.state is JobState.DONE:
                await jobs.raise_all(tx, [Wanted(REVIEW, job.subject, job.installation_id, quiet=True)])


async def _require_idle(tx: AsyncConnection, repository_id: int, numbers: Collection[int]) -> None:
    for number in sorted(numbers):
        job = await jobs.named(tx, REVIEW, f"{repository_id}/{number}")
        if job is not None and job.state in outbox.BUSY:
            raise Deferred(BUSY, after=BUSY_S)
