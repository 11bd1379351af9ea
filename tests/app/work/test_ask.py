"""Prompts become questions and completions become answers; nothing else happens in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.work.ask import ask, question_of, usage_of
from providers.base import Completion, Question, Usage
from providers.cached import Cached
from providers.chain import Chain
from providers.errors import Failure, ProviderFailure
from providers.guarded import Guard, Guarded
from providers.memory.answers import MemoryAnswers
from providers.memory.breakers import MemoryBreakers
from providers.memory.buckets import MemoryBuckets
from providers.scripted import ScriptedProvider
from review.models import Prompt
from review.prompts import verification

NOTHING = '{"findings": []}'
SMALL = Prompt("small", "review", "system", "half", {}, 100, ("a.py",))
WHOLE = Prompt("whole", "review", "system", "all of it", {}, 100, ("a.py", "b.py"), smaller=SMALL)


async def test_each_prompt_gets_the_answer_to_its_own_question() -> None:
    provider = ScriptedProvider(lambda question: NOTHING + " " * len(question.user))
    asked = await ask(Chain([provider]), [WHOLE, SMALL])
    assert {answer.prompt_id: len(answer.text) for answer in asked.answers} == {
        "whole": len(NOTHING) + len(WHOLE.user),
        "small": len(NOTHING) + len(SMALL.user),
    }


async def test_an_answer_to_the_smaller_form_is_not_taken_for_one_to_the_whole() -> None:
    def too_long(question: Question) -> str | ProviderFailure:
        return ProviderFailure(Failure.CONTEXT_TOO_LONG, "too long") if question.user == WHOLE.user else NOTHING

    asked = await ask(Chain([ScriptedProvider(too_long)]), [WHOLE])
    assert [answer.prompt_id for answer in asked.answers] == ["small"]
    assert asked.failed == {}


async def test_a_prompt_without_an_answer_is_named_with_the_reason() -> None:
    broken = ScriptedProvider(lambda _: ProviderFailure(Failure.AUTH, "wrong key"))
    asked = await ask(Chain([broken]), [SMALL])
    assert asked.answers == ()
    assert "auth" in asked.failed["small"]


async def test_failed_attempts_are_kept() -> None:
    links = [ScriptedProvider([ProviderFailure(Failure.OVERLOADED, "busy")]), ScriptedProvider([NOTHING])]
    asked = await ask(Chain(links), [SMALL])
    assert [attempt.outcome for attempt in asked.attempts] == ["overloaded", "ok"]


async def test_unknown_counts_stay_unknown_in_the_report() -> None:
    nobody_knows = Completion(NOTHING, "p", "m", cut_off=False, usage=None)
    asked = await ask(Chain([ScriptedProvider([NOTHING])]), [SMALL])
    (attempt,) = asked.attempts
    (usage,) = usage_of([replace(attempt, usage=nobody_knows.usage, cost=None)])
    assert (usage.input_tokens, usage.output_tokens, usage.cost_microusd) == (None, None, None)


async def test_cached_tokens_count_as_input_once() -> None:
    asked = await ask(Chain([ScriptedProvider([NOTHING])]), [SMALL])
    (usage,) = usage_of([replace(asked.attempts[0], usage=Usage(10, 5, 3, 7))])
    assert (usage.input_tokens, usage.cached_tokens, usage.output_tokens) == (18, 5, 7)


def test_a_second_opinion_is_usable_when_it_holds_a_verdict_and_names_whom_to_avoid() -> None:
    verdicts = '{"verdicts": [{"finding": 1, "reason": "", "quoted_code": "", "verdict": "unsure"}]}'
    asked = question_of(replace(SMALL, kind=verification.KIND, avoid=("m",)))
    assert (asked.accept(verdicts), asked.accept(NOTHING), asked.avoid) == (True, False, ("m",))
    assert question_of(SMALL).accept(NOTHING)


def test_the_same_text_is_judged_once_and_another_text_anew() -> None:
    asked, empty = question_of(SMALL), "no JSON"
    assert [asked.accept(text) for text in (NOTHING, NOTHING, empty, empty, NOTHING)] == [
        True,
        True,
        False,
        False,
        True,
    ]


async def test_an_answer_is_read_once_on_its_way_back(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def usable(text: str) -> bool:
        judged.append(text)
        return True

    monkeypatch.setattr("app.work.ask.usable", usable)
    guarded = Guarded(ScriptedProvider([NOTHING]), Guard(MemoryBreakers(), MemoryBuckets()))
    cached = Cached(Chain([guarded]), MemoryAnswers(), "t", [guarded.target], seconds=60)
    await ask(cached, [SMALL])
    assert judged == [NOTHING]
