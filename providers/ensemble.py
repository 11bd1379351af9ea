"""Providers made of several models for one answer: one writes and another verifies, or several vote.

What the answers mean is not known here: whoever builds an ensemble hands in how to ask about an answer and how to make
one of several, as with `Question.accept`. A cache goes inside, around each member: what several models made of a
question is not the answer of one. Every call of every member is in the `attempts` of the completion, or of the error.
Nothing is heard before it is decided: a text that may still be withdrawn is shown to nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic

from providers.base import Completion, Kind, Provider, Question, close, warm
from providers.errors import AllProvidersFailed, Failure, ProviderError, ProviderFailure

JUDGED_TWICE = frozenset({Kind.REVIEW})  # the kinds whose answers are findings
WRITING = 2 / 3  # of the time; a verdict on an answer is shorter than the answer
SHARES = 2  # of the money: a verification reads the question once more
UNUSABLE = "the text cannot be used"

Ask = Callable[[Question, str], Question | None]
Merge = Callable[[Question, str, str | None], str]
Combine = Callable[[Question, Sequence[str]], str]


class ForKinds:
    """Asks `inner` questions of some kinds, and `otherwise` all others."""

    def __init__(self, inner: Provider, otherwise: Provider, kinds: frozenset[Kind] = JUDGED_TWICE) -> None:
        self.name = inner.name
        self._inner = inner
        self._otherwise = otherwise
        self._kinds = kinds

    def __repr__(self) -> str:
        return f"ForKinds({self._inner!r}, {self._otherwise!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask whoever the question's kind is for."""
        provider = self._inner if question.kind in self._kinds else self._otherwise
        return await provider.complete(question, timeout=timeout)

    async def close(self) -> None:
        """Close both."""
        await close(self._inner)
        await close(self._otherwise)

    async def warm(self) -> None:
        """Make both ready."""
        await warm(self._inner)
        await warm(self._otherwise)


class Verified:
    """One model writes, then another is asked about what it wrote.

    `verifier` is given the first completion, so that it can choose another model. `ask` returns the second question, or
    None when the answer needs none. `merge` returns the answer as the second one leaves it; it is given None when
    nobody was asked or nobody answered, for then the first answer holds, unverified.
    """

    name = "verify"

    def __init__(self, generator: Provider, verifier: Callable[[Completion], Provider], ask: Ask, merge: Merge) -> None:
        self._generator = generator
        self._verifier = verifier
        self._ask = ask
        self._merge = merge

    def __repr__(self) -> str:
        return f"Verified({self._generator!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Raise what the first model raises; the failure of the second one costs only certainty."""
        end = monotonic() + timeout
        first = await self._generator.complete(_part(question, SHARES), timeout=timeout * WRITING)
        asked = _answered(question, first)
        second = self._ask(asked, first.text)
        if second is None:
            return _heard(question, replace(first, text=self._merge(asked, first.text, None)))
        attempts, verdict = first.attempts, None
        try:
            opinion = await self._verifier(first).complete(_part(second, SHARES), timeout=end - monotonic())
            attempts, verdict = attempts + opinion.attempts, opinion.text
        except ProviderError as error:
            attempts += error.attempts
        text = self._merge(asked, first.text, verdict)
        return _heard(question, replace(first, text=text, attempts=attempts))

    async def close(self) -> None:
        """Close the generator, which holds the verifier's links too."""
        await close(self._generator)

    async def warm(self) -> None:
        """Make the generator ready."""
        await warm(self._generator)


class Voted:
    """Several members are asked the same at once, and `combine` makes one answer of theirs, in the members' order.

    Those that fail have no vote. A member that answered the smaller form has none either where another read the whole.
    """

    name = "vote"

    def __init__(self, members: Sequence[Provider], combine: Combine) -> None:
        self._members = tuple(members)
        self._combine = combine

    def __repr__(self) -> str:
        return f"Voted({', '.join(map(repr, self._members))})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Raise AllProvidersFailed, with every member's cause, when nobody answered."""
        results = await _all(self._members, _part(question, len(self._members)), timeout)
        answers = [result for result in results if isinstance(result, Completion)]
        failures = [result for result in results if isinstance(result, ProviderError)]
        attempts = tuple(attempt for result in results for attempt in result.attempts)
        if not answers:
            names = (member.name for member in self._members)
            raise AllProvidersFailed(tuple(zip(names, failures, strict=True)), attempts=attempts)
        voters = [answer for answer in answers if not answer.smaller] or answers
        combined = Completion(
            text=self._combine(_answered(question, voters[0]), [voter.text for voter in voters]),
            provider="+".join(voter.provider for voter in voters),
            model="+".join(voter.model for voter in voters),
            cut_off=any(voter.cut_off for voter in voters),
            usage=None,  # of one call; each has its own in the attempts
            attempts=attempts,
            smaller=voters[0].smaller,
        )
        return _heard(question, combined)

    async def close(self) -> None:
        """Close every member."""
        for member in self._members:
            await close(member)

    async def warm(self) -> None:
        """Make every member ready."""
        for member in self._members:
            await warm(member)


async def _all(members: Sequence[Provider], question: Question, timeout: float) -> list[Completion | ProviderError]:
    """Ask all at once; a bug of one of them propagates as it is, when the others have been called off."""
    calls = [asyncio.ensure_future(_one(member, question, timeout)) for member in members]
    try:
        return await asyncio.gather(*calls)
    finally:
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


async def _one(member: Provider, question: Question, timeout: float) -> Completion | ProviderError:
    try:
        completion = await member.complete(question, timeout=timeout)
    except ProviderError as error:
        return error
    if question.accept(completion.text):
        return completion
    unusable = ProviderFailure(Failure.MALFORMED, UNUSABLE, usage=completion.usage)
    unusable.attempts = completion.attempts
    return unusable


def _answered(question: Question, completion: Completion) -> Question:
    """Return the form of the question that was answered."""
    return question.smaller if completion.smaller and question.smaller is not None else question


def _part(question: Question, shares: int) -> Question:
    """Return the question for one of several calls: with its part of the money, and nobody who hears it."""
    smaller = _part(question.smaller, shares) if question.smaller is not None else None
    share = None if question.share is None else question.share // shares
    return replace(question, share=share, heard=None, smaller=smaller)


def _heard(question: Question, completion: Completion) -> Completion:
    if question.heard is not None:
        question.heard(completion.text)
    return completion
