"""Where a review goes: to GitHub, or, for a dry run, nowhere but into a list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.github.auth import AppAuth
from app.github.client import Client
from app.github.publish import Publisher
from app.github.publish_sarif import PERMISSIONS
from app.github.target import Published, Target
from app.store.leases import Lease
from app.store.reviews import StartedReview
from app.work.memory import Memory
from app.work.suites import switch_off
from review.models import PullRequest, Review


class Publishing(Protocol):
    """What a review job asks of whoever publishes; `app.github.publish.Publisher` says what each does."""

    async def start(self, names: Sequence[str], /) -> Mapping[str, int]:
        """Show that a review is under way."""
        ...

    async def publish(self, review: Review, still_current: Callable[[], Awaitable[bool]], /) -> Published:
        """Publish the review, or raise Superseded."""
        ...

    async def offer(self, sarif: Mapping[str, object], /) -> None:
        """Give the scan to code scanning."""
        ...

    async def cancel(self, title: str, /) -> None:
        """Say that the review was given up."""
        ...

    async def cancel_all(self, title: str, /) -> None:
        """Say of whatever else the pull request left open that it was given up."""
        ...


class Publishers(Protocol):
    """Makes the publisher of one review."""

    async def __call__(
        self, client: Client, lease: Lease, pull_request: PullRequest, started: StartedReview, /
    ) -> Publishing:
        """Return the publisher."""
        ...


@dataclass(frozen=True, slots=True)
class ToGitHub:
    """Publishes for real."""

    memory: Memory
    auth: AppAuth

    async def __call__(
        self, client: Client, lease: Lease, pull_request: PullRequest, started: StartedReview
    ) -> Publishing:
        """Return a publisher for this head that writes under this lease."""
        target = Target(
            pull_request.repository,
            pull_request.repository_id,
            pull_request.number,
            pull_request.head_sha,
            started.attempt,
        )
        identity = await self.auth.identity(client)
        await switch_off(self.memory, client, lease, target.repository_id, target.repository, identity.app_id)
        marker_key = await self.memory.key("marker")
        scanning = None
        if lease.installation_id is not None:
            credential = self.auth.credential(lease.installation_id, target.repository_id, PERMISSIONS)
            scanning = client.speaking(credential)
        return Publisher(client, self.memory.database, lease, identity, marker_key, target, scanning)


@dataclass(frozen=True, slots=True)
class DryRun:
    """Publishes nothing; `reviews` holds what would have been."""

    reviews: list[Review] = field(default_factory=list)

    async def __call__(self, *_about: object) -> Publishing:
        """Return itself."""
        return self

    async def start(self, _names: Sequence[str], /) -> Mapping[str, int]:
        """Show nothing."""
        return {}

    async def publish(self, review: Review, _still_current: Callable[[], Awaitable[bool]], /) -> Published:
        """Keep the review."""
        self.reviews.append(review)
        return Published({}, (), None, {})

    async def offer(self, _sarif: Mapping[str, object], /) -> None:
        """Give nothing."""

    async def cancel(self, _title: str, /) -> None:
        """Do nothing."""

    async def cancel_all(self, _title: str, /) -> None:
        """Do nothing."""
