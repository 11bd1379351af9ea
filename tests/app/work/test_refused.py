"""What GitHub refuses during a review: one fresh token where that helps, no storm of tries where nothing does."""

from __future__ import annotations

import orjson
import pytest

from app.github.auth import AppAuth
from app.store import jobs
from app.store.jobs import JobState
from app.work.fetching import Fetcher
from providers.base import Question
from tests.app.github.conftest import settings_for
from tests.app.work.bot import CLEAN, REVIEW, SECURITY, Bot, scripted
from tests.app.work.slow import NOTHING

IP_ALLOW_LIST = (
    "Although you appear to have the correct authorization credentials, the `octo` organization has an IP allow list "
    "enabled, and 192.0.2.7 is not permitted to access this repository."
)


def minted(bot: Bot) -> int:
    return sum(logged.path.endswith("/access_tokens") for logged in bot.github.requests)


async def fetch(bot: Bot) -> None:
    auth = AppAuth(settings_for(bot.github, bot.app))
    pull = bot.open(CLEAN)
    async with auth.installation_client(bot.installation.id, bot.repository.id) as client:
        found = await client.pull_request(bot.repository.full_name, pull.number)
    before = minted(bot)
    scratch = bot.folder / "scratch"
    scratch.mkdir()
    fetcher = Fetcher(auth, bot.github.url, scratch)
    try:
        await fetcher.change(found, bot.installation.id, pull.merge_base)
    finally:
        assert minted(bot) - before == 2, "the first token, and one fresh one"


async def test_git_gets_one_fresh_token_when_the_first_is_refused(bot: Bot) -> None:
    bot.github.fault("GET", r"\.git/info/refs", status=401)
    await fetch(bot)


async def test_git_does_not_get_a_third_token(bot: Bot) -> None:
    bot.github.fault("GET", r"\.git/info/refs", status=401, times=None)
    with pytest.raises(Exception, match="token"):
        await fetch(bot)


async def test_tokens_that_end_in_mid_review_cost_nothing_but_new_ones(bot: Bot) -> None:
    def end(_: Question) -> str:
        bot.github.expire_tokens()
        return NOTHING

    bot.providers = [scripted(end)]
    pull = bot.open(CLEAN)
    assert await bot.review(pull) is JobState.DONE
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}
    assert len(bot.github.check_runs(pull)) == 2
    assert len(bot.providers[0].questions) == 1
    assert [logged.status for logged in bot.github.requests].count(401) >= 1


async def test_an_ip_allow_list_ends_the_job_with_a_sentence_for_the_owner_and_without_a_storm(bot: Bot) -> None:
    pull = bot.open(CLEAN)
    body = orjson.dumps({"message": IP_ALLOW_LIST, "documentation_url": "https://docs.github.com/rest"})
    bot.github.fault(None, r"^/(repos|users|installation)/", times=None, status=403, body=body)
    assert await bot.review(pull) is JobState.FAILED
    async with bot.database.read() as tx:
        job = await jobs.named(tx, "review", f"{bot.repository.id}/{pull.number}")
    assert job is not None
    assert "IP allow list, that this server is on it" in (job.last_error or "")
    assert sum(logged.path.startswith("/repos/") for logged in bot.github.requests) <= 2
    assert job.attempts <= 1
