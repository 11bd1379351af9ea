"""One provider of a chain and one question: at most two calls, everything kept that came of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Protocol, runtime_checkable

from providers.base import OK, OVERTAKEN, Attempt, Completion, Provider, Question
from providers.errors import BudgetExceeded, Failure, PriceUnknown, ProviderError, ProviderFailure
from providers.model import Model
from providers.repair import UNUSABLE, Unusable, second
from providers.state import Target

MOST_CALLS = 2
# Below this no provider can answer, and a call would only be paid for.
SHORTEST_CALL_S = 0.05
NO_TIME = "no time is left to ask"
FORSAKEN = "another answered first"
WAITS = frozenset({Failure.RATE_LIMITED, Failure.OVERLOADED, Failure.NOT_ADMITTED})
# A smaller question takes less time, money, window and output, and is lighter for a server that struggles.
CURABLE = frozenset(
    {Failure.TIMEOUT, Failure.OVERLOADED, Failure.SERVER, Failure.CONTEXT_TOO_LONG, Failure.CUT_OFF},
)


@dataclass(slots=True)
class Record:
    """What happened so far in one question, over all links."""

    causes: list[tuple[str, ProviderError]] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


@runtime_checkable
class _OfOneModel(Protocol):
    @property
    def model(self) -> Model: ...


class Link:
    """A provider, and how it fared with this question; `due` is when it said that it can be asked again.

    `due` is by the monotonic clock, None when the last failure named no wait.
    """

    def __init__(self, provider: Provider, record: Record) -> None:
        self.calls = 0
        self.due: float | None = None
        self._failed: ProviderError | None = None
        self._provider = provider
        self._record = record

    @property
    def target(self) -> Target:
        """Return who is asked; a provider of several models has no model's name."""
        model = self._provider.model.name if isinstance(self._provider, _OfOneModel) else ""
        return Target(self._provider.name, model)

    @property
    def spent(self) -> bool:
        """Say whether it may not be called again."""
        return self.calls >= MOST_CALLS

    @property
    def curable(self) -> bool:
        """Say whether a smaller question may fare better."""
        if isinstance(self._failed, BudgetExceeded):
            return True
        return isinstance(self._failed, ProviderFailure) and self._failed.failure in CURABLE

    async def ask(self, question: Question, end: float) -> Completion | None:
        """Ask until `end`, and at once again if there is something better to ask; None when there is no answer."""
        asked: Question | None = question
        smaller = False
        while asked is not None:
            try:
                completion = await self._call(asked, end)
            except ProviderError as error:
                self._fail(error)
                again = None if self.spent else second(asked, error)
                smaller = smaller or (again is not None and again is asked.smaller)
                asked = again
            else:
                return replace(completion, smaller=completion.smaller or smaller)
        return None

    def _fail(self, error: ProviderError) -> None:
        before, self._failed = self._failed, error
        if before is not None and _not_admitted(before) and _not_admitted(error):  # one long wait, not many causes
            self._record.causes.remove((self._provider.name, before))
        self._record.causes.append((self._provider.name, error))
        wait = error.retry_after if isinstance(error, ProviderFailure) and error.failure in WAITS else None
        self.due = None if wait is None else monotonic() + wait

    async def _call(self, question: Question, end: float) -> Completion:
        """Make one call and keep its attempts, whatever becomes of it."""
        started = monotonic()
        if end - started < SHORTEST_CALL_S:
            raise ProviderFailure(Failure.TIMEOUT, NO_TIME, unbilled=True)
        self.calls += 1
        try:
            completion = await self._provider.complete(question, timeout=end - started)
        except ProviderError as error:
            self.calls -= _nothing_sent(error)
            self._record.attempts.extend(error.attempts)
            raise
        except asyncio.CancelledError:
            self._record.attempts.append(self._forsaken(question, started))
            raise
        return self._judged(question, completion)

    def _judged(self, question: Question, completion: Completion) -> Completion:
        if question.accept(completion.text):
            self._record.attempts.extend(completion.attempts)
            return completion
        if question.heard is not None:
            question.heard(None)
        outcome = Failure.CUT_OFF if completion.cut_off else Failure.MALFORMED
        self._record.attempts.extend(_marked(completion.attempts, outcome))
        if completion.cut_off:  # the same limit would cut the next one off too
            raise ProviderFailure(Failure.CUT_OFF, UNUSABLE)
        raise Unusable(completion.text)

    def _forsaken(self, question: Question, started: float) -> Attempt:
        """Describe a call that was given up; what it cost nobody knows."""
        target, took = self.target, round((monotonic() - started) * 1000)
        return Attempt(target.provider, target.model, question.kind, None, None, took, OVERTAKEN, FORSAKEN)


def _marked(attempts: tuple[Attempt, ...], outcome: Failure) -> tuple[Attempt, ...]:
    """Mark the call that gave an unusable text; it is paid for like any other."""
    return tuple(
        replace(attempt, outcome=outcome, detail=UNUSABLE) if attempt.outcome == OK else attempt for attempt in attempts
    )


def _not_admitted(error: ProviderError) -> bool:
    return isinstance(error, ProviderFailure) and error.failure is Failure.NOT_ADMITTED


def _nothing_sent(error: ProviderError) -> bool:
    return isinstance(error, BudgetExceeded | PriceUnknown) or _not_admitted(error)
