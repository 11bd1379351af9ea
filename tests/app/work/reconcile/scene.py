"""An installed App, its database and its reconciler; jobs are run by a real runner in the test's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select, update

from app.github.auth import AppAuth
from app.intake.intent import KnownInstallation, KnownRepository
from app.settings import Settings, load
from app.store import counters, installations, jobs, tables
from app.store.database import Database
from app.store.jobs import Job, JobState
from app.web.server import receiver
from app.work.reconcile.handler import Reconcile
from app.work.reconcile.pull_requests import KIND
from app.work.runner import Runner
from tests.stand_in.accounts import App, Installation
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.posted import Delivery
from tests.stand_in.repository import PullRequest, Repository
from tests.stand_in.serving import serving

SECRET = "a webhook secret"
NO_REDIS = "unix:///nonexistent/redis.sock"
DEAD = "http://127.0.0.1:9/webhook"  # the discard port: nobody listens


@dataclass
class Scene:
    """One App on one repository of the stand-in, which the database knows nothing of yet."""

    github: GitHubStandIn
    database: Database
    url: str
    folder: Path

    def __post_init__(self) -> None:
        self.app: App = self.github.create_app(webhook_url=DEAD, webhook_secret=SECRET)
        self.repository: Repository = self.github.add_repository("octo/shop", files={"a.py": "one = 1\n"})
        self.installation: Installation = self.github.install(self.app, [self.repository])

    def settings(self, **more: object) -> Settings:
        """Return settings that point at the stand-in."""
        return load(
            github_app_id=self.app.id,
            github_private_key=self.app.pem,
            github_webhook_secret=SECRET,
            github_api_url=self.github.api_url,
            github_server_url=self.github.url,
            data_dir=self.folder,
            **more,
        )

    def reconcile(self, **more: object) -> Reconcile:
        """Return the handler, as a worker makes it."""
        settings = self.settings(**more)
        return Reconcile(self.database, AppAuth(settings), settings)

    async def run(self, subject: str, *, redo: bool = False, **more: object) -> Job:
        """Do one part of the reconciliation now, and return its job as it then stands."""
        async with self.database.begin() as tx:
            job_id = await jobs.raise_wanted(tx, KIND, subject, None, redo=redo)
            await jobs.hurry(tx, job_id)
        await Runner(self.database, {KIND: self.reconcile(**more)}, owner="test", concurrency=1).run(job_id)
        job = await self.job(KIND, subject)
        assert job is not None
        return job

    async def sweep(self, *, redo: bool = False, **more: object) -> Job:
        """Do what one turn of the pull_requests chore leads to: the installations, then ours."""
        assert (await self.run("pull_requests")).state is JobState.DONE
        return await self.run(self.sweep_subject, redo=redo, **more)

    @property
    def sweep_subject(self) -> str:
        """Return the subject of our installation's sweep."""
        return f"pull_requests/{self.installation.id}"

    async def job(self, kind: str, subject: str) -> Job | None:
        """Return a job as it stands."""
        async with self.database.read() as tx:
            return await jobs.named(tx, kind, subject)

    async def review_of(self, pull: PullRequest) -> Job | None:
        """Return the review job of a pull request."""
        return await self.job("review", f"{pull.repository.id}/{pull.number}")

    async def counts(self) -> dict[str, int]:
        """Return the counters."""
        async with self.database.read() as tx:
            return dict(await counters.read(tx))

    async def know(self, *, state: str = "active") -> None:
        """Tell the database of the installation and the repository, as the events would have."""
        login = self.repository.owner.login
        async with self.database.begin() as tx:
            await installations.save_installations(tx, [KnownInstallation(self.installation.id, login, "User", state)])
            known = KnownRepository(self.repository.id, self.installation.id, self.repository.full_name, "main", False)
            await installations.save_repositories(tx, [known])

    async def set_job(self, pull: PullRequest, **values: object) -> None:
        """Put the review job of a pull request into another state."""
        subject = f"{pull.repository.id}/{pull.number}"
        async with self.database.begin() as tx:
            await tx.execute(update(tables.jobs).where(tables.jobs.c.subject == subject).values(**values))

    def open(self, many: int = 1) -> Sequence[PullRequest]:
        """Open pull requests from one branch."""
        main = self.github.sha(self.repository, "main")
        self.github.commit(self.repository, "topic", {"a.py": "one = 2\n"}, parent=main)
        return [self.github.open_pull_request(self.repository) for _ in range(many)]

    async def deliver(self, pulls: Sequence[PullRequest]) -> list[Delivery]:
        """Deliver an event of each pull request to whoever listens, or to nobody."""
        return [await self.github.deliver("pull_request", "opened", pull_request=pull) for pull in pulls]

    async def inbox(self, expected: int = 0) -> list[str]:
        """Return the GUIDs that the inbox has, once there are as many: the stand-in delivers from another thread."""
        async with asyncio.timeout(10):
            while True:
                async with self.database.read() as tx:
                    found = list((await tx.execute(select(tables.deliveries.c.id))).scalars())
                if len(found) >= expected:
                    return found
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Let the App's own web half listen where the stand-in delivers."""
        settings = self.settings(database_url=self.url, redis_url=NO_REDIS)
        async with receiver(settings) as app, serving(app) as url:
            self.app.webhook_url = f"{url}/webhook"
            yield

    async def reviewed(self, pull: PullRequest, state: str = "finished", *, quiet: bool = False) -> None:
        """Let the pull request have been read as it is now, and its head reviewed."""
        shown = {"repository_id": pull.repository.id, "number": pull.number, "head_sha": pull.head_sha}
        row = {**shown, "state": "open", "draft": pull.draft, "base_ref": pull.base_ref, "base_sha": pull.base_sha}
        async with self.database.begin() as tx:
            adding = insert(tables.pull_requests).values(**row, head_ref=pull.head_ref)
            number = (await tx.execute(adding.returning(tables.pull_requests.c.id))).scalar_one()
            review = {**shown, "pull_request_id": number, "attempt": 1, "state": state, "quiet": quiet, "started_ms": 1}
            await tx.execute(insert(tables.reviews).values(**review))
            job_id = await jobs.raise_wanted(tx, "review", f"{pull.repository.id}/{pull.number}", self.installation.id)
            done = update(tables.jobs).where(tables.jobs.c.id == job_id)
            await tx.execute(done.values(state="done", done_generation=1))

    def add_repository(self, name: str) -> tuple[Repository, PullRequest]:
        """Add a repository with one open pull request to the installation."""
        made = self.github.add_repository(f"octo/{name}", files={"a.py": "one = 1\n"})
        assert self.installation.repository_ids is not None
        self.installation.repository_ids.add(made.id)
        self.github.commit(made, "topic", {"a.py": "one = 2\n"}, parent=self.github.sha(made, "main"))
        return made, self.github.open_pull_request(made)
