"""A provider made of providers: the next is asked when one fails in a named way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from providers.base import OK, Attempt, Completion, Provider, Question, close
from providers.errors import AllProvidersFailed, Failure, ProviderError, ProviderFailure

REPAIR = (
    "\n\nYour previous answer could not be used: {why}. Answer again from the start: one JSON object that matches the "
    "schema, and nothing else."
)
NOT_JSON = "it is not JSON ({message} at line {line}, column {column})"
NOT_OBJECT = "it is not a JSON object"
WRONG_SHAPE = "it does not match the schema"
NO_TIME = "no time is left to ask"
UNUSABLE = "the text cannot be used"

# The only provider left is worth a short wait when it names one; the others are asked at once.
LONGEST_PAUSE_S = 20.0
# Below this no provider can answer, and a call would only be paid for.
SHORTEST_CALL_S = 0.05
BUSY = frozenset({Failure.RATE_LIMITED, Failure.OVERLOADED})


class _Unusable(ProviderFailure):
    """A text that the asker does not accept."""

    def __init__(self, text: str) -> None:
        super().__init__(Failure.MALFORMED, UNUSABLE)
        self.text = text


@dataclass(frozen=True, slots=True)
class _Record:
    """What happened so far in one question."""

    causes: list[tuple[str, ProviderError]] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


class Chain:
    """Providers in the order in which they are asked; at most two calls each."""

    def __init__(self, links: Sequence[Provider], *, name: str = "chain") -> None:
        self.name = name
        self.links = tuple(links)

    def __repr__(self) -> str:
        return f"Chain({', '.join(link.name for link in self.links)})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Return the first usable answer; its `attempts` hold every call, failed ones too.

        Falls back on `ProviderError` only, so that a bug of ours is never taken for an outage. Raises
        AllProvidersFailed with every cause and every attempt. What time is left is shared out evenly over the links
        that are left.
        """
        end = monotonic() + timeout
        record = _Record()
        for position, link in enumerate(self.links):
            left = len(self.links) - position
            share = monotonic() + (end - monotonic()) / left
            try:
                completion = await _ask(link, question, share, record, patient=left == 1)
            except ProviderError as error:
                record.causes.append((link.name, error))
                continue
            return replace(completion, attempts=tuple(record.attempts))
        raise AllProvidersFailed(tuple(record.causes), attempts=tuple(record.attempts)) from _last(record)

    async def close(self) -> None:
        """Close every link."""
        for link in self.links:
            await close(link)


async def _ask(link: Provider, question: Question, end: float, record: _Record, *, patient: bool) -> Completion:
    """Ask one link, and once more if there is something better to ask it."""
    try:
        return await _call(link, question, end, record)
    except ProviderFailure as failure:
        second = _second(question, failure, end, patient=patient)
        if second is None:
            raise
        record.causes.append((link.name, failure))
    again, pause = second
    await asyncio.sleep(pause)
    completion = await _call(link, again, end, record)
    return replace(completion, smaller=again is question.smaller)


def _second(
    question: Question, failure: ProviderFailure, end: float, *, patient: bool
) -> tuple[Question, float] | None:
    """Return what is worth asking the same link once more, after how many seconds; None when nothing is."""
    if isinstance(failure, _Unusable):
        return _repaired(question, failure.text), 0.0
    if failure.failure is Failure.MALFORMED:
        return question, 0.0
    if failure.failure is Failure.CONTEXT_TOO_LONG and question.smaller is not None:
        return question.smaller, 0.0
    pause = failure.retry_after
    if patient and failure.failure in BUSY and pause is not None:
        affordable = pause <= LONGEST_PAUSE_S and monotonic() + pause < end - SHORTEST_CALL_S
        return (question, pause) if affordable else None
    return None


async def _call(link: Provider, question: Question, end: float, record: _Record) -> Completion:
    """Make one call and keep its attempts, whatever becomes of it."""
    timeout = end - monotonic()
    if timeout < SHORTEST_CALL_S:
        raise ProviderFailure(Failure.TIMEOUT, NO_TIME, unbilled=True)
    try:
        completion = await link.complete(question, timeout=timeout)
    except ProviderError as error:
        record.attempts.extend(error.attempts)
        raise
    if question.accept(completion.text):
        record.attempts.extend(completion.attempts)
        return completion
    outcome = Failure.CUT_OFF if completion.cut_off else Failure.MALFORMED
    record.attempts.extend(_marked(completion.attempts, outcome))
    if completion.cut_off:  # the same limit would cut the next one off too
        raise ProviderFailure(Failure.CUT_OFF, UNUSABLE)
    raise _Unusable(completion.text)


def _marked(attempts: tuple[Attempt, ...], outcome: Failure) -> tuple[Attempt, ...]:
    """Mark the call that gave an unusable text; it is paid for like any other."""
    return tuple(
        replace(attempt, outcome=outcome, detail=UNUSABLE) if attempt.outcome == OK else attempt for attempt in attempts
    )


def _repaired(question: Question, text: str) -> Question:
    """Say what was wrong; the unusable text itself is not sent back, since nobody vouches for it."""
    return replace(question, user=question.user + REPAIR.format(why=_wrong(text)))


def _wrong(text: str) -> str:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return NOT_JSON.format(message=error.msg, line=error.lineno, column=error.colno)
    except (ValueError, RecursionError):
        return NOT_OBJECT
    return WRONG_SHAPE if isinstance(value, dict) else NOT_OBJECT


def _last(record: _Record) -> ProviderError | None:
    return record.causes[-1][1] if record.causes else None
