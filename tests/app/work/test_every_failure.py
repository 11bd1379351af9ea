"""Whatever all models do at once, the review ends: both checks concluded, the deterministic findings posted, in time.

The failures are those of `tests.providers.failures`, over real HTTP and through everything that stands around a model.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic

import pytest
from sqlalchemy import select

from app.store import tables
from app.store.jobs import JobState
from app.store.ledger import DatabaseLedger
from app.work.models import Models
from providers.link import MOST_CALLS
from tests.app.work.bot import REVIEW, SECURITY, VULNERABLE, Bot
from tests.providers.bill import charged as bill
from tests.providers.failures import KINDS, Kind, Rotation, Variant
from tests.providers.three_links import ThreeLinks, three_links

ASKING_S, SPARE_S = 3.0, 5.0
FEW = ("connection refused", "HTTP 529", "429 for the quota", "401", "refusal", "prose", "reset amid the stream")


@pytest.fixture
async def links() -> AsyncIterator[ThreeLinks]:
    async with three_links() as three:
        yield three


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "variant"),
    [
        pytest.param(kind, variant, id=str(kind), marks=[] if kind.name in FEW else [pytest.mark.slow])
        for kind, variant in Rotation().of(KINDS)
    ],
)
async def test_the_review_is_concluded_and_says_that_no_model_took_part(
    bot: Bot, links: ThreeLinks, kind: Kind, variant: Variant
) -> None:
    for server in links.servers:
        server.befall(kind, None)
    pull = bot.open(VULNERABLE)
    started = monotonic()
    async with asking(bot, links, variant):
        assert await bot.review(pull) is JobState.DONE
    took = monotonic() - started
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "neutral"}
    assert len(bot.comments(pull)) == 1
    assert all(server.requests <= MOST_CALLS for server in links.servers)
    assert took < ASKING_S + SPARE_S
    charged = sum(sum(bill(server.stand_in).values()) for server in links.servers)
    async with bot.database.read() as tx:
        accounts = (await tx.execute(select(tables.ledger))).mappings().all()
    assert all(charged <= row["settled"] <= row["cap"] and row["reserved"] == 0 for row in accounts), accounts


@pytest.mark.slow
async def test_control_without_a_failure_the_model_takes_part(bot: Bot, links: ThreeLinks) -> None:
    (_, variant), *_ = Rotation().of(KINDS)
    pull = bot.open(VULNERABLE)
    async with asking(bot, links, variant):
        await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}


@asynccontextmanager
async def asking(bot: Bot, links: ThreeLinks, variant: Variant) -> AsyncIterator[None]:
    """Let the bot ask these links, as a worker of its own would."""
    job = bot.job()
    models = Models([links.adapter(position, variant) for position in range(3)], DatabaseLedger(bot.database))
    made = replace(job, models=models, reviewer=replace(job.reviewer, asking_s=ASKING_S))
    bot.job = lambda: made  # type: ignore[method-assign]  # what the worker has
    yield
    await models.close()
