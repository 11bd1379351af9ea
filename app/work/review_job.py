"""The review of one pull request, from lease to memory: the steps of the README's one sentence, in that order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.errors import Terminal
from app.git.errors import StaleToken
from app.git.remote import Remote
from app.git.scratch import Scratch
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.errors import Superseded
from app.github.publish import Publisher
from app.github.target import Published, Target
from app.store import memory
from app.store.database import Database
from app.store.jobs import Lease
from app.work.models import Models, caps
from app.work.policy import policy_of
from app.work.review import Reviewed, Reviewer, Timings, review_change
from review.models import FetchedChange, Knowledge, PullRequest
from review.policy import Policy
from review.report.check_run import REVIEW, SECURITY
from review.unreviewed import unreviewed

NEWER_HEAD = "A newer head is being reviewed"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReviewJob:
    """The handler of jobs of the kind `review`; holds what lives as long as the worker."""

    database: Database
    auth: AppAuth
    models: Models
    reviewer: Reviewer
    server_url: str
    scratch: Path

    async def __call__(self, lease: Lease) -> None:
        """Review the pull request's newest head; raise Retryable to be called again."""
        repository_id, number = (int(part) for part in lease.subject.split("/"))
        known = await memory.repository(self.database, repository_id)
        if known is None or known.removed:
            log.info("not reviewed", reason="the repository is not, or no longer, part of the installation")
            return
        async with self.auth.installation_client(known.installation_id, repository_id) as client:
            pull_request = await client.pull_request(known.full_name, number)
            structlog.contextvars.bind_contextvars(repository=pull_request.repository, number=number)
            if pull_request.state == "open":
                await self._review(lease, known.installation_id, client, pull_request)

    async def _review(self, lease: Lease, installation_id: int, client: Client, pull_request: PullRequest) -> None:
        timings = Timings()
        publisher = await self._publisher(lease, client, pull_request)
        try:
            with timings.stage("prepare"):
                _, reading, merge_base = await asyncio.gather(
                    publisher.start(self._checks()),
                    policy_of(client, pull_request),
                    client.merge_base(pull_request.repository, pull_request.base_sha, pull_request.head_sha),
                )
            with timings.stage("fetch"):
                fetched = await self._fetch(installation_id, pull_request, merge_base)
            knowledge = await self._knowledge(pull_request, reading.notices)
            reviewed = await self._ask_and_judge(
                installation_id, pull_request, fetched, reading.policy, knowledge, timings
            )
            with timings.stage("publish"):
                published = await publisher.publish(
                    reviewed.concluded.review, lambda: self._still_current(client, pull_request)
                )
        except Superseded:
            await publisher.cancel(NEWER_HEAD)
            log.info("superseded", head=pull_request.head_sha)
            return
        except Terminal as error:
            await publisher.publish(unreviewed(str(error), models_configured=self.models.configured))
            raise
        await self._remember(lease, installation_id, pull_request, fetched, reviewed, published, timings)

    async def _publisher(self, lease: Lease, client: Client, pull_request: PullRequest) -> Publisher:
        identity = await self.auth.identity(client)
        marker_key = await memory.key(self.database, "marker")
        target = Target(pull_request.repository, pull_request.repository_id, pull_request.number, pull_request.head_sha)
        return Publisher(client, self.database, lease, identity, marker_key, target)

    def _checks(self) -> tuple[str, ...]:
        return (SECURITY, REVIEW) if self.models.configured else (SECURITY,)

    async def _fetch(self, installation_id: int, pull_request: PullRequest, merge_base: str) -> FetchedChange:
        """Fetch through git; once more with a new token when the server did not take the first."""
        token = await self.auth.token(installation_id, pull_request.repository_id)
        try:
            return await self._fetch_with(token, pull_request, merge_base)
        except StaleToken:
            token = await self.auth.fresh_token(installation_id, pull_request.repository_id)
            return await self._fetch_with(token, pull_request, merge_base)

    async def _fetch_with(self, token: str, pull_request: PullRequest, merge_base: str) -> FetchedChange:
        remote = Remote(
            f"{self.server_url.rstrip('/')}/{pull_request.repository}.git",
            token,
            allow_http=self.server_url.startswith("http://"),
            refs=(f"refs/pull/{pull_request.number}/head", f"refs/heads/{pull_request.base_ref}"),
        )
        async with Scratch.open(self.scratch, remote) as scratch:
            return await scratch.change(merge_base, pull_request.head_sha)

    async def _knowledge(self, pull_request: PullRequest, notices: tuple[str, ...]) -> Knowledge:
        return Knowledge(
            fence_key=await memory.key(self.database, "fence"),
            models_configured=self.models.configured,
            earlier=await memory.earlier(self.database, pull_request),
            notices=notices,
        )

    async def _ask_and_judge(
        self,
        installation_id: int,
        pull_request: PullRequest,
        fetched: FetchedChange,
        policy: Policy,
        knowledge: Knowledge,
        timings: Timings,
    ) -> Reviewed:
        review_key = f"{pull_request.repository_id}/{pull_request.number}/{pull_request.head_sha}"
        provider = self.models.under(caps(policy, pull_request, installation_id, review_key), policy)
        return await review_change(self.reviewer, fetched, pull_request, policy, knowledge, provider, timings)

    async def _still_current(self, client: Client, pull_request: PullRequest) -> bool:
        now = await client.pull_request(pull_request.repository, pull_request.number)
        return now.head_sha == pull_request.head_sha and now.state == "open"

    async def _remember(
        self,
        lease: Lease,
        installation_id: int,
        pull_request: PullRequest,
        fetched: FetchedChange,
        reviewed: Reviewed,
        published: Published,
        timings: Timings,
    ) -> None:
        conclusions = {check.name: check.conclusion.value for check in reviewed.concluded.review.checks}
        log.info(
            "review published",
            head=pull_request.head_sha,
            conclusions=conclusions,
            findings=len(reviewed.concluded.findings),
            comments=len(published.comments),
            refused=len(published.refused),
            timings_ms=timings.ms,
        )
        await memory.remember(
            self.database, lease, installation_id, pull_request, fetched, reviewed, published, timings.ms
        )
