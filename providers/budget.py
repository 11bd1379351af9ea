"""Money: reserved before a call, settled after it, whatever becomes of the call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from providers.base import Attempt, Completion, Provider, Question, close, warm
from providers.errors import BudgetExceeded, PriceUnknown, ProviderError
from providers.model import Model
from providers.shielded import surely
from providers.state import Cap, Ledger, Target

PER_CALL = "one call"
# Of a call's time: worst cases are several times what calls cost, so what others have reserved mostly comes back.
WAIT_SHARE = 0.5


class Priced(Provider, Protocol):
    """A provider of one model, so that a call can be priced before it is made."""

    @property
    def model(self) -> Model:
        """Return the model that answers."""
        ...


@dataclass(frozen=True, slots=True)
class Overdraft:
    """An answer dearer than what was reserved for it, in micro-dollars: a price or an estimate of ours is wrong."""

    target: Target
    reserved: int
    cost: int


class OpenCalls:
    """The calls of one review that hold a reservation now."""

    def __init__(self) -> None:
        self._open = 0
        self._ended = 0
        self._changed = asyncio.Condition()

    @property
    def ended(self) -> int:
        """Return how many have ended so far."""
        return self._ended

    def begin(self) -> None:
        """Count a call that holds a reservation."""
        self._open += 1

    async def end(self) -> None:
        """Count its end, and tell those who wait for its money."""
        self._open -= 1
        self._ended += 1
        async with self._changed:
            self._changed.notify_all()

    async def next_end(self, known: int, end: float) -> bool:
        """Wait until more than `known` have ended; False when none is open, or it takes longer than until `end`."""
        try:
            async with asyncio.timeout(max(0.0, end - monotonic())), self._changed:
                await self._changed.wait_for(lambda: self._ended > known or not self._open)
        except TimeoutError:
            return False
        return self._ended > known


def nothing_learned(_target: Target) -> float | None:
    """Know nothing of a model's tokens."""
    return None


def unheard(_overdraft: Overdraft) -> None:
    """Tell nobody; the ledger has it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one review may spend: a ledger, the caps that hold all at once, and what a single call may cost.

    `allow_unknown_price` lets models without a price be asked; what they cost is then recorded as unknown.
    `bytes_per_token` tells what was learned of a model, `alarm` is given every overdraft.
    """

    ledger: Ledger
    caps: tuple[Cap, ...]
    allow_unknown_price: bool = False
    per_call: int | None = None
    bytes_per_token: Callable[[Target], float | None] = nothing_learned
    alarm: Callable[[Overdraft], None] = unheard
    open: OpenCalls = field(default_factory=OpenCalls, repr=False, compare=False)


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
        """Reserve, ask, settle; raise BudgetExceeded or PriceUnknown when nothing may be sent.

        Where only what other calls of the review have reserved is in the way, it waits for one of them to end.
        """
        amount = self._worst(question)
        if amount is None:
            return await self._provider.complete(question, timeout=timeout)
        end = monotonic() + timeout
        reservation = await self._reserve(amount, monotonic() + timeout * WAIT_SHARE)
        spent = amount  # the call is charged in full unless somebody says what it really cost
        try:
            completion = await self._provider.complete(question, timeout=end - monotonic())
            spent = _spent(completion.attempts, amount)
        except ProviderError as error:
            spent = _spent(error.attempts, amount)
            raise
        finally:
            await surely(self._settle(reservation, amount, spent))
        return completion

    async def warm(self) -> None:
        """Make the provider ready."""
        await warm(self._provider)

    async def close(self) -> None:
        """Close the provider."""
        await close(self._provider)

    def _worst(self, question: Question) -> int | None:
        budget, target = self._budget, Target(self.name, self.model.name)
        amount = self.model.worst_cost(question, budget.bytes_per_token(target))
        if amount is None and not budget.allow_unknown_price:
            raise PriceUnknown(self.model.name)
        if amount is not None and budget.per_call is not None and amount > budget.per_call:
            raise BudgetExceeded(PER_CALL)
        return amount

    async def _reserve(self, amount: int, end: float) -> str:
        calls, hopeless = self._budget.open, any(amount > cap.limit for cap in self._budget.caps)
        while True:
            ended = calls.ended
            try:
                return await self._surely_reserve(amount)
            except BudgetExceeded:
                if hopeless or not await calls.next_end(ended, end):
                    raise

    async def _surely_reserve(self, amount: int) -> str:
        """Reserve; when cancelled meanwhile, give back what may have been reserved: nothing was sent."""
        reserving = asyncio.ensure_future(self._budget.ledger.reserve(self._budget.caps, amount))
        try:
            reservation = await asyncio.shield(reserving)
        except asyncio.CancelledError:
            await asyncio.wait({reserving})
            if reserving.exception() is None:
                await self._budget.ledger.settle(reserving.result(), 0)
            raise
        self._budget.open.begin()
        return reservation

    async def _settle(self, reservation: str, amount: int, spent: int) -> None:
        try:
            overdraft = await self._budget.ledger.settle(reservation, spent)
        finally:
            await self._budget.open.end()
        if overdraft:
            self._budget.alarm(Overdraft(Target(self.name, self.model.name), amount, spent))


def budgeted(links: Sequence[Priced], budget: Budget) -> tuple[Budgeted, ...]:
    """Put every link under the same budget."""
    return tuple(Budgeted(link, budget) for link in links)


def _spent(attempts: Sequence[Attempt], reserved: int) -> int:
    """Sum what the attempts cost; an unknown cost is the whole reservation, and no attempt at all costs nothing."""
    costs = [attempt.cost for attempt in attempts]
    known = sum(cost for cost in costs if cost is not None)
    return max(known, reserved) if None in costs else known
