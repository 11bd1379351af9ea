"""The ledger's two transactions on SQLite, each in one visit of its thread: every question waits for both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import ledger_statements as statements
from app.store.prepared import Prepared, in_one_visit

Account = tuple[str, str]
Row = Mapping[str, object]


async def reserve(tx: AsyncConnection, rows: Sequence[Row], opened: Row | None) -> set[Account]:
    """Reserve wherever there is room and return those accounts; when that is everywhere, open it and commit."""
    reserving, opening = _reserving(), _opening()

    def work(connection: sqlite3.Connection) -> set[Account]:
        found = [connection.execute(reserving.sql, reserving.bound(row)).fetchone() for row in rows]
        booked = {(scope, period) for scope, period in filter(None, found)}
        if opened is not None and len(booked) == len(rows):
            connection.execute(opening.sql, opening.bound(opened))
            connection.commit()
        return booked

    return await in_one_visit(tx, work)


async def settle(tx: AsyncConnection, reservation: str, cost: int) -> int | None:
    """Settle an open reservation and return the overdraft, committed when it is 0; None when none is open."""
    closing, moving = _closing(), _moving()

    def work(connection: sqlite3.Connection) -> int | None:
        these = closing.bound({"this": reservation, "state": "settled", "cost": cost})
        closed = connection.execute(closing.sql, these).fetchone()
        if closed is None:
            return None
        accounts, amount = json.loads(closed[0]), int(closed[1])
        overdraft = max(0, cost - amount)
        for scope, period in accounts:
            moved = {"this_scope": scope, "this_period": period, "less": amount, "more": cost, "over": overdraft}
            connection.execute(moving.sql, moving.bound(moved))
        if not overdraft:
            connection.commit()
        return overdraft

    return await in_one_visit(tx, work)


@cache
def _reserving() -> Prepared:
    columns = ("scope", "period", "cap", "reserved", "settled", "overdraft")
    return Prepared(statements.reserving("sqlite"), *columns)


@cache
def _opening() -> Prepared:
    return Prepared(statements.opening(), "id", "accounts", "amount")


@cache
def _closing() -> Prepared:
    return Prepared(statements.closing(), "state", "cost")


@cache
def _moving() -> Prepared:
    return Prepared(statements.moving_one())
