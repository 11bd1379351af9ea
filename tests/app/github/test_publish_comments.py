"""Line comments: each once, in one review, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete

from app.errors import Superseded
from app.github.errors import RateLimited, Unavailable
from app.github.markers import Kind, comment_key, review_key
from app.github.publish_comments import COMMENTS_PER_PUBLISH, COMMENTS_PER_REVIEW
from app.store.tables import outbox
from review.models import ReviewComment, Side
from tests.app.github.conftest import Bot, comment_on, lease_for, review_of

REVIEW = review_of(comment_on(3), comment_on(7))
CREATE, SUBMIT = r"/pulls/1/reviews$", r"/reviews/\d+/events$"


def _lines(bot: Bot) -> list[int]:
    return sorted(c.line or 0 for c in bot.scene.github.comments(bot.scene.pull))


def _settled(bot: Bot) -> bool:
    """Say whether no pending review is left behind and no comment stands twice."""
    comments = bot.scene.github.comments(bot.scene.pull)
    keys = [bot.marks.read(Kind.COMMENT, c.body) for c in comments]
    return (
        not bot.scene.github.reviews(bot.scene.pull, pending=True) and len(set(keys)) == len(keys) and None not in keys
    )


async def test_comments_arrive_as_one_review_at_their_lines(bot: Bot) -> None:
    published = await bot.publisher().publish(REVIEW)
    (made,) = bot.scene.github.reviews(bot.scene.pull)
    assert (made.state, made.commit_id) == ("COMMENTED", bot.scene.pull.head_sha)
    assert _lines(bot) == [3, 7]
    assert published.comments == {
        (bot_comment_fingerprint(c.body), c.path): c.id for c in bot.scene.github.comments(bot.scene.pull)
    }
    assert published.refused == ()


def bot_comment_fingerprint(body: str) -> str:
    """Return the fingerprint in the mark that ends a comment."""
    return body.split("key=")[1].split("/")[3]


async def test_a_range_and_the_left_side_are_said_in_githubs_words(bot: Bot) -> None:
    comments = (
        ReviewComment("b.py", 9, Side.RIGHT, 5, "A range.", "range"),
        ReviewComment("b.py", 4, Side.LEFT, 2, "Old lines.", "left"),
        ReviewComment("b.py", 8, Side.RIGHT, 8, "One line.", "one"),
    )
    await bot.publisher().publish(review_of(*comments))
    made = {(c.start_line, c.line, c.side) for c in bot.scene.github.comments(bot.scene.pull)}
    assert made == {(5, 9, "RIGHT"), (2, 4, "LEFT"), (None, 8, "RIGHT")}


async def test_a_later_head_repeats_nothing(bot: Bot) -> None:
    await bot.publisher().publish(REVIEW)
    bot.scene.github.commit(bot.scene.repository, "topic", {"c.py": "more\n"})
    published = await bot.publisher().publish(review_of(comment_on(3), comment_on(7), comment_on(9)))
    assert _lines(bot) == [3, 7, 9]
    assert len(published.comments) == 3


async def test_the_same_code_in_two_files_is_two_comments(bot: Bot) -> None:
    twins = (comment_on(1, path="a.py", fingerprint="same"), comment_on(3, path="b.py", fingerprint="same"))
    published = await bot.publisher().publish(review_of(*twins))
    assert {c.path for c in bot.scene.github.comments(bot.scene.pull)} == {"a.py", "b.py"}
    assert set(published.comments) == {("same", "a.py"), ("same", "b.py")}


async def test_publishing_the_same_again_writes_nothing(bot: Bot) -> None:
    first = await bot.publisher().publish(REVIEW)
    start = len(bot.scene.github.world.review_comments)
    assert await bot.publisher().publish(REVIEW) == first
    assert len(bot.scene.github.world.review_comments) == start
    assert _settled(bot)


async def test_one_refused_line_does_not_lose_the_rest(bot: Bot) -> None:
    published = await bot.publisher().publish(review_of(*(comment_on(n) for n in (1, 2, 3)), comment_on(999)))
    assert _lines(bot) == [1, 2, 3]
    assert published.refused == (("fb999", "b.py"),)
    assert _settled(bot)


async def test_refused_lines_are_told_in_the_summary_in_full(bot: Bot) -> None:
    await bot.publisher().publish(review_of(comment_on(1), comment_on(999, body="Lost but not forgotten.")))
    (summary,) = bot.scene.github.issue_comments(bot.scene.pull)
    assert "Lost but not forgotten." in summary.body
    assert "b.py:999" in summary.body


async def test_after_bisection_the_reader_sees_one_review(bot: Bot) -> None:
    lines = [comment_on(n) for n in range(1, 21)]
    await bot.publisher().publish(review_of(*lines, comment_on(800), comment_on(900)))
    (made,) = bot.scene.github.reviews(bot.scene.pull)
    assert len(bot.scene.github.comments(bot.scene.pull)) == 20
    assert made.state == "COMMENTED"


async def test_when_every_line_is_refused_all_are_told(bot: Bot) -> None:
    published = await bot.publisher().publish(review_of(comment_on(998), comment_on(999)))
    assert published.refused == (("fb998", "b.py"), ("fb999", "b.py"))
    assert bot.scene.github.reviews(bot.scene.pull) == []


async def test_many_comments_go_in_several_reviews_up_to_a_limit(bot: Bot) -> None:
    published = await bot.publisher().publish(review_of(*(comment_on(n) for n in range(1, 61))))
    assert len(bot.scene.github.comments(bot.scene.pull)) == COMMENTS_PER_PUBLISH
    assert len(bot.scene.github.reviews(bot.scene.pull)) == COMMENTS_PER_PUBLISH // COMMENTS_PER_REVIEW
    assert len(published.refused) == 10


async def test_a_path_that_json_cannot_name_is_refused_here(bot: Bot) -> None:
    published = await bot.publisher().publish(review_of(comment_on(1, path="\udcff.py", fingerprint="odd")))
    assert published.refused == (("odd", "\udcff.py"),)
    assert bot.scene.github.faults_found == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"status": 502}, {"reset": True}], ids=["502", "reset"])
@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
@pytest.mark.parametrize(("method", "path"), [("POST", CREATE), ("POST", SUBMIT)], ids=["create", "submit"])
async def test_a_lost_answer_leaves_no_twin(
    bot: Bot, method: str, path: str, after: bool, fault: dict[str, int]
) -> None:
    bot.scene.github.fault(method, path, after=after, **fault)  # type: ignore[arg-type]  # one of two keywords
    published = await bot.publisher().publish(REVIEW)
    assert _lines(bot) == [3, 7]
    assert len(published.comments) == 2
    assert _settled(bot)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"status": 502}, {"reset": True}], ids=["502", "reset"])
@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
async def test_a_lost_answer_to_a_deletion_leaves_nothing_pending(bot: Bot, after: bool, fault: dict[str, int]) -> None:
    await _leave_pending(bot, bot.scene.pull.head_sha)
    bot.scene.github.fault("DELETE", r"/reviews/\d+$", after=after, **fault)  # type: ignore[arg-type]  # one of two
    await bot.publisher().publish(review_of(comment_on(7)))
    assert _lines(bot) == [7]
    assert _settled(bot)


@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
@pytest.mark.parametrize("trial", [1, 2, 3])
async def test_a_lost_answer_while_looking_for_the_refused_line_loses_nothing(
    bot: Bot, trial: int, after: bool
) -> None:
    bot.scene.github.fault("POST", CREATE, skip=trial, after=after, status=502)
    published = await bot.publisher().publish(review_of(*(comment_on(n) for n in (1, 2, 3)), comment_on(999)))
    assert _lines(bot) == [1, 2, 3]
    assert published.refused == (("fb999", "b.py"),)
    assert _settled(bot)


@pytest.mark.slow
@pytest.mark.parametrize("path", [CREATE, SUBMIT], ids=["create", "submit"])
async def test_what_was_half_done_is_completed_by_publishing_again(bot: Bot, path: str) -> None:
    bot.scene.github.fault("POST", path, after=True, status=502)
    bot.scene.github.fault("GET", r"/pulls/1/reviews", status=502, times=3)
    with pytest.raises(Unavailable):
        await bot.publisher().publish(REVIEW)
    await bot.publisher().publish(REVIEW)
    assert _lines(bot) == [3, 7]
    assert len(bot.scene.github.reviews(bot.scene.pull)) == 1
    assert _settled(bot)


async def test_a_pending_review_of_ours_is_adopted_though_nothing_is_on_record(bot: Bot) -> None:
    """The record may be lost with the database; the mark on GitHub is enough."""
    await _leave_pending(bot, bot.scene.pull.head_sha)
    await bot.publisher().publish(REVIEW)
    assert _lines(bot) == [3, 7]
    assert len(bot.scene.github.reviews(bot.scene.pull)) == 2
    assert _settled(bot)


async def test_a_pending_review_is_removed_even_when_nothing_is_to_be_said_any_more(bot: Bot) -> None:
    bot.scene.github.fault("POST", SUBMIT, status=429, retry_after=9)
    with pytest.raises(RateLimited):
        await bot.publisher().publish(REVIEW)
    await bot.publisher().publish(review_of())
    assert _lines(bot) == []
    assert _settled(bot)
    start = len(bot.scene.github.requests)
    await bot.publisher().publish(review_of())
    assert bot.scene.asked(start) == []


async def test_a_pending_review_that_says_what_is_not_wanted_now_is_deleted(bot: Bot) -> None:
    await _leave_pending(bot, bot.scene.pull.head_sha)
    await bot.publisher().publish(review_of(comment_on(7)))
    assert _lines(bot) == [7]
    assert _settled(bot)


async def test_a_pending_review_of_an_earlier_head_is_deleted(bot: Bot) -> None:
    old = bot.scene.pull.head_sha
    await _leave_pending(bot, old)
    bot.scene.github.commit(bot.scene.repository, "topic", {"c.py": "more\n"})
    await bot.publisher().publish(REVIEW)
    assert {review.commit_id for review in bot.scene.github.reviews(bot.scene.pull)} == {bot.scene.pull.head_sha}
    assert _lines(bot) == [3, 7]
    assert _settled(bot)


async def _leave_pending(bot: Bot, sha: str) -> None:
    """Create a pending review with the comment on line 3, as a worker that died at once would leave it."""
    ids = bot.scene.repository.id, bot.scene.pull.number
    mark = bot.marks.sign(Kind.COMMENT, comment_key(*ids, "fb3", "b.py"))
    body = bot.marks.sign(Kind.REVIEW, review_key(*ids, sha, 1, "part"))
    comment = {"path": "b.py", "line": 3, "side": "RIGHT", "body": f"Look.\n\n{mark}"}
    await bot.client.create_review(bot.scene.name, 1, sha, body, [comment])


async def test_a_worker_that_slept_between_look_and_submit_takes_its_twin_back(bot: Bot) -> None:
    """It created its pending review when another worker had already submitted the same comments."""
    await bot.publisher().publish(REVIEW)
    async with bot.database.begin() as tx:
        await tx.execute(delete(outbox))
    await bot.publisher().publish(REVIEW)
    assert _lines(bot) == [3, 7]
    assert len(bot.scene.github.reviews(bot.scene.pull)) == 1
    assert _settled(bot)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", CREATE), ("GET", r"/pulls/1/comments$"), ("POST", SUBMIT)],
    ids=["before creating", "before comparing", "before submitting"],
)
async def test_two_workers_at_once_leave_one_of_each(bot: Bot, method: str, path: str) -> None:
    """The first is held up at one point; the second, with the lease, does all of it meanwhile."""
    held_up = bot.scene.github.fault(method, path, delay=0.5)
    first = asyncio.create_task(bot.publisher().publish(REVIEW))
    while not held_up.hits:  # the stand-in runs in another thread and raises no event of ours
        await asyncio.sleep(0.01)
    lease = await lease_for(bot.database, bot.lease.subject, bot.scene.installation.id)
    second = await replace(bot, lease=lease).publisher().publish(REVIEW)
    await asyncio.gather(first, return_exceptions=True)
    assert _lines(bot) == [3, 7]
    assert len(second.comments) == 2
    assert _settled(bot)


async def test_of_twins_on_record_the_first_is_the_comment(bot: Bot) -> None:
    await bot.publisher().publish(review_of(comment_on(3)))
    (first,) = bot.scene.github.comments(bot.scene.pull)
    twin = replace(first, id=bot.scene.github.world.new_id())
    bot.scene.github.world.review_comments[twin.id] = twin
    published = await bot.publisher().publish(review_of(comment_on(3), comment_on(7)))
    assert published.comments["fb3", "b.py"] == first.id


async def test_marks_that_others_copy_do_not_count(bot: Bot) -> None:
    """A person who pastes our mark cannot keep us from commenting."""
    other = bot.scene.github.create_app("Imitator")
    copied = comment_key(bot.scene.repository.id, bot.scene.pull.number, "fb3", "b.py")
    await bot.publisher().publish(review_of(comment_on(3)))
    (made,) = bot.scene.github.comments(bot.scene.pull)
    assert bot.marks.read(Kind.COMMENT, made.body) == copied
    made.user = other.bot
    await bot.publisher().publish(review_of(comment_on(3)))
    assert [c.user.id for c in bot.scene.github.comments(bot.scene.pull)] == [other.bot.id, bot.identity.user_id]


async def test_nothing_is_written_once_the_head_has_moved(bot: Bot) -> None:
    async def moved() -> bool:
        return False

    start = len(bot.scene.github.requests)
    with pytest.raises(Superseded):
        await bot.publisher().publish(REVIEW, moved)
    assert len(bot.scene.github.requests) == start


async def test_nothing_is_written_by_a_worker_that_lost_its_lease(bot: Bot) -> None:
    await lease_for(bot.database, bot.lease.subject, bot.scene.installation.id)
    start = len(bot.scene.github.requests)
    with pytest.raises(Superseded, match="another worker"):
        await bot.publisher().publish(REVIEW)
    assert len(bot.scene.github.requests) == start


async def test_a_rate_limit_ends_the_try_and_the_next_completes_it(bot: Bot) -> None:
    bot.scene.github.fault("POST", SUBMIT, status=429, retry_after=30)
    with pytest.raises(RateLimited) as caught:
        await bot.publisher().publish(REVIEW)
    assert caught.value.after == 30
    await bot.publisher().publish(REVIEW)
    assert _lines(bot) == [3, 7]
    assert _settled(bot)


async def test_comments_cost_four_requests(bot: Bot) -> None:
    start = len(bot.scene.github.requests)
    await bot.publisher().publish(REVIEW)
    asked = bot.scene.asked(start)
    assert asked[:1] == ["POST pulls/create-review"]
    assert sorted(asked[1:3]) == ["GET pulls/list-comments-for-review", "GET pulls/list-review-comments"]
    assert asked[3:] == ["POST pulls/submit-review", "POST issues/create-comment", "GET issues/list-comments"]
