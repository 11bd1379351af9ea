"""What becomes of a review when a budget is spent, and when the money is there again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from app.store import tables
from app.work.resuming import Resuming
from tests.app.work.bot import REVIEW, SECURITY, Bot, scripted
from tests.app.work.test_review_job import EDITED, NOTHING


async def spend(bot: Bot, scope: str) -> None:
    """Book an account of today as full."""
    today = datetime.now(UTC).date().isoformat()
    row = {"scope": scope, "period": today, "cap": 1, "reserved": 0, "settled": 10_000_000_000}
    async with bot.database.begin() as tx:
        await tx.execute(insert(tables.ledger).values(**row))


async def waiting(bot: Bot) -> list[int]:
    async with bot.database.read() as tx:
        return list((await tx.execute(select(tables.postponed.c.number))).scalars())


@pytest.mark.slow
@pytest.mark.parametrize("scope", ["installation", "repository"])
async def test_a_review_that_a_days_budget_stopped_goes_on_with_the_next_one(bot: Bot, scope: str) -> None:
    bot.providers = [scripted([NOTHING])]
    number = bot.installation.id if scope == "installation" else bot.repository.id
    await spend(bot, f"{scope}:{number}")
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "neutral"}
    assert await waiting(bot) == [pull.number]
    async with bot.database.begin() as tx:
        resume_ms = (await tx.execute(select(tables.postponed.c.resume_ms))).scalar_one()
        await tx.execute(delete(tables.ledger))  # the next day has an account of its own
        await tx.execute(update(tables.postponed).values(resume_ms=1))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert datetime.fromtimestamp(resume_ms / 1000, UTC).date() == tomorrow.date()
    assert await Resuming(bot.database, 0, clock=lambda: tomorrow).turn() == 1
    await bot.rest()
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}
    assert len(bot.providers[0].questions) == 1
    assert await waiting(bot) == []


@pytest.mark.slow
async def test_a_pull_requests_own_budget_does_not_come_back(bot: Bot) -> None:
    bot.github.commit(bot.repository, "main", {".github/diffdiver.yml": "budget:\n  per_review_usd: 0.000001\n"})
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert bot.conclusions(pull)[REVIEW] == "neutral"
    assert await waiting(bot) == []


@pytest.mark.slow
async def test_a_closed_pull_request_waits_for_no_money(bot: Bot) -> None:
    bot.providers = [scripted([NOTHING])]
    await spend(bot, f"installation:{bot.installation.id}")
    pull = bot.open(EDITED)
    await bot.review(pull)
    bot.github.close(pull)
    await bot.review(pull)
    assert await waiting(bot) == []
