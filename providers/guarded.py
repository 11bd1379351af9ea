"""What stands before every call and learns from it: breakers, rate buckets, places for calls at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from providers.base import OK, OVERTAKEN, Attempt, Completion, Question, Told, Usage, close, warm
from providers.budget import Priced
from providers.errors import Failure, ProviderError, ProviderFailure
from providers.estimate import sent_bytes, typical_tokens
from providers.link import SHORTEST_CALL_S
from providers.shielded import surely
from providers.state import Breakers, BreakerState, RateBuckets, Result, Target, Turn

# For a turn it is worth waiting so long; then the next provider is better, and the chain comes back when there is none.
LONGEST_WAIT_S = 3.0
SHORTEST_WAIT_S = 0.02
# A breaker that closes in a moment is waited for: the clocks of two machines differ by about that.
MOMENT_S = 0.25
# A turn outlives its call by this, so that it is not free again while the call is being ended.
HOLD_SPARE_S = 5.0
# Who had less time than this and did not answer was given too little; it says nothing of its health.
FAIR_TIME_S = 5.0
FOR_OPERATOR = frozenset({Failure.AUTH, Failure.QUOTA, Failure.UNKNOWN_MODEL})

UNWELL = "it failed lately and is left alone"
NO_ROOM = "its rate limit leaves no room now"
NO_TURN = Turn("")

Alert = Callable[[Target, Failure], None]


@dataclass(frozen=True, slots=True)
class Guard:
    """What is known of all providers; one for the whole process.

    `alert` is told what an operator must mend, once for each time that a breaker opens for it.
    """

    breakers: Breakers
    buckets: RateBuckets
    alert: Alert | None = None
    alerting: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a call came to. `tokens` are those used, None when nobody knows; without a result nothing is learnt."""

    tokens: int | None = None
    told: Told | None = None
    results: tuple[Result, ...] = ()
    alarm: Failure | None = None


class Guarded:
    """A provider that is only asked while it is well and its key has room."""

    def __init__(self, provider: Priced, guard: Guard) -> None:
        self.name = provider.name
        self.model = provider.model
        self.target = Target(provider.name, provider.model.name)
        self.local = bool(getattr(provider, "local", False))  # routing asks; not every provider knows
        self._provider = provider
        self._guard = guard
        self._key = f"{provider.name}/{provider.model.name}"

    def __repr__(self) -> str:
        return f"Guarded({self._provider!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask when it is this question's turn; raise NOT_ADMITTED, with the wait, when that is not soon."""
        end = monotonic() + timeout
        await self._admit(end)
        turn, ended, started = NO_TURN, _Ended(), monotonic()
        try:
            turn = await self._turn(question, end)
            started = monotonic()
            completion = await self._provider.complete(question, timeout=end - started)
            ended = _answered(question, completion)
        except ProviderError as error:
            ended = _failed(question, error, end - started)
            raise
        except asyncio.CancelledError as cancelled:
            ended = _cancelled(question, cancelled, monotonic() - started)
            raise
        finally:
            await surely(self._conclude(question, turn, ended))
        return completion

    async def warm(self) -> None:
        """Make the provider ready."""
        await warm(self._provider)

    async def close(self) -> None:
        """Close the provider."""
        await close(self._provider)

    async def _admit(self, end: float) -> None:
        wait = await self._guard.breakers.admit(self.target)
        if 0 < wait <= MOMENT_S and monotonic() + wait < end - SHORTEST_CALL_S:
            await asyncio.sleep(wait)
            wait = await self._guard.breakers.admit(self.target)
        if wait > 0:
            raise ProviderFailure(Failure.NOT_ADMITTED, UNWELL, retry_after=wait, unbilled=True)

    async def _turn(self, question: Question, end: float) -> Turn:
        """Take a turn, waiting for it a little."""
        give_up = min(end - SHORTEST_CALL_S, monotonic() + LONGEST_WAIT_S)
        tokens = typical_tokens(question) + self.model.output_limit(question)
        while True:
            hold = end - monotonic() + HOLD_SPARE_S
            turn = await self._guard.buckets.take(self._key, self.model.rate, tokens, hold_s=hold)
            if turn.id:
                return turn
            wait = max(turn.wait_s, SHORTEST_WAIT_S)
            if monotonic() + wait > give_up:
                raise ProviderFailure(Failure.NOT_ADMITTED, NO_ROOM, retry_after=wait, unbilled=True)
            await asyncio.sleep(wait)

    async def _conclude(self, question: Question, turn: Turn, ended: _Ended) -> None:
        if turn.id:
            await self._guard.buckets.give_back(self._key, turn, tokens=ended.tokens, told=ended.told)
        # Whoever was admitted says so when nothing came of it: another may be the one who tries.
        results = (turn.id and ended.results) or (Result(question.kind, Failure.NOT_ADMITTED, 0),)
        if ended.alarm is None or self._guard.alert is None:
            await self._record(results)
            return
        async with self._guard.alerting:  # calls that fail together are one opening
            known = await self._known(ended.alarm)
            await self._record(results)
        if not known:
            self._guard.alert(self.target, ended.alarm)

    async def _record(self, results: Sequence[Result]) -> None:
        for result in results:
            await self._guard.breakers.record(self.target, result)

    async def _known(self, failure: Failure) -> bool:
        """Say whether a breaker is open for this already: of the model, or for a key or an account of the provider."""
        return any(
            breaker.state is BreakerState.OPEN
            and breaker.cause == failure
            and breaker.target.provider == self.target.provider
            and (failure is not Failure.UNKNOWN_MODEL or breaker.target.model == self.target.model)
            for breaker in await self._guard.breakers.breakers()
        )


def _answered(question: Question, completion: Completion) -> _Ended:
    usable = question.accept(completion.text)
    results = tuple(_result(question, attempt, usable=usable) for attempt in completion.attempts)
    return _Ended(_total(completion.usage), completion.told, results)


def _failed(question: Question, error: ProviderError, given: float) -> _Ended:
    """Learn from a failure; without an attempt nothing was sent, and there is nothing to learn."""
    if not isinstance(error, ProviderFailure) or not error.attempts:
        return _Ended(tokens=0)
    tokens = 0 if error.unbilled else _total(error.usage)
    if error.failure is Failure.TIMEOUT and given < FAIR_TIME_S:
        return _Ended(tokens, error.told)
    results = tuple(_result(question, attempt, retry_after=error.retry_after) for attempt in error.attempts)
    return _Ended(tokens, _told(error), results, error.failure if error.failure in FOR_OPERATOR else None)


def _told(error: ProviderFailure) -> Told | None:
    """Return what the headers told; who is over the limit has nothing left until then, whatever else was told."""
    if error.failure is not Failure.RATE_LIMITED or error.retry_after is None:
        return error.told
    return replace(error.told or Told(), requests_left=0, requests_reset_s=error.retry_after)


def _cancelled(question: Question, cancelled: asyncio.CancelledError, took: float) -> _Ended:
    """Learn from a call that another overtook that it was slow; any other end of it was our doing.

    If nothing were learnt, its usual time would stay as it was, and every question would be asked twice from then on.
    """
    if OVERTAKEN not in cancelled.args:
        return _Ended()
    return _Ended(results=(Result(question.kind, Failure.TIMEOUT, round(took * 1000)),))


def _result(question: Question, attempt: Attempt, *, usable: bool = True, retry_after: float | None = None) -> Result:
    """Describe a call; a text that the asker cannot use is no success, whatever the provider says."""
    return Result(
        kind=question.kind,
        outcome=attempt.outcome if usable or attempt.outcome != OK else Failure.MALFORMED,
        latency_ms=attempt.latency_ms,
        cost=attempt.cost,
        retry_after=retry_after,
        first_token_ms=attempt.first_token_ms,
        input_bytes=sent_bytes(question),
        input_tokens=_inputs(attempt.usage),
    )


def _inputs(usage: Usage | None) -> int | None:
    if usage is None or usage.fresh_input is None:
        return None
    return usage.fresh_input + (usage.cache_read or 0) + (usage.cache_write or 0)


def _total(usage: Usage | None) -> int | None:
    inputs = _inputs(usage)
    return None if usage is None or inputs is None or usage.output is None else inputs + usage.output
