"""A provider that answers from a script: for tests, demonstrations and replays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from providers.base import OK, Attempt, Completion, Question, Usage
from providers.errors import Failure, ProviderError, ProviderFailure
from providers.estimate import sent_bytes
from providers.model import Model

BYTES_PER_TOKEN = 3  # of a script's usage, which nobody counts
Scripted = str | Completion | ProviderError
EXHAUSTED = "the script has no answer left for question {number}"


class ScriptExhausted(LookupError):
    """More was asked than the script answers: the test is wrong, so no chain may take it for an outage."""


class ScriptedProvider:
    """Answers in order, or by a function of the question; `questions` holds what was asked, `timeouts` how long for.

    A string is a text, a Completion is given as it is, and an error is raised.
    """

    def __init__(
        self,
        answers: Iterable[Scripted] | Callable[[Question], Scripted],
        *,
        name: str = "scripted",
        model: Model | None = None,
    ) -> None:
        self.name = name
        self.model = model or Model("scripted")
        self.questions: list[Question] = []
        self.timeouts: list[float] = []
        self._answer = answers if callable(answers) else self._in_order(list(answers))

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Answer from the script."""
        started = monotonic()
        self.questions.append(question)
        self.timeouts.append(timeout)
        answer = self._answer(question)
        if isinstance(answer, Completion):
            return answer
        if isinstance(answer, str):
            return self._completion(question, answer, started)
        if isinstance(answer, ProviderFailure) and not answer.attempts and answer.failure is not Failure.NOT_ADMITTED:
            cost = 0 if answer.unbilled else None
            answer.attempts = (self._attempt(question, answer.usage, cost, answer.failure, started),)
        raise answer

    def _in_order(self, answers: list[Scripted]) -> Callable[[Question], Scripted]:
        remaining = iter(answers)

        def take(_: Question) -> Scripted:
            for answer in remaining:
                return answer
            raise ScriptExhausted(EXHAUSTED.format(number=len(self.questions)))

        return take

    def _completion(self, question: Question, text: str, started: float) -> Completion:
        usage = Usage(_tokens(sent_bytes(question)), None, None, _tokens(len(text.encode())))
        cost = self.model.price.cost(usage) if self.model.price is not None else None
        attempt = self._attempt(question, usage, cost, OK, started)
        return Completion(text, self.name, self.model.name, cut_off=False, usage=usage, attempts=(attempt,))

    def _attempt(
        self, question: Question, usage: Usage | None, cost: int | None, outcome: str, started: float
    ) -> Attempt:
        took = round((monotonic() - started) * 1000)
        return Attempt(self.name, self.model.name, question.kind, usage, cost, took, outcome)


def _tokens(size: int) -> int:
    return -(-size // BYTES_PER_TOKEN)
