"""One commit of the merge queue: the pull request's verdict where it is the same code, else a scan; never a model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from app.errors import LeaseLost, Superseded, Terminal
from app.git.errors import GitFailed
from app.git.merge_queue import Entry
from app.github.client import Client
from app.github.payloads import Repository
from app.github.together import both
from app.log import redact
from app.store import heads
from app.store.leases import Lease
from app.store.merge_groups import Begun
from app.store.reviews import ReviewState, StartedReview
from app.work.fetching import Fetcher
from app.work.memory import Memory
from app.work.models import Models
from app.work.outdated import moved_on, unless
from app.work.policy import policy_of
from app.work.publishing import Publishers, Publishing
from app.work.queue_entry import Queue
from app.work.review import Reviewer, Timings, review_change
from review.merge_group import GATES, review_of, same_verdict
from review.models import CheckRun, Knowledge, PullRequest, Review
from review.report.check_run import REVIEW, SECURITY
from review.unreviewed import unreviewed

GONE = "The merge queue dropped this commit"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class GroupTools:
    """What checking a group takes of the worker."""

    memory: Memory
    models: Models
    reviewer: Reviewer
    publishers: Publishers
    fetcher: Fetcher


@dataclass(frozen=True, slots=True)
class Group:
    """A commit that is queued now, and how far its last attempt got."""

    queue: Queue
    shown: Repository
    entry: Entry
    begun: Begun | None


def target_of(
    shown: Repository, number: int, head_sha: str, attempt: int, lease: Lease
) -> tuple[PullRequest, StartedReview]:
    """Return what a publisher needs to know of where to write: the pull request's number, with a minus sign."""
    pull_request = PullRequest(
        repository_id=shown.id, repository=shown.full_name, number=-number, title="", body="", author_id=None,
        author="", author_is_bot=False, state="open", draft=False, base_ref="", base_sha="", head_ref="",
        head_sha=head_sha, head_repository_id=shown.id, default_branch=shown.default_branch,
    )  # fmt: skip
    return pull_request, StartedReview(0, shown.id, -number, head_sha, None, attempt, lease.fence)


@dataclass(frozen=True, slots=True)
class GroupRun:
    """One attempt at a group's checks."""

    tools: GroupTools
    lease: Lease
    client: Client
    group: Group

    async def __call__(self) -> None:
        """Report on the commit, or close the report when the queue drops it meanwhile."""
        begun = self.group.begun
        if begun is not None and begun.said and not self.lease.redo:
            log.info("merge group not reviewed", reason="it was reported on before")
            return
        publisher = await self._publisher()
        try:
            review = await unless(moved_on(self.lease, self._wanted, self._dropped), self._review(publisher))
            await publisher.publish(review, self._queued)
        except LeaseLost:
            raise
        except Superseded:
            await publisher.cancel(GONE)
            log.info("merge group superseded", head=self.group.entry.head_sha)
        except (Terminal, GitFailed) as error:
            await self._refuse(publisher, str(error))
            raise

    async def refuse(self, reason: str) -> None:
        """Conclude the checks with the reason why there is no verdict: the gate stays shut."""
        await self._refuse(await self._publisher(), reason)

    async def _refuse(self, publisher: Publishing, reason: str) -> None:
        told = str(redact(reason))  # it goes where everybody reads it
        await publisher.publish(unreviewed(told, models_configured=self.tools.models.configured), self._queued)

    async def _publisher(self) -> Publishing:
        begun, entry = self.group.begun, self.group.entry
        attempt = 1 if begun is None else begun.attempt if begun.open else begun.attempt + 1
        target, started = target_of(self.group.shown, entry.number, entry.head_sha, attempt, self.lease)
        return await self.tools.publishers(self.client, self.lease, target, started)

    async def _review(self, publisher: Publishing) -> Review:
        configured = self.tools.models.configured
        await publisher.start((SECURITY, REVIEW) if configured else (SECURITY,))
        found = await self.client.pull_request(self.group.shown.full_name, self.group.entry.number)
        pull_request = replace(found, base_ref=self.group.entry.base)
        said = None if self.lease.redo else await self._same_code(pull_request)
        security = said or await self._scan(pull_request)
        return review_of(security, pull_request.number, models_configured=configured)

    async def _same_code(self, pull_request: PullRequest) -> CheckRun | None:
        """Return the verdict on the pull request's head if the group's commit holds the same files, else None."""
        async with self.tools.memory.database.read() as tx:
            found = await heads.standings(tx, pull_request.repository_id, pull_request.head_sha)
        own = found.get(pull_request.number)
        if own is None or own.state is not ReviewState.FINISHED or own.security not in GATES:
            return None
        name = pull_request.repository
        trees = await both(
            self.client.tree(name, pull_request.head_sha), self.client.tree(name, self.group.entry.head_sha)
        )
        return same_verdict(pull_request, own.security) if trees[0] == trees[1] else None

    async def _scan(self, pull_request: PullRequest) -> CheckRun:
        """Scan what the queue would merge: all that the branch does not have yet, those queued before included.

        Their own checks may have failed, and a queue may merge a whole group when its last commit passes.
        """
        name, entry = pull_request.repository, self.group.entry
        reading, tip = await both(policy_of(self.client, pull_request), self.client.branch(name, entry.base))
        merge_base = await self.client.merge_base(name, tip, entry.head_sha)
        change = replace(pull_request, head_sha=entry.head_sha)
        fetched = await self.tools.fetcher.change(change, self.group.queue.installation_id, merge_base)
        memory = self.tools.memory
        taken = tuple(one for one in await memory.earlier(pull_request) if one.accepted)
        fence_key = await memory.key("fence")
        knowledge = Knowledge(fence_key=fence_key, models_configured=False, notices=reading.notices, earlier=taken)
        reviewed = await review_change(self.tools.reviewer, fetched, change, reading.policy, knowledge, None, Timings())
        return next(check for check in reviewed.concluded.review.checks if check.name == SECURITY)

    async def _wanted(self) -> int:
        return await self.tools.memory.wanted(self.lease.job_id)

    async def _queued(self) -> bool:
        return await self.group.queue.entry(self.group.entry.head_sha) == self.group.entry

    async def _dropped(self) -> str | None:
        return None if await self._queued() else GONE
