"""Check suites that nobody filled: GitHub makes one per push and App unless it is told once, per repository, not to."""

from __future__ import annotations

import structlog

from app.errors import Retryable
from app.github.client import Client
from app.github.errors import Denied, Refused
from app.store import audit, installations
from app.store.audit import Entry
from app.store.database import Database
from app.store.leases import Lease
from app.work.memory import Memory

DONE = "automatic check suites switched off"

log = structlog.get_logger(__name__)


async def switch_off(
    memory: Memory, client: Client, lease: Lease, repository_id: int, repository: str, app_id: int
) -> None:
    """Have GitHub make no empty check suites in a repository; asked until it answers, whatever that is.

    A refusal costs nothing but empty suites: it is logged, and asked again only when the installation's rights change.
    https://docs.github.com/en/rest/checks/suites#update-repository-preferences-for-check-suites
    """
    async with memory.database.read() as tx:
        if await installations.suites_off(tx, repository_id) is not None:
            return
    try:
        await client.no_automatic_suites(repository, app_id)
    except (Denied, Refused) as error:
        log.warning("automatic check suites stay on", repository=repository, reason=str(error))
        await _remember(memory.database, repository_id, None)
        return
    except Retryable as error:
        log.info("automatic check suites stay on for now", repository=repository, reason=str(error))
        return
    entry = Entry(f"job:{lease.job_id}", "suites", repository, DONE, None, lease.installation_id, repository_id)
    await _remember(memory.database, repository_id, entry)


async def _remember(database: Database, repository_id: int, entry: Entry | None) -> None:
    async with database.begin() as tx:
        await installations.save_suites_off(tx, repository_id, done=entry is not None)
        if entry is not None:
            await audit.record(tx, entry)
