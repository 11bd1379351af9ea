"""A command is carried out once, for whom GitHub says may write; everybody else gets no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store import jobs
from app.store.accepted import Risk
from app.store.database import Database
from app.store.jobs import JobState
from app.work.command_job import AN_HOUR
from app.work.expiring import Expiring
from app.work.risks import ACCEPT
from tests.app.work.bot import SECURITY, VULNERABLE
from tests.app.work.commanding import FILE, ONE, SHORT, STRANGER, THREE, WRITER, Commanded, at
from tests.app.work.life import Life
from tests.stand_in.github import GitHubStandIn


@pytest.fixture
async def bot(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> Commanded:
    (tmp_path / "data").mkdir()
    made = Commanded(github, sqlite, tmp_path / "data")
    await made.begin()
    return made


async def test_an_answer_to_our_comment_takes_its_risk_in_this_pull_request(bot: Commanded) -> None:
    reply = bot.answer("/accept Only a sample, not reachable.\n\nMore that nobody reads.")
    assert await bot.tell(reply) is JobState.DONE
    (risk,) = await bot.risks()
    account = bot.github.world.account(WRITER).id
    url = f"{bot.github.url}/octo/shop/pull/{bot.pull.number}#discussion_r{reply.id}"
    why = "Only a sample, not reachable."
    assert risk == Risk(bot.repository.id, bot.pull.number, THREE, FILE, why, account, WRITER, url)
    assert await bot.reviews_wanted() == 1
    entry = next(one for one in await bot.audited() if one.action == ACCEPT)
    assert (entry.actor, entry.number) == (f"user:{account} {WRITER}", bot.pull.number)
    assert entry.target == f"{at(bot.pull)} {THREE} {FILE} {url}"
    assert why in entry.reason
    (answer,) = bot.replies()
    assert answer.startswith(f"`{WRITER}` accepted the risk of Command built from input (`{SHORT}`) in `README.md`")
    (made,) = [one for one in bot.github.comments(bot.pull) if one.body == answer]
    assert made.in_reply_to == bot.ours.id


@pytest.mark.slow
async def test_a_finding_is_named_in_the_conversation_by_the_short_form_of_its_name(bot: Commanded) -> None:
    assert await bot.tell(bot.say(f"/accept {SHORT} known since #12")) is JobState.DONE
    (risk,) = await bot.risks()
    assert (risk.fingerprint, risk.reason, risk.number) == (THREE, "known since #12", bot.pull.number)


@pytest.mark.slow
async def test_what_cannot_be_followed_is_answered_and_changes_nothing(bot: Commanded) -> None:
    for text, told in (
        (f"/accept {ONE[:14]} two begin so", "Several findings"),
        ("/accept 1:0123456789ab no such", "No finding of this pull request is called `1:0123456789ab`"),
        ("/accept which one?", "cannot be followed"),
        ("/accept --until=never", "cannot be followed"),
        ("/help", "three commands"),
    ):
        before = len(bot.replies())
        assert await bot.tell(bot.say(text)) is JobState.DONE
        assert told in bot.replies()[before], text
    assert (await bot.risks(), await bot.reviews_wanted()) == ([], 0)


async def test_below_a_comment_of_somebody_else_it_is_no_word_to_us(bot: Commanded) -> None:
    other = bot.answer("What do you think?")
    bot.github.world.review_comments[other.id].in_reply_to = None
    assert await bot.tell(bot.answer("/accept it is fine", to=other)) is JobState.DONE
    assert (await bot.risks(), bot.replies()) == ([], [])


async def test_review_wants_a_review_even_if_nothing_changed(bot: Commanded) -> None:
    assert await bot.tell(bot.say("/review")) is JobState.DONE
    job = await bot.named("review", f"{bot.repository.id}/{bot.pull.number}")
    assert (job.wanted_generation, job.redo_generation, bot.replies()) == (1, 1, [])


@pytest.mark.slow
async def test_however_often_it_is_delivered_it_is_done_once(bot: Commanded) -> None:
    reply = bot.answer("/accept a sample")
    for _ in range(3):
        assert await bot.tell(reply) is JobState.DONE
    asked = bot.asked()
    assert await bot.tell(reply) is JobState.DONE
    assert bot.asked() == asked, "what is done is not even looked at"
    assert (len(await bot.risks()), await bot.reviews_wanted(), len(bot.replies())) == (1, 1, 1)


async def test_an_answer_whose_receipt_was_lost_is_not_given_twice(bot: Commanded) -> None:
    for comment, path in ((bot.answer("/accept a sample"), "replies"), (bot.say("/help"), "comments")):
        before = len(bot.replies())
        bot.github.fault("POST", rf"/{path}$", status=502, after=True)
        assert await bot.tell(comment) is JobState.DONE
        assert len(bot.replies()) == before + 1


async def test_a_retry_does_not_accept_again_what_was_withdrawn_meanwhile(bot: Commanded) -> None:
    bot.github.fault("POST", r"/comments/\d+/replies$", status=503, times=2)
    job_id = await bot.wanted(bot.answer("/accept a sample"))
    assert job_id is not None
    assert await bot.run(job_id) is JobState.WAITING
    async with bot.database.begin() as tx:
        await tx.exec_driver_sql("DELETE FROM accepted_risks")
        await jobs.hurry(tx, job_id)
    assert await bot.run(job_id) is JobState.DONE
    assert (await bot.risks(), len(bot.replies())) == ([], 1)


async def test_a_locked_conversation_takes_the_risk_without_a_word(bot: Commanded) -> None:
    bot.github.fault("POST", r"/comments/\d+/replies$", status=403, times=None)
    assert await bot.tell(bot.answer("/accept a sample")) is JobState.DONE
    assert (len(await bot.risks()), bot.replies()) == (1, [])


@pytest.mark.slow
async def test_comments_that_were_changed_or_deleted_are_not_followed(bot: Commanded) -> None:
    changed, deleted, longer = bot.say("/help"), bot.say("/review"), bot.say("/review")
    ids = [await bot.wanted(one) for one in (changed, deleted, longer)]
    changed.body, longer.body = "/review", "/review\n\nPlease."
    del bot.github.world.issue_comments[deleted.id]
    assert [await bot.run(one) for one in ids if one is not None] == [JobState.DONE] * 3
    assert (await bot.reviews_wanted(), bot.replies()) == (1, []), "below the command people may add what they like"


async def test_a_closed_pull_request_is_left_alone(bot: Commanded) -> None:
    bot.github.close(bot.pull)
    assert await bot.tell(bot.answer("/accept a sample")) is JobState.DONE
    assert (await bot.risks(), bot.replies()) == ([], [])


@pytest.mark.slow
async def test_beyond_its_limit_an_account_is_not_asked_about(bot: Commanded) -> None:
    for _ in range(AN_HOUR):
        await bot.tell(bot.say("/review"))
    asked = bot.asked()
    assert await bot.tell(bot.say("/review")) is JobState.DONE
    assert (bot.asked(), await bot.reviews_wanted()) == (asked, AN_HOUR)
    bot.repository.collaborators[STRANGER] = "maintain"
    assert await bot.tell(bot.say("/review", STRANGER)) is JobState.DONE
    assert await bot.reviews_wanted() == AN_HOUR + 1, "others have their own"


async def test_a_repository_that_was_renamed_meanwhile_is_found(bot: Commanded) -> None:
    job_id = await bot.wanted(bot.answer("/accept a sample"))
    assert job_id is not None
    bot.github.rename(bot.repository, "octo/store")
    bot.github.add_repository("octo/shop")  # the old name is somebody else's now
    assert await bot.run(job_id) is JobState.DONE
    assert len(await bot.risks()) == 1


@pytest.fixture
async def life(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> Life:
    (tmp_path / "data").mkdir()
    life = Life(github, sqlite, tmp_path / "data")
    await life.installed()
    return life


@pytest.mark.slow
async def test_the_gate_turns_green_without_a_push_and_red_again_when_the_time_is_over(life: Life) -> None:
    life.repository.collaborators[WRITER] = "write"
    pull = life.open(VULNERABLE)
    await life.review(pull)
    assert life.conclusions(pull)[SECURITY] == "failure"
    ours = life.github.comments(pull)[0]
    reply = life.github.reply(ours, "/accept printers are trusted here")
    await life.hear("pull_request_review_comment", "created", pull_request=pull, review_comment=reply)
    await life.rest()
    assert life.conclusions(pull)[SECURITY] == "success"
    run = next(run for run in reversed(life.github.check_runs(pull)) if run.name == SECURITY)
    assert "### Not counted" in (run.summary or "")
    assert f"accepted as a known risk by {WRITER}: printers are trusted here" in (run.summary or "")
    async with life.database.begin() as tx:
        await tx.exec_driver_sql("UPDATE accepted_risks SET expires_ms = 1")
    assert await Expiring(life.database).turn() == 1
    await life.rest()
    assert life.conclusions(pull)[SECURITY] == "failure"
    assert len([one for one in life.github.comments(pull) if one.in_reply_to is None]) == 1, "said once, as ever"


@pytest.mark.slow
async def test_what_was_accepted_for_a_pull_request_holds_in_the_merge_queue(life: Life) -> None:
    life.repository.collaborators[WRITER] = "write"
    pull = life.open(VULNERABLE)
    await life.review(pull)
    reply = life.github.reply(life.github.comments(pull)[0], "/accept printers are trusted here")
    await life.hear("pull_request_review_comment", "created", pull_request=pull, review_comment=reply)
    await life.rest()
    life.github.commit(life.repository, "main", {"notes.txt": "merged meanwhile\n"})  # so that the group is scanned
    group = life.github.queue(pull)
    await life.hear("merge_group", "checks_requested", merge_group=group)
    await life.rest()
    assert life.verdicts(group) == {SECURITY: "success"}
