"""The summary: one comment, edited in place, never a second one."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from app.github.errors import Unavailable
from app.github.markers import Kind, summary_key
from app.github.publish_summary import RESOLVED_SUMMARY
from app.store.tables import outbox
from review.models import Review
from tests.app.github.conftest import Bot, review_of
from tests.app.github.test_publish_checks import SECURITY

CREATE, EDIT = r"/issues/1/comments$", r"/issues/comments/\d+$"


def _said(bot: Bot) -> list[str]:
    """Return what our summaries say, without their marks."""
    comments = bot.scene.github.issue_comments(bot.scene.pull)
    return [c.body.split("\n\n<!--")[0] for c in comments if c.user.id == bot.identity.user_id]


async def _publish(bot: Bot, summary: str | None) -> int | None:
    return (await bot.publisher().publish(Review((), summary, ()))).summary_id


async def _forget(bot: Bot) -> None:
    async with bot.database.begin() as tx:
        await tx.execute(delete(outbox))


async def test_a_later_summary_takes_the_place_of_the_first(bot: Bot) -> None:
    first = await _publish(bot, "Two findings.")
    start = len(bot.scene.github.requests)
    assert await _publish(bot, "One finding.") == first
    assert _said(bot) == ["One finding."]
    assert bot.scene.asked(start) == ["PATCH issues/update-comment"]


async def test_an_unchanged_summary_costs_no_request(bot: Bot) -> None:
    first = await _publish(bot, "Two findings.")
    start = len(bot.scene.github.requests)
    assert await _publish(bot, "Two findings.") == first
    assert bot.scene.asked(start) == []


async def test_a_clean_pull_request_gets_no_summary_and_costs_no_request(bot: Bot) -> None:
    start = len(bot.scene.github.requests)
    assert await _publish(bot, None) is None
    assert bot.scene.asked(start) == []


async def test_when_nothing_is_open_any_more_the_summary_says_so(bot: Bot) -> None:
    await _publish(bot, "Two findings.")
    await _publish(bot, None)
    assert _said(bot) == [RESOLVED_SUMMARY]


async def test_a_summary_that_a_person_deleted_comes_back_with_the_next_news(bot: Bot) -> None:
    first = await _publish(bot, "Two findings.")
    assert first is not None
    del bot.scene.github.world.issue_comments[first]
    assert await _publish(bot, "Three findings.") != first
    assert _said(bot) == ["Three findings."]


async def test_a_summary_that_a_person_deleted_does_not_come_back_to_say_nothing(bot: Bot) -> None:
    first = await _publish(bot, "Two findings.")
    assert first is not None
    del bot.scene.github.world.issue_comments[first]
    await _publish(bot, None)
    assert _said(bot) == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"status": 502}, {"reset": True}], ids=["502", "reset"])
@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
@pytest.mark.parametrize(("method", "path"), [("POST", CREATE), ("PATCH", EDIT)], ids=["create", "edit"])
async def test_a_lost_answer_leaves_one_summary(
    bot: Bot, method: str, path: str, after: bool, fault: dict[str, int]
) -> None:
    bot.scene.github.fault(method, path, after=after, **fault)  # type: ignore[arg-type]  # one of two keywords
    await _publish(bot, "One.")
    await _publish(bot, "Two.")
    assert _said(bot) == ["Two."]


@pytest.mark.slow
async def test_what_was_half_done_is_found_by_publishing_again(bot: Bot) -> None:
    bot.scene.github.fault("POST", CREATE, after=True, status=502)
    bot.scene.github.fault("GET", CREATE, status=502, times=3)
    with pytest.raises(Unavailable):
        await _publish(bot, "One.")
    await _publish(bot, "Two.")
    assert _said(bot) == ["Two."]


async def test_a_summary_not_on_record_is_found_after_writing_and_the_later_twin_goes(bot: Bot) -> None:
    first = await _publish(bot, "One.")
    await _forget(bot)
    assert await _publish(bot, "Two.") == first
    assert _said(bot) == ["Two."]


@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
async def test_a_lost_answer_to_a_twins_deletion_leaves_one(bot: Bot, after: bool) -> None:
    await _publish(bot, "One.")
    await _forget(bot)
    bot.scene.github.fault("DELETE", EDIT, after=after, reset=True)
    await _publish(bot, "Two.")
    assert _said(bot) == ["Two."]


async def test_a_copied_mark_is_not_edited(bot: Bot) -> None:
    key = summary_key(bot.scene.repository.id, bot.scene.pull.number)
    copied = bot.scene.github.comment(bot.scene.pull, f"Mine.\n\n{bot.marks.sign(Kind.SUMMARY, key)}", user="mallory")
    assert await _publish(bot, "One.") != copied.id
    assert copied.body.startswith("Mine.")
    assert _said(bot) == ["One."]


async def test_a_summary_behind_a_hundred_comments_is_found(bot: Bot) -> None:
    for number in range(120):
        bot.scene.github.comment(bot.scene.pull, f"chat {number}")
    await _publish(bot, "One.")
    await _forget(bot)
    await _publish(bot, "Two.")
    assert _said(bot) == ["Two."]


async def test_an_endless_summary_is_cut_to_what_github_takes(bot: Bot) -> None:
    await _publish(bot, "x" * 80_000)
    assert "longer than GitHub takes" in _said(bot)[0]


async def test_a_locked_conversation_still_gets_its_check_runs(bot: Bot) -> None:
    bot.scene.github.fault("POST", CREATE, status=403, times=None)
    published = await bot.publisher().publish(review_of(summary="Two findings.", checks=(SECURITY,)))
    (run,) = bot.scene.github.check_runs(bot.scene.pull)
    assert run.conclusion == "failure"
    assert "Nothing could be posted" in (run.summary or "")
    assert published.denied is not None
