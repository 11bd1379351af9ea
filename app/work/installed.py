"""Work for an installation only while the App is installed, and on a repository by the name it has now."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import Deferred, StoreUnavailable
from app.github.auth import AppAuth
from app.github.errors import NotFound
from app.intake.intent import KnownRepository
from app.store import installations
from app.store.database import Database
from app.store.installations import ACTIVE, DELETED
from app.store.leases import Lease
from app.work.outdated import Outdated, unless

LOOK_S = 2.0
# A resumed installation wakes its jobs itself; this is for the case that nobody told us.
SUSPENDED_AGAIN_S = 900.0
SUSPENDED = "the installation is suspended: the work waits until it is not"
INACTIVE = "the installation was suspended or removed"

_SUBJECT = re.compile(r"([1-9][0-9]{0,18})(?:/.+)?")

Handler = Callable[[Lease], Awaitable[None]]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Installed:
    """A handler that runs while the job's installation is active, and stops within seconds when it is not any more.

    Work for a suspended installation waits and counts no attempt; work for a deleted one is over.
    """

    handler: Handler
    database: Database
    auth: AppAuth

    async def __call__(self, lease: Lease) -> None:
        """Do the job, put it off, or let it be."""
        if await self._state(lease) == ACTIVE:
            try:
                await unless(self._inactive(lease), self._located(lease))
            except Outdated:
                if await self._state(lease) == ACTIVE:
                    raise
            else:
                return
        await self._stop(lease)

    async def _stop(self, lease: Lease) -> None:
        if lease.installation_id is not None:
            self.auth.forget(lease.installation_id)
        if await self._state(lease) == DELETED:
            log.info("not worked on", reason="the installation was removed")
            return
        raise Deferred(SUSPENDED, after=SUSPENDED_AGAIN_S)

    async def _inactive(self, lease: Lease) -> str:
        """Return once the installation is not active any more."""
        while True:
            await asyncio.sleep(LOOK_S)
            with suppress(StoreUnavailable):  # the handler meets that too
                if await self._state(lease) != ACTIVE:
                    return INACTIVE

    async def _state(self, lease: Lease) -> str:
        """Return the state of the installation that the repository belongs to now, active when nothing is known."""
        async with self.database.read() as tx:
            repository = await _repository_of(tx, lease)
            number = repository.installation_id if repository else lease.installation_id
            known = await installations.find_installation(tx, number) if number is not None else None
        return ACTIVE if known is None else known.state

    async def _located(self, lease: Lease) -> None:
        """Do the job; once more by another name when the repository is not where it was."""
        try:
            await self.handler(lease)
        except NotFound:
            if not await self._moved(lease):
                raise
            await self.handler(lease)

    async def _moved(self, lease: Lease) -> bool:
        """Look for the repository by its number; say whether it has another name now.

        GitHub redirects from an old name until another repository takes it. One that the installation does not list
        any more is remembered as removed.
        """
        async with self.database.read() as tx:
            known = await _repository_of(tx, lease)
        if known is None or known.removed:
            return False
        name = await self._name(known)
        if name == known.full_name:
            return False
        changed = replace(known, removed=True) if name is None else replace(known, full_name=name)
        async with self.database.begin() as tx:
            await installations.save_repositories(tx, [changed])
        log.info("repository moved", before=known.full_name, now=name)
        return name is not None

    async def _name(self, known: KnownRepository) -> str | None:
        async with self.auth.installation_client(known.installation_id, None) as client:
            with suppress(NotFound):
                shown = await client.repository(known.full_name)
                if shown.id == known.id:
                    return shown.full_name
            listed = await client.repositories()
        return next((one.full_name for one in listed if one.id == known.id), None)


async def _repository_of(tx: AsyncConnection, lease: Lease) -> KnownRepository | None:
    """Return the repository that the job is about, None for a job that is about none that is known."""
    found = _SUBJECT.fullmatch(lease.subject)
    return await installations.find_repository(tx, int(found[1])) if found else None
