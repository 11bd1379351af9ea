"""What a backfill would review, and the raising of it: for the operator's command, which needs no running worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.errors import UsageError
from app.github.app_client import AppClient
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.errors import Denied
from app.github.payloads import Installation, Pull, Repository
from app.github.transport import PER_PAGE
from app.intake.intent import KnownInstallation, KnownRepository
from app.store import audit, installations, sweeping
from app.store.audit import Entry
from app.store.database import Database
from app.store.jobs import JobState
from app.store.sweeping import Standing
from app.work.reconcile.pull_requests import LISTING

NOT_INSTALLED = (
    "the App is not installed on {repository}, or there is no such repository: install it there (App settings, Install "
    "App), or check the name"
)
SUSPENDED = "the installation on {repository} is suspended: its owner ends that (account settings, Applications)"
REVIEWED, UNDER_WAY, PUT_AWAY = "reviewed already", "under way already", "put away (see `diffdiver queue`)"
_BEGINNING = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator asked for; `full` means with comments and models, not the security check alone."""

    repository: str | None = None
    since: datetime | None = None
    limit: int | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open pull request that would be reviewed."""

    installation: Installation
    repository: Repository
    number: int
    updated_at: datetime

    @property
    def subject(self) -> str:
        """Return the subject of its review job."""
        return f"{self.repository.id}/{self.number}"


@dataclass(slots=True)
class Plan:
    """What would be reviewed, the last changed first; what is left out, by reason; what GitHub did not show."""

    candidates: list[Candidate] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    not_shown: dict[str, str] = field(default_factory=dict)


async def find(database: Database, auth: AppAuth, asked: Asked) -> Plan:
    """Look through the open pull requests; raise UsageError when the App cannot see the repository that was named."""
    plan = Plan()
    async with auth.app_client() as app:
        for installation in await _installations(app, asked):
            async with auth.installation_client(installation.id, None, LISTING) as client:
                for repository in await client.repositories():
                    if asked.repository in (None, repository.full_name.lower()):
                        await _look(database, client, installation, repository, asked, plan)
    plan.candidates.sort(key=lambda one: (one.updated_at, one.number), reverse=True)
    if asked.limit is not None and len(plan.candidates) > asked.limit:
        plan.left_out[f"beyond the limit of {asked.limit}"] = len(plan.candidates) - asked.limit
        del plan.candidates[asked.limit :]
    return plan


async def start(database: Database, plan: Plan, every_ms: int, *, full: bool, operator: str) -> None:
    """Want every candidate reviewed, one after the other in each installation."""
    of: dict[int, list[Candidate]] = {}
    for one in plan.candidates:
        of.setdefault(one.installation.id, []).append(one)
    async with database.begin() as tx:
        for number, candidates in of.items():
            await installations.save_installations(tx, [_known(candidates[0].installation)])
            await installations.save_repositories(tx, _repositories(candidates))
            subjects = [one.subject for one in candidates]
            await sweeping.raise_staggered(tx, number, subjects, every_ms, quiet=not full)
            how = "full" if full else "quiet"
            target, reason = f"{len(candidates)} pull requests", f"{how} backfill"
            await audit.record(tx, Entry(operator, "backfill", target, reason, installation_id=number))


async def _installations(app: AppClient, asked: Asked) -> Sequence[Installation]:
    if asked.repository is None:
        return [one for one in await app.installations() if not one.suspended_at]
    found = await app.repository_installation(asked.repository)
    if found is None:
        raise UsageError(NOT_INSTALLED.format(repository=asked.repository))
    if found.suspended_at:
        raise UsageError(SUSPENDED.format(repository=asked.repository))
    return [found]


async def _look(
    database: Database, client: Client, installation: Installation, repository: Repository, asked: Asked, plan: Plan
) -> None:
    try:
        pulls = await _open(client, repository, asked.since or _BEGINNING)
    except Denied as error:
        plan.not_shown[repository.full_name] = str(error)
        return
    for start_at in range(0, len(pulls), PER_PAGE):
        some = pulls[start_at : start_at + PER_PAGE]
        async with database.read() as tx:
            standings = await sweeping.standings(tx, repository.id, {pull.number: pull.head.sha for pull in some})
        for pull in some:
            if (why := _left_out(standings[pull.number], full=asked.full)) is not None:
                plan.left_out[why] = plan.left_out.get(why, 0) + 1
            else:
                updated = pull.updated_at or _BEGINNING
                plan.candidates.append(Candidate(installation, repository, pull.number, updated))


async def _open(client: Client, repository: Repository, since: datetime) -> Sequence[Pull]:
    """Read the open pull requests page by page; the list may shift meanwhile, so each is taken once."""
    found: dict[int, Pull] = {}
    page = 1
    while True:
        pulls = await client.pull_requests_updated(repository.full_name, page)
        changed = [pull for pull in pulls if (pull.updated_at or _BEGINNING) >= since]
        found |= {pull.number: pull for pull in changed}
        if len(changed) < PER_PAGE:
            return tuple(found.values())
        page += 1


def _left_out(standing: Standing, *, full: bool) -> str | None:
    """Return why a pull request is not reviewed (again); what was judged quietly may be reviewed in full."""
    if standing.job is JobState.QUARANTINED:
        return PUT_AWAY
    if standing.job in (JobState.WAITING, JobState.RUNNING) and not (full and standing.job_quiet):
        return UNDER_WAY
    return REVIEWED if standing.finished and not (full and standing.quiet) else None


def _known(installation: Installation) -> KnownInstallation:
    account = installation.account
    return KnownInstallation(
        installation.id, account.login if account else "", account.type if account else None, "active"
    )


def _repositories(candidates: Sequence[Candidate]) -> Sequence[KnownRepository]:
    found: Mapping[int, Candidate] = {one.repository.id: one for one in candidates}
    return [
        KnownRepository(
            number, one.installation.id, one.repository.full_name, one.repository.default_branch, one.repository.private
        )
        for number, one in found.items()
    ]
