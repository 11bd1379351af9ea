"""Money on the database: reserved before a call and settled after it, so that no crash and no race passes a cap."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.database import Database
from app.store.tables import ledger, reservations
from app.store.upsert import insert_into
from providers.errors import BudgetExceeded
from providers.state import Cap

# Longer than any call may take; only a worker that died leaves a reservation open for so long.
RESERVED_MS = 3_600_000


class DatabaseLedger:
    """The ledger that every worker shares; satisfies `providers.state.Ledger`. Amounts are micro-dollars."""

    def __init__(self, database: Database, *, reserved_ms: int = RESERVED_MS) -> None:
        self._database = database
        self._reserved_ms = reserved_ms

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve under every cap at once, or nothing and raise BudgetExceeded naming the first that is full."""
        reservation = str(uuid.uuid4())
        async with self._database.begin() as tx:
            # Sorted, so that two workers lock the accounts in the same order; raising undoes what was reserved.
            tightest = _tightest(caps)
            full = {account for account in sorted(tightest) if not await _reserve(tx, tightest[account], amount)}
            for cap in caps:
                if _account(cap) in full:
                    raise BudgetExceeded(cap.scope)
            await tx.execute(
                insert(reservations).values(
                    id=reservation,
                    accounts=sorted(tightest),
                    amount=amount,
                    state="open",
                    expires_ms=now() + self._reserved_ms,
                )
            )
        return reservation

    async def settle(self, reservation: str, cost: int) -> None:
        """Replace the reservation by what was really spent; settling twice changes nothing."""
        async with self._database.begin() as tx:
            await _close(tx, reservation, "settled", cost)

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


async def _reserve(tx: AsyncConnection, cap: Cap, amount: int) -> bool:
    account = {"scope": cap.scope, "period": cap.period}
    opening = insert_into(tx, ledger).values(**account, cap=cap.limit, reserved=0, settled=0)
    await tx.execute(opening.on_conflict_do_nothing())
    reserving = (
        update(ledger)
        .where(
            ledger.c.scope == cap.scope,
            ledger.c.period == cap.period,
            ledger.c.reserved + ledger.c.settled + amount <= cap.limit,
        )
        .values(reserved=ledger.c.reserved + amount, cap=cap.limit)
    )
    return (await tx.execute(reserving)).rowcount == 1


async def _close(tx: AsyncConnection, reservation: str, state: str, cost: int) -> None:
    """Close an open reservation; one that was swept before its answer came is corrected to its true cost."""
    query = select(reservations).where(reservations.c.id == reservation).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None or row["state"] == "settled" or (row["state"], state) == ("expired", "expired"):
        return
    reserved, charged = (row["amount"], 0) if row["state"] == "open" else (0, row["cost"])
    for scope, period in row["accounts"]:
        await tx.execute(
            update(ledger)
            .where(ledger.c.scope == scope, ledger.c.period == period)
            .values(reserved=ledger.c.reserved - reserved, settled=ledger.c.settled - charged + cost)
        )
    await tx.execute(update(reservations).where(reservations.c.id == reservation).values(state=state, cost=cost))


def _tightest(caps: Sequence[Cap]) -> dict[tuple[str, str], Cap]:
    """Return one cap an account: the lowest limit, when an account is named twice."""
    return {_account(cap): cap for cap in sorted(caps, key=lambda cap: cap.limit, reverse=True)}


def _account(cap: Cap) -> tuple[str, str]:
    return cap.scope, cap.period
