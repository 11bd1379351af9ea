"""Fetching the change of a pull request through git, with a token that may have run out meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.git.commits import read_history
from app.git.errors import StaleToken
from app.git.remote import Remote
from app.git.scratch import Scratch
from app.github.auth import AppAuth
from review.models import FetchedChange, PullRequest
from review.prompts.guidance import BaseFiles


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Where git fetches from, with whose tokens, and into which folder."""

    auth: AppAuth
    server_url: str
    scratch: Path

    async def change(
        self, pull_request: PullRequest, installation_id: int, merge_base: str, beside: BaseFiles | None = None
    ) -> FetchedChange:
        """Fetch the change, and files of the base `beside` it; once more when the server did not take the token."""
        try:
            token = await self.auth.token(installation_id, pull_request.repository_id)
            return await self._with(token, pull_request, merge_base, beside)
        except StaleToken:
            token = await self.auth.fresh_token(installation_id, pull_request.repository_id)
            return await self._with(token, pull_request, merge_base, beside)

    async def _with(
        self, token: str, pull_request: PullRequest, merge_base: str, beside: BaseFiles | None
    ) -> FetchedChange:
        server = self.server_url.rstrip("/")
        remote = Remote(
            f"{server}/{pull_request.repository}.git",
            token,
            allow_http=server.startswith("http://"),
            refs=(f"refs/pull/{pull_request.number}/head", f"refs/heads/{pull_request.base_ref}"),
        )
        async with Scratch.open(self.scratch, remote) as scratch:
            fetched = await scratch.change(merge_base, pull_request.head_sha, beside)
            span = (merge_base, pull_request.head_sha)
            return replace(fetched, history=await read_history(scratch.git, remote, span, pull_request.base_ref))
