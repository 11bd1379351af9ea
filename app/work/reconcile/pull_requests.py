"""Open pull requests that nobody looked after: found by reading GitHub's lists, repository by repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from app.errors import Retryable, Superseded
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.errors import Denied
from app.github.payloads import Installation, Pull, Repository
from app.github.transport import PER_PAGE
from app.intake.intent import Wanted
from app.store import counters, jobs, periodic, received, sweeping
from app.store.database import Database
from app.store.leases import Lease
from app.work.reconcile import progress as kept
from app.work.reconcile.indexing import index_new
from app.work.reconcile.lifecycle import LifeCycle
from app.work.reconcile.neglected import from_before, neglected
from app.work.reconcile.progress import Progress

KIND = "reconcile"
SUBJECT = "pull_requests"
# A run reads so many pages of pull requests and leaves the rest to the next: with one each quarter of an hour that is
# a quarter of GitHub's hourly limit, and the reviews have the others.
# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-github-app-installations
PAGES_PER_RUN = 300
LISTING = {"metadata": "read", "pull_requests": "read"}
# GitHub does not show this one repository: deleted, moved, blocked.
NOT_SHOWN = frozenset({404, 410, 451})
LOST = "this worker was stopped for too long, another one may go on with the sweep"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Finds the installations, and sweeps one; `quiet_ms` lies between two pull requests from before it."""

    database: Database
    auth: AppAuth
    quiet_ms: int
    pages: int = PAGES_PER_RUN

    async def everywhere(self) -> None:
        """Learn which installations there are, and want each active one swept by a job of its own."""
        async with self.auth.app_client() as app:
            listed = await app.installations()
            await LifeCycle(self.database, self.auth).installations(app, listed)
        active = {f"{SUBJECT}/{one.id}": one.id for one in listed if not one.suspended_at}
        async with self.database.begin() as tx:
            due = await periodic.due(tx, KIND, dict.fromkeys(active, 0), lock=True)
            await jobs.raise_all(tx, [Wanted(KIND, subject, active[subject]) for subject in due])
        log.info("installations are swept", listed=len(listed), active=len(active))

    async def installation(self, lease: Lease, installation_id: int) -> None:
        """Go on with the sweep of one installation, until its round is over or has cost enough for now."""
        async with self.auth.app_client() as app:
            here = next((one for one in await app.installations() if one.id == installation_id), None)
            if here is None or here.suspended_at:
                log.info("not swept", installation=installation_id, reason="suspended or removed")
                return
            async with self.auth.installation_client(installation_id, None, LISTING) as client:
                repositories = sorted(await client.repositories(), key=lambda one: one.id)
                await LifeCycle(self.database, self.auth).repositories(app, installation_id, repositories)
                await index_new(self.database, installation_id, [one.id for one in repositories])
                run = _Run(self, lease, here, client, await self._begin(lease, installation_id, repositories))
                await run(repositories)

    async def _begin(self, lease: Lease, installation_id: int, repositories: Sequence[Repository]) -> Progress:
        async with self.database.read() as tx:
            progress, now_ms = await kept.load(tx, installation_id), await received.clock_ms(tx)
            came = await sweeping.changed_since(tx, [one.id for one in repositories], progress.last)
        return progress.round(now_ms, full=lease.redo or came)


@dataclass(slots=True)
class _Run:
    """One run of an installation's sweep."""

    sweep: Sweep
    lease: Lease
    installation: Installation
    client: Client
    progress: Progress
    read: int = 0
    found: int = 0
    quiet: list[tuple[datetime, str]] = field(default_factory=list)

    async def __call__(self, repositories: Sequence[Repository]) -> None:
        try:
            whole = await self._all([one for one in repositories if one.id > self.progress.repository])
        except Retryable:
            await self._save()  # a limit, or GitHub is away: the next run goes on here
            raise
        if whole:
            self.progress = self.progress.over()
        await self._save()
        log.info(
            "pull requests swept",
            installation=self.installation.id,
            pages=self.read,
            missed=self.found,
            from_before=len(self.quiet),
            round_over=whole,
        )

    async def _all(self, repositories: Sequence[Repository]) -> bool:
        """Sweep these repositories in order; False when the run has cost enough before the last."""
        for repository in repositories:
            try:
                if not await self._one(repository):
                    return False
            except Denied as error:
                if error.status not in NOT_SHOWN:
                    await self._save()
                    raise
                log.info("repository not swept", repository_id=repository.id, reason=str(error))
            self.progress = self.progress.passed(repository.id)
        return True

    async def _one(self, repository: Repository) -> bool:
        since = datetime.fromtimestamp(self.progress.since / 1000, UTC)
        while self.read < self.sweep.pages:
            page = self.progress.page_of(repository.id) + 1
            pulls = await self.client.pull_requests_updated(repository.full_name, page)
            self.read += 1
            changed = [pull for pull in pulls if pull.updated_at is None or pull.updated_at >= since]
            await self._judge(repository.id, changed)
            if len(changed) < PER_PAGE:
                return True
            self.progress = self.progress.read(repository.id, page)
        return False

    async def _judge(self, repository_id: int, pulls: Sequence[Pull]) -> None:
        """Raise what was missed at once; what was there before us is collected, to be raised newest first."""
        if not self.lease.hold.alive():
            raise Superseded(LOST)
        async with self.sweep.database.read() as tx:
            standings = await sweeping.standings(tx, repository_id, {pull.number: pull.head.sha for pull in pulls})
        missed = []
        for pull in pulls:
            standing, subject = standings[pull.number], f"{repository_id}/{pull.number}"
            if not neglected(pull, standing):
                continue
            if pull.created_at and from_before(pull, standing, self.installation.created_at):
                self.quiet.append((pull.created_at, subject))
            else:
                missed.append(Wanted("review", subject, self.installation.id))
        if missed:
            self.found += len(missed)
            async with self.sweep.database.begin() as tx:
                await jobs.raise_all(tx, missed)
                await counters.add(tx, "missed_pull_requests", len(missed))

    async def _save(self) -> None:
        newest_first = list(dict.fromkeys(subject for _, subject in sorted(self.quiet, reverse=True)))
        async with self.sweep.database.begin() as tx:
            await sweeping.raise_staggered(tx, self.installation.id, newest_first, self.sweep.quiet_ms)
            await kept.save(tx, self.installation.id, self.progress)
