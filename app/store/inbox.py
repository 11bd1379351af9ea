"""The inbox: a delivery is durable once `accept` returns, with whatever it raised, in one commit.

Deliveries that wait together share a commit: while one batch is being written the next collects itself. A commit of
its own for each would cost SQLite a disk flush a delivery.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import StoreUnavailable
from app.intake.intent import Delivery, Intent
from app.store import installations, jobs, waiting
from app.store.database import Database
from app.store.jobs import Raised
from app.store.tables import deliveries
from app.store.upsert import insert_into

BATCH = 256
NOT_WRITTEN = "the delivery was not written: its batch was given up"

# What one delivery alone can be to blame for: a value that a driver or the database will not take.
_BAD_VALUE = (SQLAlchemyError, ArithmeticError, ValueError)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a delivery: the jobs that a wake-up is due for, and whether it had been seen before."""

    job_ids: tuple[int, ...]
    duplicate: bool


@dataclass(frozen=True, slots=True)
class _Waiter:
    delivery: Delivery
    intent: Intent
    answer: asyncio.Future[Accepted]


class Inbox:
    """Accepts deliveries for one process; one per event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiter] = []
        self._flushing: asyncio.Task[None] | None = None

    async def accept(self, delivery: Delivery, intent: Intent) -> Accepted:
        """Make the delivery durable and raise its jobs; raise StoreUnavailable when that cannot be done now.

        One that is done or was ignored changes nothing; one not worked yet reports its jobs again.
        """
        waiter = _Waiter(delivery, intent, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
        return await waiter.answer

    async def close(self) -> None:
        """Wait until everything that was handed in is written."""
        if self._flushing is not None:
            await asyncio.wait([self._flushing])

    async def _flush(self) -> None:
        batch: list[_Waiter] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._write(batch)
        finally:
            left, self._waiting = [*batch, *self._waiting], []
            for waiter in left:
                _refuse(waiter, StoreUnavailable(NOT_WRITTEN))

    async def _write(self, batch: Sequence[_Waiter]) -> None:
        try:
            async with self._database.begin() as tx:
                accepted = await _accept(tx, batch)
        except StoreUnavailable as error:
            for waiter in batch:
                _refuse(waiter, StoreUnavailable(str(error), after=error.after))
        except _BAD_VALUE as error:
            if len(batch) == 1:
                _refuse(batch[0], error)
                return
            for waiter in batch:
                await self._write([waiter])
        else:
            _answer(batch, accepted)


def _answer(batch: Sequence[_Waiter], accepted: Mapping[str, Accepted]) -> None:
    answered: set[str] = set()
    for waiter in batch:
        outcome = accepted[waiter.delivery.id]
        twin = waiter.delivery.id in answered
        answered.add(waiter.delivery.id)
        if not waiter.answer.done():
            waiter.answer.set_result(replace(outcome, duplicate=True) if twin else outcome)


def _refuse(waiter: _Waiter, error: Exception) -> None:
    if not waiter.answer.done():
        waiter.answer.set_exception(error)


async def _accept(tx: AsyncConnection, batch: Sequence[_Waiter]) -> Mapping[str, Accepted]:
    asked: dict[str, tuple[Delivery, Intent]] = {}
    for waiter in batch:
        asked.setdefault(waiter.delivery.id, (waiter.delivery, waiter.intent))
    new = await _insert(tx, asked)
    fresh = [intent for delivery, intent in asked.values() if delivery.id in new]
    raised = await jobs.raise_all(tx, [want for intent in fresh for want in intent.jobs])
    by_delivery = {key: _raised(asked[key][1], raised) for key in new}
    await waiting.add(tx, ((key, one.job_id, one.generation) for key, all_ in by_delivery.items() for one in all_))
    await installations.save_installations(tx, [one for intent in fresh for one in intent.installations])
    await installations.save_repositories(tx, [one for intent in fresh for one in intent.repositories])
    accepted = {key: Accepted(tuple(one.job_id for one in all_), False) for key, all_ in by_delivery.items()}
    seen = [key for key in asked if key not in new]
    pending = await waiting.of(tx, seen) if seen else {}
    return accepted | {key: Accepted(pending.get(key, ()), True) for key in seen}


async def _insert(tx: AsyncConnection, asked: Mapping[str, tuple[Delivery, Intent]]) -> set[str]:
    """Insert the deliveries; return the ids of those that were not there. Sorted, so that two processes agree."""
    rows = [_row(*asked[key]) for key in sorted(asked)]
    insert = insert_into(tx, deliveries).on_conflict_do_nothing().returning(deliveries.c.id)
    return set((await tx.execute(insert, rows)).scalars())


def _row(delivery: Delivery, intent: Intent) -> dict[str, object]:
    state = "ignored" if intent.ignored is not None else "received" if intent.jobs else "done"
    return {
        "id": delivery.id,
        "event": delivery.event,
        "action": delivery.action,
        "installation_id": delivery.installation_id,
        "repository_id": delivery.repository_id,
        "payload_sha256": delivery.payload_sha256,
        "state": state,
        "reason": intent.ignored,
    }


def _raised(intent: Intent, raised: Mapping[tuple[str, str], Raised]) -> tuple[Raised, ...]:
    keys = dict.fromkeys((want.kind, want.subject) for want in intent.jobs)
    return tuple(raised[key] for key in keys)
