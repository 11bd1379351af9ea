"""The only translator between the review's prompts and the providers' questions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.work.caps import Account, refused
from providers.base import Attempt, Provider, Question
from providers.errors import ProviderError
from review.findings.extraction import usable
from review.findings.verifying import verdicts_readable
from review.models import Answer, ModelUsage, Prompt
from review.prompts import verification

AT_ONCE = 4
DEADLINE_S = 180.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back: `failed` maps a prompt's id to why it has no answer; `attempts` holds every call made.

    `refused` are the accounts, as (scope, period), whose budget left no room for a question.
    """

    answers: tuple[Answer, ...]
    failed: Mapping[str, str]
    attempts: tuple[Attempt, ...]
    refused: frozenset[Account] = frozenset()


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one prompt: an answer, or an error."""

    attempts: tuple[Attempt, ...]
    answer: Answer | None = None
    error: ProviderError | None = None


class _Judged:
    """Judges a text once: everybody on an answer's way back asks, and reading it takes longer than all they do."""

    __slots__ = ("_judge", "_last")

    def __init__(self, judge: Callable[[str], bool]) -> None:
        self._judge = judge
        self._last: tuple[str, bool] | None = None

    def __call__(self, text: str) -> bool:
        if self._last is None or self._last[0] is not text:
            self._last = text, self._judge(text)
        return self._last[1]


async def ask(provider: Provider, prompts: Sequence[Prompt], *, deadline_s: float = DEADLINE_S) -> Asked:
    """Ask every prompt, a few at once, within one deadline shared by all."""
    slots = asyncio.Semaphore(AT_ONCE)
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline_s

    async def one(prompt: Prompt) -> _Result:
        async with slots:
            try:
                completion = await provider.complete(question_of(prompt), timeout=max(1.0, end - loop.time()))
            except ProviderError as error:
                return _Result(error.attempts, error=error)
        # Whoever judges must know which form was read: the smaller one leaves the rest unread.
        asked = prompt.smaller if completion.smaller and prompt.smaller is not None else prompt
        answer = Answer(asked.id, completion.text, completion.model, completion.cut_off)
        return _Result(completion.attempts, answer)

    results = await asyncio.gather(*(one(prompt) for prompt in prompts))
    return Asked(
        answers=tuple(result.answer for result in results if result.answer is not None),
        failed={prompt.id: str(result.error) for prompt, result in zip(prompts, results, strict=True) if result.error},
        attempts=tuple(attempt for result in results for attempt in result.attempts),
        refused=frozenset(account for result in results if result.error for account in refused(result.error)),
    )


def question_of(prompt: Prompt) -> Question:
    """Translate a prompt and its smaller forms."""
    return Question(
        kind=prompt.kind,
        system=prompt.system,
        user=prompt.user,
        schema=prompt.schema,
        max_output_tokens=prompt.max_output_tokens,
        accept=_Judged(verdicts_readable if prompt.kind == verification.KIND else usable),
        smaller=question_of(prompt.smaller) if prompt.smaller is not None else None,
        language=prompt.language,
        share=prompt.share,
        avoid=prompt.avoid,
    )


def usage_of(attempts: Sequence[Attempt]) -> tuple[ModelUsage, ...]:
    """Translate the attempts into what the report shows."""
    return tuple(_usage(attempt) for attempt in attempts)


def _usage(attempt: Attempt) -> ModelUsage:
    tokens = attempt.usage
    fresh = tokens.fresh_input if tokens else None
    read = tokens.cache_read if tokens else None
    written = tokens.cache_write if tokens else None
    known = [count for count in (fresh, read, written) if count is not None]
    return ModelUsage(
        provider=attempt.provider,
        model=attempt.model,
        input_tokens=sum(known) if known else None,
        cached_tokens=read,
        output_tokens=tokens.output if tokens else None,
        cost_microusd=attempt.cost,
        latency_ms=attempt.latency_ms,
        outcome=attempt.outcome,
    )
