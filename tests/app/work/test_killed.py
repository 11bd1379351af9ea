"""Killed at every named point, the gate is never green without a finished scan; who comes next completes it, once."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.errors import LeaseLost
from app.github import publish, publish_comments
from app.github.errors import RateLimited
from app.github.publish import Publisher
from app.github.publish_checks import Checks
from app.store import tables
from app.store.jobs import JobState
from app.store.leases import Lease
from app.work import fetching, memory, review
from app.work.compute import InProcess
from review.models import PullRequest
from tests.app.work.bot import CLEAN, REVIEW, SECURITY, VULNERABLE, Bot, Killed, scripted
from tests.app.work.slow import NOTHING

# Where each stage of a review passes, in order.
POINTS: dict[str, tuple[object, str]] = {
    "begin": (memory.Memory, "begin"),
    "check runs": (Publisher, "start"),
    "fetch": (fetching.Fetcher, "change"),
    "survey": (InProcess, "__call__"),
    "scan": (review, "scan"),
    "pack": (InProcess, "__call__"),
    "ask": (review, "ask"),
    "judge": (InProcess, "__call__"),
    "conclude": (InProcess, "__call__"),
    "persist": (memory.Memory, "plan"),
    "publish": (Publisher, "publish"),
    "comments": (publish_comments.LineComments, "publish"),
    "summary": (publish, "publish_summary"),
    "checks": (Checks, "complete"),
    "remember": (memory.Memory, "remember"),
}
PERSISTED = list(POINTS).index("persist")
TOLD = list(POINTS).index("checks")


def table(*quick: tuple[str, bool]) -> list[Any]:  # Any: pytest names no type for its parameters
    """Return every point, before and after; all but a few are for the long run."""
    return [
        pytest.param(
            point,
            after,
            id=f"{'after' if after else 'before'} {point}",
            marks=() if (point, after) in quick else pytest.mark.slow,
        )
        for point in POINTS
        for after in (False, True)
    ]


def kill(
    monkeypatch: pytest.MonkeyPatch, point: str, *, after: bool, by: Callable[[], BaseException] = Killed
) -> list[str]:
    """Kill whoever passes the point, once; the list tells whether somebody was."""
    place, name = POINTS[point]
    real, killed = getattr(place, name), list[str]()

    @functools.wraps(real)
    async def dying(*args: Any, **kwargs: Any) -> Any:
        meant = not killed and (place is not InProcess or args[1].__name__ == point)
        if meant and not after:
            killed.append(point)
            raise by()
        result: Awaitable[Any] = real(*args, **kwargs)
        value = await result
        if meant:
            killed.append(point)
            raise by()
        return value

    monkeypatch.setattr(place, name, dying)
    return killed


def gates(bot: Bot) -> set[str | None]:
    return {run.conclusion for run in bot.github.world.check_runs.values() if run.name == SECURITY}


@pytest.mark.slow
@pytest.mark.parametrize(("point", "after"), table(("persist", True), ("checks", False)))
async def test_a_dirty_change_is_never_green_and_is_completed_without_a_repetition(
    point: str, after: bool, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.providers = [scripted(lambda _: NOTHING)]
    pull = bot.open(VULNERABLE)
    killed = kill(monkeypatch, point, after=after)
    with pytest.raises(Killed):
        await bot.review(pull)
    assert killed == [point]
    assert gates(bot) <= {None, "failure"}
    await bot.lapse()
    await bot.rest()
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}
    assert len(bot.github.check_runs(pull)) == 2, "no other runs than those that were begun"
    assert (len(bot.comments(pull)), len(bot.summaries(pull))) == (1, 1)
    index = list(POINTS).index(point)
    asked_before = index > list(POINTS).index("ask") or (point == "ask" and after)
    lost = asked_before and (index < PERSISTED or (point == "persist" and not after))
    assert len(bot.providers[0].questions) == 1 + lost, "asked again only if the answer was lost before it was stored"
    async with bot.database.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(tables.completions))).scalar_one() == 1


@pytest.mark.parametrize(("point", "after"), table(("checks", False)))
async def test_a_clean_change_is_green_only_once_all_is_done(
    point: str, after: bool, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = bot.open(CLEAN)
    kill(monkeypatch, point, after=after)
    try:
        await bot.review(pull)
    except Killed:
        index = list(POINTS).index(point)
        published = index > TOLD or (point in ("publish", "checks") and after)
        assert gates(bot) <= ({"success"} if published else {None})
    await bot.lapse()
    await bot.rest()
    assert bot.conclusions(pull) == {SECURITY: "success"}
    assert len(bot.github.check_runs(pull)) == 1


@pytest.mark.parametrize("point", [pytest.param("summary", marks=pytest.mark.slow), "remember"])
async def test_what_was_published_before_it_was_closed_is_not_judged_again_when_it_is_reopened(
    point: str, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(VULNERABLE)
    kill(monkeypatch, point, after=False)
    with pytest.raises(Killed):
        await bot.review(pull)
    bot.github.close(pull)
    await bot.lapse()
    await bot.rest()
    bot.github.reopen(pull)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}
    assert len(bot.github.check_runs(pull)) == 2, "completed, not judged a second time"
    assert (len(bot.comments(pull)), len(bot.summaries(pull))) == (1, 1)


@pytest.mark.slow
async def test_what_was_laid_aside_on_other_terms_is_judged_again(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    pull = bot.open(VULNERABLE)
    kill(monkeypatch, "remember", after=False)
    with pytest.raises(Killed):
        await bot.review(pull)
    bot.github.close(pull)
    await bot.lapse()
    await bot.rest()
    pull.draft = True  # nobody asks a model about a draft
    bot.github.reopen(pull)
    await bot.review(pull)
    assert len(bot.github.check_runs(pull)) == 2, "one of each attempt"


def limited() -> BaseException:
    return RateLimited("eighty a minute", after=30)


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("publish", marks=pytest.mark.slow),
        pytest.param("comments", marks=pytest.mark.slow),
        "summary",
        pytest.param("checks", marks=pytest.mark.slow),
    ],
)
async def test_a_rate_limit_while_publishing_asks_no_model_again(
    point: str, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(VULNERABLE)
    kill(monkeypatch, point, after=False, by=limited)
    assert await bot.review(pull) is JobState.WAITING
    assert gates(bot) <= {None}
    await bot.rest()
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}
    assert (len(bot.comments(pull)), len(bot.summaries(pull))) == (1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["persist", "checks"])
@pytest.mark.parametrize("until", [0.0, float("inf")], ids=["still lost", "renewed when it woke"])
async def test_a_worker_that_slept_past_its_lease_leaves_the_plan_to_the_next(
    point: str, until: float, bot_on_each: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing more is written, the plan is not thrown away, and no model is asked again."""
    bot, held = bot_on_each, []
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(VULNERABLE)
    real_begin = memory.Memory.begin

    async def begin(self: memory.Memory, pull_request: PullRequest, lease: Lease, *rest: Any) -> memory.Begun:
        held.append(lease)
        return await real_begin(self, pull_request, lease, *rest)

    def sleep() -> BaseException:
        held[0].hold.until = until
        return LeaseLost("overslept")

    monkeypatch.setattr(memory.Memory, "begin", begin)
    kill(monkeypatch, point, after=True, by=sleep)
    await bot.review(pull)
    await bot.rest()
    assert len(held) == 2
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}
    assert (len(bot.comments(pull)), len(bot.summaries(pull))) == (1, 1)
    assert len(bot.github.check_runs(pull)) == 2


async def lost_with_a_plan(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    kill(monkeypatch, "persist", after=True)
    with pytest.raises(Killed):
        await bot.review(bot.open(VULNERABLE))
    await bot.lapse()


@pytest.mark.slow
async def test_a_plan_of_an_unknown_shape_is_made_afresh(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.providers = [scripted([NOTHING, NOTHING])]
    await lost_with_a_plan(bot, monkeypatch)
    async with bot.database.begin() as tx:
        await tx.execute(update(tables.reviews).values(planned={"version": 99}))
    await bot.rest()
    assert len(bot.providers[0].questions) == 2
    assert gates(bot) == {"failure"}


@pytest.mark.slow
async def test_a_plan_under_another_policy_is_made_afresh_with_new_check_runs(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lost_with_a_plan(bot, monkeypatch)
    bot.github.commit(bot.repository, "main", {".github/diffdiver.yml": "fail_on: low\n"})
    await bot.rest()
    first, second = (run for run in bot.github.world.check_runs.values() if run.name == SECURITY)
    assert first.conclusion == "cancelled"
    assert second.conclusion == "failure"


@pytest.mark.slow
async def test_a_plan_is_made_afresh_when_somebody_asks_again(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.providers = [scripted([NOTHING, NOTHING])]
    await lost_with_a_plan(bot, monkeypatch)
    (pull,) = bot.github.world.pull_requests.values()
    await bot.review(pull, redo=True)
    assert len(bot.providers[0].questions) == 2
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "success"}


@pytest.mark.slow
async def test_control_without_the_plan_a_model_is_asked_again(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.providers = [scripted([NOTHING, NOTHING])]
    await lost_with_a_plan(bot, monkeypatch)
    async with bot.database.begin() as tx:
        await tx.execute(update(tables.reviews).values(planned=None))
    await bot.rest()
    assert len(bot.providers[0].questions) == 2
