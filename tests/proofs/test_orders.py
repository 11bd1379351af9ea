"""Events come in any order and some come twice: all 720 orders of six events leave the same on GitHub and in the store.

Through the real intake and the real review job. GitHub's own state is the final one, as it is by the time of a delivery
that is late; the worker gets a turn at other moments in each order.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from app.intake.intent import Delivery
from app.intake.router import route
from app.store.inbox import Inbox
from app.store.tables import deliveries, jobs, reviews
from tests.app.work.bot import CLEAN, VULNERABLE, Bot
from tests.app.work.conftest import bot, sqlite
from tests.stand_in.commits import Content
from tests.stand_in.fixtures import github
from tests.stand_in.repository import PullRequest

__all__ = ["bot", "github", "sqlite"]

Files = Mapping[str, Content]

EVENTS = ("opened", "synchronize", "edited", "converted_to_draft", "ready_for_review", "reopened")
ORDERS = list(itertools.permutations(EVENTS))


def opened(bot: Bot, number: int, files: Files) -> PullRequest:
    """Open a pull request of its own, whose head no other has."""
    branch, main = f"topic-{number}", bot.github.sha(bot.repository, "main")
    own: Files = {"NUMBER.md": f"{number}\n"}
    bot.github.commit(bot.repository, branch, {**files, **own}, parent=main)
    return bot.github.open_pull_request(bot.repository, head=branch)


async def deliver(bot: Bot, inbox: Inbox, pull: PullRequest, action: str) -> None:
    document = {
        "action": action,
        "installation": {"id": bot.installation.id},
        "repository": {"id": bot.repository.id, "full_name": bot.repository.full_name},
        "pull_request": {"number": pull.number},
        "changes": {"base": {"ref": {"from": "old"}, "sha": {"from": "0" * 40}}} if action == "edited" else {},
    }
    body = json.dumps(document).encode()
    delivery, intent = route(f"{pull.number}-{action}", "pull_request", body, document)
    assert isinstance(delivery, Delivery)
    await inbox.accept(delivery, intent)


async def played(bot: Bot, number: int, order: Sequence[str], files: Files) -> dict[str, Any]:
    """Deliver the events in this order, with turns of the worker between; return all that is left behind."""
    pull, inbox, source = opened(bot, number, files), Inbox(bot.database), random.Random(number)
    for action in order:
        await deliver(bot, inbox, pull, action)
        if source.random() < 0.3:
            await bot.rest()
        if source.random() < 0.3:
            await deliver(bot, inbox, pull, source.choice(order[: order.index(action) + 1]))
    await inbox.close()
    await bot.rest()
    return await left(bot, pull)


async def left(bot: Bot, pull: PullRequest) -> dict[str, Any]:
    subject = f"{bot.repository.id}/{pull.number}"
    async with bot.database.read() as tx:
        job = (await tx.execute(select(jobs).where(jobs.c.kind == "review", jobs.c.subject == subject))).one()
        inbox = select(deliveries.c.id, deliveries.c.state).where(deliveries.c.id.startswith(f"{pull.number}-"))
        states = {row.id.partition("-")[2]: row.state for row in await tx.execute(inbox)}
        rows = select(reviews.c.state, reviews.c.security, reviews.c.attempt, reviews.c.head_sha)
        told = (await tx.execute(rows.where(reviews.c.number == pull.number))).all()
    return {
        "checks": sorted((run.name, run.status, run.conclusion) for run in bot.github.check_runs(pull)),
        "comments": sorted((one.path, one.line) for one in bot.github.comments(pull)),
        "reviews on GitHub": len(bot.github.reviews(pull)),
        "summaries": len(bot.github.issue_comments(pull)),
        "job": (job.state, job.wanted_generation == job.done_generation, job.last_error),
        "deliveries": states,
        "reviews": sorted((row.state, row.security, row.attempt, row.head_sha == pull.head_sha) for row in told),
    }


async def same(bot: Bot, orders: Sequence[Sequence[str]], files: Files) -> dict[str, Any]:
    """Play each order and compare it with the first; return what they all left."""
    expected = await played(bot, 0, orders[0], files)
    for number, order in enumerate(orders[1:], 1):
        assert await played(bot, number, order, files) == expected, order
    assert expected["job"] == ("done", True, None)
    assert set(expected["deliveries"].values()) == {"done"}
    return expected


@pytest.mark.slow
async def test_thirty_orders_of_a_change_with_a_finding_leave_one_comment(bot: Bot) -> None:
    ended = await same(bot, random.Random(6).sample(ORDERS, 30), VULNERABLE)
    assert [check[2] for check in ended["checks"]] == ["failure"]
    assert len(ended["comments"]) == ended["reviews on GitHub"] == 1


@pytest.mark.proof
@pytest.mark.parametrize("part", range(12))
async def test_all_720_orders_end_alike(bot: Bot, part: int) -> None:
    assert len(ORDERS) == 720
    ended = await same(bot, [ORDERS[0], *ORDERS[part::12]], CLEAN)
    assert [check[2] for check in ended["checks"]] == ["success"]
