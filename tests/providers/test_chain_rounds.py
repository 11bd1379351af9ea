"""What the chain does once everybody has failed: a short wait, less text, and never anything against a bug of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.base import OK, Attempt, Completion, Question
from providers.budget import Budget, Budgeted
from providers.chain import SMALLER_SHARE, Chain
from providers.errors import AllProvidersFailed, BudgetExceeded, Failure, ProviderError, ProviderFailure
from providers.link import CURABLE, MOST_CALLS
from providers.memory.ledger import MemoryLedger
from providers.model import Model, Price
from providers.scripted import Scripted, ScriptedProvider
from providers.state import Cap, Target
from tests.providers.asking import accepts_json

GOOD = '{"findings": []}'
Said = str | tuple[Failure, float | None]
PRICED = Model("priced", Price(fresh_input=100_000, output=500_000))


def link(*answers: Scripted, name: str = "a") -> ScriptedProvider:
    return ScriptedProvider(answers, name=name, model=PRICED)


def failure(kind: Failure, wait: float | None = None) -> ProviderFailure:
    return ProviderFailure(kind, "scripted", retry_after=wait)


def shut(wait: float | None = None) -> ProviderFailure:
    return failure(Failure.NOT_ADMITTED, wait)


@pytest.fixture
def small(question: Question) -> Question:
    return replace(question, user="s")


@pytest.fixture
def whole(question: Question, small: Question) -> Question:
    return replace(question, smaller=small)


async def failed(chain: Chain, question: Question, timeout: float = 5.0) -> AllProvidersFailed:
    with pytest.raises(AllProvidersFailed) as caught:
        await chain.complete(question, timeout=timeout)
    return caught.value


# A short wait


async def test_who_is_not_admitted_is_passed_over_at_no_cost(question: Question) -> None:
    completion = await Chain([link(shut(900)), link(GOOD, name="b")]).complete(question, timeout=5)
    assert [(attempt.provider, attempt.outcome) for attempt in completion.attempts] == [("b", OK)]


async def test_when_nobody_is_admitted_the_shortest_wait_is_waited_for(question: Question) -> None:
    later, sooner = link(shut(0.5), GOOD, name="later"), link(shut(0.01), GOOD, name="sooner")
    completion = await Chain([later, sooner]).complete(question, timeout=5)
    assert (completion.provider, len(later.questions)) == ("sooner", 1)


async def test_a_rate_limit_of_our_own_is_waited_for_again_and_again_and_is_no_call(question: Question) -> None:
    """A slow server with one place and four questions: each gets its turn while there is time."""
    only = link(*[shut(0.01) for _ in range(3)], "no", GOOD)
    completion = await Chain([only]).complete(question, timeout=5)
    assert [attempt.outcome for attempt in completion.attempts] == [Failure.MALFORMED, OK]


async def test_a_long_wait_leaves_one_cause(question: Question) -> None:
    error = await failed(Chain([link(*[shut(0.01) for _ in range(3)], failure(Failure.AUTH))]), question)
    assert [str(cause).split(":")[0] for _, cause in error.causes] == ["not_admitted", "auth"]


async def test_waiting_ends_with_the_time(question: Question) -> None:
    only = ScriptedProvider(lambda _: shut(0.01), name="a", model=PRICED)
    error = await failed(Chain([only]), question, timeout=0.2)
    assert [name for name, _ in error.causes] == ["a"]


@pytest.mark.parametrize("wait", [None, 4.99, 21.0])
async def test_nobody_is_waited_for_without_a_word_or_for_too_long(question: Question, wait: float | None) -> None:
    only = link(shut(wait))
    await failed(Chain([only]), question)
    assert len(only.questions) == 1


async def test_a_short_wait_is_waited_for_though_others_failed_for_good(question: Question) -> None:
    first = link(failure(Failure.RATE_LIMITED, 0.01), GOOD)
    completion = await Chain([first, link(failure(Failure.AUTH), name="b")]).complete(question, timeout=5)
    assert [a.outcome for a in completion.attempts] == [Failure.RATE_LIMITED, Failure.AUTH, OK]


# Less text


@pytest.mark.parametrize("kind", sorted(CURABLE - {Failure.CONTEXT_TOO_LONG}))
async def test_what_less_text_can_cure_is_asked_once_more_with_less(
    whole: Question, small: Question, kind: Failure
) -> None:
    first = link(failure(kind), GOOD)
    completion = await Chain([first, link(failure(Failure.AUTH), name="b")]).complete(whole, timeout=5)
    assert first.questions == [whole, small]
    assert completion.smaller
    assert [attempt.outcome for attempt in completion.attempts] == [kind, Failure.AUTH, OK]


INCURABLE = sorted(set(Failure) - CURABLE - {Failure.MALFORMED, Failure.SCHEMA_REJECTED})


@pytest.mark.parametrize("kind", INCURABLE)
async def test_what_less_text_cannot_cure_is_not_asked_again(whole: Question, kind: Failure) -> None:
    only = link(failure(kind))
    await failed(Chain([only]), whole)
    assert only.questions == [whole]


async def test_a_link_that_was_called_twice_is_left_alone(whole: Question, small: Question) -> None:
    shrunk = link(failure(Failure.CONTEXT_TOO_LONG), failure(Failure.TIMEOUT))
    slow = link(failure(Failure.TIMEOUT), failure(Failure.TIMEOUT), name="b")
    await failed(Chain([shrunk, slow]), whole)
    assert (shrunk.questions, slow.questions) == ([whole, small], [whole, small])


async def test_less_may_fit_the_budget_where_the_whole_did_not(question: Question, small: Question) -> None:
    whole = replace(question, user="x" * 100_000, smaller=small)
    only = link(GOOD)
    cap = PRICED.worst_cost(small) or 0
    budget = Budget(MemoryLedger(), (Cap("review:1", "", cap),))
    completion = await Chain([Budgeted(only, budget)]).complete(whole, timeout=5)
    assert only.questions == [small]
    assert completion.smaller


async def test_money_stays_the_cause_when_not_even_less_fits(whole: Question) -> None:
    budget = Budget(MemoryLedger(), (Cap("review:1", "", 0),))
    error = await failed(Chain([Budgeted(link(GOOD), budget)]), whole)
    assert [type(cause) for _, cause in error.causes] == [BudgetExceeded, BudgetExceeded]
    assert error.budget_spent


async def test_less_than_less_is_never_asked(question: Question, small: Question) -> None:
    """Whoever asked could not tell which of the two smaller forms was read."""
    whole = replace(question, smaller=replace(small, smaller=replace(small, user="")))
    only = link(failure(Failure.TIMEOUT), failure(Failure.CONTEXT_TOO_LONG))
    await failed(Chain([only]), whole)
    assert [asked.user for asked in only.questions] == [whole.user, small.user]


async def test_time_is_kept_for_less_text(whole: Question) -> None:
    links = [link(failure(Failure.TIMEOUT), failure(Failure.TIMEOUT), name=name) for name in "ab"]
    await failed(Chain(links), whole, timeout=10.0)
    (first, last), (second, _) = links[0].timeouts, links[1].timeouts
    assert first == pytest.approx(10 / (2 + SMALLER_SHARE), rel=0.1)
    assert second == pytest.approx(10 / (1 + SMALLER_SHARE), rel=0.1)
    assert last == pytest.approx(10 / 2, rel=0.1)


async def test_everything_ends_with_the_time(whole: Question) -> None:
    class Slow(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            await asyncio.sleep(timeout)
            return await super().complete(question, timeout=timeout)

    links = [Slow(lambda _: failure(Failure.TIMEOUT), name=name, model=PRICED) for name in "abc"]
    error = await failed(Chain(links), whole, timeout=0.4)
    assert {name for name, _ in error.causes} == {"a", "b", "c"}
    assert all(len(one.questions) <= MOST_CALLS for one in links)


# A bug


class Bug(Exception):
    """Nothing a provider can do."""


STAGES: Mapping[str, Sequence[Scripted]] = {
    "first call": [],
    "repair": ["no"],
    "same again": [failure(Failure.MALFORMED)],
    "after a schema": [failure(Failure.SCHEMA_REJECTED)],
    "shrunk": [failure(Failure.CONTEXT_TOO_LONG)],
    "after a wait": [failure(Failure.RATE_LIMITED, 0.01)],
    "smaller": [failure(Failure.TIMEOUT)],
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("hedging", [False, True])
async def test_a_bug_of_ours_ends_the_question_at_every_stage(whole: Question, stage: str, hedging: bool) -> None:
    """Nobody else is asked after it, and it is not among the causes of an outage."""
    before = iter(STAGES[stage])

    def answer(_: Question) -> Scripted:
        for scripted in before:
            return scripted
        raise Bug

    async def much_later(target: Target, kind: str) -> float | None:
        return 60.0

    buggy = ScriptedProvider(answer, name="a", model=PRICED)
    other = ScriptedProvider(lambda _: failure(Failure.AUTH), name="b", model=PRICED)
    with pytest.raises(Bug):
        await Chain([buggy, other], usual=much_later if hedging else None).complete(whole, timeout=5)
    assert len(other.questions) == (stage in ("after a wait", "smaller"))


async def test_a_bug_in_what_the_asker_handed_in_is_one_too(question: Question) -> None:
    def accept(text: str) -> bool:
        raise Bug

    with pytest.raises(Bug):
        await Chain([link(GOOD), link(GOOD, name="b")]).complete(replace(question, accept=accept), timeout=5)
    assert accepts_json(GOOD)


# Whatever happens

TEXTS: Sequence[Said] = (GOOD, "no", "{}")
FAILURES = st.tuples(st.sampled_from(Failure), st.sampled_from([None, 600.0]))
SCRIPTS = st.lists(st.lists(st.sampled_from(TEXTS) | FAILURES, min_size=3, max_size=3), max_size=4)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(scripts=SCRIPTS, shrinks=st.booleans())
def test_at_most_two_calls_a_link_and_every_one_of_them_kept(scripts: Sequence[Sequence[Said]], shrinks: bool) -> None:
    less = Question("review", "", "s", {}, 9, accepts_json)
    question = replace(less, user="whole", smaller=less if shrinks else None)
    links = [link(*map(scripted, script), name=str(at)) for at, script in enumerate(scripts)]
    answer, attempts, causes = asyncio.run(asked(Chain(links), question))
    assert answer is not None or {name for name, _ in causes} == {one.name for one in links}
    assert answer == GOOD or not any(script[0] == GOOD for script in scripts)
    for one, script in zip(links, scripts, strict=True):
        said = script[: len(one.questions)]
        sent = [answer for answer in said if isinstance(answer, str) or answer[0] is not Failure.NOT_ADMITTED]
        assert len(sent) <= MOST_CALLS
        assert len(sent) == len([attempt for attempt in attempts if attempt.provider == one.name])


def scripted(said: Said) -> Scripted:
    return said if isinstance(said, str) else failure(*said)


async def asked(
    chain: Chain, question: Question
) -> tuple[str | None, Sequence[Attempt], Sequence[tuple[str, ProviderError]]]:
    try:
        completion = await chain.complete(question, timeout=5)
    except AllProvidersFailed as error:
        return None, error.attempts, error.causes
    return completion.text, completion.attempts, ()
