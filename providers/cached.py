"""A provider that gives an answer again instead of asking twice.

It goes around what asks one model at a time, so inside of an ensemble: what several models made of a question is not
the answer of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from time import monotonic

from providers.base import CACHED, Attempt, Completion, Provider, Question, Usage, close, warm
from providers.digest import digest, joint
from providers.flights import Flights
from providers.shielded import surely
from providers.state import Answers, Target

# An answer to the smaller form is for the next pushes: later the whole may fit, or whoever was away be back.
SMALLER_SECONDS = 3600
# Of the time of a question: whoever waits for another's answer in vain must be able to ask.
WAITING = 0.5
NOTHING = Usage(0, 0, 0, 0)

Form = tuple[Question, Target]


class Cached:
    """Asks `provider` only what none of `targets` has answered for this tenant lately.

    `scope` names the tenant, and every key begins with it and a colon: no answer is found under another one. `targets`
    are those that may answer, the best first; an answer of anybody else is not kept. Wrong answers are not kept either,
    and neither are those that were cut off: the next one may be whole. What is kept counts only while it is acceptable.
    """

    def __init__(
        self,
        provider: Provider,
        answers: Answers,
        scope: str,
        targets: Sequence[Target],
        *,
        seconds: int,
        flights: Flights | None = None,
    ) -> None:
        self.name = provider.name
        self._provider = provider
        self._answers = answers
        self._scope = scope
        self._targets = tuple(targets)
        self._seconds = seconds
        self._flights = flights or Flights()

    def __repr__(self) -> str:
        return f"Cached({self._provider!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Give the answer that is kept, or that somebody else is about to get; ask otherwise, and keep the answer."""
        started, forms = monotonic(), dict(self._forms(question))
        if not forms:
            return await self._provider.complete(question, timeout=timeout)

        async def ask() -> Completion:
            found = await self._found(question, forms, started)
            return found or await self._asked(question, forms, started + timeout)

        completion, of_another = await self._flights.ask_once(tuple(forms), ask, patience=timeout * WAITING)
        return _again(question, completion, started) if of_another else completion

    async def close(self) -> None:
        """Close the provider."""
        await close(self._provider)

    async def warm(self) -> None:
        """Make the provider ready."""
        await warm(self._provider)

    def _forms(self, question: Question) -> Iterator[tuple[str, Form]]:
        """Yield every key that an answer may be kept under: the whole question's first."""
        for form in (question, question.smaller):
            if form is not None:
                asked = digest(form)
                for target in self._targets:
                    yield self._key(asked, target), (form, target)

    def _key(self, asked: str, target: Target) -> str:
        return f"{self._scope}:{joint((self._scope, target.provider, target.model, asked))}"

    async def _found(self, question: Question, forms: Mapping[str, Form], started: float) -> Completion | None:
        keys = list(forms)
        while keys and (kept := await self._answers.find(keys)) is not None:
            key, data = kept
            form, target = forms[key]
            text = _text(data)
            if text is not None and form.accept(text):
                smaller = form is not question
                found = Completion(text, target.provider, target.model, cut_off=False, usage=None, smaller=smaller)
                return _again(question, found, started)
            keys = keys[keys.index(key) + 1 :]
        return None

    async def _asked(self, question: Question, forms: Mapping[str, Form], end: float) -> Completion:
        completion = await self._provider.complete(question, timeout=end - monotonic())
        form = question.smaller if completion.smaller and question.smaller is not None else question
        target = Target(completion.provider, completion.model)
        key = next((key for key, (kept, by) in forms.items() if kept is form and by == target), None)
        if key is not None and not completion.cut_off and form.accept(completion.text):
            seconds = min(self._seconds, SMALLER_SECONDS) if completion.smaller else self._seconds
            data = completion.text.encode("utf-8", "surrogatepass")
            await surely(self._answers.keep(key, data, seconds=seconds))  # it is paid for, whoever is cancelled
        return completion


def _again(question: Question, completion: Completion, started: float) -> Completion:
    """Return a completion that nobody was asked for this time."""
    if question.heard is not None:
        question.heard(completion.text)
    took = round((monotonic() - started) * 1000)
    attempt = Attempt(completion.provider, completion.model, question.kind, NOTHING, 0, took, CACHED)
    return replace(completion, usage=NOTHING, attempts=(attempt,), told=None)


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
