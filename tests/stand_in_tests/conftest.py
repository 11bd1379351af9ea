"""The stand-in under test, with two files changed by a pull request, and a caller that speaks HTTP to it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import jwt
import pytest

from tests.stand_in.accounts import App, Installation
from tests.stand_in.answers import Json
from tests.stand_in.auth import issue
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.repository import PullRequest, Repository

BASE = "".join(f"line {n}\n" for n in range(1, 41))
HEAD = BASE.replace("line 10\n", "line ten\nand more\n").replace("line 30\n", "")


@dataclass
class Scene:
    """A stand-in with an App installed on one repository with one pull request."""

    github: GitHubStandIn
    app: App
    installation: Installation
    repository: Repository
    pull: PullRequest
    http: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Return the path of the repository."""
        return f"/repos/{self.repository.full_name}"

    @property
    def pull_path(self) -> str:
        """Return the path of the pull request."""
        return f"{self.path}/pulls/{self.pull.number}"

    def jwt(self, *, iat: float = -60, exp: float = 540, key: str | None = None) -> str:
        """Sign a JWT for the App with claims relative to now."""
        now = int(time.time())
        claims = {"iss": str(self.app.id), "iat": now + int(iat), "exp": now + int(exp)}
        return jwt.encode(claims, key or self.app.pem, algorithm="RS256")

    async def as_app(
        self, method: str, path: str, body: object = None, iat: float = -60, exp: float = 540
    ) -> httpx.Response:
        """Call as the App itself."""
        return await self.http.request(
            method, path, json=body, headers={"Authorization": f"Bearer {self.jwt(iat=iat, exp=exp)}"}
        )

    async def token(self, **asked: object) -> str:
        """Return a new installation token."""
        answer = await self.as_app("POST", f"/app/installations/{self.installation.id}/access_tokens", asked or None)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Call as the installation."""
        if "Authorization" not in self.headers:
            # Straight from the stand-in: signing a JWT for each test would take most of its time.
            token = issue(self.github.world, self.installation, dict(self.installation.permissions), None)
            self.headers["Authorization"] = f"Bearer {token.value}"
        return await self.http.request(method, path, json=body, headers=self.headers | headers)

    async def review(self, *comments: Json, **more: object) -> httpx.Response:
        """Create a review."""
        return await self.call("POST", f"{self.pull_path}/reviews", {"comments": list(comments), **more})


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """Run a stand-in."""
    async with GitHubStandIn.running(tmp_path) as github:
        app = github.create_app()
        repository = github.add_repository("octo-org/demo", files={"a.txt": BASE, "gone.txt": "x\n"}, private=True)
        start = github.sha(repository, "main")
        github.commit(repository, "topic", {"a.txt": HEAD, "new.txt": "1\n2\n", "gone.txt": None}, parent=start)
        pull = github.open_pull_request(repository)
        installation = github.install(app, [repository])
        headers = {"X-GitHub-Api-Version": "2022-11-28"}
        # `verify=False`: loading certificates would be most of the set-up.
        async with httpx.AsyncClient(base_url=github.api_url, headers=headers, verify=False) as http:
            yield Scene(github, app, installation, repository, pull, http)
