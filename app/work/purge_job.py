"""The end of an installation's data, some hours after the App was removed: within the day that DESIGN promises."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from app.errors import Deferred
from app.facts.store import Facts
from app.git.history import HistoryCache
from app.github.auth import AppAuth
from app.store import installations, purge
from app.store.database import Database
from app.store.leases import Lease
from app.work.models import tenant
from app.work.recordings import Recordings
from providers.state import Answers

# Long enough for who removed the App by mistake. A job may be put off by a quarter more than it asks for.
AFTER_MS = 18 * 3600 * 1000
NOT_YET = "the installation's data is kept for some hours, in case it comes back"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PurgeJob:
    """The handler of jobs of the kind `purge`, whose subject is the installation's number."""

    database: Database
    auth: AppAuth
    answers: Answers
    recordings: Recordings | None = None
    facts: Facts | None = None
    clones: HistoryCache | None = None
    after_ms: int = AFTER_MS

    async def __call__(self, lease: Lease) -> None:
        """Remove the data once its time has come, if the installation is still deleted."""
        number = int(lease.subject)
        async with self.database.read() as tx:
            since = await installations.deleted_for_ms(tx, number)
        if since is None:
            log.info("not purged", reason="the installation is back, or its data is gone already")
            return
        self.auth.forget(number)
        if since < self.after_ms:
            raise Deferred(NOT_YET, after=(self.after_ms - since) / 1000)
        await forget_facts(self.database, number, self.facts, self.clones)
        rows = await purge.purge(self.database, number)
        answers = await forget_answers(number, self.answers, self.recordings)
        log.info("purged", installation_id=number, rows=dict(rows), answers=answers)


async def forget_facts(
    database: Database, installation_id: int, facts: Facts | None, clones: HistoryCache | None = None
) -> int:
    """Remove what is known of an installation's code and its clones, while its repositories are still listed.

    Returns how many facts went.
    """
    owned = await purge.owned_by(database, installation_id)
    if clones is not None:
        await clones.forget(owned)
    return await facts.forget(owned) if facts is not None else 0


async def forget_answers(installation_id: int, answers: Answers, recordings: Recordings | None) -> int:
    """Remove what models answered to an installation's questions; return how many answers were kept for it."""
    if recordings is not None:
        recordings.forget(installation_id)
    return await answers.forget(f"{tenant(installation_id)}:")
