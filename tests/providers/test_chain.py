"""The chain: who is asked next, after what, with how much time, and what is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from providers.base import OK, Completion, Provider, Question, close, warm
from providers.budget import Budget, Budgeted
from providers.chain import Chain
from providers.errors import AllProvidersFailed, BudgetExceeded, Failure, PriceUnknown, ProviderFailure
from providers.memory.ledger import MemoryLedger
from providers.model import Model, Price
from providers.scripted import Scripted, ScriptedProvider, ScriptExhausted
from providers.state import Cap

GOOD = '{"findings": []}'
PRICED = Model("priced", Price(fresh_input=100_000, output=500_000))


def link(*answers: Scripted, name: str = "a") -> ScriptedProvider:
    return ScriptedProvider(answers, name=name, model=PRICED)


def failure(kind: Failure, **more: float) -> ProviderFailure:
    return ProviderFailure(kind, "scripted", **more)  # type: ignore[arg-type]  # only retry_after is given


async def failed(chain: Chain, question: Question, timeout: float = 5.0) -> AllProvidersFailed:
    with pytest.raises(AllProvidersFailed) as caught:
        await chain.complete(question, timeout=timeout)
    return caught.value


async def test_the_first_link_answers_and_nobody_else_is_asked(question: Question) -> None:
    first, second = link(GOOD), link(GOOD, name="b")
    completion = await Chain([first, second]).complete(question, timeout=5)
    assert (completion.text, completion.provider) == (GOOD, "a")
    assert second.questions == []


def test_a_chain_is_a_provider() -> None:
    chain: Provider = Chain([Chain([link(GOOD)])])
    assert chain.name == "chain"


ASKED_AGAIN = {Failure.MALFORMED, Failure.SCHEMA_REJECTED}
FALL_BACK = sorted(set(Failure) - ASKED_AGAIN - {Failure.NOT_ADMITTED})


@pytest.mark.parametrize("kind", FALL_BACK)
async def test_every_named_failure_goes_to_the_next_link_after_one_call(question: Question, kind: Failure) -> None:
    first, second = link(failure(kind)), link(GOOD, name="b")
    completion = await Chain([first, second]).complete(question, timeout=5)
    assert completion.provider == "b"
    assert [attempt.outcome for attempt in completion.attempts] == [kind, OK]
    assert len(first.questions) == 1


async def test_a_bug_of_ours_is_not_an_outage(question: Question) -> None:
    broken = ScriptedProvider(lambda question: [][1])
    untouched = link(GOOD, name="b")
    with pytest.raises(IndexError):
        await Chain([broken, untouched]).complete(question, timeout=5)
    assert untouched.questions == []


async def test_an_unusable_text_is_told_what_was_wrong_once(question: Question) -> None:
    only = link("I found nothing!", GOOD)
    completion = await Chain([only]).complete(question, timeout=5)
    first, second = only.questions
    assert first == question
    assert second.user.startswith(question.user)
    assert "it is not JSON (Expecting value at line 1, column 1)" in second.user
    assert "I found nothing" not in second.user
    assert [attempt.outcome for attempt in completion.attempts] == [Failure.MALFORMED, OK]
    assert all(attempt.cost for attempt in completion.attempts), "a rejected answer still costs"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "it is not a JSON object"),
        ("{}", "it does not match the schema"),
        ("[" * 100_000, "it is not a JSON object"),
        ("9" * 5_000, "it is not a JSON object"),
    ],
)
async def test_the_repair_names_the_reason(question: Question, text: str, why: str) -> None:
    only = link(text, GOOD)
    await Chain([only]).complete(question, timeout=5)
    assert why in only.questions[1].user


async def test_a_second_unusable_text_goes_to_the_next_link_with_the_original_question(question: Question) -> None:
    first, second = link("no", "still no"), link(GOOD, name="b")
    completion = await Chain([first, second]).complete(question, timeout=5)
    assert second.questions == [question]
    assert [attempt.outcome for attempt in completion.attempts] == [Failure.MALFORMED, Failure.MALFORMED, OK]


@pytest.mark.parametrize("kind", sorted(ASKED_AGAIN))
async def test_after_a_broken_answer_or_a_schema_turned_away_the_same_is_asked_once_more(
    question: Question, kind: Failure
) -> None:
    only = link(failure(kind), GOOD)
    await Chain([only]).complete(question, timeout=5)
    assert only.questions == [question, question]


async def test_a_question_too_long_is_asked_smaller_once_and_whole_at_the_next_link(question: Question) -> None:
    smallest = replace(question, user="s")
    small = replace(question, user="sm", smaller=smallest)
    whole = replace(question, smaller=small)
    first, second = link(*[failure(Failure.CONTEXT_TOO_LONG) for _ in range(2)]), link(GOOD, name="b")
    await Chain([first, second]).complete(whole, timeout=5)
    assert first.questions == [whole, small]
    assert second.questions == [whole]


async def test_a_cut_off_text_that_can_be_used_is_an_answer(question: Question) -> None:
    half = Completion('{"findings": []}', "a", "priced", cut_off=True, usage=None)
    completion = await Chain([link(half)]).complete(question, timeout=5)
    assert completion.cut_off


async def test_a_cut_off_text_that_cannot_be_used_is_not_repaired(question: Question) -> None:
    half = Completion('{"find', "a", "priced", cut_off=True, usage=None)
    first, second = link(half), link(GOOD, name="b")
    completion = await Chain([first, second]).complete(question, timeout=5)
    assert completion.provider == "b"
    assert len(first.questions) == 1


async def test_when_all_fail_every_cause_and_every_attempt_is_kept(question: Question) -> None:
    broke = failure(Failure.QUOTA)
    error = await failed(Chain([link("no", "no"), link(broke, name="b")]), question)
    assert [(name, str(cause).split(":")[0]) for name, cause in error.causes] == [
        ("a", "malformed"),
        ("a", "malformed"),
        ("b", "quota"),
    ]
    assert [(a.provider, a.outcome) for a in error.attempts] == [
        ("a", Failure.MALFORMED),
        ("a", Failure.MALFORMED),
        ("b", Failure.QUOTA),
    ]
    assert error.__cause__ is broke
    assert not error.budget_spent


async def test_a_chain_in_a_chain_passes_its_attempts_on_and_is_charged_once(question: Question) -> None:
    inner = Chain([link(failure(Failure.AUTH))], name="inner")
    completion = await Chain([inner, link(GOOD, name="b")]).complete(question, timeout=5)
    assert [(a.provider, a.outcome) for a in completion.attempts] == [("a", Failure.AUTH), ("b", OK)]


async def test_no_provider_at_all_says_so(question: Question) -> None:
    error = await failed(Chain([]), question)
    assert str(error) == "no provider is configured"
    assert not error.budget_spent


async def test_the_time_left_is_shared_out_over_the_links_left(question: Question) -> None:
    links = [link(failure(Failure.AUTH), name=name) for name in "abc"]
    await failed(Chain(links), question, timeout=9.0)
    assert [round(one.timeouts[0]) for one in links] == [3, 4, 9]  # a link that fails at once leaves its time


async def test_no_call_is_made_when_no_time_is_left(question: Question) -> None:
    only = link(GOOD)
    error = await failed(Chain([only]), question, timeout=0.01)
    assert only.questions == []
    assert error.attempts == ()
    assert "no time is left" in str(error)


async def test_the_only_provider_left_is_waited_for_when_the_wait_is_short(question: Question) -> None:
    only = link(failure(Failure.RATE_LIMITED, retry_after=0.02), GOOD)
    completion = await Chain([only]).complete(question, timeout=5)
    assert [a.outcome for a in completion.attempts] == [Failure.RATE_LIMITED, OK]


@pytest.mark.parametrize("wait", [None, 4.99, 21.0])
async def test_a_wait_that_is_unknown_or_too_long_is_not_waited(question: Question, wait: float | None) -> None:
    only = link(ProviderFailure(Failure.OVERLOADED, "scripted", retry_after=wait))
    started = asyncio.get_running_loop().time()
    await failed(Chain([only]), question, timeout=5)
    assert asyncio.get_running_loop().time() - started < 1


async def test_nobody_is_waited_for_while_another_can_be_asked(question: Question) -> None:
    busy, free = link(failure(Failure.RATE_LIMITED, retry_after=0.01)), link(GOOD, name="b")
    await Chain([busy, free]).complete(question, timeout=5)
    assert len(busy.questions) == 1


@pytest.mark.parametrize("kind", [kind for kind in Failure if kind is not Failure.NOT_ADMITTED])
async def test_no_link_is_called_more_than_twice(question: Question, kind: Failure) -> None:
    """Whatever happens, and with everything to go round for."""
    links = [link(*[failure(kind, retry_after=0.01) for _ in range(5)], name=name) for name in "abc"]
    await failed(Chain(links), replace(question, smaller=question), timeout=5)
    assert all(len(one.questions) <= 2 for one in links)


async def test_a_spent_budget_goes_on_to_a_cheaper_link(question: Question) -> None:
    dear = ScriptedProvider([GOOD], name="dear", model=Model("dear", Price(10_000_000, 50_000_000)))
    cheap = ScriptedProvider([GOOD], name="cheap", model=PRICED)
    budget = Budget(MemoryLedger(), (Cap("review:1", "", 500),))
    completion = await Chain([Budgeted(dear, budget), Budgeted(cheap, budget)]).complete(question, timeout=5)
    assert completion.provider == "cheap"
    assert dear.questions == []


async def test_money_as_the_only_reason_can_be_told_from_an_outage(question: Question) -> None:
    budget = Budget(MemoryLedger(), (Cap("review:1", "", 0),))
    poor = Budgeted(link(GOOD), budget)
    unpriced = Budgeted(ScriptedProvider([GOOD], name="b"), budget)
    error = await failed(Chain([poor, unpriced]), question)
    assert [type(cause) for _, cause in error.causes] == [BudgetExceeded, PriceUnknown]
    assert error.budget_spent
    outage = await failed(Chain([poor, link(failure(Failure.SERVER), name="c")]), question)
    assert not outage.budget_spent


async def test_a_script_that_is_too_short_fails_the_test_and_not_the_provider(question: Question) -> None:
    with pytest.raises(ScriptExhausted):
        await Chain([link(), link(GOOD)]).complete(question, timeout=5)


async def test_a_text_that_was_heard_and_cannot_be_used_is_to_be_forgotten(question: Question) -> None:
    heard: list[str | None] = []
    await Chain([link("no", GOOD)]).complete(replace(question, heard=heard.append), timeout=5)
    assert heard == [None]


async def test_a_chain_warms_and_closes_its_links() -> None:
    class Lasting(ScriptedProvider):
        calls: list[str] = []  # noqa: RUF012  # one list for the class is what the test reads

        async def warm(self) -> None:
            self.calls.append("warm")

        async def close(self) -> None:
            self.calls.append("close")

    chain = Chain([Lasting([]), link(GOOD)])
    await warm(chain)
    await close(chain)
    assert Lasting.calls == ["warm", "close"]
