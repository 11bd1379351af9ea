"""A worker that is lost in the middle of a request, its successor, and the job that looks afterwards."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy import delete, insert, update

from app.github.auth import AppAuth
from app.github.markers import Kind
from app.intake.intent import KnownInstallation, KnownRepository
from app.store import installations, jobs, leases
from app.store.database import Database
from app.store.jobs import Job
from app.store.tables import jobs as jobs_table
from app.store.tables import keys
from app.work.memory import Memory
from app.work.runner import Runner
from app.work.settle_job import SettleJob
from review.models import CheckRun, Conclusion, Review
from tests.app.github.conftest import MARKER_KEY, Bot, Scene, comment_on, lease_for, review_of
from tests.stand_in.faults import Fault
from tests.stand_in.posted import CheckRun as CheckRunPosted

SECURITY = CheckRun("diffdiver/security", Conclusion.FAILURE, "1 finding", "One finding at or above high.")
ADVICE = CheckRun("diffdiver/review", Conclusion.NEUTRAL, "2 findings", "Two findings.")
NAMES = (SECURITY.name, ADVICE.name)
REVIEW = review_of(comment_on(3), comment_on(7), checks=(SECURITY, ADVICE))


@dataclass
class Workers:
    """Workers of one pull request; each takes the lease from the one before."""

    scene: Scene
    database: Database
    auth: AppAuth
    bot: Bot

    @property
    def subject(self) -> str:
        """Return the pull request's jobs' subject."""
        return f"{self.scene.repository.id}/{self.scene.pull.number}"

    async def know(self) -> None:
        """Have the installation on record, as its deliveries do, and the key that the test's marks are made with."""
        scene = self.scene
        known = KnownRepository(scene.repository.id, scene.installation.id, scene.name, "main", False)
        async with self.database.begin() as tx:
            await installations.save_installations(
                tx, [KnownInstallation(scene.installation.id, "octo", "User", "active")]
            )
            await installations.save_repositories(tx, [known])
            await tx.execute(delete(keys).where(keys.c.name == "marker"))
            await tx.execute(insert(keys).values(name="marker", value=MARKER_KEY))

    async def publish(self, review: Review = REVIEW, *, names: tuple[str, ...] = NAMES) -> None:
        """Take the lease, publish all of it, and be done."""
        bot = await self.take_over()
        publisher = bot.publisher()
        await publisher.start(names)
        await publisher.publish(review)
        await self.done(bot)

    async def take_over(self) -> Bot:
        """Return the next worker."""
        lease = await lease_for(self.database, self.subject, self.scene.installation.id)
        return replace(self.bot, lease=lease)

    async def done(self, bot: Bot) -> None:
        """End the job."""
        async with self.database.begin() as tx:
            await leases.finish(tx, bot.lease, bot.lease.generation)

    async def lost_at(self, method: str, path: str, review: Review = REVIEW, *, skip: int = 0) -> Fault:
        """Have a worker killed while this request of its is on the way; the request waits until it is let go."""
        held = self.scene.github.fault(method, path, held=True, skip=skip)
        bot = await self.take_over()

        async def work() -> None:
            publisher = bot.publisher()
            await publisher.start(NAMES)
            await publisher.publish(review)

        task = asyncio.create_task(work())
        while not held.hits:  # the stand-in runs in another thread and raises no event of ours
            assert not task.done(), task.exception()
            await asyncio.sleep(0.005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return held

    async def arrive(self, held: Fault) -> None:
        """Let a held request have its effect."""
        late = [logged for logged in self.scene.github.requests if logged.fault == held.name and not logged.status]
        held.held = False
        while not all(logged.status for logged in late):
            await asyncio.sleep(0.005)

    async def settle(self) -> Job:
        """Do the job that looks after the pull request, and return how it stands."""
        async with self.database.begin() as tx:
            job_id = await jobs.raise_wanted(tx, "settle", self.subject, self.scene.installation.id)
            await tx.execute(update(jobs_table).where(jobs_table.c.id == job_id).values(not_before=None))
        handler = SettleJob(Memory(self.database), self.auth)
        await Runner(self.database, {"settle": handler}, owner="test", concurrency=1).run(job_id)
        async with self.database.read() as tx:
            job = await jobs.find(tx, job_id)
        assert job is not None
        return job

    # What stands on GitHub

    def runs(self) -> list[CheckRunPosted]:
        """Return the check runs on the head; repositories made alike have heads of the same SHA."""
        found = self.scene.github.check_runs(self.scene.pull)
        return [run for run in found if run.suite.repository is self.scene.repository]

    def twins(self) -> list[str]:
        """Return what stands there more than once, or open: keys, and the names of check runs without an end."""
        github, pull = self.scene.github, self.scene.pull
        marks = self.bot.marks
        said = [marks.read(Kind.COMMENT, c.body) for c in github.comments(pull)]
        said += [marks.read(Kind.SUMMARY, c.body) for c in github.issue_comments(pull)]
        runs = self.runs()
        ended: dict[str, set[str | None]] = {}
        for run in runs:
            ended.setdefault(run.external_id, set()).add(run.conclusion)
        return [
            *(str(key) for key, count in Counter(said).items() if count > 1),
            *("pending review" for _ in github.reviews(pull, pending=True)),
            *(key for key, ends in ended.items() if len(ends) > 1),
            *(run.external_id for run in runs if run.status != "completed"),
        ]
