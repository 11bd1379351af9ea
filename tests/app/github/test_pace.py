"""One installation's way to GitHub in one worker: what is counted when, how long anything waits, who is held back."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from app.errors import Deferred, Retryable
from app.github.account import LONGEST_REST_S, Taken
from app.github.errors import RateLimited
from app.github.limits import CONTENT, POINTS
from app.github.pace import BLOCKS, CONCURRENT, MAX_SLEEP_S, Pace

COMMENTS = "/repos/octo/shop/issues/1/comments"


@dataclass
class Counted:
    """An account with so much to wait for before everything, and so long a rest after a refusal."""

    waiting: float = 0.0
    resting: float = 60.0
    taken: list[tuple[str, int]] = field(default_factory=list)

    async def take(self, _installation_id: int, kind: str, amount: int, block: int = 0) -> Taken:
        if self.waiting:
            return Taken(0, self.waiting)
        self.taken.append((kind, max(amount, block)))
        return Taken(max(amount, block))

    async def room(self, _installation_id: int, _contents: int) -> float:
        return self.waiting

    async def rest(self, _installation_id: int, seconds: float | None) -> float:
        return self.resting if seconds is None else seconds


@pytest.mark.parametrize(
    "path",
    [
        COMMENTS,
        "/repos/octo/shop/pulls/1/reviews",
        "/repos/octo/shop/pulls/1/reviews/7/events",
        "/repos/octo/shop/pulls/1/comments",
        "/repos/octo/shop/pulls/1/comments/9/replies",
        "/api/v3/repositories/5/issues/1/comments",
    ],
)
async def test_what_shows_up_in_a_conversation_is_counted_whoever_sends_it(path: str) -> None:
    account = Counted()
    async with Pace(1, account).request("POST", path):
        assert account.taken == [(POINTS, BLOCKS[POINTS]), (CONTENT, BLOCKS[CONTENT])]


async def test_one_block_pays_for_a_review_and_is_lost_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Counted()
    pace = Pace(1, account)
    for _ in range(BLOCKS[CONTENT]):
        async with pace.request("POST", COMMENTS):
            pass
    assert account.taken == [(POINTS, BLOCKS[POINTS]), (CONTENT, BLOCKS[CONTENT])]
    monkeypatch.setattr("app.github.pace.BLOCK_LIFE_S", -1.0)
    for _ in range(2):
        async with pace.request("POST", COMMENTS):
            pass
    assert account.taken[2:] == [(CONTENT, BLOCKS[CONTENT])] * 2


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", COMMENTS), ("PATCH", "/repos/o/r/issues/comments/1"), ("POST", "/repos/o/r/check-runs")],
)
async def test_reading_editing_and_check_runs_are_no_new_comments(method: str, path: str) -> None:
    account = Counted()
    async with Pace(1, account).request(method, path):
        assert account.taken == [(POINTS, BLOCKS[POINTS])]


async def test_a_comment_is_counted_only_once_it_can_leave() -> None:
    """Counted while it queues, it would reach GitHub's window when ours has forgotten it."""
    account = Counted()
    pace = Pace(1, account)

    async def comment() -> None:
        async with pace.request("POST", COMMENTS):
            pass

    async with AsyncExitStack() as under_way:
        for _ in range(CONCURRENT):
            await under_way.enter_async_context(pace.request("GET", "/x"))
        queued = asyncio.create_task(comment())
        await asyncio.sleep(0.01)
        assert CONTENT not in dict(account.taken)
    await queued
    assert CONTENT in dict(account.taken)


@pytest.mark.slow
async def test_a_worker_never_sleeps_longer_than_its_two_seconds_however_often_it_is_put_off() -> None:
    pace = Pace(1, Counted(waiting=MAX_SLEEP_S * 0.4))
    start = time.monotonic()
    with pytest.raises(RateLimited):
        async with pace.request("GET", "/x"):
            pass
    assert time.monotonic() - start < MAX_SLEEP_S + 0.5


async def test_a_longer_wait_is_not_slept_at_all() -> None:
    start = time.monotonic()
    with pytest.raises(Deferred):
        async with Pace(1, Counted(waiting=MAX_SLEEP_S + 1)).request("GET", "/x"):
            pass
    assert time.monotonic() - start < 0.5


async def test_who_is_told_to_wait_sends_nothing_more_though_points_are_left() -> None:
    pace = Pace(1, Counted())
    async with pace.request("GET", "/x"):
        pass
    assert (await pace.told(RateLimited("429", after=30.0))).after == 30
    with pytest.raises(RateLimited) as kept:
        async with pace.request("GET", "/x"):
            pass
    assert kept.value.after is not None
    assert 29 < kept.value.after <= 30


async def test_refusals_without_end_are_failures_at_last() -> None:
    """GitHub asks for exponentially longer waits and then for an end."""
    account = Counted()
    refused = RateLimited("You have exceeded a secondary rate limit", after=60.0, named=False)
    assert isinstance(await Pace(1, account).told(refused), Deferred)
    account.resting = LONGEST_REST_S
    last = await Pace(1, account).told(refused)
    assert isinstance(last, Retryable)
    assert not isinstance(last, Deferred)
    assert last.after == LONGEST_REST_S
