"""Money on the database: reserved before a call and settled after it, so that no crash and no race passes a cap."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Insert, Row, Update, bindparam, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from app.store import counters
from app.store.clock import now
from app.store.database import Database
from app.store.tables import ledger, reservations
from app.store.upsert import insert_for
from providers.errors import BudgetExceeded
from providers.state import Cap

# Longer than any call may take; only a worker that died leaves a reservation open for so long.
RESERVED_MS = 3_600_000
# The counter of answers that were dearer than what was reserved for them.
OVERDRAFTS = "overdrafts"

Account = tuple[str, str]


class DatabaseLedger:
    """The ledger that every worker shares; satisfies `providers.state.Ledger`. Amounts are micro-dollars."""

    def __init__(self, database: Database, *, reserved_ms: int = RESERVED_MS) -> None:
        self._database = database
        self._reserved_ms = reserved_ms

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve under every cap at once, or nothing and raise BudgetExceeded naming the first that is full."""
        reservation = str(uuid.uuid4())
        async with self._database.begin(at_once=False) as tx:
            tightest = _tightest(caps)
            full = tightest.keys() - await _reserve(tx, tightest, amount)  # raising undoes what was reserved
            for cap in caps:
                if _account(cap) in full:
                    raise BudgetExceeded(cap.scope, cap.period)
            opened = {"id": reservation, "accounts": sorted(tightest), "amount": amount, "for_ms": self._reserved_ms}
            await tx.execute(_opening(), opened)
        return reservation

    async def settle(self, reservation: str, cost: int) -> int:
        """Replace the reservation by what was really spent and return the overdraft; twice changes nothing."""
        async with self._database.begin(at_once=False) as tx:
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


async def _reserve(tx: AsyncConnection, tightest: Mapping[Account, Cap], amount: int) -> set[Account]:
    """Reserve wherever there is room, in one statement, and return those accounts."""
    # Sorted, so that two workers lock the accounts in the same order. What is above a cap fits no new account either.
    rows = [
        {"scope": cap.scope, "period": cap.period, "cap": cap.limit, "reserved": amount, "settled": 0, "overdraft": 0}
        for _, cap in sorted(tightest.items())
        if amount <= cap.limit
    ]
    if not rows:
        return set()
    found = await tx.execute(_reserving(tx.dialect.name), rows)
    return {(scope, period) for scope, period in found}


@cache
def _reserving(dialect: str) -> ReturningInsert[Any]:  # Any: SQLAlchemy types no row of columns
    """Write the statement once: making it takes as long as running it."""
    opening = insert_for(dialect, ledger)
    new = opening.excluded
    return opening.on_conflict_do_update(
        index_elements=[ledger.c.scope, ledger.c.period],
        set_={"reserved": ledger.c.reserved + new.reserved, "cap": new.cap},
        where=ledger.c.reserved + ledger.c.settled + new.reserved <= new.cap,
    ).returning(ledger.c.scope, ledger.c.period)


@cache
def _opening() -> Insert:
    return insert(reservations).values(state="open", expires_ms=now() + bindparam("for_ms", type_=BigInteger))


async def _close(tx: AsyncConnection, reservation: str, state: str, cost: int) -> int:
    """Close an open reservation and return the overdraft, which is counted; one swept too early is corrected."""
    closed = (await tx.execute(_closing(), {"this": reservation, "state": state, "cost": cost})).one_or_none()
    if closed is not None:
        overdraft = max(0, cost - int(closed.amount))
        await _move(tx, closed.accounts, closed.amount, cost, overdraft)
    elif state == "settled" and (swept := await _swept(tx, reservation)) is not None:
        overdraft = max(0, cost - int(swept.amount))
        await _move(tx, swept.accounts, 0, cost - swept.cost, overdraft)
        await tx.execute(update(reservations).where(reservations.c.id == reservation).values(state=state, cost=cost))
    else:
        return 0
    if overdraft:
        await counters.add(tx, OVERDRAFTS)
    return overdraft


@cache
def _closing() -> ReturningUpdate[Any]:  # Any: SQLAlchemy types no row of columns
    these = update(reservations).where(reservations.c.id == bindparam("this"), reservations.c.state == "open")
    # The new values are the parameters of their columns' names.
    return these.returning(reservations.c.accounts, reservations.c.amount)


async def _swept(tx: AsyncConnection, reservation: str) -> Row[Any] | None:  # Any: SQLAlchemy types no row of columns
    query = select(reservations).where(reservations.c.id == reservation, reservations.c.state == "expired")
    return (await tx.execute(query.with_for_update())).one_or_none()


async def _move(tx: AsyncConnection, accounts: Sequence[Sequence[str]], reserved: int, cost: int, over: int) -> None:
    """Take what was reserved off these accounts and put the cost on them, locked in the order of `_reserve`."""
    moved = {"accounts": [tuple(pair) for pair in accounts], "less": reserved, "more": cost, "over": over}
    await tx.execute(_moving(), moved)


@cache
def _moving() -> Update:
    account = tuple_(ledger.c.scope, ledger.c.period)
    locked = select(ledger.c.scope, ledger.c.period).where(account.in_(bindparam("accounts", expanding=True)))
    return (
        update(ledger)
        .where(account.in_(locked.order_by(ledger.c.scope, ledger.c.period).with_for_update()))
        .values(
            reserved=ledger.c.reserved - bindparam("less", type_=BigInteger),
            settled=ledger.c.settled + bindparam("more", type_=BigInteger),
            overdraft=ledger.c.overdraft + bindparam("over", type_=BigInteger),
        )
    )


def _tightest(caps: Sequence[Cap]) -> dict[Account, Cap]:
    """Return one cap an account: the lowest limit, when an account is named twice."""
    return {_account(cap): cap for cap in sorted(caps, key=lambda cap: cap.limit, reverse=True)}


def _account(cap: Cap) -> Account:
    return cap.scope, cap.period
