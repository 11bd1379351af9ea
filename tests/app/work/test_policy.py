"""Which policy holds for a pull request: the branches' files as GitHub has them, never the head's."""

from __future__ import annotations

from app.work.policy import policy_of
from review.models import Severity
from review.policy import PolicyReading
from tests.app.work.bot import CLEAN, Bot
from tests.stand_in.repository import PullRequest

FILE = ".github/diffdiver.yml"


async def reading(bot: Bot, pull: PullRequest) -> PolicyReading:
    auth = bot.job().auth
    async with auth.installation_client(bot.installation.id, bot.repository.id) as client:
        return await policy_of(client, await client.pull_request(bot.repository.full_name, pull.number))


async def test_without_a_file_the_defaults_hold(bot: Bot) -> None:
    assert (await reading(bot, bot.open(CLEAN))).policy.fail_on is Severity.HIGH


async def test_the_default_branch_may_loosen_the_gate(bot: Bot) -> None:
    bot.github.commit(bot.repository, "main", {FILE: "fail_on: critical\n"})
    assert (await reading(bot, bot.open(CLEAN))).policy.fail_on is Severity.CRITICAL


async def test_the_head_has_no_say(bot: Bot) -> None:
    assert (await reading(bot, bot.open({FILE: "fail_on: critical\n"}))).policy.fail_on is Severity.HIGH


async def test_another_base_branch_may_tighten_but_not_loosen(bot: Bot) -> None:
    start = bot.github.sha(bot.repository, "main")
    bot.github.commit(bot.repository, "loose", {FILE: "fail_on: critical\nreview:\n  language: German\n"}, parent=start)
    bot.github.commit(bot.repository, "topic", CLEAN, parent=bot.github.sha(bot.repository, "loose"))
    read = await reading(bot, bot.github.open_pull_request(bot.repository, base="loose"))
    assert read.policy.fail_on is Severity.HIGH
    assert read.policy.language == "German"
    assert any("fail_on" in notice for notice in read.notices)


async def test_nor_by_a_class_or_a_path(bot: Bot) -> None:
    """Secrets are not turned off from a branch that anybody with write access may make, nor from the head."""
    loose = "classes: {secrets: never}\npaths: [{match: '**/*', fail_on: critical, review: {model: false}}]\n"
    start = bot.github.sha(bot.repository, "main")
    bot.github.commit(bot.repository, "loose", {FILE: loose}, parent=start)
    bot.github.commit(bot.repository, "topic", {**CLEAN, FILE: loose}, parent=bot.github.sha(bot.repository, "loose"))
    read = await reading(bot, bot.github.open_pull_request(bot.repository, base="loose"))
    here = read.policy.at("a.py")
    assert (here.fail_on, here.classes, here.model_review) == (Severity.HIGH, (), False)
    assert [notice.partition("`")[2].partition("`")[0] for notice in read.notices] == [
        "classes.secrets",
        "paths[1].fail_on",
    ]
    assert (await reading(bot, bot.open({FILE: loose}))).policy.classes == ()
