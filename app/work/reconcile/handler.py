"""The handler of jobs of the kind `reconcile`, and the chore that raises them when their time has come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from app.errors import Terminal
from app.github.auth import AppAuth
from app.settings import Settings
from app.store import periodic
from app.store.database import Database
from app.store.leases import Lease
from app.work.reconcile import checks
from app.work.reconcile.deliveries import Redelivery
from app.work.reconcile.polling import Polling
from app.work.reconcile.pull_requests import KIND, SUBJECT, Sweep

DELIVERIES, POLL, CHECKS = "deliveries", "poll", "checks"
UNKNOWN = "there is nothing of the name {subject!r} to reconcile"


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Periodic work under leases: any number of workers may raise it, and one does it."""

    database: Database
    auth: AppAuth
    settings: Settings

    async def raise_due(self) -> None:
        """Raise what is due; for every worker to call as often as it likes, as mostly nothing is."""
        every_ms = self._every_ms()
        async with self.database.read() as tx:
            due = await periodic.due(tx, KIND, every_ms)
        if due:
            async with self.database.begin() as tx:
                await periodic.raise_due(tx, KIND, every_ms)

    async def __call__(self, lease: Lease) -> None:
        """Do the part that the job's subject names."""
        part, _, rest = lease.subject.partition("/")
        if part == SUBJECT and rest.isdecimal():
            await self._sweep().installation(lease, int(rest))
            return
        parts: Mapping[str, Callable[[], Awaitable[object]]] = {
            DELIVERIES: lambda: Redelivery(self.database, self.auth, _ms(self.settings.reconcile_deliveries_s))(lease),
            POLL: lambda: Polling(self.database, self.auth)(lease),
            SUBJECT: lambda: self._sweep().everywhere(),
            CHECKS: lambda: checks.check(self.database),
        }
        if lease.subject not in parts:
            raise Terminal(UNKNOWN.format(subject=lease.subject))
        await parts[lease.subject]()

    def _sweep(self) -> Sweep:
        return Sweep(self.database, self.auth, _ms(self.settings.quiet_every_s))

    def _every_ms(self) -> Mapping[str, int]:
        """Return how often each part is due; who fetches the deliveries need not have them sent again."""
        settings = self.settings
        if settings.poll_deliveries is not None:
            incoming = {POLL: _ms(settings.poll_deliveries)}
        else:
            incoming = {DELIVERIES: _ms(settings.reconcile_deliveries_s)}
        return incoming | {
            SUBJECT: _ms(settings.reconcile_pull_requests_s),
            CHECKS: _ms(settings.reconcile_checks_s),
        }


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
