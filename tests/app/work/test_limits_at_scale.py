"""Hundreds of pull requests at once on a GitHub that enforces its limits: not one violation, and all are done.

What is said is handed to the publisher ready-made, as five hundred scans would only heat the machine; jobs, leases,
worker loop, publisher, outbox, client, account and GitHub's side of the limits are the real ones.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from app.github.account import DatabaseAccount
from app.github.auth import AppAuth
from app.github.clock import Clock
from app.github.publish import Publisher
from app.github.target import Target
from app.store import counters, jobs
from app.store.database import Database
from app.store.leases import Lease
from app.store.tables import jobs as jobs_table
from app.work.queue import redis_settings
from app.work.runner import Runner
from app.work.worker import WorkerLoop
from review.models import CheckRun, Conclusion, Review, ReviewComment, Side
from tests.app.github.conftest import MARKER_KEY, settings_for
from tests.stand_in.accounts import App, Installation
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.repository import PullRequest, Repository

FINDINGS = 50
LINES = "".join(f"line {number}\n" for number in range(1, FINDINGS + 1))
COMMENTS = tuple(ReviewComment("b.py", n, Side.RIGHT, None, "Look.", f"f{n}") for n in range(1, FINDINGS + 1))
REVIEW = Review(COMMENTS, "Fifty findings.", (CheckRun("diffdiver/security", Conclusion.FAILURE, "Fifty", "Text."),))


@dataclass
class Crowd:
    """One installation whose repository has that many open pull requests."""

    github: GitHubStandIn
    app: App
    installation: Installation
    repository: Repository
    pulls: list[PullRequest]

    @classmethod
    def of(cls, github: GitHubStandIn, many: int) -> Crowd:
        app, repository = github.create_app(), github.add_repository("octo/shop", files={"README.md": "# Shop\n"})
        installation, main = github.install(app, [repository]), github.sha(repository, "main")
        pulls = []
        for number in range(many):
            github.commit(repository, f"topic{number}", {"b.py": f"{LINES}line of {number}\n"}, parent=main)
            pulls.append(github.open_pull_request(repository, head=f"topic{number}"))
        return cls(github, app, installation, repository, pulls)


@dataclass(frozen=True)
class Publish:
    """The handler: what a review job does once it knows what to say."""

    crowd: Crowd
    database: Database
    auth: AppAuth

    async def __call__(self, lease: Lease) -> None:
        repository, number = self.crowd.repository, int(lease.subject.rpartition("/")[2])
        async with self.auth.installation_client(self.crowd.installation.id, repository.id) as client:
            await client.room(1)
            pull = await client.pull_request(repository.full_name, number)
            target = Target(repository.full_name, repository.id, number, pull.head_sha)
            identity = await self.auth.identity(client)
            publisher = Publisher(client, self.database, lease, identity, MARKER_KEY, target)
            await publisher.start(["diffdiver/security"])
            await publisher.publish(REVIEW)


@asynccontextmanager
async def working(crowd: Crowd, database: Database, folder: Path, clock: Clock) -> AsyncIterator[None]:
    """Run two workers that share the database, without Redis."""
    stop, loops = asyncio.Event(), []
    for name in ("one", "two"):
        auth = AppAuth(settings_for(crowd.github, crowd.app), DatabaseAccount(database, clock), clock)
        runner = Runner(database, {"review": Publish(crowd, database, auth)}, owner=name, concurrency=4)
        loop = WorkerLoop(database, runner, redis_settings(None, folder / "nobody.sock"))
        loops.append(asyncio.create_task(loop.run(stop)))
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*loops)


async def done(database: Database, many: int, patience_s: float) -> float:
    """Wait until every job is done and return how long it took."""
    started = time.monotonic()
    while time.monotonic() - started < patience_s:
        async with database.read() as tx:
            states = Counter((await tx.execute(select(jobs_table.c.state))).scalars())
        if states == {"done": many}:
            return time.monotonic() - started
        await asyncio.sleep(1)
    raise AssertionError(f"not done in {patience_s} s: {states}")


@pytest.mark.parametrize(
    ("many", "speed"),
    [pytest.param(10, 1.0, marks=pytest.mark.slow), pytest.param(500, 60.0, marks=pytest.mark.proof)],
)
async def test_no_limit_is_passed_and_every_pull_request_is_done(
    github: GitHubStandIn, sqlite: Database, tmp_path: Path, many: int, speed: float
) -> None:
    crowd = Crowd.of(github, many)
    clock = Clock(speed, time.time())
    github.world.clock.speed, github.world.clock.origin = clock.speed, clock.origin
    github.world.limits.enforced = True
    async with sqlite.begin() as tx:
        for pull in crowd.pulls:
            await jobs.raise_wanted(tx, "review", f"{crowd.repository.id}/{pull.number}", crowd.installation.id)
    async with working(crowd, sqlite, tmp_path, clock):
        took = await done(sqlite, many, 900)
    async with sqlite.read() as tx:
        counted = await counters.read(tx)
    print(f"{many} pull requests in {took:.0f} s at {speed:.0f} times; {dict(counted)}")
    assert Counter(github.world.limits.violations) == Counter()
    for pull in crowd.pulls:
        assert [(run.status, run.conclusion) for run in github.check_runs(pull)] == [("completed", "failure")]
        assert sorted(comment.line or 0 for comment in github.comments(pull)) == list(range(1, FINDINGS + 1))
        assert len(github.issue_comments(pull)) == 1
