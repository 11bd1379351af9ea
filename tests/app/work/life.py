"""A bot that hears GitHub's events as they are delivered, and does every kind of job that they ask for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.github.auth import AppAuth
from app.github.markers import check_key
from app.intake.intent import Intent
from app.intake.router import route
from app.store import jobs
from app.store.inbox import Inbox
from app.store.jobs import Job, JobState
from app.work.command_job import CommandJob
from app.work.installed import Installed
from app.work.merge_group_job import MergeGroupJob
from app.work.purge_job import PurgeJob
from app.work.rerequest_job import RerequestJob
from app.work.runner import Handler, Runner
from tests.app.work.bot import SECURITY, Bot
from tests.stand_in.posted import CheckRun
from tests.stand_in.queueing import MergeGroup
from tests.stand_in.repository import PullRequest


@dataclass
class Life(Bot):
    """A bot whose jobs come from deliveries."""

    async def hear(self, event: str, action: str, **about: Any) -> Intent:  # Any: whatever the stand-in's deliver takes
        """Take in what GitHub delivers about this."""
        delivery = await self.github.deliver(event, action, app=self.app, lost=True, **about)
        body = orjson.dumps(delivery.payload)
        told, intent = route(str(uuid.uuid4()), event, body, orjson.loads(body), self.app.id)
        await Inbox(self.database).accept(told, intent)
        return intent

    async def installed(self) -> None:
        await self.hear("installation", "created", installation=self.installation, repositories=[self.repository])

    def runner(self) -> Runner:
        return Runner(self.database, self.handlers(), owner="test", concurrency=2)

    def handlers(self) -> dict[str, Handler]:
        """Return what a worker registers, but for the sweep."""
        review = self.job()
        auth, memory, database = review.auth, review.memory, self.database
        group = MergeGroupJob(
            memory, auth, review.models, review.reviewer, review.publishers, review.server_url, review.scratch
        )
        found: dict[str, Handler] = {
            "review": review,
            "merge_group": group,
            "rerequest": RerequestJob(memory, auth),
            "command": CommandJob(memory, auth),
        }
        wrapped: dict[str, Handler] = {kind: Installed(handler, database, auth) for kind, handler in found.items()}
        return {**wrapped, "purge": PurgeJob(database, auth, self.shared.answers), "reconcile": _swept}

    async def review_again(self, pull: PullRequest) -> JobState:
        """Do the pull request's job without a delivery, which would tell where the repository is."""
        async with self.database.begin() as tx:
            subject = f"{self.repository.id}/{pull.number}"
            job_id = await jobs.raise_wanted(tx, "review", subject, self.installation.id)
        return await self.run(job_id)

    def auth(self) -> AppAuth:
        return self.job().auth

    def key(self, pull: PullRequest) -> str:
        """Return the key of the first run of the security check on the pull request's head."""
        return check_key(self.repository.id, pull.head_sha, SECURITY, 1)

    async def named(self, kind: str, subject: str) -> Job:
        async with self.database.read() as tx:
            job = await jobs.named(tx, kind, subject)
        assert job is not None
        return job

    def verdicts(self, group: MergeGroup) -> dict[str, str | None]:
        """Return the newest conclusion of each check on a commit of the queue."""
        return {run.name: run.conclusion for run in self.runs(group)}

    def runs(self, group: MergeGroup) -> Sequence[CheckRun]:
        return self.github.check_runs(group.head_sha)


async def _swept(_lease: object) -> None:
    return
