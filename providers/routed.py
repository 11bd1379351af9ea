"""A provider that chooses for each question who is asked, and who follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from providers.base import Completion, Provider, Question, close, warm
from providers.budget import Priced
from providers.chain import Chain
from providers.errors import AllProvidersFailed, Failure, PriceUnknown, ProviderError, ProviderFailure
from providers.health import Health
from providers.routing import Candidate, Choice, Need, Place, order, permitted

# Each link gets a share of the time; with more of them none has enough to answer.
MOST_LINKS = 6
TOO_SMALL = "the question does not fit its window"


@runtime_checkable
class Placed(Protocol):
    """A provider that knows whether it is on this machine."""

    @property
    def local(self) -> bool:
        """Return whether its address is one of this machine."""
        ...


def candidate(link: Priced) -> Candidate:
    """Return what routing needs to know of a link; one that does not say where it is counts as elsewhere."""
    return Candidate(link.name, link.model, isinstance(link, Placed) and link.local)


def allowed(links: Sequence[Priced], names: Sequence[str]) -> tuple[Priced, ...]:
    """Return the links that a policy's list of providers allows."""
    return tuple(link for link in links if permitted(candidate(link), names))


def shortlist(choices: Sequence[Choice], most: int = MOST_LINKS) -> tuple[Choice, ...]:
    """Return whom to ask, in order: the first ones, and the cheapest of all as the last when it is not among them.

    So a budget that is nearly spent still has somebody to ask.
    """
    asked = [choice for choice in choices if choice.place.asked]
    short = asked[:most]
    priced = [choice for choice in asked if choice.cost is not None and choice.place is not Place.RESTING]
    cheapest = min(priced, key=lambda choice: choice.cost or 0, default=None)
    if cheapest is not None and cheapest not in short:
        short[-1] = cheapest
    return tuple(short)


class Routed:
    """The links in the order that is best for each question; `chain` makes one provider of those to be asked."""

    def __init__(
        self,
        links: Sequence[Priced],
        health: Health,
        *,
        explicit: Sequence[str] = (),
        unpriced: bool = False,
        chain: Callable[[Sequence[Provider]], Provider] = Chain,
        name: str = "routed",
    ) -> None:
        self.name = name
        self._links = {candidate(link): link for link in links}
        self._health = health
        self._explicit = tuple(explicit)
        self._unpriced = unpriced
        self._chain = chain

    def __repr__(self) -> str:
        return f"Routed({', '.join(f'{one.provider} {one.model.name}' for one in self._links)})"

    async def choices(self, question: Question) -> tuple[Choice, ...]:
        """Return the order for this question: models to avoid go behind, those that are not asked to its end."""
        need = Need.of(question, unpriced=self._unpriced)
        standing = await self._health.of(question.kind)
        best = order(tuple(self._links), need, standing.figures, standing.breakers, self._explicit)
        return tuple(sorted(best, key=lambda choice: _avoided(choice, question.avoid)))

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask the chain of those that suit the question; raise AllProvidersFailed, also when nobody does."""
        choices = await self.choices(question)
        links = [self._link(choice) for choice in shortlist(choices)]
        if not links:
            raise AllProvidersFailed(tuple(_why_not(choices)))
        return await self._chain(links).complete(question, timeout=timeout)

    async def close(self) -> None:
        """Close every link."""
        for link in self._links.values():
            await close(link)

    async def warm(self) -> None:
        """Make every link ready."""
        for link in self._links.values():
            await warm(link)

    def _link(self, choice: Choice) -> Priced:
        link = self._links[choice.candidate]
        return Shrunk(link) if choice.place is Place.SHRUNK else link


def _avoided(choice: Choice, models: Sequence[str]) -> tuple[bool, bool, bool, bool]:
    """Return a sort key; a model to avoid is still better than one that is at rest or too dear."""
    place = choice.place
    return not place.asked, place is Place.RESTING, place is Place.DEAR, choice.candidate.model.name in models


class Shrunk:
    """A provider whose window takes only the smaller form of a question, which is what it is asked."""

    def __init__(self, link: Priced) -> None:
        self.name = link.name
        self.model = link.model
        self._link = link

    def __repr__(self) -> str:
        return f"Shrunk({self._link!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask the smaller form, if there is one, and say so."""
        if question.smaller is None:
            return await self._link.complete(question, timeout=timeout)
        return replace(await self._link.complete(question.smaller, timeout=timeout), smaller=True)


def _why_not(choices: Sequence[Choice]) -> Iterator[tuple[str, ProviderError]]:
    for choice in choices:
        one = choice.candidate
        if choice.place is Place.UNPRICED:
            yield one.provider, PriceUnknown(one.model.name)
        else:
            yield one.provider, ProviderFailure(Failure.CONTEXT_TOO_LONG, TOO_SMALL, unbilled=True)
