"""Money, within one process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from providers.errors import BudgetExceeded
from providers.state import Cap


class MemoryLedger:
    """The ledger of one process: for local reviews and tests. `overdrafts` is what was spent beyond reservations."""

    def __init__(self) -> None:
        self.overdrafts = 0
        self._spent: dict[tuple[str, str], int] = {}
        self._open: dict[str, tuple[frozenset[tuple[str, str]], int]] = {}
        self._made = 0

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve under every cap, or raise BudgetExceeded naming the first that is full."""
        for cap in caps:
            if self.spent(cap) + amount > cap.limit:
                raise BudgetExceeded(cap.scope, cap.period)
        accounts = frozenset((cap.scope, cap.period) for cap in caps)
        self._made += 1
        reservation = f"r{self._made}"
        self._open[reservation] = (accounts, amount)
        self._add(accounts, amount)
        return reservation

    async def settle(self, reservation: str, cost: int) -> int:
        """Replace the reservation by the cost, once; return the overdraft."""
        if reservation not in self._open:
            return 0
        accounts, amount = self._open.pop(reservation)
        self._add(accounts, cost - amount)
        self.overdrafts += max(0, cost - amount)
        return max(0, cost - amount)

    async def room(self, caps: Sequence[Cap]) -> int:
        """Return what the fullest account leaves."""
        return max(0, min(cap.limit - self.spent(cap) for cap in caps))

    def spent(self, cap: Cap) -> int:
        """Return what is settled and reserved on the cap's account."""
        return self._spent.get((cap.scope, cap.period), 0)

    @property
    def unsettled(self) -> int:
        """Return how many reservations are open."""
        return len(self._open)

    def _add(self, accounts: Iterable[tuple[str, str]], amount: int) -> None:
        for account in accounts:
            self._spent[account] = self._spent.get(account, 0) + amount
