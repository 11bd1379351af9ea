"""The review of one pull request, from lease to memory: the steps of the README's one sentence, in that order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from app.github.client import Client
from app.github.errors import NotFound
from app.store.leases import Lease
from app.store.reviews import StartedReview
from app.work.reactions import hear
from app.work.review import Timings
from app.work.review_run import NOT_OPEN, ReviewRun
from app.work.workplace import Workplace
from review.models import PullRequest

OTHER_REPOSITORY = "GitHub shows another repository as {name}: ours has another name by now"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReviewJob(Workplace):
    """The handler of jobs of the kind `review`, and what to do when one is given up."""

    async def __call__(self, lease: Lease) -> None:
        """Bring the checks of the pull request's newest head to what holds for it now.

        Raises Superseded to be called again for what is newer, Retryable to be called again later, Terminal to be left
        alone.
        """
        timings = Timings()
        async with self._opened(lease, timings) as run:
            if run is None:
                return
            if run.pull_request.state == "open":
                await run()
            else:
                await self._closed(run)

    async def give_up(self, lease: Lease, reason: str) -> None:
        """Say on the newest head, begun or not, that it could not be reviewed; a newer head gets its own chance."""
        async with self._opened(lease, Timings()) as run:
            if run is None:
                return
            if run.pull_request.state == "open":
                await run.refuse(reason)
            else:
                await self._closed(run)

    @asynccontextmanager
    async def _opened(self, lease: Lease, timings: Timings) -> AsyncIterator[ReviewRun | None]:
        """Read the pull request as it is now; None when it is not to be worked on."""
        repository_id, number = (int(part) for part in lease.subject.split("/"))
        known, why_not = await self.memory.repository(repository_id)
        if known is None:
            log.info("not reviewed", reason=why_not)
            yield None
            return
        async with self.auth.installation_client(known.installation_id, repository_id) as client:
            with timings.stage("open"):
                if await self.memory.unpublished(repository_id, number, lease):
                    await client.room(1)  # or hundreds that wait for it would ask GitHub each time
                pull_request = await self._read(client, known.full_name, number, lease)
            with structlog.contextvars.bound_contextvars(repository=pull_request.repository, number=number):
                yield ReviewRun(self, lease, known.installation_id, client, pull_request, timings)

    async def _read(self, client: Client, repository: str, number: int, lease: Lease) -> PullRequest:
        repository_id = int(lease.subject.partition("/")[0])
        try:
            found = await client.pull_request(repository, number)
            if found.repository_id != repository_id:  # a public one that took the name after ours was renamed
                raise NotFound(OTHER_REPOSITORY.format(name=repository), 404)
            return found
        except NotFound as error:
            await self.memory.gone(repository_id, number, lease, str(error))
            raise

    async def _closed(self, run: ReviewRun) -> None:
        """Leave no check run in progress that nobody comes back to."""
        pull_request = run.pull_request
        if await self.memory.begun(pull_request):
            publisher = await self.publishers(run.client, run.lease, pull_request, _nothing(pull_request, run.lease))
            await publisher.cancel_all(NOT_OPEN)
        await self.memory.closed(pull_request, run.lease, NOT_OPEN)
        await hear(self.memory.database, run.client, pull_request)


def _nothing(pull_request: PullRequest, lease: Lease) -> StartedReview:
    """Return a review that was never begun: all that the pull request left open is then another's."""
    return StartedReview(
        0, pull_request.repository_id, pull_request.number, pull_request.head_sha, None, 0, lease.fence
    )
