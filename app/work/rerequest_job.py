"""Somebody asked for a commit's checks once more: whoever reviews that commit is told."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from app.github.auth import AppAuth
from app.github.client import Client
from app.github.errors import NotFound
from app.intake.intent import Wanted
from app.store import jobs, pull_requests
from app.store.leases import Lease
from app.work.memory import Memory

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RerequestJob:
    """The handler of jobs of the kind `rerequest`, whose subject is "<repository id>/<head sha>"."""

    memory: Memory
    auth: AppAuth

    async def __call__(self, lease: Lease) -> None:
        """Want the open pull requests with this head reviewed again, or the merge queue's commit checked again."""
        repository_id, _, head_sha = lease.subject.partition("/")
        known, why_not = await self.memory.repository(int(repository_id))
        if known is None:
            log.info("not done again", reason=why_not)
            return
        async with self.memory.database.read() as tx:
            numbers = set(await pull_requests.open_at(tx, known.id, head_sha))
            queued = await jobs.named(tx, "merge_group", lease.subject)
        async with self.auth.installation_client(known.installation_id, known.id) as client:
            numbers |= await _open_with(client, known.full_name, known.id, head_sha)
        wanted = [
            Wanted("review", f"{known.id}/{number}", known.installation_id, redo=True) for number in sorted(numbers)
        ]
        if queued is not None:
            wanted.append(Wanted("merge_group", lease.subject, known.installation_id, redo=True))
        async with self.memory.database.begin() as tx:
            await jobs.raise_all(tx, wanted)
        log.info("asked for again", head=head_sha, numbers=sorted(numbers), queued=queued is not None)


async def _open_with(client: Client, repository: str, repository_id: int, head_sha: str) -> set[int]:
    """Return the open pull requests of ours that have this head; none for a commit that GitHub does not show."""
    try:
        found = await client.pull_requests_with(repository, head_sha)
    except NotFound:
        return set()
    return {
        one.number for one in found if (one.state, one.head_sha, one.repository_id) == ("open", head_sha, repository_id)
    }
