"""What a review job reads from the database and writes back, each in one short transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.github.target import Published
from app.intake.intent import KnownRepository
from app.store import completions, findings, installations, keys, pull_requests, reviews
from app.store.database import Database
from app.store.leases import Lease
from app.store.reviews import ReviewState, StartedReview
from app.work.review import Reviewed
from review.models import Conclusion, EarlierFinding, PullRequest

SUSPENDED = "the installation is suspended or was removed"
REMOVED = "the repository is not, or no longer, part of the installation"


@dataclass(frozen=True, slots=True)
class Memory:
    """The database, as a review job sees it."""

    database: Database

    async def repository(self, repository_id: int) -> tuple[KnownRepository | None, str]:
        """Return the repository if it may be worked on, else None and the reason."""
        async with self.database.read() as tx:
            known = await installations.find_repository(tx, repository_id)
            owner = await installations.find_installation(tx, known.installation_id) if known else None
        if known is None or known.removed:
            return None, REMOVED
        if owner is not None and owner.state != "active":
            return None, SUSPENDED
        return known, ""

    async def key(self, name: str) -> bytes:
        """Return the random key of this name, which all workers share."""
        async with self.database.begin() as tx:
            return await keys.get_or_create(tx, name)

    async def earlier(self, pull_request: PullRequest) -> tuple[EarlierFinding, ...]:
        """Return what was found on this pull request before."""
        async with self.database.read() as tx:
            return await findings.earlier(tx, pull_request.repository_id, pull_request.number)

    async def reviewed_already(self, pull_request: PullRequest, merge_base: str) -> bool:
        """Say whether the last finished review was of this very change, and left nothing out that may be done now."""
        async with self.database.read() as tx:
            last = await reviews.latest(tx, pull_request.repository_id, pull_request.number)
        return (
            last is not None
            and (last.head_sha, last.base_sha) == (pull_request.head_sha, merge_base)
            and last.review is not Conclusion.SKIPPED
        )

    async def others(self, pull_request: PullRequest) -> dict[int, Conclusion | None]:
        """Return what the other open pull requests with this head got from the security check, None for nothing yet."""
        async with self.database.read() as tx:
            found = await reviews.at_head(tx, pull_request.repository_id, pull_request.head_sha)
        return {
            number: last.security if last else None for number, last in found.items() if number != pull_request.number
        }

    async def begin(self, pull_request: PullRequest, lease: Lease, merge_base: str | None) -> StartedReview:
        """Record that a review began; no merge base when there is none to be had."""
        async with self.database.begin() as tx:
            return await reviews.start(tx, pull_request, lease, merge_base)

    async def closed(self, pull_request: PullRequest) -> None:
        """Record that there is nothing to review any more."""
        async with self.database.begin() as tx:
            await pull_requests.save(tx, pull_request)

    async def end(self, review: StartedReview, state: ReviewState, reason: str) -> None:
        """Record that the review ended without a conclusion."""
        async with self.database.begin() as tx:
            await reviews.end(tx, review, state, reason)

    async def remember(
        self,
        review: StartedReview,
        installation_id: int,
        reviewed: Reviewed,
        published: Published,
        timings: Mapping[str, int],
    ) -> None:
        """Record the findings with their fates, the usage, the timings and the conclusions."""
        async with self.database.begin() as tx:
            await findings.save_account(tx, review, reviewed.concluded.findings, published.comments)
            await completions.save(tx, reviewed.attempts, review, installation_id)
            await reviews.finish(tx, review, reviewed.concluded, timings=timings)
