"""A review that nobody needs any more is stopped at once, and what was begun is said to be cancelled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.errors import Retryable
from app.store import jobs
from app.store.jobs import JobState
from app.store.leases import Lease
from app.work.outdated import Outdated, moved_on, unless
from tests.app.analyzers.hostile import fake_engine, gone
from tests.app.work.bot import CLEAN, REVIEW, SECURITY, VULNERABLE, Bot
from tests.app.work.slow import SlowProvider
from tests.stand_in.repository import PullRequest

NEWER: dict[str, str | bytes | None] = {"README.md": "# Newer\n"}
CODE: dict[str, str | bytes | None] = {"shop/web.py": "def total(rows):\n    return max(rows)\n"}
WITHIN_S = 2.0


@asynccontextmanager
async def at_work(bot: Bot, pull: PullRequest) -> AsyncIterator[asyncio.Task[JobState]]:
    task = asyncio.create_task(bot.review(pull))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def eventually(holds: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.02)


def cancelled(bot: Bot, head: str) -> bool:
    runs = bot.github.check_runs(head)
    return bool(runs) and {run.conclusion for run in runs} == {"cancelled"}


async def test_a_push_while_a_model_is_asked_stops_the_review_within_two_seconds(bot: Bot) -> None:
    slow = SlowProvider()
    bot.providers = [slow]  # type: ignore[list-item]
    pull = bot.open(CODE)
    old = pull.head_sha
    async with at_work(bot, pull) as working:
        await slow.asked.wait()
        bot.github.commit(bot.repository, "topic", CODE | NEWER)
        await bot.want(pull)
        await eventually(lambda: cancelled(bot, old))
        assert slow.cancelled == 1, "the question was dropped"
        slow.release.set()
        assert await working is JobState.DONE
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}
    assert cancelled(bot, old)


@pytest.mark.slow
async def test_control_unwatched_the_old_review_would_go_on(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def regardless(outdated: Coroutine[None, None, str], work: Awaitable[object]) -> object:
        outdated.close()
        return await work

    monkeypatch.setattr("app.work.review_run.unless", regardless)
    slow = SlowProvider()
    bot.providers = [slow]  # type: ignore[list-item]
    pull = bot.open(CODE)
    async with at_work(bot, pull):
        await slow.asked.wait()
        bot.github.commit(bot.repository, "topic", CODE | NEWER)
        await bot.want(pull)
        await asyncio.sleep(WITHIN_S)
        assert slow.cancelled == 0


@pytest.mark.slow
async def test_a_push_during_a_slow_scan_kills_the_scan(bot: Bot, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    job = bot.job()
    real = job.reviewer.engine
    object.__setattr__(job.reviewer, "engine", fake_engine(tmp_path, f"echo $$ > {note}\nsleep 60 & wait\n"))
    object.__setattr__(bot, "job", lambda: job)
    pull = bot.open(VULNERABLE)
    old = pull.head_sha
    async with at_work(bot, pull) as working:
        await eventually(lambda: note.exists() and note.read_text().endswith("\n"), 10)
        object.__setattr__(job.reviewer, "engine", real)
        bot.github.commit(bot.repository, "topic", CLEAN, parent=bot.github.sha(bot.repository, "main"))
        await bot.want(pull)
        await eventually(lambda: cancelled(bot, old))
        assert gone(int(note.read_text())), "no orphan"
        assert await working is JobState.DONE
    assert bot.conclusions(pull) == {SECURITY: "success"}


@pytest.mark.slow
async def test_an_edited_title_is_no_reason_to_begin_again(bot: Bot) -> None:
    slow = SlowProvider()
    bot.providers = [slow]  # type: ignore[list-item]
    pull = bot.open(CODE)
    async with at_work(bot, pull) as working:
        await slow.asked.wait()
        pull.title = "Another title"
        await bot.want(pull)
        reads = len(bot.github.requests)
        await asyncio.sleep(1.2)
        assert [f"{one.method} {one.operation}" for one in bot.github.requests[reads:]] == ["GET pulls/get"]
        slow.release.set()
        assert await working is JobState.DONE
    assert slow.questions == 1
    assert len(bot.github.check_runs(pull)) == 2


@pytest.mark.slow
async def test_a_pull_request_closed_during_its_review_leaves_nothing_in_progress(bot: Bot) -> None:
    slow = SlowProvider()
    bot.providers = [slow]  # type: ignore[list-item]
    pull = bot.open(CODE)
    async with at_work(bot, pull) as working:
        await slow.asked.wait()
        bot.github.close(pull)
        await bot.want(pull)
        assert await working is JobState.DONE
    assert {(run.conclusion, run.title) for run in bot.github.check_runs(pull)} == {
        ("cancelled", "The pull request is not open any more")
    }
    bot.github.reopen(pull)
    slow.release.set()
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}


@pytest.mark.slow
async def test_a_storm_of_pushes_costs_a_handful_of_reviews_the_last_of_the_last_head(bot: Bot) -> None:
    slow = SlowProvider()
    bot.providers = [slow]  # type: ignore[list-item]
    pull = bot.open(CODE)
    async with at_work(bot, pull) as working:
        await slow.asked.wait()
        for push in range(50):
            bot.github.commit(bot.repository, "topic", {"README.md": f"# {push}\n"})
            await bot.want(pull)
        await eventually(lambda: slow.cancelled == 1)
        slow.release.set()
        await working
    await bot.rest()
    begun = {one.head_sha for one in bot.github.world.check_runs.values()}
    assert len(begun) <= 3
    assert slow.questions <= 3
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}


async def test_one_who_is_stopped_is_waited_for() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            ended.append("work")

    async def outdated() -> str:
        await asyncio.sleep(0)
        return "newer"

    with pytest.raises(Outdated, match="newer"):
        await unless(outdated(), work())
    assert ended == ["work"]


async def _watch(wanted: list[int], why: Callable[[], Awaitable[str | None]]) -> str:
    """Watch a lease of generation 1 that the runner marks every 10 ms, as it does while more is wanted."""
    lease = Lease(1, "review", "1/1", 7, 1, 1, 1)

    async def look() -> None:
        while True:
            lease.hold.newer.set()
            await asyncio.sleep(0.01)

    async def newest() -> int:
        return wanted.pop(0) if len(wanted) > 1 else wanted[0]

    looking = asyncio.create_task(look())
    try:
        return await moved_on(lease, newest, why)
    finally:
        looking.cancel()


async def test_each_newer_generation_is_looked_into_once() -> None:
    looked: list[str | None] = []

    async def why() -> str | None:
        looked.append("moved" if len(looked) == 1 else None)
        return looked[-1]

    assert await _watch([2, 2, 2, 2, 3], why) == "moved"
    assert looked == [None, "moved"]


async def test_what_cannot_be_looked_into_is_looked_into_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.work.outdated.AGAIN_S", 0.01)
    looked: list[int] = []

    async def why() -> str | None:
        looked.append(1)
        if len(looked) == 1:
            raise Retryable("GitHub is down")
        return "moved"

    assert await _watch([2], why) == "moved"


async def test_the_job_s_wanted_generation_is_read(bot: Bot) -> None:
    pull = bot.open(CLEAN)
    job_id = await bot.want(pull)
    await bot.want(pull)
    assert await bot.job().memory.wanted(job_id) == 2
    async with bot.database.read() as tx:
        assert await jobs.wanted(tx, job_id) == 2
