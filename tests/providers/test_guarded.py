"""What stands before a call: health, turns, and what is learnt from it; over the breakers and buckets as they are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from providers.base import OVERTAKEN, Completion, Question, Told, Usage, close, warm
from providers.budget import Budget, Budgeted, Priced
from providers.chain import Chain
from providers.errors import BudgetExceeded, Failure, PriceUnknown, ProviderError, ProviderFailure
from providers.guarded import FAIR_TIME_S, FOR_OPERATOR, Guard, Guarded
from providers.memory.breakers import MemoryBreakers
from providers.memory.buckets import MemoryBuckets
from providers.memory.ledger import MemoryLedger
from providers.model import Model, Price
from providers.scripted import Scripted, ScriptedProvider
from providers.state import BreakerState, Cap, Rate, Result, Target, Turn

GOOD = '{"findings": []}'
PRICE = Price(fresh_input=100_000, output=500_000)
TARGET = Target("a", "m")
FAIR = FAIR_TIME_S + 1


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Breakers(MemoryBreakers):
    """The breakers of one process, which also keep what was recorded."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.results: list[Result] = []

    async def record(self, target: Target, result: Result) -> None:
        self.results.append(result)
        await super().record(target, result)

    @property
    def outcomes(self) -> list[str]:
        return [result.outcome for result in self.results]


class Buckets(MemoryBuckets):
    """The buckets of one process, which also keep what was taken and given back."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.taken: list[tuple[str, int, float]] = []
        self.given: list[tuple[int | None, Told | None]] = []

    async def take(self, key: str, rate: Rate, tokens: int, *, hold_s: float) -> Turn:
        self.taken.append((key, tokens, hold_s))
        return await super().take(key, rate, tokens, hold_s=hold_s)

    async def give_back(self, key: str, turn: Turn, *, tokens: int | None = None, told: Told | None = None) -> None:
        self.given.append((tokens, told))
        await super().give_back(key, turn, tokens=tokens, told=told)


@dataclass
class Place:
    """A guard over one process, and what it told the operator."""

    clock: Clock = field(default_factory=Clock)
    alerts: list[tuple[Target, Failure]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.breakers = Breakers(self.clock)
        self.buckets = Buckets(self.clock)
        self.guard = Guard(self.breakers, self.buckets, lambda target, failure: self.alerts.append((target, failure)))

    def guarded(self, *answers: Scripted, rate: Rate | None = None) -> tuple[Guarded, ScriptedProvider]:
        return self.over(ScriptedProvider(answers, name="a", model=Model("m", PRICE, rate=rate or Rate())))

    def over(self, provider: ScriptedProvider) -> tuple[Guarded, ScriptedProvider]:
        return Guarded(provider, self.guard), provider


@pytest.fixture
def place() -> Place:
    return Place()


def failure(kind: Failure, **more: object) -> ProviderFailure:
    return ProviderFailure(kind, "scripted", **more)  # type: ignore[arg-type]  # some of its own arguments


async def failing(provider: Guarded, question: Question, timeout: float = FAIR) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await provider.complete(question, timeout=timeout)
    return caught.value


async def unadmitted(provider: Guarded, question: Question, timeout: float = FAIR) -> float:
    """Return the wait that the provider was refused with."""
    error = await failing(provider, question, timeout)
    assert isinstance(error, ProviderFailure)
    assert (error.failure, error.attempts, error.unbilled) == (Failure.NOT_ADMITTED, (), True)
    assert error.retry_after is not None
    return error.retry_after


def test_it_is_a_provider_of_one_model(place: Place) -> None:
    guarded, _ = place.guarded()
    priced: Priced = guarded
    assert (priced.name, priced.model.name, guarded.target) == ("a", "m", TARGET)
    assert repr(guarded).startswith("Guarded(")


def test_it_says_where_what_it_guards_is(place: Place) -> None:
    class Near(ScriptedProvider):
        local = True

    assert place.over(Near([]))[0].local
    assert not place.guarded()[0].local


async def test_it_warms_and_closes_what_it_guards(place: Place) -> None:
    calls: list[str] = []

    class Lasting(ScriptedProvider):
        async def warm(self) -> None:
            calls.append("warm")

        async def close(self) -> None:
            calls.append("close")

    guarded, _ = place.over(Lasting([]))
    await warm(guarded)
    await close(guarded)
    assert calls == ["warm", "close"]


# What is learnt


async def test_an_answer_is_recorded_with_all_that_health_and_routing_need(place: Place, question: Question) -> None:
    guarded, _ = place.guarded(GOOD)
    completion = await guarded.complete(question, timeout=FAIR)
    (result,) = place.breakers.results
    (attempt,) = completion.attempts
    assert completion.usage is not None
    assert (result.kind, result.outcome, result.cost) == ("review", "ok", attempt.cost)
    assert result.input_tokens == completion.usage.fresh_input
    assert result.input_bytes is not None
    assert result.input_bytes > len(question.system + question.user)
    figures = (await place.breakers.figures([TARGET], "review"))[TARGET]
    assert (figures.calls, figures.success) == (1, 1)


async def test_every_named_failure_of_a_call_is_recorded(question: Question) -> None:
    for kind in sorted(set(Failure) - {Failure.NOT_ADMITTED}):
        place = Place()
        guarded, _ = place.guarded(failure(kind, retry_after=7.0))
        await failing(guarded, question)
        (result,) = place.breakers.results
        assert (result.outcome, result.retry_after) == (kind, 7.0)


async def test_a_text_that_the_asker_cannot_use_is_no_success(place: Place, question: Question) -> None:
    """Or a model that only ever rambles would look healthy, and quick."""
    guarded, _ = place.guarded("I found nothing!")
    await guarded.complete(question, timeout=FAIR)
    assert place.breakers.outcomes == [Failure.MALFORMED]


async def test_a_timeout_after_too_little_time_says_nothing_of_the_provider(place: Place, question: Question) -> None:
    guarded, _ = place.guarded(failure(Failure.TIMEOUT), failure(Failure.TIMEOUT))
    await failing(guarded, question, timeout=FAIR_TIME_S / 2)
    await failing(guarded, question, timeout=FAIR)
    assert place.breakers.outcomes == [Failure.NOT_ADMITTED, Failure.TIMEOUT]


@pytest.mark.parametrize("error", [BudgetExceeded("review:1"), PriceUnknown("m")])
async def test_what_was_never_sent_is_no_call(place: Place, question: Question, error: ProviderError) -> None:
    """`NOT_ADMITTED` is what frees the place of the one that tries; the figures do not count it."""
    guarded, _ = place.guarded(error)
    assert await failing(guarded, question) is error
    assert place.breakers.outcomes == [Failure.NOT_ADMITTED]
    assert place.buckets.given == [(0, None)]
    assert (await place.breakers.figures([TARGET], "review"))[TARGET].calls == 0


async def test_over_a_budget_money_is_the_reason_and_the_turn_is_free_again(place: Place, question: Question) -> None:
    budget = Budget(MemoryLedger(), (Cap("review:1", "", 0),))
    inner = ScriptedProvider([], name="a", model=Model("m", PRICE, rate=Rate(concurrent=1)))
    guarded = Guarded(Budgeted(inner, budget), place.guard)
    for _ in range(3):
        assert isinstance(await failing(guarded, question), BudgetExceeded)
    assert inner.questions == []


# Turns


async def test_tokens_are_taken_for_question_and_answer_and_corrected_to_what_was_used(
    place: Place, question: Question
) -> None:
    guarded, _ = place.guarded(GOOD)
    completion = await guarded.complete(question, timeout=FAIR)
    ((key, tokens, hold_s),) = place.buckets.taken
    assert (key, tokens > question.max_output_tokens, hold_s > FAIR) == ("a/m", True, True)
    assert completion.usage is not None
    used = (completion.usage.fresh_input or 0) + (completion.usage.output or 0)
    assert place.buckets.given == [(used, None)]


@pytest.mark.parametrize(
    ("error", "tokens"),
    [
        (failure(Failure.BAD_REQUEST, unbilled=True), 0),
        (failure(Failure.REFUSED, usage=Usage(10, 2, 3, 5)), 20),
        (failure(Failure.SERVER), None),
        (failure(Failure.REFUSED, usage=Usage(10, None, None, None)), None),
    ],
)
async def test_after_a_failure_the_tokens_are_what_is_known(
    place: Place, question: Question, error: ProviderFailure, tokens: int | None
) -> None:
    guarded, _ = place.guarded(error)
    await failing(guarded, question)
    assert place.buckets.given == [(tokens, None)]


async def test_what_the_headers_told_reaches_the_bucket(place: Place, question: Question) -> None:
    told = Told(requests=50, requests_left=49)
    answer = Completion(GOOD, "a", "m", cut_off=False, usage=None, told=told)
    guarded, _ = place.guarded(answer, failure(Failure.SERVER, told=told))
    await guarded.complete(question, timeout=FAIR)
    await failing(guarded, question)
    assert [given for _, given in place.buckets.given] == [told, told]


async def test_a_rate_limit_empties_the_bucket_until_the_time_it_names(place: Place, question: Question) -> None:
    guarded, _ = place.guarded(failure(Failure.RATE_LIMITED, retry_after=9.0, told=Told(requests=50)))
    await failing(guarded, question)
    assert place.buckets.given[0][1] == Told(requests=50, requests_left=0, requests_reset_s=9.0)


async def test_a_turn_that_comes_soon_is_waited_for(place: Place, question: Question) -> None:
    guarded, inner = place.guarded(GOOD, GOOD, rate=Rate(requests_per_minute=1))
    await guarded.complete(question, timeout=FAIR)
    place.clock.now += 59.99
    waiting = asyncio.create_task(guarded.complete(question, timeout=FAIR))
    while len(place.buckets.taken) < 2:
        await asyncio.sleep(0)
    assert len(inner.questions) == 1
    place.clock.now += 1
    await waiting
    assert len(inner.questions) == 2


async def test_a_turn_that_does_not_is_left_to_the_chain_with_the_wait(place: Place, question: Question) -> None:
    guarded, inner = place.guarded(GOOD, rate=Rate(requests_per_minute=1))
    await guarded.complete(question, timeout=FAIR)
    assert 50 < await unadmitted(guarded, question) <= 60
    assert len(inner.questions) == 1


async def test_no_longer_than_there_is_time_for(place: Place, question: Question) -> None:
    guarded, _ = place.guarded(GOOD, rate=Rate(requests_per_minute=1))
    await guarded.complete(question, timeout=FAIR)
    place.clock.now += 59
    assert await unadmitted(guarded, question, timeout=0.5) == pytest.approx(1)


async def test_places_for_calls_at_once_are_free_again_whatever_becomes_of_the_call(
    place: Place, question: Question
) -> None:
    """Answer, named failure, bug of ours, cancellation: each is followed by another call through the only place."""
    stuck = asyncio.Event()

    class Bug(Exception):
        """Nothing a provider can do."""

    class Various(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            self.questions.append(question)
            match len(self.questions):
                case 2:
                    raise failure(Failure.CONTEXT_TOO_LONG)
                case 3:
                    raise Bug
                case 4:
                    stuck.set()
                    await asyncio.Event().wait()
            return Completion(GOOD, "a", "m", cut_off=False, usage=None)

    guarded, inner = place.over(Various([], name="a", model=Model("m", PRICE, rate=Rate(concurrent=1))))
    await guarded.complete(question, timeout=FAIR)
    await failing(guarded, question)
    with pytest.raises(Bug):
        await guarded.complete(question, timeout=FAIR)
    task = asyncio.create_task(guarded.complete(question, timeout=FAIR))
    await stuck.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await guarded.complete(question, timeout=FAIR)
    assert len(inner.questions) == 5


@pytest.mark.slow
async def test_never_more_calls_at_once_than_there_are_places_and_all_get_their_turn(
    place: Place, question: Question
) -> None:
    under_way: list[int] = [0, 0]

    class Counting(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            under_way[0] += 1
            under_way[1] = max(under_way)
            await asyncio.sleep(0)
            under_way[0] -= 1
            return Completion(GOOD, "a", "m", cut_off=False, usage=None)

    guarded, _ = place.over(Counting([], name="a", model=Model("m", PRICE, rate=Rate(concurrent=2))))
    chain = Chain([guarded])
    done = await asyncio.gather(*(chain.complete(question, timeout=60) for _ in range(4)))
    assert (len(done), under_way[1]) == (4, 2)


# Health


async def test_while_its_breaker_is_open_nobody_asks_it(place: Place, question: Question) -> None:
    guarded, inner = place.guarded(failure(Failure.OVERLOADED, retry_after=30.0))
    await failing(guarded, question)
    assert await unadmitted(guarded, question) == 30
    assert len(inner.questions) == 1
    assert len(place.buckets.taken) == 1, "a turn is not taken in vain"


async def test_after_it_one_call_tries_and_a_good_one_closes_it(place: Place, question: Question) -> None:
    guarded, _ = place.guarded(failure(Failure.OVERLOADED, retry_after=30.0), GOOD, GOOD)
    await failing(guarded, question)
    place.clock.now += 30
    await guarded.complete(question, timeout=FAIR)
    await guarded.complete(question, timeout=FAIR)
    assert await place.breakers.breakers() == []


async def test_a_breaker_that_closes_in_a_moment_is_waited_for(place: Place, question: Question) -> None:
    guarded, inner = place.guarded(failure(Failure.OVERLOADED, retry_after=30.0), GOOD)
    await failing(guarded, question)
    place.clock.now += 29.99
    task = asyncio.create_task(guarded.complete(question, timeout=FAIR))
    await asyncio.sleep(0)
    place.clock.now += 1
    await task
    assert len(inner.questions) == 2


@pytest.mark.parametrize("nothing", ["no money", "no turn", "cancelled", "bug"])
async def test_a_trial_that_came_to_nothing_leaves_the_next_one_to_try(
    place: Place, question: Question, nothing: str
) -> None:
    """Otherwise the provider would be left alone until the trial is given up, a minute later."""
    answers: Mapping[str, Callable[[Question], Scripted]] = {
        "no money": lambda _: BudgetExceeded("review:1"),
        "no turn": lambda _: GOOD,
        "cancelled": lambda _: GOOD,
        "bug": lambda _: [][1],
    }
    await place.breakers.record(TARGET, Result("review", Failure.OVERLOADED, 1, retry_after=30.0))
    place.clock.now += 31
    rate = Rate(concurrent=1)
    trying, inner = place.over(ScriptedProvider(answers[nothing], name="a", model=Model("m", PRICE, rate=rate)))
    if nothing in ("no turn", "cancelled"):
        await place.buckets.take("a/m", rate, 1, hold_s=600)
    if nothing == "cancelled":
        task = asyncio.create_task(trying.complete(question, timeout=FAIR))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    else:
        with pytest.raises((ProviderError, IndexError)):
            await trying.complete(question, timeout=0.1)
    assert len(inner.questions) == (nothing in ("no money", "bug"))
    assert await place.breakers.admit(TARGET) == 0


async def test_a_bug_of_ours_is_passed_on_and_blamed_on_nobody(place: Place, question: Question) -> None:
    guarded, _ = place.over(ScriptedProvider(lambda _: [][1], name="a", model=Model("m", PRICE)))
    with pytest.raises(IndexError):
        await guarded.complete(question, timeout=FAIR)
    assert (await place.breakers.figures([TARGET], "review"))[TARGET].calls == 0


async def test_a_call_that_was_overtaken_was_slow_and_any_other_cancelled_one_says_nothing(
    place: Place, question: Question
) -> None:
    class Stuck(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            self.questions.append(question)
            await asyncio.Event().wait()
            raise AssertionError

    guarded, inner = place.over(Stuck([], name="a", model=Model("m", PRICE)))
    for asked, word in enumerate((OVERTAKEN, None), start=1):
        task = asyncio.create_task(guarded.complete(question, timeout=FAIR))
        while len(inner.questions) < asked:
            await asyncio.sleep(0)
        task.cancel(word)
        with pytest.raises(asyncio.CancelledError):
            await task
    assert place.breakers.outcomes == [Failure.TIMEOUT, Failure.NOT_ADMITTED]


async def test_a_hedge_teaches_that_the_first_was_slow(place: Place, question: Question) -> None:
    class Stuck(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            await asyncio.Event().wait()
            raise AssertionError

    async def at_once(target: Target, kind: str) -> float | None:
        assert (target, kind) == (TARGET, "review")
        return 0.0

    slow, _ = place.over(Stuck([], name="a", model=Model("m", PRICE)))
    quick, _ = place.over(ScriptedProvider([GOOD], name="b", model=Model("m", PRICE)))
    await Chain([slow, quick], usual=at_once).complete(question, timeout=60)
    assert sorted(place.breakers.outcomes) == sorted([Failure.TIMEOUT, "ok"])


# The operator


@pytest.mark.parametrize("kind", sorted(FOR_OPERATOR))
async def test_what_only_a_person_can_mend_is_told_once_for_calls_that_fail_together(
    place: Place, question: Question, kind: Failure
) -> None:
    guarded, _ = place.guarded(*[failure(kind) for _ in range(4)])
    await asyncio.gather(*(failing(guarded, question) for _ in range(4)))
    assert place.alerts == [(TARGET, kind)]
    (breaker,) = await place.breakers.breakers()
    assert (breaker.state, breaker.cause) == (BreakerState.OPEN, kind)


async def test_it_is_told_again_when_a_later_trial_finds_it_unmended(place: Place, question: Question) -> None:
    guarded, _ = place.guarded(*[failure(Failure.AUTH) for _ in range(2)])
    await failing(guarded, question)
    place.clock.now += await unadmitted(guarded, question)
    await failing(guarded, question)
    assert place.alerts == [(TARGET, Failure.AUTH)] * 2


async def test_a_key_is_the_same_for_all_models_of_a_provider_and_a_name_is_not(
    place: Place, question: Question
) -> None:
    async def together(kind: Failure) -> Sequence[tuple[Target, Failure]]:
        place.alerts.clear()
        links = [ScriptedProvider([failure(kind)], name="a", model=Model(name, PRICE)) for name in ("m", "n")]
        await asyncio.gather(*(failing(Guarded(link, place.guard), question) for link in links))
        return place.alerts

    assert len(await together(Failure.UNKNOWN_MODEL)) == 2
    place.clock.now += 1000
    assert len(await together(Failure.AUTH)) == 1


async def test_what_another_worker_has_told_is_not_told_again(place: Place, question: Question) -> None:
    """Both calls were under way when the first of them failed; the workers share their breakers."""
    late = asyncio.Event()

    class Late(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            await late.wait()
            return await super().complete(question, timeout=timeout)

    told: list[tuple[Target, Failure]] = []
    elsewhere = Guard(place.breakers, place.buckets, lambda target, failure: told.append((target, failure)))
    slow = Guarded(Late([failure(Failure.AUTH)], name="a", model=Model("m", PRICE)), elsewhere)
    task = asyncio.create_task(failing(slow, question))
    while not place.buckets.taken:
        await asyncio.sleep(0)
    await failing(place.guarded(failure(Failure.AUTH))[0], question)
    late.set()
    await task
    assert (place.alerts, told) == ([(TARGET, Failure.AUTH)], [])


@pytest.mark.parametrize("kind", sorted(set(Failure) - FOR_OPERATOR - {Failure.NOT_ADMITTED}))
async def test_nothing_else_troubles_the_operator(place: Place, question: Question, kind: Failure) -> None:
    guarded, _ = place.guarded(failure(kind))
    await failing(guarded, question)
    assert place.alerts == []


async def test_without_anybody_to_tell_it_works_the_same(place: Place, question: Question) -> None:
    guarded = Guarded(place.guarded(failure(Failure.AUTH))[1], Guard(place.breakers, place.buckets))
    await failing(guarded, question)
    assert place.breakers.outcomes == [Failure.AUTH]


# In a chain


async def test_the_chain_passes_over_the_unwell_and_comes_back_when_they_are_well(
    place: Place, question: Question
) -> None:
    first, inner = place.guarded(failure(Failure.OVERLOADED, retry_after=30.0), GOOD)
    second, _ = place.over(ScriptedProvider([GOOD, GOOD], name="b", model=Model("m", PRICE)))
    chain = Chain([first, second])
    asked = [(await chain.complete(question, timeout=60)).provider for _ in range(2)]
    place.clock.now += 30
    asked.append((await chain.complete(question, timeout=60)).provider)
    assert asked == ["b", "b", "a"]
    assert len(inner.questions) == 2


async def test_a_repair_takes_a_turn_of_its_own(place: Place, question: Question) -> None:
    guarded, _ = place.guarded("no", GOOD)
    completion = await Chain([guarded]).complete(replace(question), timeout=60)
    assert len(completion.attempts) == len(place.buckets.taken) == len(place.buckets.given) == 2
