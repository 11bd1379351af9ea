"""The review of one pull request, from lease to memory: the steps of the README's one sentence, in that order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import structlog

from app.errors import AppError, Superseded, Terminal
from app.git.errors import GitFailed, StaleToken
from app.git.remote import Remote
from app.git.scratch import Scratch
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.target import Published
from app.github.together import both
from app.log import redact
from app.store.leases import Lease
from app.store.reviews import ReviewState, StartedReview
from app.work.memory import Memory
from app.work.models import Models, caps
from app.work.policy import policy_of
from app.work.publishing import Publishers, Publishing
from app.work.review import Reviewed, Reviewer, Timings, review_change
from review.models import FetchedChange, Knowledge, PullRequest
from review.policy import PolicyReading
from review.report.check_run import REVIEW, SECURITY
from review.shared_head import with_others
from review.unreviewed import unreviewed

NEWER_HEAD = "Superseded by a newer head"
NOT_OPEN = "The pull request is not open any more"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReviewJob:
    """The handler of jobs of the kind `review`; holds what lives as long as the worker."""

    memory: Memory
    auth: AppAuth
    models: Models
    reviewer: Reviewer
    publishers: Publishers
    server_url: str
    scratch: Path

    async def __call__(self, lease: Lease) -> None:
        """Review the pull request's newest head; raise Retryable to be called again, Terminal to be left alone."""
        repository_id, number = (int(part) for part in lease.subject.split("/"))
        known, why_not = await self.memory.repository(repository_id)
        if known is None:
            log.info("not reviewed", reason=why_not)
            return
        timings = Timings()
        async with self.auth.installation_client(known.installation_id, repository_id) as client:
            with timings.stage("open"):
                pull_request = await client.pull_request(known.full_name, number)
            with structlog.contextvars.bound_contextvars(repository=pull_request.repository, number=number):
                if pull_request.state == "open":
                    await _Run(self, lease, known.installation_id, client, pull_request, timings)()
                else:
                    await self.memory.closed(pull_request)


@dataclass(frozen=True, slots=True)
class _Run:
    """One review of one head."""

    job: ReviewJob
    lease: Lease
    installation_id: int
    client: Client
    pull_request: PullRequest
    timings: Timings

    async def __call__(self) -> None:
        pull_request, memory = self.pull_request, self.job.memory
        try:
            with self.timings.stage("prepare"):
                reading, merge_base = await both(
                    policy_of(self.client, pull_request),
                    self.client.merge_base(pull_request.repository, pull_request.base_sha, pull_request.head_sha),
                )
        except Terminal as error:
            await self._refuse(*await self._begin(None), error)
            raise
        if await memory.reviewed_already(pull_request, merge_base):
            log.info("not reviewed", reason="this very change was reviewed before", head=pull_request.head_sha)
            return
        with self.timings.stage("begin"):
            started, publisher = await self._begin(merge_base)
        try:
            await self._review_and_publish(started, publisher, reading, merge_base)
        except Superseded:
            await publisher.cancel(NEWER_HEAD)
            await memory.end(started, ReviewState.SUPERSEDED, NEWER_HEAD)
            log.info("superseded", head=pull_request.head_sha)
        except (Terminal, GitFailed) as error:
            await self._refuse(started, publisher, error)
            raise

    async def _begin(self, merge_base: str | None) -> tuple[StartedReview, Publishing]:
        started = await self.job.memory.begin(self.pull_request, self.lease, merge_base)
        return started, await self.job.publishers(self.client, self.lease, self.pull_request, started)

    async def _refuse(self, started: StartedReview, publisher: Publishing, error: AppError) -> None:
        """Conclude the checks with the reason why there is no review."""
        reason = str(redact(str(error)))  # it goes where everybody reads it
        await publisher.publish(unreviewed(reason, models_configured=self.job.models.configured), self._still_current)
        await self.job.memory.end(started, ReviewState.FAILED, reason)

    async def _review_and_publish(
        self, started: StartedReview, publisher: Publishing, reading: PolicyReading, merge_base: str
    ) -> None:
        reviewed = await self._review(publisher, reading, merge_base)
        with self.timings.stage("publish"):
            said = with_others(reviewed.concluded.review, await self.job.memory.others(self.pull_request))
            published = await publisher.publish(said, self._still_current)
        await self.job.memory.remember(started, self.installation_id, reviewed, published, self.timings.ms)
        self._log(reviewed, published)

    async def _review(self, publisher: Publishing, reading: PolicyReading, merge_base: str) -> Reviewed:
        """Show that a review is under way, fetch meanwhile, and review what was fetched."""
        with self.timings.stage("fetch"):
            _, fetched = await both(publisher.start(self._checks()), self._fetch(merge_base))
        knowledge = Knowledge(
            fence_key=await self.job.memory.key("fence"),
            models_configured=self.job.models.configured,
            earlier=await self.job.memory.earlier(self.pull_request),
            notices=reading.notices,
        )
        spending = caps(reading.policy, self.pull_request, self.installation_id)
        provider = self.job.models.under(spending, reading.policy)
        return await review_change(
            self.job.reviewer, fetched, self.pull_request, reading.policy, knowledge, provider, self.timings
        )

    def _checks(self) -> tuple[str, ...]:
        return (SECURITY, REVIEW) if self.job.models.configured else (SECURITY,)

    async def _fetch(self, merge_base: str) -> FetchedChange:
        """Fetch through git; once more with a new token when the server did not take the first."""
        auth, repository_id = self.job.auth, self.pull_request.repository_id
        try:
            return await self._fetch_with(await auth.token(self.installation_id, repository_id), merge_base)
        except StaleToken:
            return await self._fetch_with(await auth.fresh_token(self.installation_id, repository_id), merge_base)

    async def _fetch_with(self, token: str, merge_base: str) -> FetchedChange:
        server = self.job.server_url.rstrip("/")
        remote = Remote(
            f"{server}/{self.pull_request.repository}.git",
            token,
            allow_http=server.startswith("http://"),
            refs=(f"refs/pull/{self.pull_request.number}/head", f"refs/heads/{self.pull_request.base_ref}"),
        )
        async with Scratch.open(self.job.scratch, remote) as scratch:
            return await scratch.change(merge_base, self.pull_request.head_sha)

    async def _still_current(self) -> bool:
        before = self.pull_request
        now = await self.client.pull_request(before.repository, before.number)
        # Onto another base it is another change, though the head is the same.
        return (now.head_sha, now.base_ref, now.state) == (before.head_sha, before.base_ref, "open")

    def _log(self, reviewed: Reviewed, published: Published) -> None:
        log.info(
            "review published",
            head=self.pull_request.head_sha,
            conclusions={check.name: check.conclusion.value for check in reviewed.concluded.review.checks},
            findings=len(reviewed.concluded.findings),
            comments=len(published.comments),
            refused=len(published.refused),
            timings_ms=self.timings.ms,
        )
