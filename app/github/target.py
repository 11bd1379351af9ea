"""What a review is published to, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from app.github import journal as journals
from app.github.client import Client
from app.github.guard import Guard
from app.github.journal import Journal
from app.github.markers import Kind, Marks
from app.store.leases import Hold
from app.store.outbox import Write

T = TypeVar("T")


def _unguarded() -> Guard:
    return Guard(Hold())


@dataclass(frozen=True, slots=True)
class Target:
    """One head of one pull request. A review of the same head that is to start afresh has a higher `attempt`."""

    repository: str
    repository_id: int
    number: int
    head_sha: str
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Published:
    """What stands on GitHub now.

    `comments` maps (fingerprint, path) to comment ids, those of earlier heads too; `refused` names those comments
    that are not on their lines; `denied` is why GitHub would not take comments at all, None when it did.
    """

    comments: Mapping[tuple[str, str], int]
    refused: tuple[tuple[str, str], ...]
    summary_id: int | None
    check_ids: Mapping[str, int]
    denied: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """What the parts of the publisher share: the way to GitHub, the records, our marks, where and when to write."""

    client: Client
    journal: Journal
    marks: Marks
    target: Target
    guard: Guard = field(default_factory=_unguarded, compare=False)

    async def send_or_find(self, send: Callable[[], Awaitable[T]], find: Callable[[], Awaitable[T | None]]) -> T:
        """Send a write once, or find that it arrived though its answer was lost."""

        async def doubt() -> None:
            await self.journal.doubt(self.target.repository_id, self.target.number)

        return await journals.send_or_find(send, find, doubt)

    def write(
        self,
        kind: Kind,
        key: str,
        body_hash: str,
        *,
        name: str = "",
        members: tuple[str, ...] = (),
        said: Mapping[str, object] | None = None,
    ) -> Write:
        """Return the outbox entry of a write to the target; `said` is what healing needs to know of it later."""
        target = self.target
        where = {"repository": target.repository, "attempt": target.attempt, "name": name, **(said or {})}
        return Write(key, kind.value, target.repository_id, target.number, target.head_sha, where, body_hash, members)
