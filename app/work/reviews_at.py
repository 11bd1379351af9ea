"""Having the open pull requests with a certain head reviewed again."""

from __future__ import annotations

from app.intake.intent import Wanted
from app.store import jobs, pull_requests
from app.store.database import Database
from app.store.leases import Lease

REVIEW = "review"


async def head_of_pull_requests(database: Database, repository_id: int, head_sha: str, lease: Lease) -> tuple[int, ...]:
    """Return the open pull requests known to have this head, after wanting a review of each."""
    async with database.begin() as tx:
        numbers = await pull_requests.open_at(tx, repository_id, head_sha)
        await jobs.raise_all(tx, [_wanted(repository_id, number, lease) for number in numbers])
    return numbers


def _wanted(repository_id: int, number: int, lease: Lease) -> Wanted:
    return Wanted(REVIEW, f"{repository_id}/{number}", lease.installation_id, redo=lease.redo)
