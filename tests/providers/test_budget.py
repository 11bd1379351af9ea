"""Money: what is reserved, what is settled, and that no race, failure or cancellation passes a cap."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from providers.base import Attempt, Completion, Question, Usage, warm
from providers.budget import PER_CALL, Budget, Budgeted, Overdraft, budgeted
from providers.chain import Chain
from providers.errors import AllProvidersFailed, BudgetExceeded, Failure, PriceUnknown, ProviderFailure
from providers.estimate import worst_tokens
from providers.memory.ledger import MemoryLedger
from providers.model import LongInput, Model, Price
from providers.scripted import ScriptedProvider
from providers.state import Cap, Target

PRICE = Price(fresh_input=100_000, output=500_000, cache_read=10_000, cache_write=125_000)
MODEL = Model("m", PRICE)
PRICES = {"dear": 2_000_000, "cheap": 100_000}
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

    async def settle(self, reservation: str, cost: int) -> int:
        self.settling.set()
        await self.proceed.wait()
        return await super().settle(reservation, cost)


async def test_the_worst_case_is_reserved_and_the_real_cost_settled(question: Question) -> None:
    ledger, limit = MemoryLedger(), cap(1_000_000)
    reserved: list[int] = []

    def answer(_: Question) -> str:
        reserved.append(ledger.spent(limit))
        return GOOD

    provider = Budgeted(ScriptedProvider(answer, model=MODEL), Budget(ledger, (limit,)))
    completion = await provider.complete(question, timeout=5)
    dearest_input = worst_tokens(question) * 125_000
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


class Crowd(ScriptedProvider):
    """Answers for a tenth of the worst case, and watches what is reserved meanwhile."""

    def __init__(self, ledger: MemoryLedger, limit: Cap) -> None:
        super().__init__(lambda q: GOOD, model=MODEL)
        self.highest: list[int] = []
        self.ledger, self.limit = ledger, limit

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        await asyncio.sleep(0)
        self.highest.append(self.ledger.spent(self.limit))
        worst = self.model.worst_cost(question) or 0
        attempt = Attempt("p", "m", "review", Usage(1, None, None, 1), worst // 10, 1, "ok")
        return Completion(GOOD, "p", "m", cut_off=False, usage=attempt.usage, attempts=(attempt,))


async def asked_at_once(provider: Budgeted, question: Question, many: int, timeout: float = 60) -> list[object]:
    calls = (provider.complete(question, timeout=timeout) for _ in range(many))
    return list(await asyncio.gather(*calls, return_exceptions=True))


async def test_fifty_calls_at_once_never_pass_the_cap_and_use_what_the_others_give_back(question: Question) -> None:
    """Four fit at once; each gives back nine tenths, so that many more are answered in turn."""
    worst = MODEL.worst_cost(question)
    assert worst is not None
    ledger, limit = MemoryLedger(), cap(worst * 4 + worst // 2)
    crowd = Crowd(ledger, limit)
    results = await asked_at_once(Budgeted(crowd, Budget(ledger, (limit,))), question, 50)
    answered = sum(isinstance(result, Completion) for result in results)
    assert answered == sum(not isinstance(result, BudgetExceeded) for result in results)
    assert ledger.spent(limit) + worst > limit.limit, "it goes on for as long as another call fits"
    assert answered > 30
    assert max(crowd.highest) <= limit.limit
    assert ledger.unsettled == 0


async def test_nobody_waits_for_money_that_cannot_come(question: Question) -> None:
    """Neither when no call of the review is open, nor when the call is dearer than a whole cap."""
    worst = MODEL.worst_cost(question)
    assert worst is not None
    ledger, held = MemoryLedger(), Held()
    full, small = cap(worst, "full"), cap(worst - 1, "small")
    await ledger.reserve((full,), worst)  # another review's
    with pytest.raises(BudgetExceeded, match="full"):
        await Budgeted(held, Budget(ledger, (full,))).complete(question, timeout=3600)
    budget = Budget(ledger, (cap(worst * 2, "wide"),))
    first = asyncio.create_task(Budgeted(held, budget).complete(question, timeout=3600))
    await held.asked.wait()
    with pytest.raises(BudgetExceeded, match="small"):
        await Budgeted(held, replace(budget, caps=(small,))).complete(question, timeout=3600)
    held.let_go.set()
    await first


async def test_the_wait_for_money_ends_in_time_for_somebody_else_to_be_asked(question: Question) -> None:
    worst = MODEL.worst_cost(question)
    assert worst is not None
    ledger, held = MemoryLedger(), Held()
    provider = Budgeted(held, Budget(ledger, (cap(worst),)))
    first = asyncio.create_task(provider.complete(question, timeout=3600))
    await held.asked.wait()
    with pytest.raises(BudgetExceeded):
        await provider.complete(question, timeout=0.02)
    held.let_go.set()
    await first
    assert ledger.unsettled == 0


async def test_who_is_cancelled_while_waiting_for_money_leaves_nothing_reserved(question: Question) -> None:
    worst = MODEL.worst_cost(question)
    assert worst is not None
    ledger, held, limit = MemoryLedger(), Held(), cap(worst)
    provider = Budgeted(held, Budget(ledger, (limit,)))
    first = asyncio.create_task(provider.complete(question, timeout=3600))
    await held.asked.wait()
    second = asyncio.create_task(provider.complete(question, timeout=3600))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait({second})
    held.let_go.set()
    await first
    assert (ledger.unsettled, ledger.spent(limit)) == (0, 1)


class SlowToReserve(MemoryLedger):
    """A ledger whose reserving takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.reserving, self.proceed = asyncio.Event(), asyncio.Event()

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        self.reserving.set()
        await self.proceed.wait()
        return await super().reserve(caps, amount)


async def test_a_call_cancelled_while_its_money_is_reserved_costs_nothing(question: Question) -> None:
    """Nothing was sent, so nothing stays reserved for an hour and is charged in full after it."""
    ledger, limit = SlowToReserve(), cap(1_000_000)
    inner = ScriptedProvider([GOOD], model=MODEL)
    task = asyncio.create_task(Budgeted(inner, Budget(ledger, (limit,))).complete(question, timeout=5))
    await ledger.reserving.wait()
    task.cancel()
    await asyncio.sleep(0)
    ledger.proceed.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (ledger.unsettled, ledger.spent(limit), inner.questions) == (0, 0, [])


async def test_one_call_has_a_cap_of_its_own(question: Question) -> None:
    worst = MODEL.worst_cost(question)
    assert worst is not None
    ledger, inner = MemoryLedger(), ScriptedProvider([GOOD], model=MODEL)
    budget = Budget(ledger, (cap(worst * 10),), per_call=worst - 1)
    with pytest.raises(BudgetExceeded, match=PER_CALL):
        await Budgeted(inner, budget).complete(question, timeout=5)
    assert (inner.questions, ledger.unsettled) == ([], 0)
    await Budgeted(inner, replace(budget, per_call=worst)).complete(question, timeout=5)


async def test_what_was_learned_of_a_models_tokens_raises_what_is_reserved(question: Question) -> None:
    worst = MODEL.worst_cost(question)
    assert worst is not None
    asked: list[Target] = []

    def dense(target: Target) -> float:
        asked.append(target)
        return 0.1

    budget = Budget(MemoryLedger(), (cap(worst),), bytes_per_token=dense)
    with pytest.raises(BudgetExceeded):
        await Budgeted(ScriptedProvider([GOOD], model=MODEL), budget).complete(question, timeout=5)
    assert asked == [Target("scripted", "m")]


async def test_a_budgeted_provider_is_made_ready_and_closed_like_the_one_inside() -> None:
    done: list[str] = []

    class Ready(ScriptedProvider):
        async def warm(self) -> None:
            done.append("warm")

        async def close(self) -> None:
            done.append("close")

    provider = Budgeted(Ready([], model=MODEL), Budget(MemoryLedger(), ()))
    await warm(provider)
    await provider.close()
    assert done == ["warm", "close"]


async def test_an_unknown_price_is_asked_only_where_that_is_allowed(question: Question) -> None:
    ledger, limit = MemoryLedger(), cap(0)
    inner = ScriptedProvider([GOOD], model=Model("local"))
    with pytest.raises(PriceUnknown, match="local"):
        await Budgeted(inner, Budget(ledger, (limit,))).complete(question, timeout=5)
    assert inner.questions == []
    allowed = Budget(ledger, (limit,), allow_unknown_price=True)
    completion = await Budgeted(inner, allowed).complete(question, timeout=5)
    assert completion.attempts[0].cost is None


async def test_a_dearer_answer_than_reserved_is_charged_as_it_is_and_alarms(question: Question) -> None:
    dear = Attempt("p", "m", "review", Usage(9, 9, 9, 9), 999_999, 1, "ok")
    completion = Completion(GOOD, "p", "m", cut_off=False, usage=dear.usage, attempts=(dear,))
    ledger, limit = MemoryLedger(), cap(1_000)
    alarms: list[Overdraft] = []
    budget = Budget(ledger, (limit,), alarm=alarms.append)
    await Budgeted(ScriptedProvider([completion], model=MODEL), budget).complete(question, timeout=5)
    worst = MODEL.worst_cost(question)
    assert worst is not None
    assert ledger.spent(limit) == 999_999
    assert alarms == [Overdraft(Target("scripted", "m"), worst, 999_999)]
    assert ledger.overdrafts == 999_999 - worst
    with pytest.raises(BudgetExceeded):
        await Budgeted(ScriptedProvider([GOOD], model=MODEL), budget).complete(question, timeout=5)


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


def test_a_models_own_limit_bounds_what_is_reserved(question: Question) -> None:
    small = replace(MODEL, max_output=10)
    assert small.output_limit(question) == 10
    assert (small.worst_cost(question) or 0) < (MODEL.worst_cost(question) or 0)


@pytest.mark.parametrize(
    ("answered", "smaller"), [("dear", False), ("cheap", False), ("cheap", True)], ids=["all", "less", "least"]
)
async def test_what_the_money_does_not_reach_for_is_given_up_in_order(
    question: Question, answered: str, smaller: bool
) -> None:
    """A dear model, a cheaper one, a smaller question, and then nobody."""
    less = replace(question, user="x")
    whole = replace(question, user="x = 1\n" * 2_000, smaller=less)
    dear, cheap = (Model(name, replace(PRICE, fresh_input=price, cache_write=None)) for name, price in PRICES.items())
    limit = (dear if answered == "dear" else cheap).worst_cost(less if smaller else whole)
    assert limit is not None
    ledger = MemoryLedger()
    links = [ScriptedProvider(lambda q: GOOD, name=model.name, model=model) for model in (dear, cheap)]
    completion = await Chain(budgeted(links, Budget(ledger, (cap(limit),)))).complete(whole, timeout=5)
    assert (completion.model, completion.smaller) == (answered, smaller)
    poor = Chain(budgeted(links, Budget(MemoryLedger(), (cap(100),))))
    with pytest.raises(AllProvidersFailed) as refused:
        await poor.complete(whole, timeout=5)
    assert refused.value.budget_spent
