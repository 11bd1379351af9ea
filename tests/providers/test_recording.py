"""What was answered once can be answered again from a file, word for word, with nobody to ask."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.base import CACHED, OK, Attempt, Completion, Question, Usage
from providers.chain import Chain
from providers.digest import digest
from providers.errors import (
    AllProvidersFailed,
    BudgetExceeded,
    Failure,
    Misconfigured,
    PriceUnknown,
    ProviderError,
    ProviderFailure,
)
from providers.recorded import written
from providers.recording import NotRecorded, Recording, Replaying
from providers.scripted import Scripted, ScriptedProvider

QUESTION = Question("review", "be exact", "the whole change", {"type": "object"}, 100, bool)
ATTEMPT = Attempt("p", "m", "review", Usage(1, 2, None, 4), 7, 1200, OK, first_token_ms=80, estimated_cost=9)
COMPLETION = Completion("a text", "p", "m", cut_off=False, usage=ATTEMPT.usage, attempts=(ATTEMPT,))


async def ask(provider: Recording | Replaying, question: Question = QUESTION) -> Completion:
    return await provider.complete(question, timeout=9)


def recording(lines: list[str], *answers: Scripted, prompts: bool = False) -> Recording:
    return Recording(ScriptedProvider(answers), lines.append, prompts=prompts)


async def replayed(result: Completion | ProviderError) -> Completion:
    """Write a result down and answer from that."""
    lines: list[str] = []
    if isinstance(result, Completion):
        assert await ask(recording(lines, result)) == result
    else:
        with pytest.raises(type(result)):
            await ask(recording(lines, result))
    return await ask(Replaying(lines))


COUNTS = st.none() | st.integers(0, 10**9)
USAGES = st.none() | st.builds(Usage, COUNTS, COUNTS, COUNTS, COUNTS)
NAMES = st.text(max_size=8)
ATTEMPTS = st.builds(
    Attempt, NAMES, NAMES, NAMES, USAGES, COUNTS, st.integers(0), st.sampled_from([OK, CACHED, *Failure]), NAMES
)
COMPLETIONS = st.builds(
    Completion,
    st.text(st.characters(), max_size=30) | st.just('{"\ud800": "\x00\u2028"}'),
    NAMES,
    NAMES,
    st.booleans(),
    USAGES,
    st.lists(ATTEMPTS, max_size=3).map(tuple),
    st.booleans(),
)


@given(COMPLETIONS)
async def test_whatever_was_answered_is_answered_again(completion: Completion) -> None:
    assert await replayed(completion) == completion


@pytest.mark.parametrize(
    "error",
    [
        ProviderFailure(Failure.OVERLOADED, "HTTP 529"),
        BudgetExceeded("review:7/3"),
        PriceUnknown("a-model"),
        ProviderError("something else"),
        AllProvidersFailed(()),
        AllProvidersFailed(
            (
                ("a", ProviderFailure(Failure.AUTH, "HTTP 401")),
                ("b", AllProvidersFailed((("c", BudgetExceeded("day")), ("d", PriceUnknown("m"))))),
            ),
            attempts=(ATTEMPT,),
        ),
    ],
)
async def test_whatever_failed_fails_again_with_the_same_words_kind_and_attempts(error: ProviderError) -> None:
    with pytest.raises(type(error)) as caught:
        await replayed(error)
    assert str(caught.value) == str(error)
    assert caught.value.attempts == error.attempts
    if isinstance(error, AllProvidersFailed):
        assert isinstance(caught.value, AllProvidersFailed)
        assert caught.value.budget_spent == error.budget_spent


async def test_that_only_money_stopped_everybody_is_known_again() -> None:
    with pytest.raises(AllProvidersFailed) as caught:
        await replayed(AllProvidersFailed((("a", BudgetExceeded("day")),)))
    assert caught.value.budget_spent


async def test_a_whole_chain_is_replayed_with_every_attempt() -> None:
    lines: list[str] = []
    links = [ScriptedProvider([ProviderFailure(Failure.SERVER, "down")]), ScriptedProvider(["text"])]
    first = await ask(Recording(Chain(links), lines.append))
    assert await ask(Replaying(lines)) == first
    assert [attempt.outcome for attempt in first.attempts] == ["server_error", "ok"]


async def test_a_line_holds_the_questions_digest_and_not_the_question() -> None:
    lines: list[str] = []
    await ask(recording(lines, COMPLETION))
    (line,) = lines
    told = json.loads(line)
    assert told["question"] == digest(QUESTION)
    assert (told["kind"], told["provider"], told["model"], told["text"]) == ("review", "p", "m", "a text")
    assert (told["cut_off"], told["smaller"], told["cost"]) == (False, False, 7)
    assert (told["usage"]["cache_read"], told["attempts"][0]["latency_ms"]) == (2, 1200)
    assert "the whole change" not in line
    assert "be exact" not in line


async def test_the_prompt_is_there_if_it_was_asked_for_and_changes_nothing() -> None:
    lines: list[str] = []
    await ask(recording(lines, COMPLETION, prompts=True))
    assert json.loads(lines[0])["user"] == "the whole change"
    assert await ask(Replaying(lines)) == COMPLETION


async def test_a_question_that_was_not_recorded_is_named() -> None:
    other = replace(QUESTION, user="another change")
    with pytest.raises(NotRecorded) as caught:
        await ask(Replaying([written(QUESTION, COMPLETION, prompt=False)]), other)
    assert f"no answer to review question {digest(other)[:16]}" in str(caught.value)


async def test_what_was_asked_twice_is_answered_in_that_order_and_then_the_same() -> None:
    lines: list[str] = []
    provider = recording(lines, "one", "two")
    await ask(provider)
    await ask(provider)
    again = Replaying(lines)
    assert [(await ask(again)).text for _ in range(3)] == ["one", "two", "two"]


async def test_who_listens_hears_a_replayed_answer() -> None:
    heard: list[str | None] = []
    await ask(Replaying([written(QUESTION, COMPLETION, prompt=False)]), replace(QUESTION, heard=heard.append))
    assert heard == ["a text"]


GOOD = json.loads(written(QUESTION, COMPLETION, prompt=False))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "line 2: it is not JSON"),
        ("[" * 100_000, "line 2: it is not JSON"),
        ("[]", "line 2: the line: "),
        ('"text"', "line 2: the line: "),
        ("{}", "line 2: format: Field required"),
        (json.dumps({**GOOD, "format": 2}), "line 2: format: Input should be 1"),
        (json.dumps({**GOOD, "text": 5}), "line 2: text: "),
        (json.dumps({**GOOD, "question": "x"}), "line 2: question: "),
        (json.dumps({**GOOD, "attempts": [{"provider": "p"}]}), "line 2: attempts.0.model: "),
        (json.dumps({**GOOD, "extra": 1}), "line 2: extra: "),
    ],
)
def test_a_line_that_is_none_of_a_recording_is_named_with_what_is_wrong(line: str, why: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Replaying([json.dumps(GOOD), line])
    assert why in str(caught.value)


def test_empty_lines_are_none() -> None:
    assert repr(Replaying(["", json.dumps(GOOD), "\n"])) == "Replaying(1 questions)"
