"""Money: what is reserved, what is settled, and that no race, failure or cancellation passes a cap."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from providers.base import Attempt, Completion, Question, Usage
from providers.budget import Budget, Budgeted, budgeted
from providers.errors import BudgetExceeded, Failure, PriceUnknown, ProviderFailure
from providers.model import BYTES_PER_TOKEN, LongInput, Model, Price, input_tokens
from providers.scripted import ScriptedProvider
from providers.state import Cap, MemoryLedger

PRICE = Price(fresh_input=100_000, output=500_000, cache_read=10_000, cache_write=125_000)
MODEL = Model("m", PRICE)
GOOD = '{"findings": []}'


def cap(limit: int, scope: str = "review:1") -> Cap:
    return Cap(scope, "2026-11-21", limit)


class Held:
    """A provider that answers when it is let go."""

    name = "held"
    model = MODEL

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        self.asked.set()
        await self.let_go.wait()
        attempt = Attempt("held", "m", "review", Usage(1, None, None, 1), 1, 1, "ok")
        return Completion(GOOD, "held", "m", cut_off=False, usage=attempt.usage, attempts=(attempt,))


class SlowLedger(MemoryLedger):
    """A ledger whose settling takes its time, as a database's does."""

    def __init__(self) -> None:
        super().__init__()
        self.settling = asyncio.Event()
        self.proceed = asyncio.Event()

    async def settle(self, reservation: str, cost: int) -> None:
        self.settling.set()
        await self.proceed.wait()
        await super().settle(reservation, cost)


async def test_the_worst_case_is_reserved_and_the_real_cost_settled(question: Question) -> None:
    ledger, limit = MemoryLedger(), cap(1_000_000)
    reserved: list[int] = []

    def answer(_: Question) -> str:
        reserved.append(ledger.spent(limit))
        return GOOD

    provider = Budgeted(ScriptedProvider(answer, model=MODEL), Budget(ledger, (limit,)))
    completion = await provider.complete(question, timeout=5)
    dearest_input = input_tokens(question) * 125_000
    assert reserved == [-(-(dearest_input + question.max_output_tokens * 500_000) // 1_000_000)]
    assert ledger.spent(limit) == completion.attempts[0].cost
    assert ledger.unsettled == 0


async def test_nothing_is_sent_when_the_worst_case_does_not_fit(question: Question) -> None:
    worst = MODEL.worst_cost(question)
    assert worst is not None
    inner = ScriptedProvider([GOOD], model=MODEL)
    ledger = MemoryLedger()
    with pytest.raises(BudgetExceeded, match="review:1"):
        await Budgeted(inner, Budget(ledger, (cap(worst - 1),))).complete(question, timeout=5)
    assert inner.questions == []
    assert ledger.unsettled == 0
    await Budgeted(inner, Budget(ledger, (cap(worst),))).complete(question, timeout=5)


async def test_every_cap_must_hold_and_a_refusal_leaves_none_charged(question: Question) -> None:
    ledger, wide, narrow = MemoryLedger(), cap(1_000_000, "day"), cap(1, "review")
    with pytest.raises(BudgetExceeded, match="review"):
        await Budgeted(ScriptedProvider([GOOD], model=MODEL), Budget(ledger, (wide, narrow))).complete(
            question, timeout=5
        )
    assert ledger.spent(wide) == 0


@pytest.mark.parametrize(
    ("failure", "charged"),
    [
        (ProviderFailure(Failure.AUTH, "x", unbilled=True), "nothing"),
        (ProviderFailure(Failure.TIMEOUT, "x"), "everything"),
    ],
)
async def test_a_failure_is_charged_by_what_is_known(
    question: Question, failure: ProviderFailure, charged: str
) -> None:
    ledger, limit = MemoryLedger(), cap(1_000_000)
    provider = Budgeted(ScriptedProvider([failure], model=MODEL), Budget(ledger, (limit,)))
    with pytest.raises(ProviderFailure):
        await provider.complete(question, timeout=5)
    assert ledger.spent(limit) == (MODEL.worst_cost(question) if charged == "everything" else 0)
    assert ledger.unsettled == 0


async def test_an_answer_without_usage_is_charged_in_full(question: Question) -> None:
    silent = Attempt("p", "m", "review", None, None, 1, "ok")
    completion = Completion(GOOD, "p", "m", cut_off=False, usage=None, attempts=(silent,))
    ledger, limit = MemoryLedger(), cap(1_000_000)
    await Budgeted(ScriptedProvider([completion], model=MODEL), Budget(ledger, (limit,))).complete(question, timeout=5)
    assert ledger.spent(limit) == MODEL.worst_cost(question)


async def test_a_bug_of_ours_amid_a_call_is_charged_in_full(question: Question) -> None:
    ledger, limit = MemoryLedger(), cap(1_000_000)
    with pytest.raises(IndexError):
        await Budgeted(ScriptedProvider(lambda q: [][1], model=MODEL), Budget(ledger, (limit,))).complete(
            question, timeout=5
        )
    assert ledger.spent(limit) == MODEL.worst_cost(question)
    assert ledger.unsettled == 0


async def test_a_call_cancelled_midway_is_settled_in_full(question: Question) -> None:
    ledger, limit, held = MemoryLedger(), cap(1_000_000), Held()
    task = asyncio.create_task(Budgeted(held, Budget(ledger, (limit,))).complete(question, timeout=5))
    await held.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ledger.spent(limit) == MODEL.worst_cost(question)
    assert ledger.unsettled == 0


async def test_a_second_cancellation_does_not_stop_the_settling(question: Question) -> None:
    ledger, limit, held = SlowLedger(), cap(1_000_000), Held()
    task = asyncio.create_task(Budgeted(held, Budget(ledger, (limit,))).complete(question, timeout=5))
    await held.asked.wait()
    task.cancel()
    await ledger.settling.wait()
    task.cancel()
    await asyncio.sleep(0)
    ledger.proceed.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ledger.unsettled == 0


async def test_fifty_calls_at_once_never_reserve_past_the_cap(question: Question) -> None:
    worst = MODEL.worst_cost(question)
    assert worst is not None
    limit = cap(worst * 7 + worst // 2)
    ledger = MemoryLedger()
    highest: list[int] = []

    class Watched(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            highest.append(ledger.spent(limit))
            await asyncio.sleep(0)
            return await super().complete(question, timeout=timeout)

    provider = Budgeted(Watched(lambda q: GOOD, model=MODEL), Budget(ledger, (limit,)))
    results = await asyncio.gather(*(provider.complete(question, timeout=5) for _ in range(50)), return_exceptions=True)
    assert sum(isinstance(result, Completion) for result in results) == 7
    assert sum(isinstance(result, BudgetExceeded) for result in results) == 43
    assert max(highest) <= limit.limit
    assert ledger.unsettled == 0


async def test_an_unknown_price_is_asked_only_where_that_is_allowed(question: Question) -> None:
    ledger, limit = MemoryLedger(), cap(0)
    inner = ScriptedProvider([GOOD], model=Model("local"))
    with pytest.raises(PriceUnknown, match="local"):
        await Budgeted(inner, Budget(ledger, (limit,))).complete(question, timeout=5)
    assert inner.questions == []
    allowed = Budget(ledger, (limit,), allow_unknown_price=True)
    completion = await Budgeted(inner, allowed).complete(question, timeout=5)
    assert completion.attempts[0].cost is None


async def test_settling_twice_changes_nothing() -> None:
    ledger, limit = MemoryLedger(), cap(100)
    reservation = await ledger.reserve((limit,), 60)
    await ledger.settle(reservation, 10)
    await ledger.settle(reservation, 90)
    assert ledger.spent(limit) == 10


async def test_a_dearer_answer_than_reserved_is_charged_as_it_is(question: Question) -> None:
    dear = Attempt("p", "m", "review", Usage(9, 9, 9, 9), 999_999, 1, "ok")
    completion = Completion(GOOD, "p", "m", cut_off=False, usage=dear.usage, attempts=(dear,))
    ledger, limit = MemoryLedger(), cap(1_000)
    await Budgeted(ScriptedProvider([completion], model=MODEL), Budget(ledger, (limit,))).complete(question, timeout=5)
    assert ledger.spent(limit) == 999_999


def test_every_link_comes_under_the_same_budget() -> None:
    links = [ScriptedProvider([], name=name, model=MODEL) for name in "ab"]
    under: Sequence[Budgeted] = budgeted(links, Budget(MemoryLedger(), ()))
    assert [link.name for link in under] == ["a", "b"]


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (Usage(1_000_000, None, None, 0), 100_000),
        (Usage(0, 1_000_000, 0, 0), 10_000),
        (Usage(0, 0, 1_000_000, 0), 125_000),
        (Usage(0, 0, 0, 1_000_000), 500_000),
        (Usage(1, 0, 0, 0), 1),  # a fraction of a micro-dollar is rounded up
        (Usage(0, 0, 0, 0), 0),
        (Usage(None, 0, 0, 5), None),
        (Usage(5, 0, 0, None), None),
        (None, None),
    ],
)
def test_each_kind_of_token_has_its_price_and_unknown_is_not_zero(usage: Usage | None, cost: int | None) -> None:
    assert PRICE.cost(usage) == cost


def test_a_cache_kind_without_a_price_costs_as_fresh_input() -> None:
    assert Price(fresh_input=7, output=0).cost(Usage(0, 1_000_000, 1_000_000, 0)) == 14


def test_a_long_input_is_dearer_from_the_first_token_above_the_mark() -> None:
    price = replace(PRICE, long_input=LongInput(above=1_000_000, input_percent=200, output_percent=150))
    assert price.cost(Usage(1_000_000, 0, 0, 1_000_000)) == 600_000
    assert price.cost(Usage(1_000_001, 0, 0, 1_000_000)) == 950_001
    assert price.worst(2_000_000, 0) == 500_000


def test_the_estimate_counts_every_byte_that_is_sent(question: Question) -> None:
    longer = replace(question, user=question.user + "é" * 30)
    assert input_tokens(longer) - input_tokens(question) == 60 // BYTES_PER_TOKEN
    assert input_tokens(replace(question, user="\udc80")) > 0  # a path of any bytes does not stop the count


def test_a_models_own_limit_bounds_what_is_reserved(question: Question) -> None:
    small = replace(MODEL, max_output=10)
    assert small.output_limit(question) == 10
    assert (small.worst_cost(question) or 0) < (MODEL.worst_cost(question) or 0)
