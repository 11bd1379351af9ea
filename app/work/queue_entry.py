"""The entry of the merge queue that a commit belongs to, as git shows it now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.git.errors import StaleToken
from app.git.merge_queue import Entry, entries
from app.git.remote import Remote
from app.git.scratch import Scratch
from app.github.auth import AppAuth


@dataclass(frozen=True, slots=True)
class Queue:
    """The merge queues of one repository, and whose tokens open it; `repository` is "owner/name"."""

    auth: AppAuth
    server_url: str
    scratch: Path
    installation_id: int
    repository_id: int
    repository: str

    async def entry(self, head_sha: str) -> Entry | None:
        """Return the entry whose commit this is, None when the queue has none; with a new token when one is stale."""
        try:
            found = await self._entries(await self.auth.token(self.installation_id, self.repository_id))
        except StaleToken:
            found = await self._entries(await self.auth.fresh_token(self.installation_id, self.repository_id))
        return next((entry for entry in found if entry.head_sha == head_sha), None)

    async def _entries(self, token: str) -> tuple[Entry, ...]:
        server = self.server_url.rstrip("/")
        remote = Remote(f"{server}/{self.repository}.git", token, allow_http=server.startswith("http://"))
        async with Scratch.open(self.scratch, remote) as scratch:
            return await entries(scratch.git, remote)
