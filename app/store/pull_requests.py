"""Pull requests as GitHub last told them to a worker."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import pull_requests
from app.store.upsert import insert_into
from review.models import PullRequest


async def save(tx: AsyncConnection, pull_request: PullRequest) -> int:
    """Remember how the pull request stands and return its row's id."""
    values = {
        "repository_id": pull_request.repository_id,
        "number": pull_request.number,
        "state": pull_request.state,
        "draft": pull_request.draft,
        "author_id": pull_request.author_id,
        "base_ref": pull_request.base_ref,
        "base_sha": pull_request.base_sha,
        "head_ref": pull_request.head_ref,
        "head_sha": pull_request.head_sha,
        "head_repository_id": pull_request.head_repository_id,
    }
    insert = insert_into(tx, pull_requests).values(**values)
    saving = insert.on_conflict_do_update(
        index_elements=[pull_requests.c.repository_id, pull_requests.c.number], set_={**values, "updated_ms": now()}
    )
    return int((await tx.execute(saving.returning(pull_requests.c.id))).scalar_one())


async def head_of(tx: AsyncConnection, repository_id: int, number: int) -> str | None:
    """Return the head it had when it was last read."""
    query = select(pull_requests.c.head_sha).where(
        pull_requests.c.repository_id == repository_id, pull_requests.c.number == number
    )
    head_sha = (await tx.execute(query)).scalar_one_or_none()
    return None if head_sha is None else str(head_sha)


@dataclass(frozen=True, slots=True)
class LastSeen:
    """What was last known of a pull request."""

    state: str
    head_sha: str


async def last_seen(tx: AsyncConnection, repository_id: int, number: int) -> LastSeen | None:
    """Return how the pull request stood when it was last read, None when it never was."""
    query = select(pull_requests.c.state, pull_requests.c.head_sha).where(
        pull_requests.c.repository_id == repository_id, pull_requests.c.number == number
    )
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else LastSeen(row.state, row.head_sha)


async def gone(tx: AsyncConnection, repository_id: int, number: int) -> None:
    """Remember that GitHub does not show the pull request any more."""
    where = and_(pull_requests.c.repository_id == repository_id, pull_requests.c.number == number)
    await tx.execute(update(pull_requests).where(where).values(state="closed"))


async def open_at(tx: AsyncConnection, repository_id: int, head_sha: str) -> tuple[int, ...]:
    """Return the numbers of the open pull requests with this head: they share its check runs."""
    query = select(pull_requests.c.number).where(
        pull_requests.c.repository_id == repository_id,
        pull_requests.c.head_sha == head_sha,
        pull_requests.c.state == "open",
    )
    return tuple((await tx.execute(query.order_by(pull_requests.c.number))).scalars())
