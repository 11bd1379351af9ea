"""Two pull requests with one head share its check runs: at rest they say the worst, and nothing is in progress."""

from __future__ import annotations

import asyncio

import pytest

from app.store.reviews import StartedReview
from app.work import memory
from review.shared_head import with_others
from tests.app.work.bot import REVIEW, SECURITY, VULNERABLE, Bot, Killed, scripted
from tests.app.work.slow import NOTHING
from tests.stand_in.repository import PullRequest


@pytest.fixture
def dirty(bot: Bot) -> PullRequest:
    """Open a pull request onto main that brings in something dangerous."""
    return opened(bot)


def opened(bot: Bot) -> PullRequest:
    bot.open(VULNERABLE)
    bot.github.commit(bot.repository, "topic", {"more.txt": "more\n"})
    return next(iter(bot.github.world.pull_requests.values()))


def beside(bot: Bot, dirty: PullRequest, head: str = "topic") -> PullRequest:
    """Open another with the same head, onto a branch that has the danger already."""
    bot.github.push(bot.repository, "aside", bot.github.sha(bot.repository, "topic^"))
    clean = bot.github.open_pull_request(bot.repository, base="aside", head=head)
    assert clean.head_sha == dirty.head_sha
    return clean


def newest(bot: Bot, pull: PullRequest) -> dict[str, str | None]:
    assert all(run.status == "completed" for run in bot.github.world.check_runs.values()), "nothing is in progress"
    return bot.conclusions(pull)


async def settled(bot: Bot, *pulls: PullRequest) -> int:
    for pull in pulls:
        await bot.want(pull)
    return await bot.rest()


async def test_a_clean_one_is_not_green_beside_a_dirty_one(bot_on_each: Bot) -> None:
    bot, dirty = bot_on_each, opened(bot_on_each)
    clean = beside(bot, dirty)
    await settled(bot, dirty, clean)
    assert newest(bot, clean) == {SECURITY: "failure"}
    bot.github.close(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "success"}, "the survivor is told the truth"


@pytest.mark.slow
async def test_whichever_comes_first_the_end_is_the_same(bot: Bot, dirty: PullRequest) -> None:
    clean = beside(bot, dirty)
    await settled(bot, clean)
    assert newest(bot, clean) == {SECURITY: "failure"}, "the other was found on GitHub and judged, though no event told"
    bot.github.close(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "success"}


@pytest.mark.slow
async def test_one_that_no_event_told_of_is_judged_in_silence(bot: Bot, dirty: PullRequest) -> None:
    await settled(bot, beside(bot, dirty))
    assert bot.comments(dirty) == []
    assert bot.summaries(dirty) == []
    await settled(bot, dirty)
    assert len(bot.comments(dirty)) == 1, "now somebody asked"


async def test_while_the_other_is_not_scanned_the_check_is_pending(bot: Bot, dirty: PullRequest) -> None:
    clean = beside(bot, dirty)
    await bot.review(clean)
    (run,) = bot.github.check_runs(clean)
    assert (run.status, run.conclusion) == ("in_progress", None)


@pytest.mark.slow
async def test_when_the_dirty_one_moves_on_the_clean_one_turns_green(bot: Bot, dirty: PullRequest) -> None:
    bot.github.push(bot.repository, "still", dirty.head_sha)
    clean = beside(bot, dirty, "still")
    await settled(bot, dirty, clean)
    assert newest(bot, clean) == {SECURITY: "failure"}
    bot.github.commit(bot.repository, "topic", {"more.txt": "even more\n"})
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "success"}
    assert newest(bot, dirty) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_when_the_base_of_the_dirty_one_changes_both_turn_green(bot: Bot, dirty: PullRequest) -> None:
    clean = beside(bot, dirty)
    await settled(bot, dirty, clean)
    dirty.base_ref = "aside"
    bot.github.world.synchronise(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "success"}


@pytest.mark.slow
async def test_one_that_is_reopened_counts_again(bot: Bot, dirty: PullRequest) -> None:
    clean = beside(bot, dirty)
    await settled(bot, dirty, clean)
    bot.github.close(dirty)
    await settled(bot, dirty)
    bot.github.reopen(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "failure"}
    assert len(bot.comments(dirty)) == 1


@pytest.mark.slow
async def test_one_that_cannot_be_reviewed_keeps_the_gate_shut(bot: Bot, dirty: PullRequest) -> None:
    clean = beside(bot, dirty)
    bot.github.fault("GET", rf"/compare/{dirty.base_sha}", times=None, status=404)
    await settled(bot, dirty, clean)
    assert newest(bot, clean) == {SECURITY: "failure"}
    bot.github.close(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "success"}


@pytest.mark.slow
async def test_the_worst_holds_for_the_review_check_too(bot: Bot, dirty: PullRequest) -> None:
    bot.providers = [scripted(lambda _: NOTHING)]
    clean = beside(bot, dirty)
    clean.draft = True
    await settled(bot, dirty, clean)
    assert newest(bot, clean) == {SECURITY: "failure", REVIEW: "success"}
    bot.github.close(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "success", REVIEW: "skipped"}


@pytest.mark.slow
async def test_two_do_not_keep_each_other_going(bot: Bot, dirty: PullRequest) -> None:
    """Each review of a head is heard of once by the others; looking again tells nobody."""
    clean = beside(bot, dirty)
    assert await settled(bot, dirty, clean) <= 5
    for _ in range(3):
        assert await settled(bot, dirty, clean) == 2
    writes = [one for one in bot.github.requests if one.method in ("POST", "PATCH") and "check-runs" in one.path]
    await settled(bot, dirty, clean)
    assert writes == [
        one for one in bot.github.requests if one.method in ("POST", "PATCH") and "check-runs" in one.path
    ]


@pytest.mark.slow
async def test_two_that_are_reviewed_at_once_end_in_the_truth(bot_on_each: Bot) -> None:
    bot, dirty = bot_on_each, opened(bot_on_each)
    clean = beside(bot, dirty)
    await asyncio.gather(*[bot.run(await bot.want(pull)) for pull in (dirty, clean)])
    assert await bot.rest() <= 4
    assert newest(bot, clean) == {SECURITY: "failure"}
    bot.github.close(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "success"}


@pytest.mark.slow
async def test_who_is_killed_before_it_said_the_truth_again_is_completed(
    bot: Bot, dirty: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = beside(bot, dirty)
    await settled(bot, clean, dirty)
    real = memory.Memory.renew

    async def killed(self: memory.Memory, review: StartedReview) -> StartedReview:
        await real(self, review)
        raise Killed

    bot.github.close(dirty)
    with monkeypatch.context() as patch:
        patch.setattr(memory.Memory, "renew", killed)
        with pytest.raises(Killed):
            await settled(bot, dirty)
    await bot.lapse()
    await bot.rest()
    assert newest(bot, clean) == {SECURITY: "success"}


@pytest.mark.slow
async def test_control_without_the_others_a_second_clean_one_opens_the_gate(
    bot: Bot, dirty: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = beside(bot, dirty)
    with monkeypatch.context() as patch:
        patch.setattr("app.work.shared_heads.with_others", lambda review, _: with_others(review, {}))
        await bot.review(dirty)
        await bot.review(clean)
        assert newest(bot, clean) == {SECURITY: "success"}
    await settled(bot, dirty, clean)
    assert newest(bot, clean) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_control_untold_neighbours_leave_the_check_as_it_was(
    bot: Bot, dirty: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = beside(bot, dirty)
    await settled(bot, dirty, clean)

    async def tell(*_: object) -> None:
        return None

    monkeypatch.setattr(memory, "_tell", tell)
    bot.github.close(dirty)
    await settled(bot, dirty)
    assert newest(bot, clean) == {SECURITY: "failure"}
