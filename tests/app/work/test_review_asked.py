"""Why a review is made decides what it does: asked again, not asked at all, or given up."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import Superseded
from app.store import leases, tables
from app.store.jobs import JobState
from app.store.leases import Lease
from app.work import review_run
from tests.app.work.bot import CLEAN, REVIEW, SECURITY, VULNERABLE, Bot, Killed, scripted
from tests.app.work.slow import NOTHING
from tests.stand_in.repository import PullRequest


async def attempts(bot: Bot) -> list[tuple[int, str]]:
    async with bot.database.read() as tx:
        query = select(tables.reviews.c.attempt, tables.reviews.c.state).order_by(tables.reviews.c.id)
        return [(row.attempt, row.state) for row in await tx.execute(query)]


# Asked again


@pytest.mark.slow
async def test_asked_again_it_is_reviewed_again_with_fresh_check_runs_and_no_second_comment(bot: Bot) -> None:
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(VULNERABLE)
    await bot.review(pull)
    await bot.review(pull, redo=True)
    assert len(bot.providers[0].questions) == 1  # what was answered is not paid for again
    assert await attempts(bot) == [(1, "finished"), (2, "finished")]
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}
    assert len(bot.github.check_runs(pull)) == 4
    assert (len(bot.comments(pull)), len(bot.summaries(pull))) == (1, 1)


@pytest.mark.slow
async def test_what_was_asked_again_and_done_is_not_done_twice_by_who_takes_it_over(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = bot.open(CLEAN)
    await bot.review(pull)

    async def killed(*_: Any, **__: Any) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(leases, "finish", killed)
        with pytest.raises(Killed):
            await bot.review(pull, redo=True)
    await bot.lapse()
    await bot.rest()
    assert await attempts(bot) == [(1, "finished"), (2, "finished")]


# Not asked at all


@pytest.mark.slow
async def test_nobody_asked_so_the_gate_is_judged_and_nothing_is_said(bot: Bot) -> None:
    bot.providers = [scripted([])]
    pull = bot.open(VULNERABLE)
    await bot.review(pull, quiet=True)
    assert bot.conclusions(pull) == {SECURITY: "failure"}
    assert "before Diffdiver was installed" in (bot.github.check_runs(pull)[0].summary or "")
    assert (bot.comments(pull), bot.summaries(pull)) == ([], [])


@pytest.mark.slow
async def test_the_first_event_brings_the_whole_review(bot: Bot) -> None:
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(VULNERABLE)
    await bot.review(pull, quiet=True)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}
    assert (len(bot.comments(pull)), len(bot.summaries(pull))) == (1, 1)


@pytest.mark.slow
async def test_one_that_was_asked_for_does_not_fall_silent(bot: Bot) -> None:
    bot.providers = [scripted([NOTHING, NOTHING])]
    pull = bot.open(VULNERABLE)
    await bot.review(pull)
    bot.github.commit(bot.repository, "topic", {"more.txt": "more\n"})
    await bot.review(pull, quiet=True)
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}


# Given up


async def lease_for(bot: Bot, pull: PullRequest) -> Lease:
    job_id = await bot.want(pull)
    async with bot.database.begin() as tx:
        lease = await leases.acquire(tx, job_id, "test")
    assert lease is not None
    return lease


@pytest.mark.slow
async def test_given_up_the_newest_head_says_so_though_it_was_never_begun(bot: Bot) -> None:
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(CLEAN)
    await bot.job().give_up(await lease_for(bot, pull), "it took its worker down, ghs_" + "a" * 40)
    runs = {run.name: run for run in bot.github.check_runs(pull)}
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "neutral"}
    assert {run.title for run in runs.values()} == {"Could not be reviewed"}
    assert "it took its worker down" in (runs[SECURITY].summary or "")
    assert "ghs_a" not in (runs[SECURITY].summary or "")
    assert await attempts(bot) == [(1, "failed")]
    await bot.lapse()
    bot.github.commit(bot.repository, "topic", {"README.md": "# Newer\n"})
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}, "a new head gets its own chance"


@pytest.mark.slow
async def test_what_was_begun_is_given_up_in_its_own_check_runs(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def bug(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(review_run, "review_change", bug)
    pull = bot.open(CLEAN)
    assert await bot.review(pull) is JobState.WAITING
    await bot.rest()
    assert bot.conclusions(pull) == {SECURITY: "failure"}
    assert len(bot.github.check_runs(pull)) == 1


@pytest.mark.slow
async def test_given_up_while_the_head_moves_it_is_done_again(bot: Bot) -> None:
    pull = bot.open(CLEAN)
    lease = await lease_for(bot, pull)
    job = bot.job()
    real = job.publishers

    async def pushed(*about: Any) -> Any:
        bot.github.commit(bot.repository, "topic", {"README.md": "# Newer\n"})
        return await real(*about)

    object.__setattr__(job, "publishers", pushed)
    with pytest.raises(Superseded):
        await job.give_up(lease, "no")


async def test_a_closed_one_is_given_up_in_silence(bot: Bot) -> None:
    pull = bot.open(CLEAN)
    bot.github.close(pull)
    await bot.job().give_up(await lease_for(bot, pull), "no")
    assert bot.conclusions(pull) == {}


# Any order


def _set(pull: PullRequest, **values: object) -> Callable[[], None]:
    def act() -> None:
        for name, value in values.items():
            setattr(pull, name, value)

    return act


@pytest.mark.parametrize("each", [pytest.param(True, marks=pytest.mark.slow), False], ids=["after each", "after all"])
@pytest.mark.parametrize(
    "order", [(0, 1, 2), *(pytest.param(o, marks=pytest.mark.slow) for o in list(itertools.permutations(range(3)))[1:])]
)
async def test_in_whatever_order_things_happen_the_checks_say_what_holds_at_the_end(
    order: tuple[int, ...], each: bool, bot: Bot
) -> None:
    bot.providers = [scripted(lambda _: NOTHING)]
    pull = bot.open(VULNERABLE)

    def push() -> None:
        bot.github.commit(bot.repository, "topic", {"more.txt": "more\n"})

    def close_and_reopen() -> None:
        bot.github.close(pull)
        bot.github.reopen(pull)

    events = [_set(pull, draft=True), push, close_and_reopen]
    await bot.play(pull, [events[one] for one in order], each=each)
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "skipped"}
    await bot.play(pull, [_set(pull, draft=False)], each=each)
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}
    assert (len(bot.comments(pull)), len(bot.summaries(pull))) == (1, 1)
    assert all(run.status == "completed" for run in bot.github.world.check_runs.values())


@pytest.mark.slow
async def test_a_draft_again_and_ready_again_costs_no_second_question(bot: Bot) -> None:
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(CLEAN)
    await bot.review(pull)
    pull.draft = True
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "skipped"}
    pull.draft = False
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}
    assert len(bot.providers[0].questions) == 1
