"""From a wanted job to what stands on GitHub, against the real database, engine, git and stand-in."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import func, select

from app.store import tables
from app.store.jobs import JobState
from providers.base import Question
from providers.errors import Failure, ProviderFailure
from tests.app.work.bot import CLEAN, COMMAND, REVIEW, SECURITY, VULNERABLE, Bot, scripted

NOTHING = '{"findings": []}'
EDITED = {
    "shop/web.py": "from flask import Flask\n\napp = Flask(__name__)\n\n\n"
    "def total(rows):\n    return sum(rows) / len(rows)\n"
}


def claim(code: str, line: int, title: str = "total() divides by zero for an empty list") -> dict[str, object]:
    return {
        "path": "shop/web.py",
        "start_line": line,
        "end_line": line,
        "quoted_code": code,
        "category": "correctness",
        "severity": "medium",
        "title": title,
        "message": "With no rows len(rows) is 0, so the division raises ZeroDivisionError and the page answers 500.",
        "why": "Customers without orders get an error page.",
        "suggestion": None,
        "confidence": 0.9,
    }


def answer(*claims: dict[str, object]) -> str:
    return json.dumps({"findings": claims})


async def test_a_clean_pull_request_gets_a_green_check_and_no_comment(bot: Bot) -> None:
    pull = bot.open(CLEAN)
    assert await bot.review(pull) is JobState.DONE
    assert bot.conclusions(pull) == {SECURITY: "success"}
    assert bot.comments(pull) == []
    assert bot.summaries(pull) == []


@pytest.mark.slow
async def test_a_dangerous_line_is_commented_where_it_stands_and_shuts_the_gate(bot_on_each: Bot) -> None:
    pull = bot_on_each.open(VULNERABLE)
    await bot_on_each.review(pull)
    assert bot_on_each.comments(pull) == [("shop/web.py", 14, COMMAND.rstrip("\n"))]
    assert bot_on_each.conclusions(pull) == {SECURITY: "failure"}
    assert len(bot_on_each.summaries(pull)) == 1


async def test_a_push_edits_the_summary_in_place_and_repeats_no_comment(bot_on_each: Bot) -> None:
    pull = bot_on_each.open(VULNERABLE)
    await bot_on_each.review(pull)
    moved = {"shop/web.py": "# moved down\n" + str(VULNERABLE["shop/web.py"])}
    bot_on_each.github.commit(bot_on_each.repository, "topic", moved)
    await bot_on_each.review(pull)
    assert len(bot_on_each.comments(pull)) == 1
    assert len(bot_on_each.summaries(pull)) == 1
    assert bot_on_each.conclusions(pull) == {SECURITY: "failure"}, "what was said before still stands in the code"


@pytest.mark.slow
async def test_a_mended_pull_request_turns_green_and_says_so(bot: Bot) -> None:
    pull = bot.open(VULNERABLE)
    await bot.review(pull)
    bot.github.commit(bot.repository, "topic", {"shop/web.py": "app = None\n"})
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success"}
    assert "Nothing is open" in bot.summaries(pull)[0]


@pytest.mark.slow
async def test_what_was_there_before_is_not_held_against_the_change(bot: Bot) -> None:
    bot.github.commit(bot.repository, "main", VULNERABLE)
    pull = bot.open({"shop/web.py": str(VULNERABLE["shop/web.py"]) + "\n\nlast = 1\n"})
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success"}
    assert bot.comments(pull) == []


async def test_the_same_change_is_reviewed_once(bot: Bot) -> None:
    pull = bot.open(CLEAN)
    await bot.review(pull)
    before = len(bot.github.requests)
    await bot.review(pull)
    assert [
        logged for logged in bot.github.requests[before:] if logged.method != "GET" and "/repos/" in logged.path
    ] == []


async def test_a_closed_pull_request_is_left_alone(bot: Bot) -> None:
    pull = bot.open(VULNERABLE)
    bot.github.close(pull)
    assert await bot.review(pull) is JobState.DONE
    assert bot.conclusions(pull) == {}


@pytest.mark.slow
async def test_a_model_finding_is_posted_where_its_quote_stands(bot: Bot) -> None:
    bot.providers = [scripted([answer(claim("    return sum(rows) / len(rows)", 3))])]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert bot.comments(pull) == [("shop/web.py", 7, "    return sum(rows) / len(rows)")], "re-anchored from line 3"
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "neutral"}


@pytest.mark.slow
async def test_a_claim_about_code_that_is_not_there_is_suppressed_with_the_reason(bot: Bot) -> None:
    bot.providers = [scripted([answer(claim("    return rows[0]", 7))])]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert bot.comments(pull) == []
    async with bot.database.read() as tx:
        (row,) = (await tx.execute(select(tables.findings.c.fate, tables.findings.c.fate_reason))).all()
    assert row.fate == "suppressed"
    assert row.fate_reason


@pytest.mark.slow
async def test_a_silent_model_makes_the_review_check_green(bot: Bot) -> None:
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}


@pytest.mark.slow
async def test_when_every_provider_fails_the_rest_is_posted_and_the_check_says_so(bot: Bot) -> None:
    bot.providers = [scripted(lambda _: ProviderFailure(Failure.SERVER, "down", unbilled=True)) for _ in range(2)]
    pull = bot.open(VULNERABLE)
    assert await bot.review(pull) is JobState.DONE
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "neutral"}
    assert len(bot.comments(pull)) == 1


@pytest.mark.slow
async def test_the_spend_stays_under_the_cap_of_the_policy(bot: Bot) -> None:
    bot.github.commit(bot.repository, "main", {".github/diffdiver.yml": "budget:\n  per_review_usd: 0.000001\n"})
    bot.providers = [scripted([NOTHING])]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert bot.providers[0].questions == []
    assert bot.conclusions(pull)[REVIEW] == "neutral"


@pytest.mark.slow
async def test_every_attempt_is_recorded_with_its_cost(bot_on_each: Bot) -> None:
    bot_on_each.providers = [
        scripted([ProviderFailure(Failure.OVERLOADED, "busy", unbilled=True)], name="first"),
        scripted([NOTHING], name="second"),
    ]
    pull = bot_on_each.open(EDITED)
    await bot_on_each.review(pull)
    async with bot_on_each.database.read() as tx:
        rows = (await tx.execute(select(tables.completions.c.outcome, tables.completions.c.cost_microusd))).all()
        spent = (await tx.execute(select(func.max(tables.ledger.c.settled)))).scalar_one()
    assert [row.outcome for row in rows] == ["overloaded", "ok"]
    assert spent == sum(row.cost_microusd for row in rows) > 0


async def test_a_draft_gets_the_security_check_only(bot: Bot) -> None:
    bot.providers = [scripted([])]
    pull = bot.open(VULNERABLE, draft=True)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure", REVIEW: "skipped"}


async def test_a_wrong_key_in_the_policy_is_told_in_the_check_run(bot: Bot) -> None:
    bot.github.commit(bot.repository, "main", {".github/diffdiver.yml": "fail_onn: low\n"})
    pull = bot.open(CLEAN)
    await bot.review(pull)
    (run,) = bot.github.check_runs(pull)
    assert "unknown key" in (run.summary or "")
    assert "fail_on" in (run.summary or "")


@pytest.mark.slow
async def test_a_fork_whose_repository_is_gone_is_reviewed(bot: Bot) -> None:
    fork = bot.github.fork(bot.repository, "stranger")
    bot.github.commit(fork, "topic", VULNERABLE, parent=bot.github.sha(fork, "main"))
    pull = bot.github.open_pull_request(bot.repository, head="topic", head_repository=fork, user="stranger")
    bot.github.delete_repository(fork)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_a_push_during_the_review_leads_to_a_review_of_the_newest_head(bot: Bot) -> None:
    old_head = ""

    def push(_: Question) -> str:
        if bot.github.sha(bot.repository, "topic") == old_head:
            bot.github.commit(bot.repository, "topic", {"README.md": "# Newer\n"})
        return NOTHING

    bot.providers = [scripted(push)]
    pull = bot.open(EDITED)
    old_head = pull.head_sha
    await bot.review(pull)
    assert {run.conclusion for run in bot.github.check_runs(old_head)} == {"cancelled"}
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}


async def test_a_repository_that_cannot_be_fetched_shuts_the_gate_with_the_reason(bot: Bot) -> None:
    bot.github.fault("POST", r"\.git/git-upload-pack", times=50, status=403)
    pull = bot.open(CLEAN)
    await bot.review(pull)
    assert bot.conclusions(pull) == {SECURITY: "failure"}
    (run,) = bot.github.check_runs(pull)
    assert run.title == "Could not be reviewed"


async def test_a_change_without_a_merge_base_shuts_the_gate_with_the_reason(bot: Bot) -> None:
    bot.github.fault("GET", r"/compare/", times=50, status=404)
    pull = bot.open(CLEAN)
    assert await bot.review(pull) is JobState.FAILED
    assert bot.conclusions(pull) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_no_token_reaches_a_log_a_file_or_the_database(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    pull = bot.open(VULNERABLE)
    await bot.review(pull)
    tokens = list(bot.github.world.tokens)
    assert tokens
    stored = [
        path.read_bytes() for path in bot.folder.parent.rglob("*") if path.is_file() and "github" not in path.parts
    ]
    for token in tokens:
        assert token not in caplog.text
        assert not any(token.encode() in data for data in stored)
