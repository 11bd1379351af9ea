"""Repositories whose code was never looked at: a sweep of the installation has them indexed."""

from __future__ import annotations

from collections.abc import Sequence

from app.store import jobs, periodic
from app.store.database import Database
from app.work import index_job

AT_ONCE = 500
# Once it was wanted, pushes want it again; what nobody pushes to may go unused and be forgotten.
NEVER_AGAIN_MS = 1 << 52


async def index_new(database: Database, installation_id: int, repositories: Sequence[int]) -> int:
    """Want an index of each repository that none was ever wanted of; return of how many."""
    new = 0
    for start in range(0, len(repositories), AT_ONCE):
        subjects = [str(number) for number in repositories[start : start + AT_ONCE]]
        async with database.begin() as tx:
            due = await periodic.due(tx, index_job.KIND, dict.fromkeys(subjects, NEVER_AGAIN_MS))
            await jobs.raise_all(tx, [index_job.wanted(int(subject), installation_id) for subject in due])
        new += len(due)
    return new
