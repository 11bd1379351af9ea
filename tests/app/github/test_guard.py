"""The last word before a write leaves: whose lease it is, and whether the head is still the one that was reviewed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from app.errors import Superseded
from app.github.guard import Guard
from app.store.leases import Hold
from review.models import CheckRun, Conclusion
from tests.app.github.conftest import Bot, comment_on, review_of
from tests.stand_in.store import Logged

CHECKS = (
    CheckRun("diffdiver/security", Conclusion.SUCCESS, "Clean", "Nothing found."),
    CheckRun("diffdiver/review", Conclusion.NEUTRAL, "2 findings", "Two findings."),
)
NAMES = tuple(check.name for check in CHECKS)
REVIEW = review_of(comment_on(3), comment_on(7), checks=CHECKS)
ALL_WRITES = 7  # two check runs begun, the review made and submitted, the summary, two conclusions


@dataclass(slots=True)
class Dying(Hold):
    """The hold of a process that is stopped after so many writes, for longer than its lease lasts."""

    writes: int = 0
    asked: list[None] = field(default_factory=list)

    def alive(self) -> bool:
        self.asked.append(None)
        return len(self.asked) <= self.writes


def _writes(bot: Bot, start: int = 0) -> list[Logged]:
    asked = bot.scene.github.requests[start:]
    return [logged for logged in asked if logged.method != "GET" and "/repos/" in logged.path]


async def _all(bot: Bot) -> None:
    publisher = bot.publisher()
    await publisher.start(NAMES)
    await publisher.publish(REVIEW)


@pytest.mark.slow
@pytest.mark.parametrize("alive_for", range(ALL_WRITES))
async def test_a_process_whose_lease_ran_out_sends_not_one_write_more(bot: Bot, alive_for: int) -> None:
    """Whichever write it was stopped before; nobody else has taken the lease, so the database does not tell it."""
    stopped = replace(bot, lease=replace(bot.lease, hold=Dying(writes=alive_for)))
    with pytest.raises(Superseded):
        await _all(stopped)
    assert len(_writes(bot)) == alive_for


async def test_while_the_lease_lasts_every_write_leaves(bot: Bot) -> None:
    """Control: the guard stops nothing else."""
    await _all(bot)
    assert len(_writes(bot)) == ALL_WRITES


async def test_a_stopped_process_may_still_read(bot: Bot) -> None:
    client = bot.client.guarded(Guard(Dying()).leaving)
    assert (await client.pull_request(bot.scene.name, 1)).number == 1
    with pytest.raises(Superseded):
        await client.create_comment(bot.scene.name, 1, "late")
    assert _writes(bot) == []


async def test_a_repeatable_write_asks_before_each_try(bot: Bot) -> None:
    made = await bot.client.create_comment(bot.scene.name, 1, "first")
    bot.scene.github.fault("PATCH", r"/issues/comments/\d+$", status=502, times=None)
    client = bot.client.guarded(Guard(Dying(writes=1)).leaving)
    with pytest.raises(Superseded):
        await client.update_comment(bot.scene.name, made.id, "second")


# The head


def _pushing(bot: Bot, at: int, seen: list[int]) -> Callable[[], Awaitable[bool]]:
    """Return what asks GitHub for the head, and let somebody push just before it asks for the `at`-th time."""
    reviewed, asked = bot.scene.pull.head_sha, 0

    async def still_current() -> bool:
        nonlocal asked
        asked += 1
        if asked == at:
            bot.scene.github.commit(bot.scene.repository, "topic", {"c.py": "more\n"})
            seen.append(len(bot.scene.github.requests))
        return (await bot.client.pull_request(bot.scene.name, 1)).head_sha == reviewed

    return still_current


AT = {"before the comments": 1, "before they are shown": 2, "before the summary": 3, "before the conclusions": 4}


@pytest.mark.slow
@pytest.mark.parametrize("point", AT)
async def test_after_a_push_nothing_is_written_for_the_old_head_but_that_it_is_over(bot: Bot, point: str) -> None:
    old, seen = bot.scene.pull.head_sha, list[int]()
    publisher = bot.publisher()
    await publisher.start(NAMES)
    with pytest.raises(Superseded):
        await publisher.publish(REVIEW, _pushing(bot, AT[point], seen))
    await publisher.cancel("Superseded by a newer head")
    after = _writes(bot, seen[0])
    bodies = [logged.body for logged in after]
    assert [isinstance(body, dict) and body.get("conclusion") for body in bodies] == ["cancelled"] * 2
    github, pull = bot.scene.github, bot.scene.pull
    assert {run.conclusion for run in github.check_runs(old)} == {"cancelled"}
    assert github.check_runs(pull) == []
    assert {comment.commit_id for comment in github.comments(pull)} <= {old}
    assert bool(github.comments(pull)) == (AT[point] > 2)
    assert bool(github.issue_comments(pull)) == (AT[point] > 3)


async def test_a_push_between_two_batches_of_comments_stops_the_second(bot: Bot) -> None:
    many = review_of(*(comment_on(n) for n in range(1, 41)), checks=CHECKS)
    with pytest.raises(Superseded):
        await bot.publisher().publish(many, _pushing(bot, 3, []))
    assert len(bot.scene.github.reviews(bot.scene.pull)) == 1
    assert bot.scene.github.reviews(bot.scene.pull, pending=True) == []


async def test_a_pending_review_that_a_push_left_behind_goes_with_the_next_review(bot: Bot) -> None:
    with pytest.raises(Superseded):
        await bot.publisher().publish(REVIEW, _pushing(bot, 2, []))
    assert len(bot.scene.github.reviews(bot.scene.pull, pending=True)) == 1
    await bot.publisher().publish(review_of(checks=CHECKS))
    assert bot.scene.github.reviews(bot.scene.pull, pending=True) == []
    assert bot.scene.github.comments(bot.scene.pull) == []


async def test_the_head_is_asked_for_again_only_after_a_write(bot: Bot) -> None:
    asked: list[None] = []

    async def still_current() -> bool:
        asked.append(None)
        return True

    await bot.publisher().publish(review_of(checks=()), still_current)
    assert len(asked) == 1
