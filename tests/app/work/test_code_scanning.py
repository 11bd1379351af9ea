"""The scan is given to code scanning where the policy asks for it and the App may; no review hangs on it."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode

from sqlalchemy import select

from app.store import tables
from app.store.jobs import JobState
from tests.app.work.bot import SECURITY, VULNERABLE, Bot
from tests.stand_in.accounts import DEFAULT_PERMISSIONS
from tests.stand_in.faults import Fault
from tests.stand_in.repository import PullRequest

UPLOAD = "code-scanning/upload-sarif"
ASKED = {".github/diffdiver.yml": "code_scanning: true\n"}


def allowed(bot: Bot) -> None:
    granted = {**DEFAULT_PERMISSIONS, "security_events": "write"}
    bot.app.permissions.update(granted)
    bot.installation.permissions.update(granted)


def asked(bot: Bot) -> PullRequest:
    bot.github.commit(bot.repository, "main", ASKED)
    return bot.open({**VULNERABLE, **ASKED})


def given(bot: Bot) -> list[object]:
    return [
        {"ref": ref, "sha": sha, **json.loads(gzip.decompress(b64decode(sarif)))}
        for (_, sha, ref), sarif in bot.github.world.analyses.items()
    ]


def uploads(bot: Bot) -> int:
    return sum(request.operation == UPLOAD for request in bot.github.world.requests)


async def test_the_scan_is_given_with_its_commit_and_pull_request(bot: Bot) -> None:
    allowed(bot)
    pull = asked(bot)
    await bot.review(pull)
    (log,) = given(bot)
    assert isinstance(log, dict)
    assert (log["ref"], log["sha"]) == (f"refs/pull/{pull.number}/head", bot.github.sha(bot.repository, "topic"))
    (run,) = log["runs"]
    assert {result["properties"]["source"] for result in run["results"]} == {"semgrep"}


async def test_it_is_given_once_a_head_however_often_that_is_reviewed(bot: Bot) -> None:
    allowed(bot)
    pull = asked(bot)
    await bot.review(pull)
    await bot.review(pull, redo=True)
    assert uploads(bot) == 1


async def test_nothing_is_given_unless_the_policy_asks(bot: Bot) -> None:
    allowed(bot)
    await bot.review(bot.open(VULNERABLE))
    assert uploads(bot) == 0


async def test_without_the_permission_the_review_is_whole_and_the_audit_log_says_why(bot: Bot) -> None:
    pull = asked(bot)
    assert await bot.review(pull) is JobState.DONE
    assert bot.conclusions(pull) == {SECURITY: "failure"}
    assert not given(bot)
    async with bot.database.read() as tx:
        reasons = (await tx.execute(select(tables.audit.c.reason).where(tables.audit.c.action == "sarif"))).scalars()
        assert ["security_events" in reason for reason in reasons] == [True]


async def test_code_scanning_that_fails_costs_no_review(bot: Bot) -> None:
    allowed(bot)
    pull = asked(bot)
    bot.github.world.faults.add(Fault("POST", re.compile("/code-scanning/"), times=None, status=503))
    assert await bot.review(pull) is JobState.DONE
    assert bot.conclusions(pull) == {SECURITY: "failure"}
