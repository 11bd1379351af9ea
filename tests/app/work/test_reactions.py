"""What readers' thumbs say of a comment is heard once the pull request is closed, in one request or none."""

from __future__ import annotations

import pytest

from app.github.errors import RateLimited
from app.store import outcomes
from app.work.reactions import hear
from providers.base import Kind
from review.models import Outcomes
from tests.app.work.bot import VULNERABLE, Bot, scripted
from tests.app.work.slow import NOTHING
from tests.app.work.test_context import CODE, ZERO
from tests.stand_in.posted import ReviewComment
from tests.stand_in.repository import PullRequest

LISTING = "pulls/list-review-comments"


async def commented(bot: Bot) -> tuple[PullRequest, ReviewComment]:
    bot.providers = [scripted(lambda question: ZERO if question.kind == Kind.REVIEW else NOTHING)]
    pull = bot.open({"shop/total.py": CODE})
    await bot.review(pull)
    (ours,) = bot.github.comments(pull)
    return pull, ours


async def heard(bot: Bot, pull: PullRequest) -> tuple[list[str | None], tuple[Outcomes, ...]]:
    """Hear, and return the requests that it took and what the installation knows then."""
    async with bot.job().auth.installation_client(bot.installation.id, bot.repository.id) as client:
        read = await client.pull_request(bot.repository.full_name, pull.number)
        start = len(bot.github.requests)
        await hear(bot.database, client, read)
    asked = [logged.operation for logged in bot.github.requests[start:]]
    async with bot.database.read() as tx:
        return asked, await outcomes.counts(tx, bot.installation.id)


def known(useful: int, useless: int) -> tuple[Outcomes, ...]:
    return (Outcomes("scripted", "correctness", useful, useless),)


@pytest.mark.slow
async def test_most_thumbs_on_a_comment_say_what_became_of_its_finding(bot_on_each: Bot) -> None:
    bot = bot_on_each
    pull, ours = await commented(bot)
    bot.github.reply(ours, "I disagree.")
    bot.github.close(pull, merged=True)
    for content, user, said in (
        ("rocket", "mona", ()),
        ("-1", "mona", known(0, 1)),
        ("-1", "mona", known(0, 1)),
        ("+1", "hubot", known(0, 1)),  # as many say the one as the other: what was said stays
        ("+1", "octocat", known(1, 0)),
    ):
        bot.github.react(ours, content, user=user)
        for _ in range(2):  # GitHub may tell twice that it was closed
            assert await heard(bot, pull) == ([LISTING], said), (content, user)
    assert bot.github.faults_found == []


@pytest.mark.slow
async def test_what_github_does_not_show_is_not_heard_and_only_a_rate_limit_is_told(bot: Bot) -> None:
    pull, ours = await commented(bot)
    bot.github.react(ours, "-1")
    bot.github.close(pull, merged=True)
    for status, body in ((403, None), (404, None), (502, None), (200, b'{"a": 1}')):
        bot.github.fault("GET", "/pulls/[0-9]+/comments", times=None, status=status, body=body)
        assert (await heard(bot, pull))[1] == (), status
        bot.github.reset_faults()
    bot.github.fault("GET", "/pulls/[0-9]+/comments", status=429, retry_after=1)
    with pytest.raises(RateLimited):
        await heard(bot, pull)


@pytest.mark.slow
async def test_where_no_reader_has_a_say_nobody_is_asked(bot: Bot) -> None:
    """Neither on a stranger's pull request that nobody merged, nor on what a check found: that is never calibrated."""
    pull, ours = await commented(bot)
    bot.github.react(ours, "-1", user="stranger")
    bot.github.close(pull)
    assert await heard(bot, pull) == ([], ())

    bot.providers = []
    static = bot.open(VULNERABLE)
    await bot.review(static)
    comments = bot.github.comments(static)
    assert comments
    for comment in comments:
        bot.github.react(comment, "-1")
    bot.github.close(static, merged=True)
    assert await heard(bot, static) == ([], ())
