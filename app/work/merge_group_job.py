"""The checks of a merge queue's commit: from lease to verdict, or to their end when the queue drops the commit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from app.errors import Retryable
from app.github.client import Client
from app.github.errors import NotFound
from app.github.payloads import Repository
from app.store import merge_groups
from app.store.leases import Lease
from app.work.fetching import Fetcher
from app.work.merge_group import GONE, Group, GroupRun, GroupTools, target_of
from app.work.queue_entry import Queue
from app.work.review_job import OTHER_REPOSITORY
from app.work.reviews_at import head_of_pull_requests
from app.work.workplace import Workplace

# The event may be here before the branch is seen everywhere.
LOOKS = 3
NOT_SEEN = "the merge queue does not show the commit yet"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MergeGroupJob(Workplace):
    """The handler of jobs of the kind `merge_group`, whose subject is "<repository id>/<head sha>"."""

    async def __call__(self, lease: Lease) -> None:
        """Report on the commit while it is queued; close what was begun on it when it is not."""
        async with self._opened(lease) as run:
            if run is not None:
                await run()

    async def give_up(self, lease: Lease, reason: str) -> None:
        """Say on the commit, if it is still queued, that it could not be reviewed."""
        async with self._opened(lease) as run:
            if run is not None:
                await run.refuse(reason)

    @asynccontextmanager
    async def _opened(self, lease: Lease) -> AsyncIterator[GroupRun | None]:
        """Read the queue as it is now; None when there is nothing to report, and then nothing is left open either."""
        repository_id, _, head_sha = lease.subject.partition("/")
        known, why_not = await self.memory.repository(int(repository_id))
        if known is None:
            log.info("merge group not reviewed", reason=why_not)
            yield None
            return
        async with self.auth.installation_client(known.installation_id, known.id) as client:
            shown = await client.repository(known.full_name)
            if shown.id != known.id:
                raise NotFound(OTHER_REPOSITORY.format(name=known.full_name), 404)
            group = await self._group(known.installation_id, shown, head_sha)
            if group is not None and not await self._is_a_pull_request_s(lease, group):
                yield GroupRun(self._tools(), lease, client, group)
                return
            if group is None:
                await self._gone(lease, client, shown, head_sha)
            yield None

    def _tools(self) -> GroupTools:
        fetcher = Fetcher(self.auth, self.server_url, self.scratch)
        return GroupTools(self.memory, self.models, self.reviewer, self.publishers, fetcher)

    async def _group(self, installation_id: int, shown: Repository, head_sha: str) -> Group | None:
        queue = Queue(self.auth, self.server_url, self.scratch, installation_id, shown.id, shown.full_name)
        entry = await queue.entry(head_sha)
        if entry is None:
            return None
        async with self.memory.database.read() as tx:
            begun = await merge_groups.begun(tx, shown.id, head_sha)
        return Group(queue, shown, entry, begun)

    async def _is_a_pull_request_s(self, lease: Lease, group: Group) -> bool:
        """Leave a commit that heads pull requests to their reviews: one check run cannot have two truths."""
        found = await head_of_pull_requests(self.memory.database, group.shown.id, group.entry.head_sha, lease)
        if found:
            log.info("merge group left to the pull requests with this head", numbers=found)
        return bool(found)

    async def _gone(self, lease: Lease, client: Client, shown: Repository, head_sha: str) -> None:
        async with self.memory.database.read() as tx:
            begun = await merge_groups.begun(tx, shown.id, head_sha)
        if begun is None and lease.attempts < LOOKS:
            raise Retryable(NOT_SEEN)
        if begun is not None and begun.open:
            target, started = target_of(shown, begun.number, head_sha, begun.attempt, lease)
            publisher = await self.publishers(client, lease, target, started)
            await publisher.cancel(GONE)
        log.info("merge group is gone", begun=begun is not None)
