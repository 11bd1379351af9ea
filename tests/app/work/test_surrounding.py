"""A review is given what is known of its repository, says when it goes without, and never waits for it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.index.derived import DERIVED
from app.store import tables
from app.work import index_job
from app.work.surrounding import Clones
from tests.app.work.bot import REVIEW, Bot, scripted
from tests.app.work.indexing import Indexing
from tests.stand_in.commits import Content
from tests.stand_in.repository import PullRequest

CALLER: dict[str, Content] = {
    "shop/cart.py": "from shop.web import total\n\n\ndef checkout(rows):\n    return total(rows) + 1\n",
    "shop/__init__.py": "",
}
RENAMED: dict[str, Content] = {
    "shop/web.py": "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
    "def sum_of(rows):\n    return sum(rows)\n"
}


async def reviewed(indexing: Indexing, files: dict[str, Content]) -> PullRequest:
    """Review a change as a worker would that knows where repositories are kept."""
    bot = indexing.bot
    bot.providers[:] = [scripted(lambda _question: '{"findings": []}')]
    pull = bot.open(files)
    make = Bot.job
    job = replace(make(bot), clones=Clones(indexing.cache, bot.database))
    bot.job = lambda: job  # type: ignore[method-assign]
    await bot.review(pull)
    return pull


def text(bot: Bot, pull: PullRequest) -> str:
    (run,) = [run for run in bot.github.check_runs(pull) if run.name == REVIEW]
    return run.summary or ""


async def test_a_caller_that_the_change_forgets_is_told(indexing: Indexing) -> None:
    indexing.derived = DERIVED
    indexing.bot.github.commit(indexing.bot.repository, "main", CALLER)
    await indexing.run()
    pull = await reviewed(indexing, RENAMED)
    (comment,) = [one for one in indexing.bot.github.comments(pull) if "shop/cart.py:5" in one.body]
    assert (comment.path, comment.line) == ("shop/web.py", 6)
    assert "Risk **" in text(indexing.bot, pull)
    assert "went without" not in text(indexing.bot, pull)


async def test_a_model_is_shown_who_calls_what_changes(indexing: Indexing) -> None:
    indexing.derived = DERIVED
    indexing.bot.github.commit(indexing.bot.repository, "main", CALLER)
    await indexing.run()
    await reviewed(indexing, {"shop/web.py": str(RENAMED["shop/web.py"]).replace("sum_of", "total") + "    # more\n"})
    asked = indexing.bot.providers[0].questions
    assert any("shop/cart.py: def checkout(rows) -> total" in question.user for question in asked)


async def test_a_repository_that_is_not_indexed_is_reviewed_without_and_the_index_is_asked_for(
    indexing: Indexing,
) -> None:
    bot = indexing.bot
    pull = await reviewed(indexing, RENAMED)
    assert "went without the repository" in text(bot, pull)
    async with bot.database.read() as tx:
        kinds = set((await tx.execute(select(tables.jobs.c.kind))).scalars())
    assert index_job.KIND in kinds
