"""Check runs of a commit that heads several pull requests: at rest the newest of each name tells the worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from app.errors import Terminal
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.guard import StillCurrent
from app.github.markers import check_key
from app.github.payloads import Run
from app.store.leases import Lease
from app.store.reviews import StartedReview
from app.work.memory import Begun, Memory, Sharing
from app.work.planned import Planned
from app.work.publishing import Publishers, Publishing
from review.models import CheckRun, PullRequest, Review
from review.shared_head import with_others

COMPLETED = "completed"
EARLIER = "Superseded by a newer head"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SharedHead:
    """The head of one pull request, as its job sees the check runs that stand there."""

    memory: Memory
    auth: AppAuth
    publishers: Publishers
    client: Client
    lease: Lease
    pull_request: PullRequest

    async def said(self, review: Review) -> Review:
        """Return the review as it may be published: no better than what the others with this head got."""
        return with_others(review, await self.memory.others(self.pull_request))

    async def meet(self) -> None:
        """Ask GitHub who else has this head, for events get lost; a server that does not tell is no reason to stop."""
        try:
            found = await self.client.pull_requests_with(self.pull_request.repository, self.pull_request.head_sha)
        except Terminal as error:
            log.info("not told who shares the head", error=str(error))
        else:
            await self.memory.met(self.pull_request, found, self.lease)

    async def say_again(self, begun: Begun, planned: Planned, still_current: StillCurrent) -> None:
        """Have the check runs say what holds now, of a review that was published before.

        Its own runs first. Then, if others stand before them on this head with another verdict, such as those of a
        pull request that was closed since, newer runs of its own.
        """
        publisher = await self._publisher(begun.review)
        await publisher.cancel_all(EARLIER)
        said = await self.said(planned.concluded.review)
        if begun.newest:
            await publisher.publish(said, still_current)
            if await self._told(said.checks):
                return
        publisher = await self._publisher(await self.memory.renew(begun.review))
        await publisher.publish(said, still_current)

    async def _publisher(self, review: StartedReview) -> Publishing:
        return await self.publishers(self.client, self.lease, self.pull_request, review)

    async def _told(self, checks: Sequence[CheckRun]) -> bool:
        """Say whether the newest run of each check tells what these do, or is another's whose end we shall hear of."""
        pull_request = self.pull_request
        sharing = await self.memory.sharing(pull_request)
        if set(sharing.attempts.values()) == {pull_request.number}:
            return True  # nobody else ever had this head
        runs = await self.client.check_runs(pull_request.repository, pull_request.head_sha, self.auth.app_id)
        return all(self._tells(check, [run for run in runs if run.name == check.name], sharing) for check in checks)

    def _tells(self, check: CheckRun, runs: Sequence[Run], sharing: Sharing) -> bool:
        newest = max(runs, key=lambda run: run.id, default=None)
        if newest is None:
            return True
        if newest.status == COMPLETED:
            return newest.conclusion == check.conclusion
        repository_id, head_sha = self.pull_request.repository_id, self.pull_request.head_sha
        under_way = {
            check_key(repository_id, head_sha, check.name, attempt)
            for attempt, number in sharing.attempts.items()
            if number in sharing.still_open and number != self.pull_request.number
        }
        return newest.external_id in under_way
