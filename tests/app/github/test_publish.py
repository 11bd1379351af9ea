"""A whole publication, on both databases: what stands on GitHub, what is on record, and what it cost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from app.github.publish_comments import REVIEW_BODY
from app.store.database import Database
from app.store.tables import audit, outbox
from review.models import CheckRun, Conclusion, Review
from tests.app.github.conftest import Bot, comment_on, review_of

CHECKS = (
    CheckRun("diffdiver/security", Conclusion.FAILURE, "1 finding", "One finding at or above high."),
    CheckRun("diffdiver/review", Conclusion.NEUTRAL, "2 findings", "Two findings."),
)
NAMES = tuple(check.name for check in CHECKS)
FULL = review_of(comment_on(3), comment_on(7), comment_on(999), summary="What it is about.", checks=CHECKS)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open an empty store; every test here runs once on each kind."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


async def _all(bot: Bot) -> list[tuple[str, str]]:
    """Publish everything; return the outbox as (kind, state)."""
    publisher = bot.publisher()
    await publisher.start(NAMES)
    await publisher.publish(FULL)
    async with bot.database.read() as tx:
        rows = await tx.execute(select(outbox.c.kind, outbox.c.state).order_by(outbox.c.id))
        return [(row.kind, row.state) for row in rows]


async def test_every_write_is_on_record_with_its_end(bot: Bot) -> None:
    assert await _all(bot) == [
        ("check", "done"),
        ("check", "done"),
        ("review", "refused"),
        ("review", "done"),
        ("summary", "done"),
        ("check", "done"),
        ("check", "done"),
    ]


async def test_the_audit_log_tells_who_wrote_what_and_why(bot: Bot) -> None:
    await _all(bot)
    async with bot.database.read() as tx:
        rows = list(await tx.execute(select(audit).order_by(audit.c.id)))
    assert {(row.actor, row.installation_id, row.number) for row in rows} == {
        (f"job:{bot.lease.job_id}", bot.scene.installation.id, 1)
    }
    reasons = [row.reason for row in rows]
    assert reasons[-2:] == ["concluded failure: 1 finding", "concluded neutral: 2 findings"]


@pytest.mark.slow
async def test_a_crowd_of_the_same_publication_leaves_one_of_each(bot: Bot) -> None:
    """Ten times over, each as a worker that starts with nothing but the record."""
    for _ in range(10):
        await _all(bot)
    github, pull = bot.scene.github, bot.scene.pull
    assert sorted(c.line or 0 for c in github.comments(pull)) == [3, 7]
    assert len(github.issue_comments(pull)) == 1
    assert sorted(run.name for run in github.check_runs(pull)) == sorted(NAMES)
    assert len(github.reviews(pull)) == 1
    assert github.reviews(pull)[0].body.startswith(REVIEW_BODY)


async def test_the_first_summary_and_a_clean_pull_request_are_told_apart(bot: Bot) -> None:
    published = await bot.publisher().publish(Review((), None, CHECKS))
    assert (published.comments, published.refused, published.summary_id) == ({}, (), None)
