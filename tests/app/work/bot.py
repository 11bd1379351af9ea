"""A bot without its processes: the real job, database, engine and stand-in, run in the test's own loop."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlalchemy import update

from app.analyzers import semgrep
from app.github.auth import AppAuth
from app.intake.intent import KnownInstallation, KnownRepository, Wanted
from app.settings import load
from app.store import installations, jobs, tables
from app.store.database import Database
from app.store.jobs import JobState
from app.store.ledger import DatabaseLedger
from app.work.compute import InProcess
from app.work.memory import Memory
from app.work.models import Models
from app.work.publishing import ToGitHub
from app.work.review import Reviewer
from app.work.review_job import ReviewJob
from app.work.runner import Runner
from app.work.shared import Shared
from providers.base import Question
from providers.model import Model, Price
from providers.scripted import Scripted, ScriptedProvider
from tests.stand_in.accounts import App, Installation
from tests.stand_in.commits import Content
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.repository import PullRequest, Repository

P = ParamSpec("P")
T = TypeVar("T")

NAME = "octo/shop"
BASE: dict[str, Content] = {
    "shop/web.py": "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
    "def total(rows):\n    return sum(rows)\n",
    "README.md": "# Shop\n",
}
CLEAN: dict[str, Content] = {"README.md": "# Shop\n\nSells things.\n"}
COMMAND = '    subprocess.run("lp " + request.args["printer"], shell=True)\n'
VULNERABLE: dict[str, Content] = {
    "shop/web.py": "import subprocess\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
    "def total(rows):\n    return sum(rows)\n\n\n"
    '@app.get("/print")\ndef show():\n' + COMMAND + '    return "ok"\n'
}
CHEAP = Model("scripted", price=Price(fresh_input=100_000, output=500_000))
SECURITY, REVIEW = "diffdiver/security", "diffdiver/review"


class Carried(InProcess):
    """Runs steps at once, on values that were carried to another process and back, as a worker's are."""

    async def __call__(self, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        args, kwargs = pickle.loads(pickle.dumps((args, kwargs)))  # our own values, as the pool does it
        found: T = pickle.loads(pickle.dumps(await super().__call__(step, *args, **kwargs)))
        return found


class Killed(BaseException):
    """The process is gone: nothing catches this."""


def scripted(
    answers: Iterable[Scripted] | Callable[[Question], Scripted], *, name: str = "scripted"
) -> ScriptedProvider:
    """Return a provider with a price, so that budgets count; of several each needs a name of its own."""
    return ScriptedProvider(answers, name=name, model=CHEAP)


@dataclass
class Bot:
    """One installed App on one repository of the stand-in, and the job that reviews its pull requests."""

    github: GitHubStandIn
    database: Database
    folder: Path
    providers: list[ScriptedProvider] = field(default_factory=list)
    shared: Shared = field(default_factory=Shared)

    def __post_init__(self) -> None:
        self.app: App = self.github.create_app()
        self.repository: Repository = self.github.add_repository(NAME, files=BASE)
        self.installation: Installation = self.github.install(self.app, [self.repository])

    def open(self, files: Mapping[str, Content], *, draft: bool = False, title: str = "A change") -> PullRequest:
        """Open a pull request that changes these files."""
        self.github.commit(self.repository, "topic", files, parent=self.github.sha(self.repository, "main"))
        return self.github.open_pull_request(self.repository, draft=draft, title=title)

    async def review(self, pull: PullRequest, *, redo: bool = False, quiet: bool = False) -> JobState:
        """Do what a delivery about the pull request leads to, and return where the job ended."""
        return await self.run(await self.want(pull, redo=redo, quiet=quiet))

    async def want(self, pull: PullRequest, *, redo: bool = False, quiet: bool = False) -> int:
        """Raise the pull request's job as a delivery would, and return its id; nobody works on it yet."""
        owner = self.repository.owner.login
        async with self.database.begin() as tx:
            await installations.save_installations(
                tx, [KnownInstallation(self.installation.id, owner, "User", "active")]
            )
            await installations.save_repositories(
                tx, [KnownRepository(self.repository.id, self.installation.id, NAME, "main", False)]
            )
            subject = f"{self.repository.id}/{pull.number}"
            raised = await jobs.raise_all(tx, [Wanted("review", subject, self.installation.id, redo=redo, quiet=quiet)])
        return raised["review", subject].job_id

    async def run(self, job_id: int) -> JobState:
        """Do a job as a worker would, and return where it ended."""
        await self.runner().run(job_id)
        async with self.database.read() as tx:
            job = await jobs.find(tx, job_id)
        assert job is not None
        return job.state

    async def lapse(self) -> None:
        """Let every lease run out, as those of a worker that was killed do; Redis is lost with it."""
        self.shared = Shared()
        async with self.database.begin() as tx:
            held = tables.jobs.c.lease_until.is_not(None)
            await tx.execute(update(tables.jobs).where(held).values(lease_until=0))

    async def rest(self, most: int = 20) -> int:
        """Do what is due until nothing is; return how many runs that took. More than `most` is a failure."""
        runs = 0
        while due := await self._due():
            for job_id in due:
                runs += 1
                assert runs <= most, "jobs keep each other going"
                await self.run(job_id)
        return runs

    async def play(self, pull: PullRequest, events: Iterable[Callable[[], object]], *, each: bool) -> None:
        """Let things happen on GitHub, each wanting the pull request's job; work after each of them, or after all."""
        for event in events:
            event()
            await self.want(pull)
            if each:
                await self.rest()
        await self.rest()

    async def _due(self) -> tuple[int, ...]:
        """Return the ids of the jobs that are wanted; what waits for a time need not wait here."""
        async with self.database.begin() as tx:
            await tx.execute(update(tables.jobs).values(not_before=None))
            return await jobs.due(tx, 100)

    def runner(self) -> Runner:
        """Return the runner that a worker would have."""
        job = self.job()
        return Runner(self.database, {"review": job}, owner="test", concurrency=2, give_up={"review": job.give_up})

    def job(self) -> ReviewJob:
        settings = load(
            github_app_id=self.app.id,
            github_private_key=self.app.pem,
            github_webhook_secret="secret",
            github_api_url=self.github.api_url,
            github_server_url=self.github.url,
            data_dir=self.folder,
        )
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        reviewer = Reviewer(Carried(), semgrep.find(None), scratch)
        models = Models(self.providers, DatabaseLedger(self.database), self.shared)
        memory, auth = Memory(self.database), AppAuth(settings)
        return ReviewJob(memory, auth, models, reviewer, ToGitHub(memory, auth), self.github.url, scratch)

    def conclusions(self, pull: PullRequest) -> dict[str, str | None]:
        """Return the newest conclusion of each check on the pull request's head."""
        return {run.name: run.conclusion for run in self.github.check_runs(pull)}

    def comments(self, pull: PullRequest) -> list[tuple[str, int | None, str]]:
        """Return the place of each comment and the line of code that it stands under."""
        return [(comment.path, comment.line, comment.code) for comment in self.github.comments(pull)]

    def summaries(self, pull: PullRequest) -> list[str]:
        return [comment.body for comment in self.github.issue_comments(pull)]
