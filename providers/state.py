"""What providers remember between calls: money, so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from providers.errors import BudgetExceeded


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit on spending: `scope` and `period` name the account ("installation:7", "2026-11-21"), in micro-dollars."""

    scope: str
    period: str
    limit: int


class Ledger(Protocol):
    """Money: reserved before a call, settled after it, so that no crash and no race can pass a cap."""

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve `amount` micro-dollars under every cap at once and return the id, or raise BudgetExceeded."""
        ...

    async def settle(self, reservation: str, cost: int) -> None:
        """Replace the reservation by what was really spent; settling twice changes nothing."""
        ...


class MemoryLedger:
    """The ledger of one process: for local reviews and tests."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str], int] = {}
        self._open: dict[str, tuple[tuple[Cap, ...], int]] = {}
        self._made = 0

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve under every cap, or raise BudgetExceeded naming the first that is full."""
        for cap in caps:
            if self.spent(cap) + amount > cap.limit:
                raise BudgetExceeded(cap.scope)
        self._made += 1
        reservation = f"r{self._made}"
        self._open[reservation] = (tuple(caps), amount)
        self._add(caps, amount)
        return reservation

    async def settle(self, reservation: str, cost: int) -> None:
        """Replace the reservation by the cost, once."""
        if reservation in self._open:
            caps, amount = self._open.pop(reservation)
            self._add(caps, cost - amount)

    def spent(self, cap: Cap) -> int:
        """Return what is settled and reserved on the cap's account."""
        return self._spent.get((cap.scope, cap.period), 0)

    @property
    def unsettled(self) -> int:
        """Return how many reservations are open."""
        return len(self._open)

    def _add(self, caps: Sequence[Cap], amount: int) -> None:
        for cap in caps:
            key = (cap.scope, cap.period)
            self._spent[key] = self._spent.get(key, 0) + amount
