"""The index job on the bot's repository, run in the test's own loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from app.facts.store import Facts
from app.git.branch import Compute
from app.git.history import HistoryCache
from app.github.auth import AppAuth
from app.index.derived import GRAPH, Derived
from app.index.knowledge import RepositoryFacts, known
from app.intake.intent import KnownInstallation, KnownRepository
from app.settings import load
from app.store import installations, jobs
from app.store.jobs import JobState
from app.work import index_job
from app.work.compute import InProcess
from app.work.index_job import IndexJob
from app.work.memory import Memory
from app.work.runner import Runner
from tests.app.index.indexing import names
from tests.app.work.bot import NAME, Bot, Carried

DERIVED = (Derived(GRAPH, "tests.app.index", names),)


@asynccontextmanager
async def here() -> AsyncIterator[Compute]:
    yield Carried()


@dataclass
class Indexing:
    """The job on the bot's repository; `parsed` are the blobs that its runs fetched."""

    bot: Bot
    facts: Facts
    derived: Sequence[Derived] = DERIVED
    fetched: list[str] = field(default_factory=list)

    @property
    def cache(self) -> HistoryCache:
        return HistoryCache(self.bot.folder / "git", InProcess())

    def job(self) -> IndexJob:
        bot = self.bot
        settings = load(
            github_app_id=bot.app.id,
            github_private_key=bot.app.pem,
            github_webhook_secret="secret",
            github_api_url=bot.github.api_url,
            data_dir=bot.folder,
        )
        scratch = bot.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        memory, auth = Memory(bot.database), AppAuth(settings)
        return IndexJob(memory, auth, self.facts, self.cache.root, bot.github.url, scratch, self.derived, here)

    async def run(self, job: IndexJob | None = None) -> JobState:
        """Do what a push leads to, and return where the job ended."""
        bot = self.bot
        async with bot.database.begin() as tx:
            await installations.save_installations(
                tx, [KnownInstallation(bot.installation.id, "octo", "User", "active")]
            )
            await installations.save_repositories(tx, [repository(bot)])
            wanted = index_job.wanted(bot.repository.id, bot.installation.id)
            raised = await jobs.raise_all(tx, [wanted])
        job_id = raised[wanted.kind, wanted.subject].job_id
        runner = Runner(
            bot.database, {index_job.KIND: job or self.job()}, owner="test", concurrency=2, background={index_job.KIND}
        )
        await runner.run(job_id)
        async with bot.database.read() as tx:
            done = await jobs.find(tx, job_id)
        assert done is not None
        return done.state

    async def known(self, base_sha: str | None = None) -> RepositoryFacts:
        found = await known(self.cache, self.bot.repository.id, base_sha or self.tip())
        assert isinstance(found, RepositoryFacts)
        return found

    def tip(self) -> str:
        return self.bot.github.sha(self.bot.repository, "main")


def repository(bot: Bot) -> KnownRepository:
    return KnownRepository(bot.repository.id, bot.installation.id, NAME, "main", False)


@pytest.fixture
async def indexing(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Indexing]:
    facts = await Facts.open(f"sqlite:///{bot.folder / 'bot.db'}", bot.database)
    made = Indexing(bot, facts)
    fetch = index_job._Origin._fetched

    async def counting(origin: index_job._Origin, asked: Sequence[str], remote: object) -> object:
        made.fetched += asked
        return await fetch(origin, asked, remote)  # type: ignore[arg-type]

    monkeypatch.setattr(index_job._Origin, "_fetched", counting)
    yield made
    await facts.close()
