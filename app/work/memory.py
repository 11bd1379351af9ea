"""What a review job reads from the database and writes back, each in one short transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import LeaseLost
from app.github.target import Published
from app.intake.intent import KnownRepository, Wanted
from app.store import (
    completions,
    findings,
    heads,
    installations,
    jobs,
    keys,
    leases,
    outcomes,
    postponed,
    pull_requests,
    reviews,
)
from app.store.database import Database
from app.store.heads import Standing
from app.store.leases import Lease
from app.store.postponed import Postponed
from app.store.reviews import ReviewState, StartedReview, Terms
from app.work import resuming
from app.work.planned import Planned, from_json, kept, to_json
from app.work.review import Reviewed
from providers.state import Cap
from review.models import Conclusion, EarlierFinding, Outcomes, PullRequest
from review.shared_head import Verdicts

SUSPENDED = "the installation is suspended or was removed"
REMOVED = "the repository is not, or no longer, part of the installation"
LEASE_LOST = "another worker has taken this job over"


@dataclass(frozen=True, slots=True)
class Begun:
    """A review to be made, or made already.

    `planned` is what is to be published, as far as somebody has worked it out. `done`: this very change was reviewed
    and published before, so that nothing is left but to say it again where that is needed; `newest` then tells that no
    later review of this head speaks louder.
    """

    review: StartedReview
    planned: Planned | None
    done: bool = False
    newest: bool = True


@dataclass(frozen=True, slots=True)
class Sharing:
    """Which pull request each attempt at a head was made for, and which of them are open and have this head still."""

    attempts: Mapping[int, int]
    still_open: frozenset[int]


@dataclass(frozen=True, slots=True)
class Memory:
    """The database, as a review job sees it."""

    database: Database

    async def repository(self, repository_id: int) -> tuple[KnownRepository | None, str]:
        """Return the repository if it may be worked on, else None and the reason."""
        async with self.database.read() as tx:
            known = await installations.find_repository(tx, repository_id)
            owner = await installations.find_installation(tx, known.installation_id) if known else None
        if known is None or known.removed:
            return None, REMOVED
        if owner is not None and owner.state != "active":
            return None, SUSPENDED
        return known, ""

    async def key(self, name: str) -> bytes:
        """Return the random key of this name, which all workers share."""
        async with self.database.begin() as tx:
            return await keys.get_or_create(tx, name)

    async def earlier(self, pull_request: PullRequest) -> tuple[EarlierFinding, ...]:
        """Return what was found on this pull request before."""
        async with self.database.read() as tx:
            return await findings.earlier(tx, pull_request.repository_id, pull_request.number)

    async def outcomes(self, installation_id: int) -> tuple[Outcomes, ...]:
        """Return what became of the findings of each model in this installation."""
        async with self.database.read() as tx:
            return await outcomes.counts(tx, installation_id)

    async def asked(self, pull_request: PullRequest, lease: Lease) -> tuple[bool, int]:
        """Say whether the review is quiet, and since which generation of the job a review counts."""
        async with self.database.read() as tx:
            job = await jobs.find(tx, lease.job_id) if lease.redo else None
            loud = not lease.quiet or await reviews.asked_for(tx, pull_request.repository_id, pull_request.number)
        return not loud, job.redo_generation if job is not None else 0

    async def wanted(self, job_id: int) -> int:
        """Return the wanted generation of a job."""
        async with self.database.read() as tx:
            return await jobs.wanted(tx, job_id)

    # A review, from its beginning to its end

    async def begin(
        self, pull_request: PullRequest, lease: Lease, merge_base: str | None, terms: Terms = reviews.UNKNOWN
    ) -> Begun:
        """Record that a review began, take up the one that was lost, or find the one that was made; and tell of news.

        Without a merge base there is nothing to be had, and a review only begins.
        """
        async with self.database.begin() as tx:
            # First: an event locks the repository before the jobs too, and two that wait for each other are a deadlock.
            await reviews.one_at_a_time(tx, pull_request.repository_id)
            await _seen(tx, pull_request, lease)
            if terms.digest is not None:
                found = await heads.stored(tx, pull_request, lease, merge_base, terms)
                again = from_json(found.kept) if found is not None else None
                alone = len(await heads.standings(tx, pull_request.repository_id, pull_request.head_sha)) == 1
                if found is not None and (again is not None or (found.newest and alone)):
                    return Begun(found.review, again, done=True, newest=found.newest)
            started = await reviews.start(tx, pull_request, lease, merge_base, terms)
            return Begun(started, from_json(await reviews.planned(tx, started)))

    async def plan(
        self,
        review: StartedReview,
        lease: Lease,
        installation_id: int,
        reviewed: Reviewed,
        timings: Mapping[str, int],
        caps: Collection[Cap] = (),
    ) -> Planned:
        """Record what is to be published and what it cost, once and before any of it is; raise Superseded if lost.

        Where one of `caps` was in the way that begins anew, the review will be done again then.
        """
        planned = Planned(reviewed.concluded, dict(timings))
        async with self.database.begin() as tx:
            if not lease.hold.alive() or not await reviews.plan(tx, review, to_json(planned)):
                raise LeaseLost(LEASE_LOST)
            await completions.save(tx, reviewed.attempts, review, installation_id)
            waiting = Postponed(review.repository_id, review.number, installation_id, ())
            await resuming.remember(tx, waiting, caps, reviewed.refused)
        return planned

    async def remember(
        self, review: StartedReview, lease: Lease, planned: Planned, published: Published, timings: Mapping[str, int]
    ) -> None:
        """Record what was published: the findings with their fates and the conclusions; the neighbours will hear."""
        if not lease.hold.alive():
            raise LeaseLost(LEASE_LOST)
        concluded = planned.concluded
        left = to_json(kept(planned, published))
        async with self.database.begin() as tx:
            await findings.save_account(tx, review, concluded.findings, published.comments)
            await outcomes.fixed(tx, review, concluded.fixed)
            await reviews.finish(tx, review, concluded, timings={**planned.timings, **timings}, planned=left)
            await _tell(tx, review.repository_id, review.number, review.head_sha, lease.installation_id)

    async def end(
        self, review: StartedReview, lease: Lease, state: ReviewState, reason: str, *, lay_aside: bool = False
    ) -> None:
        """Record that the review ended without a conclusion, if it is still ours; the neighbours hear of a failure.

        Laid aside, it goes on where it was when the same is wanted again.
        """
        async with self.database.begin() as tx:
            if not await leases.look(tx, lease):
                return
            await reviews.end(tx, review, state, reason, lay_aside=lay_aside)
            if state is ReviewState.FAILED:
                await _tell(tx, review.repository_id, review.number, review.head_sha, lease.installation_id)

    async def renew(self, review: StartedReview) -> StartedReview:
        """Give a finished review an attempt of its own that is newer than any."""
        async with self.database.begin() as tx:
            return replace(review, attempt=await heads.renew(tx, review))

    # The other pull requests with the same head

    async def others(self, pull_request: PullRequest) -> dict[int, Verdicts | None]:
        """Return what the other open pull requests with this head got, None where one is not scanned yet."""
        async with self.database.read() as tx:
            found = await heads.standings(tx, pull_request.repository_id, pull_request.head_sha)
        return {number: _verdicts(one) for number, one in found.items() if number != pull_request.number}

    async def sharing(self, pull_request: PullRequest) -> Sharing:
        """Return whose check runs may stand on this head."""
        async with self.database.read() as tx:
            attempts = await heads.attempts(tx, pull_request.repository_id, pull_request.head_sha)
            there = await pull_requests.open_at(tx, pull_request.repository_id, pull_request.head_sha)
        return Sharing(attempts, frozenset(there))

    async def met(self, pull_request: PullRequest, found: Sequence[PullRequest], lease: Lease) -> None:
        """Remember open pull requests with the same head that no event told of, and have them judged, quietly."""
        new = []
        async with self.database.begin() as tx:
            for other in found:
                alike = other.repository_id == pull_request.repository_id and other.head_sha == pull_request.head_sha
                if not alike or other.state != "open" or other.number == pull_request.number:
                    continue
                if await pull_requests.last_seen(tx, other.repository_id, other.number) is None:
                    await pull_requests.save(tx, other)
                    new.append(_quietly(other.repository_id, other.number, lease.installation_id))
            await jobs.raise_all(tx, new)

    # Where there is nothing to review

    async def unpublished(self, repository_id: int, number: int, lease: Lease) -> bool:
        """Say whether there is only publishing left to do, unless something newer came."""
        async with self.database.read() as tx:
            return await reviews.unpublished(tx, repository_id, number, lease.generation)

    async def begun(self, pull_request: PullRequest) -> bool:
        """Say whether a review of this pull request ever began."""
        async with self.database.read() as tx:
            return await reviews.begun(tx, pull_request.repository_id, pull_request.number)

    async def closed(self, pull_request: PullRequest, lease: Lease, reason: str) -> None:
        """Record that there is nothing to review any more; whoever shares its head will hear."""
        async with self.database.begin() as tx:
            await _seen(tx, pull_request, lease)
            await reviews.lay_aside(tx, pull_request, reason)
            await outcomes.merged(tx, pull_request)
            await postponed.drop(tx, pull_request.repository_id, pull_request.number)

    async def gone(self, repository_id: int, number: int, lease: Lease, reason: str) -> None:
        """Record that GitHub does not show the pull request any more; whoever shares its head will hear."""
        async with self.database.begin() as tx:
            await _require(tx, lease)
            before = await pull_requests.last_seen(tx, repository_id, number)
            await pull_requests.gone(tx, repository_id, number)
            await reviews.stop(tx, repository_id, number, reason)
            await postponed.drop(tx, repository_id, number)
            if before is not None and before.state == "open":
                await _tell(tx, repository_id, number, before.head_sha, lease.installation_id)


async def _require(tx: AsyncConnection, lease: Lease) -> None:
    """Raise Superseded when another worker has the lease: what we read may be older than what it wrote."""
    if not await leases.look(tx, lease):
        raise LeaseLost(LEASE_LOST)


async def _seen(tx: AsyncConnection, pull_request: PullRequest, lease: Lease) -> None:
    """Remember how the pull request stands; tell those at the heads that it has left or come to."""
    await _require(tx, lease)
    repository_id, number = pull_request.repository_id, pull_request.number
    before = await pull_requests.last_seen(tx, repository_id, number)
    await pull_requests.save(tx, pull_request)
    if before is None or (before.head_sha, before.state) == (pull_request.head_sha, pull_request.state):
        return
    for head_sha in sorted({before.head_sha, pull_request.head_sha}):
        await _tell(tx, repository_id, number, head_sha, lease.installation_id)


async def _tell(
    tx: AsyncConnection, repository_id: int, number: int, head_sha: str, installation_id: int | None
) -> None:
    """Have the other open pull requests with this head look again at what their shared check runs say.

    Only what changes what a head's pull requests got tells the others, and looking again changes nothing of that: so
    two of them never keep each other going. One that failed has nothing more to say before somebody asks it.
    """
    found = await heads.standings(tx, repository_id, head_sha)
    told = [
        _quietly(repository_id, other, installation_id)
        for other, standing in found.items()
        if other != number and (standing is None or standing.state is not ReviewState.FAILED)
    ]
    await jobs.raise_all(tx, told)


def _quietly(repository_id: int, number: int, installation_id: int | None) -> Wanted:
    """Want a review that nobody asked for: one that was asked for before is as loud as it was."""
    return Wanted("review", f"{repository_id}/{number}", installation_id, quiet=True)


def _verdicts(standing: Standing | None) -> Verdicts | None:
    if standing is None or standing.state is ReviewState.RUNNING:
        return None
    if standing.state is ReviewState.FAILED:
        return Verdicts(Conclusion.FAILURE, Conclusion.NEUTRAL)
    return Verdicts(standing.security, standing.review)
