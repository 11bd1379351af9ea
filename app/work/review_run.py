"""One review of one head: begun, worked out, recorded, published, remembered; or stopped when nobody needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from app.errors import AppError, LeaseLost, Superseded, Terminal
from app.git.errors import GitFailed
from app.github.client import Client
from app.github.guard import StillCurrent
from app.github.target import Published
from app.github.together import both
from app.log import redact
from app.store.leases import Lease
from app.store.reviews import ReviewState, StartedReview, Terms
from app.version import VERSION
from app.work.caps import caps
from app.work.context import Conversation, base_files, conversation
from app.work.ensembles import Fence
from app.work.fetching import Fetcher
from app.work.models import Terms as AskingTerms
from app.work.models import tenant
from app.work.outdated import Outdated, moved_on, unless
from app.work.planned import Planned
from app.work.policy import policy_of
from app.work.publishing import Publishing
from app.work.review import Reviewed, Timings, review_change
from app.work.shared_heads import SharedHead
from app.work.terms import terms_of
from app.work.workplace import Workplace
from providers.state import Cap
from review.knowledge.codeowners import LOCATIONS
from review.models import EarlierFinding, FetchedChange, Knowledge, PullRequest
from review.models.surroundings import KnownRepository
from review.policy import Policy, PolicyReading
from review.quiet import quiet_policy, quietly
from review.report.check_run import REVIEW, SECURITY
from review.report.sarif import scan_sarif
from review.survey import why_not_asked
from review.unreviewed import unreviewed

NEWER_HEAD = "Superseded by a newer head"
OTHER_BASE = "Superseded: the pull request has another base branch now"
OTHER_READERS = "Superseded: the pull request became, or is no longer, a draft"
NOT_OPEN = "The pull request is not open any more"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Basis:
    """What the review rests on beside the head."""

    reading: PolicyReading
    merge_base: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class ReviewRun:
    """The review of a pull request as it was when it was last read."""

    at: Workplace
    lease: Lease
    installation_id: int
    client: Client
    pull_request: PullRequest
    timings: Timings

    async def __call__(self) -> None:
        """Review the head, unless this very change was reviewed on these terms before; then say again what holds."""
        with self.timings.stage("prepare"):
            basis = await self._basis()
        with self.timings.stage("begin"):
            begun = await self.at.memory.begin(self.pull_request, self.lease, basis.merge_base, basis.terms)
        if begun.done:
            log.info("not reviewed", reason="this very change was reviewed before", head=self.pull_request.head_sha)
            if begun.planned is not None:
                await self._shared.say_again(begun, begun.planned, self._still_current(basis.reading.policy))
            return
        publisher = await self._publisher(begun.review)
        try:
            planned = await self._planned(begun.review, begun.planned, publisher, basis)
            await self._publish(begun.review, planned, publisher, basis)
        except Superseded as error:
            await self._stopped(begun.review, publisher, error)
            raise
        except (Terminal, GitFailed) as error:
            await self._refuse(begun.review, publisher, str(error), quiet=basis.terms.quiet)
            raise

    async def refuse(self, reason: str) -> None:
        """Conclude the checks of the head with the reason why there is no review; it need not have begun."""
        quiet, _ = await self.at.memory.asked(self.pull_request, self.lease)
        begun = await self.at.memory.begin(self.pull_request, self.lease, None, Terms(quiet=quiet))
        publisher = await self._publisher(begun.review)
        await self._refuse(begun.review, publisher, reason, quiet=quiet)
        await publisher.cancel_all(NEWER_HEAD)

    # What the review rests on

    async def _basis(self) -> Basis:
        pull_request = self.pull_request
        try:
            reading, merge_base = await both(
                policy_of(self.client, pull_request),
                self.client.merge_base(pull_request.repository, pull_request.base_sha, pull_request.head_sha),
            )
        except Terminal as error:
            await self.refuse(str(error))
            raise
        quiet, since = await self.at.memory.asked(pull_request, self.lease)
        configured = self.at.models.configured
        terms = terms_of(
            pull_request, merge_base, reading.policy, models_configured=configured, quiet=quiet, since=since
        )
        return Basis(reading, merge_base, terms)

    # Working it out

    async def _planned(
        self, review: StartedReview, planned: Planned | None, publisher: Publishing, basis: Basis
    ) -> Planned:
        """Return what is to be published: what a lost worker left, or what is worked out now and recorded at once."""
        checks = (SECURITY, REVIEW) if self._asks(basis) else (SECURITY,)
        beginning = asyncio.ensure_future(publisher.start(checks))
        try:
            if planned is not None:
                await asyncio.shield(beginning)
                return planned
            reviewed = await unless(self._outdated(basis), self._review(review, beginning, basis))
        finally:
            # A write under way is never cut off: nobody would know what it committed.
            await asyncio.gather(beginning, return_exceptions=True)
        caps = self._caps(basis.reading.policy)
        return await self.at.memory.plan(review, self.lease, self.installation_id, reviewed, self.timings.ms, caps)

    async def _review(
        self, review: StartedReview, beginning: asyncio.Future[Mapping[str, int]], basis: Basis
    ) -> Reviewed:
        """Show that a review is under way, fetch meanwhile, and review what was fetched."""
        memory, pull_request, quiet = self.at.memory, self.pull_request, basis.terms.quiet
        earlier = await memory.earlier(pull_request)
        with self.timings.stage("fetch"):
            shown = both(asyncio.shield(beginning), self._shared.meet())
            _, (fetched, said) = await both(shown, both(self._fetch(basis), self._conversation(basis, earlier)))
        policy = quiet_policy(basis.reading.policy) if quiet else basis.reading.policy
        fence_key = await memory.key("fence")
        knowledge = Knowledge(
            fence_key=fence_key,
            models_configured=self._asks(basis),
            guidelines=base_files(policy).guidelines(fetched.base_files),
            earlier=earlier,
            outcomes=await memory.outcomes(self.installation_id),
            notices=basis.reading.notices,
            issues=said.issues,
            discussions=said.discussions,
            threads_must_be_resolved=said.threads_must_be_resolved,
            repository=await self._repository(fetched),
        )
        provider = None if quiet else self.at.models.under(self._terms(review, policy, fence_key))
        reviewed = await review_change(
            self.at.reviewer, fetched, pull_request, policy, knowledge, provider, self.timings
        )
        return replace(reviewed, concluded=quietly(reviewed.concluded)) if quiet else reviewed

    async def _repository(self, fetched: FetchedChange) -> KnownRepository | None:
        """Return what is known of the repository, as it is now: no review waits until more is."""
        if self.at.clones is None:
            return None
        found = {path: fetched.base_files[path] for path in LOCATIONS if path in fetched.base_files}
        owners = {path: content.decode("utf-8", "replace") for path, content in found.items()}
        return await self.at.clones.of(self.pull_request, self.installation_id, owners)

    def _terms(self, review: StartedReview, policy: Policy, fence_key: bytes) -> AskingTerms:
        repository_id, recordings = self.pull_request.repository_id, self.at.recordings
        place = (self.installation_id, repository_id, self.pull_request.number, review.id)
        return AskingTerms(
            policy,
            self._caps(policy),
            tenant(self.installation_id),
            Fence(fence_key, str(repository_id)),
            recordings.writer(*place) if recordings is not None else None,
        )

    def _caps(self, policy: Policy) -> tuple[Cap, ...]:
        return caps(policy, self.pull_request, self.installation_id)

    def _asks(self, basis: Basis) -> bool:
        return self.at.models.configured and not basis.terms.quiet

    async def _fetch(self, basis: Basis) -> FetchedChange:
        fetcher = Fetcher(self.at.auth, self.at.server_url, self.at.scratch)
        beside = base_files(basis.reading.policy)
        return await fetcher.change(self.pull_request, self.installation_id, basis.merge_base, beside)

    async def _conversation(self, basis: Basis, earlier: tuple[EarlierFinding, ...]) -> Conversation:
        """Read what people wrote and how their answers count, if a model is going to speak."""
        if not self._asks(basis) or why_not_asked(self.pull_request, basis.reading.policy) is not None:
            return Conversation()
        return await conversation(self.client, self.pull_request, basis.reading.policy, earlier)

    # Publishing it

    async def _publish(self, review: StartedReview, planned: Planned, publisher: Publishing, basis: Basis) -> None:
        with self.timings.stage("publish"):
            said = await self._shared.said(planned.concluded.review)
            published = await publisher.publish(said, self._still_current(basis.reading.policy))
            if basis.reading.policy.code_scanning and not basis.terms.quiet:
                await publisher.offer(scan_sarif(planned.concluded, version=VERSION))
        await self.at.memory.remember(review, self.lease, planned, published, self.timings.ms)
        self._log(planned, published)

    async def _publisher(self, review: StartedReview) -> Publishing:
        return await self.at.publishers(self.client, self.lease, self.pull_request, review)

    @property
    def _shared(self) -> SharedHead:
        at = self.at
        return SharedHead(at.memory, at.auth, at.publishers, self.client, self.lease, self.pull_request)

    # Stopping it

    async def _outdated(self, basis: Basis) -> str:
        async def wanted() -> int:
            return await self.at.memory.wanted(self.lease.job_id)

        async def why() -> str | None:
            return await self._why_outdated(basis.reading.policy)

        return await moved_on(self.lease, wanted, why)

    def _still_current(self, policy: Policy | None) -> StillCurrent:
        async def still_current() -> bool:
            if (why := await self._why_outdated(policy)) is not None:
                raise Outdated(why)
            return True

        return still_current

    async def _why_outdated(self, policy: Policy | None) -> str | None:
        """Return what has changed that makes this another review, None for nothing."""
        before = self.pull_request
        now = await self.client.pull_request(before.repository, before.number)
        if now.state != "open":
            return NOT_OPEN
        if now.head_sha != before.head_sha:
            return NEWER_HEAD
        if now.base_ref != before.base_ref:  # onto another base it is another change, though the head is the same
            return OTHER_BASE
        if policy is not None and why_not_asked(now, policy) != why_not_asked(before, policy):
            return OTHER_READERS
        return None

    async def _stopped(self, review: StartedReview, publisher: Publishing, error: Superseded) -> None:
        """Conclude what was begun; if GitHub does not let us now, the next review of the pull request will.

        What a lost lease leaves is its next holder's, who goes on from there: also when that is ourselves, because
        nobody else took it while this process was stopped.
        """
        if isinstance(error, LeaseLost) or not self.lease.hold.alive():
            return
        title = str(error) if isinstance(error, Outdated) else NEWER_HEAD
        try:
            await publisher.cancel(title)
        except AppError as failed:
            log.warning("check runs left open", error=str(failed))
        await self.at.memory.end(review, self.lease, ReviewState.SUPERSEDED, title, lay_aside=title == NOT_OPEN)

    async def _refuse(self, review: StartedReview, publisher: Publishing, reason: str, *, quiet: bool) -> None:
        """Conclude the checks with the reason why there is no review."""
        told = str(redact(reason))  # it goes where everybody reads it
        answer = unreviewed(told, models_configured=self.at.models.configured and not quiet)
        try:
            await publisher.publish(answer, self._still_current(None))
        except Terminal as error:
            log.warning("nobody could be told", error=str(error), reason=told)
        await self.at.memory.end(review, self.lease, ReviewState.FAILED, told)

    def _log(self, planned: Planned, published: Published) -> None:
        concluded = planned.concluded
        log.info(
            "review published",
            head=self.pull_request.head_sha,
            conclusions={check.name: check.conclusion.value for check in concluded.review.checks},
            findings=len(concluded.findings),
            comments=len(published.comments),
            refused=len(published.refused),
            timings_ms=self.timings.ms,
        )
