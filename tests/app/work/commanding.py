"""A bot that people give commands, on a pull request in which it has found something; no scan is needed for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from app.intake.command import CONVERSATION, LINE, digest
from app.store import accepted, audit, findings, pull_requests, reviews, tables
from app.store.accepted import Risk
from app.store.audit import Entry
from app.store.jobs import JobState
from tests.app.store.samples import BASE, LEASE, concluded, finding, pull_request
from tests.app.work.bot import CLEAN, NAME
from tests.app.work.life import Life
from tests.stand_in.posted import IssueComment, Review, ReviewComment
from tests.stand_in.repository import PullRequest

ONE, TWO, THREE = "1:" + "ab" * 16, "1:" + "ab" * 6 + "cd" * 10, "1:" + "ee" * 16
SHORT = THREE[:14]
FILE = "README.md"
WRITER, STRANGER = "octocat", "stranger"


@dataclass
class Commanded(Life):
    """A life with one pull request and a comment of ours on it."""

    async def begin(self) -> None:
        """Install the App, open the pull request, and have findings and one comment of ours on it."""
        await self.installed()
        self.repository.collaborators[WRITER] = "write"
        self.github.world.account(STRANGER)
        self.pull = self.open(CLEAN)
        self.ours = self.comment_of_ours("Command built from input.")
        await self.found(ONE, TWO, THREE)

    async def found(self, *names: str) -> None:
        """Record findings under these names, the last of them commented."""
        shown = replace(
            pull_request(self.pull.number, self.pull.head_sha), repository_id=self.repository.id, repository=NAME
        )
        account = [finding(name, path=FILE) for name in names]
        async with self.database.begin() as tx:
            await pull_requests.save(tx, shown)
            review = await reviews.start(tx, shown, LEASE, BASE)
            await findings.save_account(tx, review, account, {(names[-1], FILE): self.ours.id})
            await reviews.finish(tx, review, concluded(*account), timings={})

    def comment_of_ours(self, text: str) -> ReviewComment:
        world, pull, now = self.github.world, self.pull, self.github.world.clock.stamp()
        review = Review(world.new_id(), pull, self.app.bot, "", "COMMENTED", pull.head_sha, now)
        made = ReviewComment(
            world.new_id(), review, pull, self.app.bot, text, FILE, pull.head_sha, 3, "RIGHT", None, None,
            "@@ -1 +1,3 @@\n # Shop\n+\n+Sells things.", now, now,
        )  # fmt: skip
        world.reviews[review.id] = review
        world.review_comments[made.id] = made
        return made

    def say(self, text: str, user: str = WRITER) -> IssueComment:
        """Write in the conversation, and tell nobody."""
        return self.github.comment(self.pull, text, user=user)

    def answer(self, text: str, user: str = WRITER, to: ReviewComment | None = None) -> ReviewComment:
        """Answer our comment, or another one, and tell nobody."""
        return self.github.reply(to or self.ours, text, user=user)

    async def tell(self, comment: IssueComment | ReviewComment, **changes: Any) -> JobState | None:
        """Deliver that a comment was written, work on its command, and return where that ended; None: no command."""
        job_id = await self.wanted(comment, **changes)
        return None if job_id is None else await self.run(job_id)

    async def wanted(self, comment: IssueComment | ReviewComment, **changes: Any) -> int | None:
        on_line = isinstance(comment, ReviewComment)
        about: dict[str, Any] = {"review_comment" if on_line else "comment": comment, "sender": comment.user.login}
        event = "pull_request_review_comment" if on_line else "issue_comment"
        intent = await self.hear(event, "created", pull_request=self.pull, **about, **changes)
        if not intent.jobs:
            return None
        return (await self.named("command", intent.jobs[0].subject)).id

    def subject(self, comment: IssueComment | ReviewComment) -> str:
        place = LINE if isinstance(comment, ReviewComment) else CONVERSATION
        start = f"{self.repository.id}/{self.pull.number}/{comment.user.id}"
        return f"{start}/{place}/{comment.id}/{digest(comment.body)}"

    async def risks(self) -> list[Risk]:
        async with self.database.read() as tx:
            return [one.risk for one in await accepted.listed(tx)]

    async def audited(self) -> list[Entry]:
        async with self.database.read() as tx:
            return [one.entry for one in (await audit.latest(tx, limit=100))[::-1]]

    async def reviews_wanted(self) -> int:
        """Return how often a review of the pull request was asked for."""
        query = select(func.coalesce(func.sum(tables.jobs.c.wanted_generation), 0)).where(
            tables.jobs.c.kind == "review"
        )
        async with self.database.read() as tx:
            return int((await tx.execute(query)).scalar_one())

    def replies(self) -> list[str]:
        """Return what the bot wrote, but for its first comment."""
        world = self.github.world
        said: Sequence[IssueComment | ReviewComment] = [*world.review_comments.values(), *world.issue_comments.values()]
        return [one.body for one in said if one.user is self.app.bot and one is not self.ours]

    def asked(self) -> int:
        """Return how many requests GitHub got so far."""
        return len(self.github.requests)


def at(pull: PullRequest) -> str:
    return f"{NAME}#{pull.number}"
