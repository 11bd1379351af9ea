"""Hedging: who is asked too, when, who wins, and what becomes of the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pytest

from providers.base import OK, OVERTAKEN, Completion, Question
from providers.budget import Budget, Budgeted
from providers.chain import Chain
from providers.errors import AllProvidersFailed, Failure, ProviderFailure
from providers.hedged import ENOUGH_CALLS, usual
from providers.memory.breakers import MemoryBreakers
from providers.memory.ledger import MemoryLedger
from providers.model import Model, Price
from providers.scripted import Scripted, ScriptedProvider
from providers.state import Cap, Figures, Result, Target
from tests.providers.failures import VARIANTS, Kind, Variant
from tests.providers.three_links import three_links
from tests.stand_in.providers import Fault

GOOD = '{"findings": []}'
PRICED = Model("priced", Price(fresh_input=100_000, output=500_000))


def link(*answers: Scripted, name: str) -> ScriptedProvider:
    return ScriptedProvider(answers, name=name, model=PRICED)


class Silent(ScriptedProvider):
    """Says nothing until `speaks` is set; `given_up` holds the word with which it was cancelled."""

    def __init__(self, answers: Sequence[Scripted] | Callable[[Question], Scripted], *, name: str = "a") -> None:
        super().__init__(answers, name=name, model=PRICED)
        self.asked = asyncio.Event()
        self.speaks = asyncio.Event()
        self.given_up: list[object] = []

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        self.asked.set()
        try:
            await self.speaks.wait()
        except asyncio.CancelledError as cancelled:
            self.given_up.extend(cancelled.args)
            raise
        return await super().complete(question, timeout=timeout)


async def at_once(target: Target, kind: str) -> float | None:
    return 0.0


async def much_later(target: Target, kind: str) -> float | None:
    return 60.0


async def unknown(target: Target, kind: str) -> float | None:
    return None


async def test_a_silent_provider_is_overtaken_by_the_next(question: Question) -> None:
    first, second = Silent([]), link(GOOD, name="b")
    completion = await Chain([first, second], usual=at_once).complete(question, timeout=60)
    assert completion.provider == "b"
    assert first.given_up == [OVERTAKEN]


@pytest.mark.parametrize("patience", [None, much_later, unknown])
async def test_nobody_else_is_asked_within_the_usual_time_or_when_it_is_unknown(
    question: Question, patience: Callable[..., object] | None
) -> None:
    first, second = Silent([GOOD]), link(GOOD, name="b")
    task = asyncio.create_task(Chain([first, second], usual=patience).complete(question, timeout=60))  # type: ignore[arg-type]  # one of the three above
    await first.asked.wait()
    first.speaks.set()
    assert (await task).provider == "a"
    assert second.questions == []


async def test_the_first_may_still_win_and_then_the_second_is_given_up_without_blame(question: Question) -> None:
    first, second = Silent([GOOD]), Silent([], name="b")
    task = asyncio.create_task(Chain([first, second], usual=at_once).complete(question, timeout=60))
    await second.asked.wait()
    first.speaks.set()
    assert (await task).provider == "a"
    assert second.given_up == []
    assert not second.speaks.is_set()


async def test_the_call_given_up_is_among_the_attempts_at_an_unknown_cost(question: Question) -> None:
    completion = await Chain([Silent([]), link(GOOD, name="b")], usual=at_once).complete(question, timeout=60)
    by_outcome = {attempt.outcome: attempt for attempt in completion.attempts}
    assert set(by_outcome) == {OVERTAKEN, OK}
    lost = by_outcome[OVERTAKEN]
    assert (lost.provider, lost.model, lost.kind, lost.cost, lost.usage) == ("a", "priced", "review", None, None)


async def test_the_call_given_up_is_charged_in_full(question: Question) -> None:
    ledger, cap = MemoryLedger(), Cap("review:1", "", 1_000_000)
    first, second = (Budgeted(one, Budget(ledger, (cap,))) for one in (Silent([]), link(GOOD, name="b")))
    completion = await Chain([first, second], usual=at_once).complete(question, timeout=60)
    (paid,) = (attempt.cost or 0 for attempt in completion.attempts if attempt.outcome == OK)
    assert ledger.spent(cap) == (PRICED.worst_cost(question) or 0) + paid
    assert ledger.unsettled == 0


async def test_there_is_one_hedge_a_question(question: Question) -> None:
    """Of four silent ones only two are ever asked at once."""
    first, second, third, fourth = links = [Silent(lambda _: failed(), name=name) for name in "abcd"]
    task = asyncio.create_task(Chain(links, usual=at_once).complete(question, timeout=60))
    await second.asked.wait()
    first.speaks.set()
    second.speaks.set()
    await third.asked.wait()
    await asyncio.sleep(0.01)
    assert not fourth.asked.is_set()
    third.speaks.set()
    fourth.speaks.set()
    with pytest.raises(AllProvidersFailed) as caught:
        await task
    assert [name for name, _ in caught.value.causes] == ["a", "b", "c", "d"]


def failed() -> ProviderFailure:
    return ProviderFailure(Failure.AUTH, "scripted")


async def test_a_hedge_that_fails_leaves_the_first_to_answer(question: Question) -> None:
    first, second = Silent([GOOD]), link(failed(), name="b")
    task = asyncio.create_task(Chain([first, second], usual=at_once).complete(question, timeout=60))
    while not second.questions:
        await asyncio.sleep(0)
    first.speaks.set()
    completion = await task
    assert [(a.provider, a.outcome) for a in completion.attempts] == [("b", Failure.AUTH), ("a", OK)]


async def test_a_quick_failure_falls_back_without_a_hedge_which_the_next_still_has(question: Question) -> None:
    silent, last = Silent([], name="b"), link(GOOD, name="c")
    completion = await Chain([link(failed(), name="a"), silent, last], usual=at_once).complete(question, timeout=60)
    assert (completion.provider, silent.given_up) == ("c", [OVERTAKEN])


async def test_the_text_of_a_hedge_is_heard_only_once_it_has_won(question: Question) -> None:
    """Two texts that come at the same time would be heard as one."""
    heard: list[str | None] = []

    class Speaking(Silent):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            if question.heard is not None:
                question.heard(f"from {self.name}")
            return await super().complete(question, timeout=timeout)

    second = Speaking([GOOD], name="b")
    second.speaks.set()
    await Chain([Speaking([]), second], usual=at_once).complete(replace(question, heard=heard.append), timeout=60)
    assert heard == ["from a", None, GOOD]


async def test_a_cancelled_question_gives_up_both_without_blame(question: Question) -> None:
    first, second = Silent([]), Silent([], name="b")
    ledger, cap = MemoryLedger(), Cap("review:1", "", 1_000_000)
    links = [Budgeted(one, Budget(ledger, (cap,))) for one in (first, second)]
    task = asyncio.create_task(Chain(links, usual=at_once).complete(question, timeout=60))
    await second.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (first.given_up, second.given_up, ledger.unsettled) == ([], [], 0)


class Bug(Exception):
    """Nothing a provider can do."""


@pytest.mark.parametrize("whose", ["first", "second"])
async def test_a_bug_of_either_ends_both(question: Question, whose: str) -> None:
    def bug(_: Question) -> Scripted:
        raise Bug

    first, second = Silent(bug), Silent(bug, name="b")
    task = asyncio.create_task(Chain([first, second], usual=at_once).complete(question, timeout=60))
    await second.asked.wait()
    (first if whose == "first" else second).speaks.set()
    with pytest.raises(Bug):
        await task


async def test_a_bug_that_shows_only_while_a_call_is_given_up_is_not_hidden(question: Question) -> None:
    class Careless(Silent):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            try:
                return await super().complete(question, timeout=timeout)
            except asyncio.CancelledError as cancelled:
                raise Bug from cancelled

    with pytest.raises(Bug):
        await Chain([Careless([]), link(GOOD, name="b")], usual=at_once).complete(question, timeout=60)


class Known:
    """Figures by hand."""

    def __init__(self, figures: Mapping[Target, Figures]) -> None:
        self._figures = figures

    async def figures(self, targets: Sequence[Target], kind: str) -> Mapping[Target, Figures]:
        assert kind == "review"
        return self._figures


TARGET = Target("a", "priced")


@pytest.mark.parametrize(
    ("figures", "seconds"),
    [
        ({TARGET: Figures(calls=ENOUGH_CALLS, latency_p95_ms=1500.0)}, 1.5),
        ({TARGET: Figures(calls=ENOUGH_CALLS - 1, latency_p95_ms=1500.0)}, None),
        ({TARGET: Figures(calls=ENOUGH_CALLS)}, None),
        ({}, None),
    ],
)
async def test_the_usual_time_is_the_95th_percentile_of_enough_calls(
    figures: Mapping[Target, Figures], seconds: float | None
) -> None:
    assert await usual(Known(figures))(TARGET, "review") == seconds  # type: ignore[arg-type]  # only figures are read


async def test_what_was_recorded_lately_tells_the_usual_time() -> None:
    breakers = MemoryBreakers(lambda: 1000.0)
    for _ in range(19):
        await breakers.record(TARGET, Result("review", OK, 1000))
    assert await usual(breakers)(TARGET, "review") is None
    for _ in range(6):
        await breakers.record(TARGET, Result("review", OK, 1000))
    assert await usual(breakers)(TARGET, "review") == pytest.approx(1, rel=0.2)
    assert await usual(breakers)(TARGET, "summary") is None


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
async def test_over_http_the_connection_of_the_call_given_up_is_closed_and_what_it_may_cost_is_booked(
    variant: Variant,
) -> None:
    stall = Fault(inside="stall")

    async def once_it_was_asked(target: Target, kind: str) -> float | None:
        await stall.met.wait()
        return 0.0

    async with three_links() as links:
        links.chain = partial(Chain, usual=once_it_was_asked)
        outcome = await links.ask(variant, {0: Kind("stall", Failure.TIMEOUT, stall)})
        await asyncio.wait_for(stall.left.wait(), 10)
    assert outcome.answer is not None
    assert outcome.answer.provider == "b"
    assert (outcome.outcomes["a"], outcome.requests["c"]) == ([OVERTAKEN], 0)
    assert 0 < outcome.charged <= outcome.settled
    assert outcome.unsettled == 0
