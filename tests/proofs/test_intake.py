"""What is forged leaves no trace, what comes a hundred times is one, what was seen and never worked is worked once."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.intake.signature import sign
from app.store.database import Database
from app.store.leases import Lease
from app.work.runner import Runner
from tests.app.web.bot import OPENED, SECRET, Bot, bot_settings, running_bot
from tests.app.web.conftest import either_bot
from tests.attacks.test_intake import mutated

__all__ = ["either_bot"]

BODY = json.dumps(OPENED).encode()


@pytest.fixture
async def web(_sqlite_migrated: Path, tmp_path: Path) -> AsyncIterator[Bot]:
    path = tmp_path / "web.db"
    path.write_bytes(_sqlite_migrated.read_bytes())
    async with running_bot(bot_settings(tmp_path, f"sqlite:///{path}")) as bot:
        yield bot


class Done:
    """A handler that remembers what it did."""

    def __init__(self, takes_s: float = 0.01) -> None:
        self.generations: list[int] = []
        self._takes_s = takes_s

    async def __call__(self, lease: Lease) -> None:
        await asyncio.sleep(self._takes_s)
        self.generations.append(lease.generation)


async def work(database: Database, done: Done, job_id: int, workers: int = 1) -> None:
    runners = [Runner(database, {"review": done}, owner=f"w{n}", concurrency=4) for n in range(workers)]
    await asyncio.gather(*(runner.run(job_id) for runner in runners))


@pytest.mark.parametrize("count", [100, pytest.param(2_000, marks=pytest.mark.slow)])
async def test_no_forged_delivery_gets_through_the_route(web: Bot, count: int) -> None:
    """The 100,000 against the function itself are in tests/attacks/test_intake.py."""
    source, header = random.Random(count), sign(SECRET.encode(), BODY)
    sent = 0
    while sent < count:
        body, given = mutated(source, BODY, header)
        # Blanks around a header's value are no part of it, and no client sends what is not Latin-1.
        if (given.strip() == header and body == BODY) or not given.isascii():
            continue
        sent += 1
        answer = await web.deliver(body, guid=f"forged-{sent}", **{"X-Hub-Signature-256": given.strip()})
        assert answer.status_code == 401, (body, given)
    assert await web.deliveries() == []
    assert await web.jobs() == []
    assert (await web.deliver(BODY)).status_code == 202, "control"


@pytest.mark.slow
async def test_a_hundred_copies_at_once_are_one_review(either_bot: Bot) -> None:
    answers = await asyncio.gather(*(either_bot.deliver(guid="same") for _ in range(100)))
    assert {answer.status_code for answer in answers} == {202}
    (job,) = await either_bot.jobs()
    done = Done()
    await work(either_bot.database, done, job.id, workers=8)
    assert done.generations == [1]
    await asyncio.gather(*(either_bot.deliver(guid="same") for _ in range(20)))
    await work(either_bot.database, done, job.id)
    assert done.generations == [1], "a redelivery of what is done does nothing"


async def test_what_was_seen_and_never_worked_is_worked_once_when_it_comes_again(either_bot: Bot) -> None:
    await either_bot.deliver(guid="1")
    assert (await either_bot.deliver(guid="1")).json()["status"] == "duplicate"
    (job,) = await either_bot.jobs()
    done = Done()
    await work(either_bot.database, done, job.id, workers=4)
    assert done.generations == [1]
    assert [row.state for row in await either_bot.deliveries()] == ["done"]


@pytest.mark.slow
async def test_a_storm_of_pushes_is_a_handful_of_reviews_and_the_last_one_is_of_the_last(web: Bot) -> None:
    done = Done(takes_s=0.5)
    await web.deliver(OPENED | {"action": "opened"}, guid="0")
    (job,) = await web.jobs()
    working = asyncio.create_task(work(web.database, done, job.id))
    pushes = (web.deliver(OPENED | {"action": "synchronize"}, guid=str(n)) for n in range(1, 500))
    await asyncio.gather(*pushes)
    await working
    await work(web.database, done, job.id)
    (job,) = await web.jobs()
    assert len(done.generations) <= 20
    assert done.generations[-1] == job.wanted_generation == job.done_generation
    assert {row.state for row in await web.deliveries()} == {"done"}
