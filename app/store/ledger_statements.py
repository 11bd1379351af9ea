"""The statements that move money, each written once: making one takes as long as running it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Insert, Update, bindparam, insert, select, tuple_, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from app.store.clock import now
from app.store.tables import ledger, reservations
from app.store.upsert import insert_for


@cache
def reserving(dialect: str) -> ReturningInsert[Any]:  # Any: SQLAlchemy types no row of columns
    """Reserve on an account if there is room, and return it then; the parameters are all of a row's columns."""
    opened = insert_for(dialect, ledger)
    new = opened.excluded
    return opened.on_conflict_do_update(
        index_elements=[ledger.c.scope, ledger.c.period],
        set_={"reserved": ledger.c.reserved + new.reserved, "cap": new.cap},
        where=ledger.c.reserved + ledger.c.settled + new.reserved <= new.cap,
    ).returning(ledger.c.scope, ledger.c.period)


@cache
def opening() -> Insert:
    """Write a reservation down: `id`, `accounts`, `amount`, and how long it holds, `for_ms`."""
    return insert(reservations).values(state="open", expires_ms=now() + bindparam("for_ms", type_=BigInteger))


@cache
def closing() -> ReturningUpdate[Any]:  # Any: SQLAlchemy types no row of columns
    """Close the open reservation `this`, with a new `state` and `cost`, and return its accounts and amount."""
    these = update(reservations).where(reservations.c.id == bindparam("this"), reservations.c.state == "open")
    # The new values are the parameters of their columns' names.
    return these.returning(reservations.c.accounts, reservations.c.amount)


@cache
def moving() -> Update:
    """Take `less` off what is reserved on `accounts`, and put `more` and `over` on the rest, locked in their order."""
    account = tuple_(ledger.c.scope, ledger.c.period)
    locked = select(ledger.c.scope, ledger.c.period).where(account.in_(bindparam("accounts", expanding=True)))
    these = locked.order_by(ledger.c.scope, ledger.c.period).with_for_update()
    return update(ledger).where(account.in_(these)).values(_moved())


@cache
def moving_one() -> Update:
    """Do the same on the account of `this_scope` and `this_period`."""
    these = ledger.c.scope == bindparam("this_scope"), ledger.c.period == bindparam("this_period")
    return update(ledger).where(*these).values(_moved())


def _moved() -> dict[str, ColumnElement[int]]:
    return {
        "reserved": ledger.c.reserved - bindparam("less", type_=BigInteger),
        "settled": ledger.c.settled + bindparam("more", type_=BigInteger),
        "overdraft": ledger.c.overdraft + bindparam("over", type_=BigInteger),
    }
