"""A stand-in with one installed App, one pull request, and what the bot needs to publish to it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.github.auth import AppAuth
from app.github.client import Client
from app.github.identity import Identity
from app.github.markers import Marks
from app.github.publish import Publisher
from app.github.target import Target
from app.settings import Settings, load
from app.store import jobs, leases
from app.store.database import Database
from app.store.leases import Lease
from review.models import CheckRun, Review, ReviewComment, Side
from tests.stand_in.accounts import App, Installation
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.repository import PullRequest, Repository

__all__ = ["github"]

BASE = {"a.py": "one\ntwo\nthree\n", "b.py": "".join(f"line {n}\n" for n in range(1, 61))}
MARKER_KEY = b"m" * 32
HEAD = {"a.py": "one\n2\nthree\n", "b.py": "".join(f"new line {n}\n" for n in range(1, 61))}


@dataclass(frozen=True, slots=True)
class Scene:
    """The stand-in's side of a test."""

    github: GitHubStandIn
    app: App
    installation: Installation
    repository: Repository
    pull: PullRequest

    @property
    def name(self) -> str:
        """Return owner/name."""
        return self.repository.full_name

    def asked(self, start: int = 0) -> list[str]:
        """Return the API requests since then as "METHOD operation"."""
        return [f"{logged.method} {logged.operation}" for logged in self.github.requests[start:]]


def settings_for(github: GitHubStandIn, app: App) -> Settings:
    """Return settings that point at the stand-in, whatever the environment says."""
    return load(
        github_app_id=app.id,
        github_private_key=app.pem,
        github_webhook_secret="s",
        github_api_url=github.api_url,
        github_server_url=github.url,
    )


def make_scene(github: GitHubStandIn) -> Scene:
    """Install an App on a repository with one open pull request."""
    app = github.create_app()
    repository = github.add_repository("octo/shop", files=BASE)
    installation = github.install(app, [repository])
    github.commit(repository, "topic", HEAD, parent=github.sha(repository, "main"))
    return Scene(github, app, installation, repository, github.open_pull_request(repository))


@pytest.fixture
def scene(github: GitHubStandIn) -> Scene:
    return make_scene(github)


@pytest.fixture
def auth(scene: Scene) -> AppAuth:
    return AppAuth(settings_for(scene.github, scene.app))


@pytest.fixture
async def database(tmp_path: Path, _sqlite_migrated: Path) -> AsyncIterator[Database]:
    """Open an SQLite store; the outbox itself is tested on both kinds."""
    opened = await Database.open(f"sqlite:///{shutil.copy(_sqlite_migrated, tmp_path / 'test.db')}")
    yield opened
    await opened.close()


@dataclass(slots=True)
class Bot:
    """One worker with its lease; `publisher` makes a fresh publisher, as a job that starts again does."""

    scene: Scene
    database: Database
    client: Client
    identity: Identity
    lease: Lease

    def publisher(self, *, head_sha: str | None = None, attempt: int = 1) -> Publisher:
        """Return a publisher to the pull request's head."""
        pull, repository = self.scene.pull, self.scene.repository
        target = Target(repository.full_name, repository.id, pull.number, head_sha or pull.head_sha, attempt)
        return Publisher(self.client, self.database, self.lease, self.identity, MARKER_KEY, target)

    @property
    def marks(self) -> Marks:
        """Return the marks of this bot."""
        return Marks(MARKER_KEY, self.identity)


async def lease_for(database: Database, subject: str, installation_id: int) -> Lease:
    """Raise a review job and take its lease, from whoever had it; its holder believes in it, its time is up already."""
    async with database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "review", subject, installation_id)
        lease = await leases.acquire(tx, job_id, "worker", 0)
    assert lease is not None
    lease.hold.until = float("inf")
    return lease


@pytest.fixture
async def bot(scene: Scene, auth: AppAuth, database: Database) -> AsyncIterator[Bot]:
    subject = f"{scene.repository.id}/{scene.pull.number}"
    lease = await lease_for(database, subject, scene.installation.id)
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        yield Bot(scene, database, client, await auth.identity(client), lease)


def comment_on(line: int, *, path: str = "b.py", fingerprint: str | None = None, body: str = "Look.") -> ReviewComment:
    """Return a comment on one line of the change."""
    return ReviewComment(path, line, Side.RIGHT, None, body, fingerprint or f"f{path[0]}{line}")


def review_of(*comments: ReviewComment, summary: str | None = None, checks: tuple[CheckRun, ...] = ()) -> Review:
    """Return a review with these comments, and a summary if there are any."""
    return Review(comments, summary or ("What it is about." if comments else None), checks)
