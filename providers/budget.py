"""Money: reserved before a call, settled after it, whatever becomes of the call."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from providers.base import Attempt, Completion, Provider, Question, close
from providers.errors import PriceUnknown, ProviderError
from providers.model import Model
from providers.state import Cap, Ledger


class Priced(Provider, Protocol):
    """A provider of one model, so that a call can be priced before it is made."""

    @property
    def model(self) -> Model:
        """Return the model that answers."""
        ...


@dataclass(frozen=True, slots=True)
class Budget:
    """What one review may spend: a ledger, and the caps that hold all at once.

    `allow_unknown_price` lets models without a price be asked; what they cost is then recorded as unknown.
    """

    ledger: Ledger
    caps: tuple[Cap, ...]
    allow_unknown_price: bool = False


class Budgeted:
    """A provider that is only asked when its worst case fits under every cap."""

    def __init__(self, provider: Priced, budget: Budget) -> None:
        self.name = provider.name
        self.model = provider.model
        self._provider = provider
        self._budget = budget

    def __repr__(self) -> str:
        return f"Budgeted({self._provider!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Reserve, ask, settle; raise BudgetExceeded or PriceUnknown when nothing may be sent."""
        amount = self.model.worst_cost(question)
        if amount is None:
            if not self._budget.allow_unknown_price:
                raise PriceUnknown(self.model.name)
            return await self._provider.complete(question, timeout=timeout)
        reservation = await self._budget.ledger.reserve(self._budget.caps, amount)
        spent = amount  # the call is charged in full unless somebody says what it really cost
        try:
            completion = await self._provider.complete(question, timeout=timeout)
            spent = _spent(completion.attempts, amount)
        except ProviderError as error:
            spent = _spent(error.attempts, amount)
            raise
        finally:
            await _surely(self._budget.ledger, reservation, spent)
        return completion

    async def close(self) -> None:
        """Close the provider."""
        await close(self._provider)


def budgeted(links: Sequence[Priced], budget: Budget) -> tuple[Budgeted, ...]:
    """Put every link under the same budget."""
    return tuple(Budgeted(link, budget) for link in links)


def _spent(attempts: Sequence[Attempt], reserved: int) -> int:
    """Sum what the attempts cost; an unknown cost is the whole reservation, and no attempt at all costs nothing."""
    costs = [attempt.cost for attempt in attempts]
    known = sum(cost for cost in costs if cost is not None)
    return max(known, reserved) if None in costs else known


async def _surely(ledger: Ledger, reservation: str, spent: int) -> None:
    """Settle even if this task is cancelled a second time meanwhile."""
    settling = asyncio.ensure_future(ledger.settle(reservation, spent))
    try:
        await asyncio.shield(settling)
    except asyncio.CancelledError:
        await asyncio.wait({settling})
        raise
