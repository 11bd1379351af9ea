"""Commands from comments: how many an account gave lately, and which were carried out, so that each counts once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import feedback, jobs

KIND = "command"
HOUR_MS = 3600 * 1000


@dataclass(frozen=True, slots=True)
class About:
    """Where a command was given, by which account and in which comment.

    `place` is the kind of comment, `digest` tells what was first written there.
    """

    repository_id: int
    number: int
    account_id: int
    place: str
    comment_id: int
    digest: str

    @classmethod
    def of(cls, subject: str) -> About:
        """Return what a job's subject names."""
        repository_id, number, account_id, place, comment_id, digest = subject.split("/")
        return cls(int(repository_id), int(number), int(account_id), place, int(comment_id), digest)

    @property
    def account(self) -> str:
        """Return how the subjects begin of all that this account asked for on this pull request."""
        return f"{self.repository_id}/{self.number}/{self.account_id}/"


async def before(tx: AsyncConnection, about: About, job_id: int) -> int:
    """Return how many commands the account gave on this pull request within the last hour, before this one."""
    mine = (jobs.c.kind == KIND, jobs.c.subject.startswith(about.account, autoescape=True))
    lately = (jobs.c.created_ms > now() - HOUR_MS, jobs.c.id < job_id)
    return int((await tx.execute(select(func.count()).where(*mine, *lately))).scalar_one())


async def answer_of(tx: AsyncConnection, about: About) -> str | None:
    """Return what a command was answered that has been carried out, "" for no answer; None: not yet."""
    here = (feedback.c.repository_id == about.repository_id, feedback.c.comment_id == about.comment_id)
    query = select(func.coalesce(feedback.c.detail, "")).where(*here, feedback.c.kind == _kind(about))
    found = (await tx.execute(query.limit(1))).scalar_one_or_none()
    return None if found is None else str(found)


async def record(tx: AsyncConnection, about: About, fingerprint: str, answer: str) -> None:
    """Record that the command is carried out, in the transaction that does."""
    await tx.execute(
        insert(feedback).values(
            repository_id=about.repository_id,
            number=about.number,
            fingerprint=fingerprint,
            comment_id=about.comment_id,
            actor_id=about.account_id,
            kind=_kind(about),
            detail=answer,
        )
    )


def _kind(about: About) -> str:
    return f"{KIND}:{about.place}"
