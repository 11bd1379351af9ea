"""What a worker wrote down of a review gives the same review again, with nobody to ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.store import tables
from app.store.database import Database
from app.work.models import Models, Terms
from app.work.recordings import Recordings, replaying
from app.work.review_job import ReviewJob
from providers.base import Provider
from tests.app.work.bot import Bot, scripted
from tests.app.work.test_review_job import EDITED, answer, claim
from tests.stand_in.repository import PullRequest


class Replayed(Models):
    """Models of which nobody is asked, since a recording has the answers."""

    file: Path

    def under(self, terms: Terms) -> Provider:
        assert terms.policy.model_review
        return replaying(self.file)


async def remembered(database: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return what every review so far left of its findings and of its calls."""
    of, calls = tables.findings.c, tables.completions.c
    found = select(of.fingerprint, of.title, of.severity, of.confidence).order_by(of.id)
    made = select(calls.provider, calls.model, calls.outcome, calls.cost_microusd, calls.latency_ms).order_by(calls.id)
    async with database.read() as tx:
        return [tuple(row) for row in await tx.execute(found)], [tuple(row) for row in await tx.execute(made)]


@pytest.mark.slow
async def test_a_recorded_review_is_reviewed_again_without_a_call(bot: Bot) -> None:
    recordings = Recordings(bot.folder / "recordings")
    bot.providers = [scripted([answer(claim("    return sum(rows) / len(rows)", 7))])]
    pull = bot.open(EDITED)

    await work(bot, replace(bot.job(), recordings=recordings), pull)
    (findings, calls), said = await remembered(bot.database), bot.comments(pull)
    assert (len(findings), len(calls), len(said)) == (1, 1, 1)
    (file,) = (bot.folder / "recordings" / str(bot.installation.id)).iterdir()
    job = bot.job()
    replayed = Replayed(job.models.links, job.models.ledger)
    replayed.file = file
    await work(bot, replace(job, models=replayed), pull)
    assert await remembered(bot.database) == (findings * 2, calls * 2)
    assert bot.comments(pull) == said
    assert len(bot.providers[0].questions) == 1


async def work(bot: Bot, job: ReviewJob, pull: PullRequest) -> None:
    """Review the pull request with this job."""
    bot.job = lambda: job  # type: ignore[method-assign]  # what the next worker has
    await bot.review(pull, redo=True)
    del bot.job
