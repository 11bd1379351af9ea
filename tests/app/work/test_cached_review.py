"""A push pays for what it changes: the questions about everything else are answered from the cache, in a real Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from app.state.answers import RedisAnswers
from app.state.redis_link import open_link
from app.store import tables
from app.store.database import Database
from app.store.jobs import JobState
from app.work.shared import Shared
from providers.base import CACHED, OK
from providers.state import Answers
from tests.app.work.bot import Bot, scripted
from tests.stand_in.github import GitHubStandIn

NOTHING = '{"findings": []}'
FILES = ("cart", "db", "mail", "orders", "pages", "prices", "search", "stock", "tax", "users")
LEAST_CACHED = 0.6  # of the questions after a push that changes one file of ten


def module(name: str, body: str = "1") -> str:
    return f"def {name}(rows):\n    return len(rows) + {body}\n"


TEN: Mapping[str, str] = {f"shop/{name}.py": module(name) for name in FILES}


class CachingBot(Bot):
    """A bot that tells how its questions were answered."""

    async def outcomes(self) -> list[str]:
        """Return how every question so far was answered."""
        async with self.database.read() as tx:
            rows = await tx.execute(select(tables.completions.c.outcome).order_by(tables.completions.c.id))
            return [str(outcome) for (outcome,) in rows]

    async def booked(self) -> list[tuple[object, ...]]:
        """Return what is booked on every account."""
        async with self.database.read() as tx:
            return [tuple(row) for row in await tx.execute(select(tables.ledger))]


@pytest.fixture
async def answers(redis_url: str) -> AsyncIterator[Answers]:
    link = open_link(redis_url, Path("unused"))
    kept = RedisAnswers(link)
    await kept.forget("")
    yield kept
    await link.close()


@pytest.fixture
def caching(github: GitHubStandIn, sqlite: Database, answers: Answers, tmp_path: Path) -> CachingBot:
    (tmp_path / "data").mkdir()
    return CachingBot(github, sqlite, tmp_path / "data", [scripted(lambda _: NOTHING)], Shared(answers=answers))


@pytest.mark.slow
async def test_a_push_that_changes_one_file_of_ten_asks_about_that_file_only_and_a_repeated_review_asks_nothing(
    caching: CachingBot,
) -> None:
    pull = caching.open(TEN)
    assert await caching.review(pull) is JobState.DONE
    first = await caching.outcomes()
    assert set(first) == {OK}
    caching.github.commit(caching.repository, "topic", {"shop/cart.py": module("cart", "2")})
    assert await caching.review(pull) is JobState.DONE
    after = (await caching.outcomes())[len(first) :]
    assert after.count(OK) == 1
    assert after.count(CACHED) / len(after) >= LEAST_CACHED
    assert "file shop/cart.py" in caching.providers[0].questions[-1].user

    # A repeated review of the same head calls nobody and costs nothing.
    asked, booked = len(caching.providers[0].questions), await caching.booked()
    await caching.review(pull, redo=True)
    assert (await caching.outcomes())[len(first) + len(after) :] == [CACHED] * len(after)
    assert (len(caching.providers[0].questions), await caching.booked()) == (asked, booked)


@pytest.mark.slow
async def test_a_policy_turns_the_cache_off(caching: CachingBot) -> None:
    """Control: without it every push pays for every question."""
    caching.github.commit(caching.repository, "main", {".github/diffdiver.yml": "review:\n  cache: 0\n"})
    pull = caching.open({"shop/cart.py": module("cart")})
    await caching.review(pull)
    await caching.review(pull, redo=True)
    assert set(await caching.outcomes()) == {OK}
