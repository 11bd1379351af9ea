"""Money on the database: reserved before a call and settled after it, so that no crash and no race passes a cap."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import counters, sqlite_ledger
from app.store import ledger_statements as statements
from app.store.clock import now
from app.store.database import Database
from app.store.tables import ledger, reservations
from providers.errors import BudgetExceeded
from providers.state import Cap

# Longer than any call may take; only a worker that died leaves a reservation open for so long.
RESERVED_MS = 3_600_000
# The counter of answers that were dearer than what was reserved for them.
OVERDRAFTS = "overdrafts"
SQLITE = "sqlite"

Account = tuple[str, str]


class DatabaseLedger:
    """The ledger that every worker shares; satisfies `providers.state.Ledger`. Amounts are micro-dollars."""

    def __init__(self, database: Database, *, reserved_ms: int = RESERVED_MS) -> None:
        self._database = database
        self._reserved_ms = reserved_ms

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve under every cap at once, or nothing and raise BudgetExceeded naming the first that is full."""
        reservation, tightest = str(uuid.uuid4()), _tightest(caps)
        opened = {"id": reservation, "accounts": sorted(tightest), "amount": amount, "for_ms": self._reserved_ms}
        async with self._database.begin(at_once=False) as tx:
            rows = _rows(tightest, amount)
            # Raising undoes what was reserved; it is still tried, for the first account that is full is to be named.
            booked = await _reserve(tx, rows, opened if len(rows) == len(tightest) else None)
            for cap in caps:
                if _account(cap) not in booked:
                    raise BudgetExceeded(cap.scope, cap.period)
        return reservation

    async def settle(self, reservation: str, cost: int) -> int:
        """Replace the reservation by what was really spent and return the overdraft; twice changes nothing."""
        async with self._database.begin(at_once=False) as tx:
            if tx.dialect.name == SQLITE and (over := await sqlite_ledger.settle(tx, reservation, cost)) is not None:
                return await _counted(tx, over)
            return await _close(tx, reservation, "settled", cost)

    async def room(self, caps: Sequence[Cap]) -> int:
        """Return what the fullest account leaves."""
        return max(0, min([cap.limit - await self.spent(cap.scope, cap.period) for cap in caps]))

    async def sweep(self) -> int:
        """Count abandoned reservations as spent in full and return how many: the call may have been answered."""
        async with self._database.begin() as tx:
            query = select(reservations.c.id, reservations.c.amount).where(
                reservations.c.state == "open", reservations.c.expires_ms <= now()
            )
            abandoned = (await tx.execute(query.order_by(reservations.c.id))).all()
            for reservation, amount in abandoned:
                await _close(tx, reservation, "expired", amount)
        return len(abandoned)

    async def spent(self, scope: str, period: str) -> int:
        """Return what is settled and reserved on an account."""
        query = select(ledger.c.reserved + ledger.c.settled).where(ledger.c.scope == scope, ledger.c.period == period)
        async with self._database.read() as tx:
            return int((await tx.execute(query)).scalar_one_or_none() or 0)


def _rows(tightest: Mapping[Account, Cap], amount: int) -> Sequence[Mapping[str, object]]:
    """Return what is reserved where; what is above a cap fits no new account either, and is left out."""
    # Sorted, so that two workers lock the accounts in the same order.
    return [
        {"scope": cap.scope, "period": cap.period, "cap": cap.limit, "reserved": amount, "settled": 0, "overdraft": 0}
        for _, cap in sorted(tightest.items())
        if amount <= cap.limit
    ]


async def _reserve(
    tx: AsyncConnection, rows: Sequence[Mapping[str, object]], opened: Mapping[str, object] | None
) -> set[Account]:
    """Reserve wherever there is room, and return those accounts; when that is everywhere, open the reservation."""
    if not rows:
        return set()
    if tx.dialect.name == SQLITE:
        return await sqlite_ledger.reserve(tx, rows, opened)
    found = await tx.execute(statements.reserving(tx.dialect.name), rows)
    booked = {(scope, period) for scope, period in found}
    if opened is not None and len(booked) == len(rows):
        await tx.execute(statements.opening(), opened)
    return booked


async def _close(tx: AsyncConnection, reservation: str, state: str, cost: int) -> int:
    """Close an open reservation and return the overdraft, which is counted; one swept too early is corrected."""
    closed = (await tx.execute(statements.closing(), {"this": reservation, "state": state, "cost": cost})).one_or_none()
    if closed is not None:
        overdraft = max(0, cost - int(closed.amount))
        await _move(tx, closed.accounts, closed.amount, cost, overdraft)
    elif state == "settled" and (swept := await _swept(tx, reservation)) is not None:
        overdraft = max(0, cost - int(swept.amount))
        await _move(tx, swept.accounts, 0, cost - swept.cost, overdraft)
        await tx.execute(update(reservations).where(reservations.c.id == reservation).values(state=state, cost=cost))
    else:
        return 0
    return await _counted(tx, overdraft)


async def _counted(tx: AsyncConnection, overdraft: int) -> int:
    if overdraft:
        await counters.add(tx, OVERDRAFTS)
    return overdraft


async def _swept(tx: AsyncConnection, reservation: str) -> Row[Any] | None:  # Any: SQLAlchemy types no row of columns
    query = select(reservations).where(reservations.c.id == reservation, reservations.c.state == "expired")
    return (await tx.execute(query.with_for_update())).one_or_none()


async def _move(tx: AsyncConnection, accounts: Sequence[Sequence[str]], reserved: int, cost: int, over: int) -> None:
    """Take what was reserved off these accounts and put the cost on them, locked in the order of `_reserve`."""
    moved = {"accounts": [tuple(pair) for pair in accounts], "less": reserved, "more": cost, "over": over}
    await tx.execute(statements.moving(), moved)


def _tightest(caps: Sequence[Cap]) -> dict[Account, Cap]:
    """Return one cap an account: the lowest limit, when an account is named twice."""
    return {_account(cap): cap for cap in sorted(caps, key=lambda cap: cap.limit, reverse=True)}


def _account(cap: Cap) -> Account:
    return cap.scope, cap.period
