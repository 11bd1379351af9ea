"""An answer that was paid for is given again, to the same tenant and the same question only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.base import CACHED, OK, Completion, Provider, Question, Usage
from providers.cached import SMALLER_SECONDS, Cached
from providers.digest import digest, joint
from providers.errors import Failure, ProviderFailure
from providers.flights import Flights
from providers.memory.answers import MemoryAnswers
from providers.model import Model
from providers.scripted import ScriptedProvider
from providers.state import Target

ANSWER = '{"findings": []}'
HOUR = 3600
DAY = 24 * HOUR
FIRST, SECOND = Target("first", "model-1"), Target("second", "model-2")
HALF = Question("review", "system", "half", {"type": "object"}, 100, lambda text: text.startswith("{"))
WHOLE = replace(HALF, user="whole", smaller=HALF)


def answering(target: Target, *texts: str | Completion | ProviderFailure) -> ScriptedProvider:
    return ScriptedProvider(texts, name=target.provider, model=Model(target.model))


def completion(target: Target, text: str = ANSWER, *, cut_off: bool = False, smaller: bool = False) -> Completion:
    return Completion(text, target.provider, target.model, cut_off, None, smaller=smaller)


def cached(provider: Provider, answers: MemoryAnswers, scope: str = "installation/1", **other: object) -> Cached:
    given_: dict[str, object] = {"targets": [FIRST, SECOND], "seconds": DAY, **other}
    return Cached(provider, answers, scope, **given_)  # type: ignore[arg-type]  # by name, as the tests give them


async def ask(provider: Provider, question: Question = WHOLE) -> Completion:
    return await provider.complete(question, timeout=30)


async def test_a_question_is_asked_once_and_its_answer_given_again_for_nothing() -> None:
    provider, answers = answering(FIRST, ANSWER), MemoryAnswers()
    first = await ask(cached(provider, answers))
    again = await ask(cached(provider, answers))
    assert [attempt.outcome for attempt in first.attempts] == [OK]
    assert (again.text, again.provider, again.model) == (first.text, "first", "model-1")
    (attempt,) = again.attempts
    assert (attempt.provider, attempt.model, attempt.kind) == ("first", "model-1", "review")
    assert (attempt.outcome, attempt.cost, attempt.usage) == (CACHED, 0, Usage(0, 0, 0, 0))
    assert len(provider.questions) == 1


async def test_an_answer_is_kept_for_as_long_as_was_said() -> None:
    now = [0.0]
    provider, answers = answering(FIRST, ANSWER, ANSWER), MemoryAnswers(lambda: now[0])
    await ask(cached(provider, answers))
    now[0] = DAY - 1
    assert (await ask(cached(provider, answers))).attempts[0].outcome == CACHED
    now[0] = DAY + 1
    assert (await ask(cached(provider, answers))).attempts[0].outcome == OK


async def test_two_installations_that_ask_the_byte_identical_question_share_nothing() -> None:
    answers, flights = MemoryAnswers(), Flights()
    secret = answering(FIRST, '{"findings": ["of one"]}')
    other = answering(FIRST, ANSWER)
    texts = await asyncio.gather(
        ask(cached(secret, answers, "installation/1", flights=flights)),
        ask(cached(other, answers, "installation/2", flights=flights)),
    )
    assert [text.text for text in texts] == ['{"findings": ["of one"]}', ANSWER]
    assert (await ask(cached(answering(FIRST), answers, "installation/2"))).text == ANSWER


async def test_the_answers_of_one_tenant_can_be_forgotten_alone() -> None:
    answers = MemoryAnswers()
    for scope in ("installation/1", "installation/12"):
        await ask(cached(answering(FIRST, ANSWER), answers, scope))
    assert await answers.forget("installation/1:") == 1
    assert (await ask(cached(answering(FIRST), answers, "installation/12"))).attempts[0].outcome == CACHED


@pytest.mark.parametrize(
    "other",
    [
        replace(WHOLE, kind="security"),
        replace(WHOLE, system="another"),
        replace(WHOLE, user="another"),
        replace(WHOLE, schema={"type": "array"}),
        replace(WHOLE, max_output_tokens=99),
    ],
)
async def test_whatever_changes_an_answer_is_another_question(other: Question) -> None:
    provider, answers = answering(FIRST, ANSWER, ANSWER), MemoryAnswers()
    await ask(cached(provider, answers))
    assert (await ask(cached(provider, answers), other)).attempts[0].outcome == OK


@pytest.mark.parametrize(
    "same",
    [
        replace(WHOLE, share=5, language="python"),
        replace(WHOLE, smaller=None),
        replace(WHOLE, heard=lambda _: None, accept=lambda _: True),
        replace(WHOLE, schema=dict(WHOLE.schema)),
    ],
)
async def test_what_no_model_is_told_does_not_make_it_another(same: Question) -> None:
    answers = MemoryAnswers()
    await ask(cached(answering(FIRST, ANSWER), answers))
    assert (await ask(cached(answering(FIRST), answers), same)).attempts[0].outcome == CACHED


TEXTS = st.tuples(*[st.text("ab:0123456789{}\"'\0\ud800", max_size=6)] * 4)


@given(TEXTS, TEXTS)
def test_no_text_can_be_moved_from_one_part_of_a_key_to_another(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (joint(one) == joint(other)) == (one == other)
    asked = [replace(HALF, kind=texts[0], system=texts[1], user=texts[2]) for texts in (one, other)]
    assert (digest(asked[0]) == digest(asked[1])) == (one[:3] == other[:3])


async def test_every_key_is_looked_up_at_once_the_whole_question_first() -> None:
    class Counting(MemoryAnswers):
        """Counts the round trips."""

        async def find(self, keys: Sequence[str]) -> tuple[str, bytes] | None:
            looked_up.append(list(keys))
            return await super().find(keys)

    looked_up: list[list[str]] = []
    await ask(cached(answering(FIRST, ANSWER), Counting()))
    (keys,) = looked_up
    assert len(set(keys)) == 4, "two forms of two targets"
    assert all(key.startswith("installation/1:") for key in keys)
    await ask(cached(answering(FIRST, ANSWER), Counting()), HALF)
    assert looked_up[1] == keys[2:]


async def test_an_answer_of_the_target_that_is_asked_first_is_preferred() -> None:
    answers = MemoryAnswers()
    for target in (SECOND, FIRST):
        await ask(cached(answering(target, f'{{"by": "{target.model}"}}'), answers, targets=[target]))
    assert (await ask(cached(answering(FIRST), answers))).model == "model-1"
    assert (await ask(cached(answering(FIRST), answers, targets=[SECOND, FIRST]))).model == "model-2"


async def test_an_answer_of_a_provider_that_may_not_be_asked_is_not_given_either() -> None:
    answers = MemoryAnswers()
    await ask(cached(answering(SECOND, ANSWER), answers))
    only_first = cached(answering(FIRST, ANSWER), answers, targets=[FIRST])
    assert (await ask(only_first)).attempts[0].outcome == OK


async def test_an_answer_of_nobody_on_the_list_is_not_kept() -> None:
    provider, answers = answering(Target("third", "model-3"), ANSWER, ANSWER), MemoryAnswers()
    await ask(cached(provider, answers))
    assert (await ask(cached(provider, answers))).attempts[0].outcome == OK


@pytest.mark.parametrize(
    "unfit", [completion(FIRST, cut_off=True), completion(FIRST, "no JSON"), ProviderFailure(Failure.SERVER, "down")]
)
async def test_an_answer_that_was_cut_off_or_is_unusable_is_not_kept(unfit: Completion | ProviderFailure) -> None:
    provider, answers = answering(FIRST, unfit, ANSWER), MemoryAnswers()
    if isinstance(unfit, Completion):
        await ask(cached(provider, answers))
    else:
        with pytest.raises(ProviderFailure):
            await ask(cached(provider, answers))
    assert (await ask(cached(provider, answers))).attempts[0].outcome == OK


async def test_what_is_kept_counts_only_while_it_is_acceptable() -> None:
    """After an update of the reader, or with bytes in the cache that nobody wrote on purpose."""
    answers = MemoryAnswers()
    await ask(cached(answering(FIRST, ANSWER), answers))
    await ask(cached(answering(SECOND, '{"other": 1}'), answers, targets=[SECOND]))
    stricter = replace(WHOLE, accept=lambda text: "other" in text)
    assert (await ask(cached(answering(FIRST), answers), stricter)).model == "model-2"
    for key in [*answers._kept]:
        await answers.keep(key, b"\xff\xfe", seconds=9)
    assert (await ask(cached(answering(FIRST, ANSWER), answers))).attempts[0].outcome == OK


async def test_an_answer_to_the_smaller_form_says_so_again_and_is_kept_for_an_hour() -> None:
    now = [0.0]
    answers = MemoryAnswers(lambda: now[0])
    await ask(cached(answering(FIRST, completion(FIRST, smaller=True)), answers))
    again = await ask(cached(answering(FIRST), answers))
    assert (again.smaller, again.attempts[0].outcome) == (True, CACHED)
    now[0] = SMALLER_SECONDS + 1
    whole = await ask(cached(answering(FIRST, ANSWER), answers))
    assert (whole.smaller, whole.attempts[0].outcome) == (False, OK)


async def test_an_answer_to_the_whole_is_preferred_to_one_to_the_smaller_form() -> None:
    answers = MemoryAnswers()
    await ask(cached(answering(FIRST, completion(FIRST, '{"of": "half"}', smaller=True)), answers, targets=[FIRST]))
    await ask(cached(answering(SECOND, '{"of": "whole"}'), answers, targets=[SECOND]))
    assert (await ask(cached(answering(FIRST), answers))).text == '{"of": "whole"}'


async def test_a_text_with_half_of_a_surrogate_pair_comes_back_as_it_was() -> None:
    answers, text = MemoryAnswers(), '{"\ud800": 1}'
    await ask(cached(answering(FIRST, completion(FIRST, text)), answers))
    assert (await ask(cached(answering(FIRST), answers))).text == text


async def test_who_listens_hears_an_answer_from_the_cache() -> None:
    answers, heard = MemoryAnswers(), list[str | None]()
    await ask(cached(answering(FIRST, ANSWER), answers))
    await ask(cached(answering(FIRST), answers), replace(WHOLE, heard=heard.append))
    assert heard == [ANSWER]


async def test_with_nobody_to_give_an_answer_of_every_question_is_asked() -> None:
    provider = answering(FIRST, ANSWER, '{"other": 1}')
    none = cached(provider, MemoryAnswers(), targets=[])
    texts = await asyncio.gather(ask(none), ask(none, HALF))
    assert [text.text for text in texts] == [ANSWER, '{"other": 1}']


class Slow:
    """Answers when it is told to; `asked` counts the calls."""

    name = "first"

    def __init__(self, then: Callable[[], Completion]) -> None:
        self.asked = 0
        self.go = asyncio.Event()
        self._then = then

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        self.asked += 1
        await self.go.wait()
        return self._then()


def fails() -> Completion:
    raise ProviderFailure(Failure.SERVER, "down")


async def settled() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_same_question_under_way_is_asked_once() -> None:
    slow, answers, flights = Slow(lambda: completion(FIRST)), MemoryAnswers(), Flights()
    heard: list[str | None] = []
    asking = [
        asyncio.ensure_future(ask(cached(slow, answers, flights=flights), replace(WHOLE, heard=heard.append)))
        for _ in range(5)
    ]
    await settled()
    slow.go.set()
    texts = await asyncio.gather(*asking)
    assert {text.text for text in texts} == {ANSWER}
    assert slow.asked == 1
    assert [attempt.outcome for text in texts for attempt in text.attempts] == [CACHED] * 4
    assert heard == [ANSWER] * 4, "the first hears it from its provider"
    assert flights._under_way == {}


async def test_each_different_question_under_way_is_asked() -> None:
    slow, answers, flights = Slow(lambda: completion(FIRST)), MemoryAnswers(), Flights()
    asking = [
        asyncio.ensure_future(ask(cached(slow, answers, flights=flights), replace(WHOLE, user=str(number))))
        for number in range(3)
    ]
    await settled()
    slow.go.set()
    await asyncio.gather(*asking)
    assert slow.asked == 3


async def test_whoever_waits_asks_itself_when_who_asked_is_cancelled() -> None:
    slow, answers, flights = Slow(lambda: completion(FIRST)), MemoryAnswers(), Flights()
    first, second, third = (asyncio.ensure_future(ask(cached(slow, answers, flights=flights))) for _ in range(3))
    await settled()
    first.cancel()
    await settled()
    assert slow.asked == 2, "one of those who waited goes on, the other waits for it"
    slow.go.set()
    assert {(await second).text, (await third).text} == {ANSWER}
    assert first.cancelled()
    assert slow.asked == 2


async def test_cancelling_who_waits_leaves_who_asks_alone() -> None:
    slow, answers, flights = Slow(lambda: completion(FIRST)), MemoryAnswers(), Flights()
    first, second = (asyncio.ensure_future(ask(cached(slow, answers, flights=flights))) for _ in range(2))
    await settled()
    second.cancel()
    await settled()
    slow.go.set()
    assert (await first).text == ANSWER
    assert second.cancelled()


async def test_a_failure_is_of_who_asked_and_those_who_wait_try_for_themselves() -> None:
    """Whoever asked may have had no money left; who waits has a budget of its own."""
    slow, answers, flights = Slow(fails), MemoryAnswers(), Flights()
    first = asyncio.ensure_future(ask(cached(slow, answers, flights=flights)))
    await settled()
    second = asyncio.ensure_future(ask(cached(answering(FIRST, ANSWER), answers, flights=flights)))
    await settled()
    slow.go.set()
    with pytest.raises(ProviderFailure):
        await first
    assert (await second).attempts[0].outcome == OK


async def test_nobody_waits_for_another_until_no_time_is_left_to_ask() -> None:
    slow, answers, flights = Slow(lambda: completion(FIRST)), MemoryAnswers(), Flights()
    first = asyncio.ensure_future(ask(cached(slow, answers, flights=flights)))
    await settled()
    quick = cached(answering(FIRST, ANSWER), answers, flights=flights)
    assert (await quick.complete(WHOLE, timeout=0.02)).attempts[0].outcome == OK
    slow.go.set()
    await first


async def test_an_answer_that_was_paid_for_is_kept_although_who_asked_is_cancelled() -> None:
    class Keeping(MemoryAnswers):
        """Takes its time, as a server does."""

        async def keep(self, key: str, answer: bytes, *, seconds: int) -> None:
            keeping.set()
            await go.wait()
            await super().keep(key, answer, seconds=seconds)

    keeping, go = asyncio.Event(), asyncio.Event()
    answers = Keeping()
    asking = asyncio.ensure_future(ask(cached(answering(FIRST, ANSWER), answers)))
    await keeping.wait()
    asking.cancel()
    await settled()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await ask(cached(answering(FIRST), answers))).attempts[0].outcome == CACHED
