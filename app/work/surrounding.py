"""What is known of the repository, brought to one review: in a process that may die of it, and not waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from app.errors import Terminal
from app.git.history import HistoryCache
from app.index.derived import MODELS
from app.index.knowledge import NotKnown, known
from app.index.wanted import wanted
from app.store import jobs
from app.store.database import Database
from app.work.compute import Compute
from review.errors import ReviewError
from review.models import PullRequest
from review.models.surroundings import NO_SURROUNDINGS, KnownRepository, Surroundings
from review.surroundings.surround import surround
from review.survey import Survey

SECONDS = 10.0  # the scan beside it takes about as long on a large change
NOT_HAD = "What is known of the repository's code could not be brought to this change."
NOT_INDEXED = "This review went without the repository's code and history: {reason}."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Clones:
    """Where what is known of each repository is kept, and where more is asked for."""

    cache: HistoryCache
    database: Database

    async def of(self, pull_request: PullRequest, installation_id: int, owners: Mapping[str, str]) -> KnownRepository:
        """Return what is known of a repository; `owners` are its CODEOWNERS files by path.

        Where nothing is, the index is asked for, and this review goes without.
        """
        found = await known(self.cache, pull_request.repository_id, pull_request.base_sha)
        now = int(time.time())
        if isinstance(found, NotKnown):
            async with self.database.begin() as tx:
                await jobs.raise_all(tx, [wanted(pull_request.repository_id, installation_id)])
            return KnownRepository(now, owners=owners, missing=found.reason)
        models = found.others.get(MODELS)
        return KnownRepository(now, found.graph, found.mined, models, found.behind, owners)


async def surroundings(compute: Compute, surveyed: Survey, repository: KnownRepository | None) -> Surroundings:
    """Return what the repository says around the change; never raises for what it holds."""
    if repository is None:
        return NO_SURROUNDINGS
    if repository.missing:
        return Surroundings(notice=NOT_INDEXED.format(reason=repository.missing))
    try:
        async with asyncio.timeout(SECONDS):
            return await compute(surround, surveyed, repository)
    except (Terminal, TimeoutError, ReviewError) as error:
        log.warning("review without surroundings", error=str(error) or type(error).__name__)
        return Surroundings(notice=NOT_HAD)
