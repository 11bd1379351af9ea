"""The scripted provider."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.base import Completion, Question
from providers.errors import Failure, ProviderFailure
from providers.scripted import ScriptedProvider, ScriptExhausted


async def test_answers_come_in_order_and_questions_are_kept(question: Question) -> None:
    provider = ScriptedProvider(["one", "two"])
    other = replace(question, user="other")
    assert (await provider.complete(question, timeout=1)).text == "one"
    assert (await provider.complete(other, timeout=2)).text == "two"
    assert provider.questions == [question, other]
    assert provider.timeouts == [1, 2]
    with pytest.raises(ScriptExhausted, match="question 3"):
        await provider.complete(question, timeout=1)


async def test_a_function_answers_by_the_question(question: Question) -> None:
    provider = ScriptedProvider(lambda asked: asked.user.upper())
    assert (await provider.complete(question, timeout=1)).text == "PRINT(1)"


async def test_a_completion_is_given_as_it_is(question: Question) -> None:
    recorded = Completion("x", "openai", "gpt-6-luna", cut_off=True, usage=None)
    assert await ScriptedProvider([recorded]).complete(question, timeout=1) is recorded


async def test_a_failure_is_raised_with_its_attempt(question: Question) -> None:
    with pytest.raises(ProviderFailure) as caught:
        await ScriptedProvider([ProviderFailure(Failure.AUTH, "x")]).complete(question, timeout=1)
    assert [attempt.outcome for attempt in caught.value.attempts] == [Failure.AUTH]


async def test_a_scripted_cost_is_unknown_without_a_price(question: Question) -> None:
    (attempt,) = (await ScriptedProvider(["x"]).complete(question, timeout=1)).attempts
    assert attempt.cost is None
    assert attempt.usage is not None
