"""A whole review in which another model is asked once more, and what the bot learns of what became of its findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.store import tables
from app.work.shared import Shared
from providers.base import CACHED, OK, Kind, Question
from providers.errors import BudgetExceeded, Failure, ProviderFailure
from providers.memory.answers import MemoryAnswers
from providers.model import Model, Price, Tier
from providers.scripted import Scripted, ScriptedProvider
from review.models import Outcomes
from review.second_opinion import ANOTHER, REFUTED
from tests.app.work.bot import REVIEW, SECURITY, Bot
from tests.app.work.test_review_job import EDITED, answer, claim
from tests.review.findings.test_verifying import verdict, verdicts

CODE = "    return sum(rows) / len(rows)"
SAID = answer({**claim(CODE, 7), "severity": "high"})
NOTHING = '{"findings": []}'


def model(name: str, said: Callable[[Question], Scripted], tier: Tier = Tier.MEDIUM) -> ScriptedProvider:
    return ScriptedProvider(said, name=name, model=Model(f"{name}-1", Price(100_000, 500_000), tier=tier))


def pair(word: str) -> list[ScriptedProvider]:
    """Return a writer, and another one that gives this verdict on what it wrote."""

    def said(question: Question) -> str:
        return verdicts(verdict(1, word, CODE)) if question.kind == Kind.VERIFICATION else SAID

    return [model("first", said), model("second", said, Tier.SMALL)]


def kinds(bot: Bot) -> list[list[str]]:
    """Return what each provider was asked, by kind."""
    return [[question.kind for question in provider.questions] for provider in bot.providers]


async def rows(bot: Bot) -> Sequence[tuple[str, str, float]]:
    of = tables.findings.c
    async with bot.database.read() as tx:
        return [tuple(row) for row in await tx.execute(select(of.fate, of.fate_reason, of.confidence).order_by(of.id))]


@pytest.mark.slow
async def test_a_severe_finding_that_another_model_refutes_with_code_is_not_posted_and_is_accounted_for(
    bot: Bot,
) -> None:
    bot.providers = [*pair("refuted")]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert kinds(bot) == [[Kind.REVIEW], [Kind.VERIFICATION]]
    assert bot.comments(pull) == []
    assert bot.conclusions(pull) == {SECURITY: "success", REVIEW: "success"}
    ((fate, reason, _),) = await rows(bot)
    assert (fate, reason) == ("suppressed", REFUTED.format(who=ANOTHER))


@pytest.mark.slow
async def test_a_confirmed_one_is_posted_with_more_confidence_and_both_calls_are_on_the_bill(bot: Bot) -> None:
    bot.providers = pair("confirmed")
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert [line for _, line, _ in bot.comments(pull)] == [7]
    ((fate, _, confidence),) = await rows(bot)
    assert (fate, confidence) == ("posted", 0.95)
    async with bot.database.read() as tx:
        calls = await tx.execute(select(tables.completions.c.kind, tables.completions.c.outcome))
        assert sorted(tuple(call) for call in calls) == [("review", OK), ("verification", OK)]


@pytest.mark.slow
async def test_control_without_a_second_opinion_it_is_posted_on_the_writers_word(bot: Bot) -> None:
    bot.providers = pair("refuted")
    bot.github.commit(bot.repository, "main", {".github/diffdiver.yml": "review:\n  second_opinion: false\n"})
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert kinds(bot) == [[Kind.REVIEW], []]
    assert [line for _, line, _ in bot.comments(pull)] == [7]


@pytest.mark.slow
async def test_when_the_second_question_fails_the_finding_is_posted_unverified(bot: Bot) -> None:
    def said(question: Question) -> Scripted:
        return ProviderFailure(Failure.AUTH, "x") if question.kind == Kind.VERIFICATION else SAID

    bot.providers = [model("first", said)]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert [line for _, line, _ in bot.comments(pull)] == [7]
    ((fate, _, confidence),) = await rows(bot)
    assert (fate, confidence) == ("posted", 0.9)


@pytest.mark.slow
@pytest.mark.parametrize(("short", "waits"), [(Kind.VERIFICATION, False), (Kind.REVIEW, True)])
async def test_no_money_for_a_second_opinion_postpones_nothing_other_than_none_for_the_first(
    bot: Bot, short: Kind, waits: bool
) -> None:
    today = datetime.now(UTC).date().isoformat()

    def said(question: Question) -> Scripted:
        return BudgetExceeded(f"installation:{bot.installation.id}", today) if question.kind == short else SAID

    bot.providers = [model("first", said)]
    pull = bot.open(EDITED)
    await bot.review(pull)
    assert [line for _, line, _ in bot.comments(pull)] == ([] if waits else [7])
    async with bot.database.read() as tx:
        assert bool((await tx.execute(select(tables.postponed))).all()) is waits


@pytest.mark.slow
async def test_a_push_elsewhere_pays_for_no_second_opinion_again(bot: Bot) -> None:
    bot.shared = Shared(answers=MemoryAnswers())

    def said(question: Question) -> str:
        if question.kind == Kind.VERIFICATION:
            return verdicts(verdict(1, "refuted", CODE))
        return SAID if CODE in question.user else NOTHING

    bot.providers = [model("first", said)]
    pull = bot.open(EDITED)
    await bot.review(pull)
    bot.github.commit(bot.repository, "topic", {"poetry.lock": "# nothing that a model reads\n"})
    await bot.review(pull)
    async with bot.database.read() as tx:
        calls = await tx.execute(
            select(tables.completions.c.outcome).where(tables.completions.c.kind == "verification")
        )
        assert [outcome for (outcome,) in calls] == [OK, CACHED]
    assert bot.comments(pull) == []


def fixing(question: Question) -> str:
    """Find the division for as long as it stands, and be sure of it."""
    if question.kind == Kind.VERIFICATION:
        return verdicts(verdict(1, "confirmed", CODE))
    return SAID if f"|{CODE}" in question.user else NOTHING


@pytest.mark.slow
@pytest.mark.parametrize("fix", [True, False])
async def test_the_bot_learns_what_became_of_its_comment(bot: Bot, fix: bool) -> None:
    bot.providers = [model("first", fixing)]
    pull = bot.open(EDITED)
    await bot.review(pull)
    later = {"shop/web.py": str(EDITED["shop/web.py"]).replace("/ len(rows)", "/ max(len(rows), 1)")}
    bot.github.commit(bot.repository, "topic", later if fix else {"README.md": "# Shop\n\nMore.\n"})
    await bot.review(pull)
    bot.github.close(pull, merged=True)
    await bot.review(pull)
    assert await bot.job().memory.outcomes(bot.installation.id) == (
        Outcomes("first-1", "correctness", int(fix), int(not fix)),
    )
