"""The ledger under any order of calls, crashes, restarts and late answers, against a model that fits on a page."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import insert, select, text, update

from app.store.database import Database
from app.store.ledger import DatabaseLedger
from app.store.tables import ledger as accounts_table
from app.store.tables import reservations
from app.store.upsert import insert_into
from providers.errors import BudgetExceeded
from providers.memory.ledger import MemoryLedger
from providers.state import Cap, Ledger

T = TypeVar("T")
Account = tuple[str, str]

CAPS = (
    Cap("review:7/1/a", "once", 100),
    Cap("pull_request:7/1", "once", 180),
    Cap("repository:7", "2026-11-21", 240),
    Cap("installation:1", "2026-11-21", 300),
    Cap("installation:1", "2026-11", 400),
)
LIMIT = {(cap.scope, cap.period): cap.limit for cap in CAPS}
# The database itself refuses a commit that passes a cap: PostgreSQL by a constraint, SQLite by a trigger.
HOLDS = "reserved + settled <= cap + overdraft"
WATCHED = {
    "postgresql": f"ALTER TABLE ledger ADD CONSTRAINT holds CHECK ({HOLDS})",
    "sqlite": (
        "CREATE TRIGGER holds BEFORE UPDATE ON ledger "
        "WHEN NEW.reserved + NEW.settled > NEW.cap + NEW.overdraft "
        "BEGIN SELECT RAISE(ABORT, 'past a cap'); END"
    ),
}


class SplitLedger(DatabaseLedger):
    """The ledger without its guard: it looks in one transaction and writes in another."""

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve what there was room for a moment ago."""
        if await self.room(caps) < amount:
            raise BudgetExceeded(caps[0].scope)
        reservation = str(uuid.uuid4())
        async with self._database.begin() as tx:
            for cap in sorted(caps, key=lambda cap: (cap.scope, cap.period)):
                account = {"scope": cap.scope, "period": cap.period}
                opening = insert_into(tx, accounts_table).values(**account, cap=cap.limit, reserved=0, settled=0)
                await tx.execute(opening.on_conflict_do_nothing())
                mine = (accounts_table.c.scope == cap.scope, accounts_table.c.period == cap.period)
                await tx.execute(
                    update(accounts_table).where(*mine).values(reserved=accounts_table.c.reserved + amount)
                )
            row = {"accounts": sorted([cap.scope, cap.period] for cap in caps), "amount": amount}
            await tx.execute(insert(reservations).values(id=reservation, state="open", expires_ms=2**60, **row))
        return reservation


class SplitMemoryLedger(MemoryLedger):
    """The same in memory."""

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve what there was room for a moment ago."""
        if await self.room(caps) < amount:
            raise BudgetExceeded(caps[0].scope)
        await asyncio.sleep(0)
        return await super().reserve([Cap(cap.scope, cap.period, 2**60) for cap in caps], amount)


@dataclass(slots=True)
class Promise:
    """A reservation as the model knows it; `cost` is what it was charged, None while it is open."""

    accounts: frozenset[Account]
    amount: int
    cost: int | None = None
    swept: bool = False


class Money(RuleBasedStateMachine):
    """See the module. `where` is "memory", or a function that returns the address of an empty database."""

    where: str | Callable[[Path], str] = "memory"
    make: Callable[[Database], DatabaseLedger] = DatabaseLedger
    make_in_memory: Callable[[], MemoryLedger] = MemoryLedger

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="dd-money-"))
        self.loop = asyncio.new_event_loop()
        self.url = "" if isinstance(self.where, str) else self.where(self.folder)
        self.memory = type(self).make_in_memory()
        self.database: Database | None = None
        self.start()
        self.promises: dict[str, Promise] = {}
        self.known: list[str] = []  # to a worker that lives; the others were lost in a crash

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def start(self) -> None:
        if self.url:
            self.database = self.run(Database.open(self.url))

    def teardown(self) -> None:
        if self.database is not None:
            self.run(self.database.close())
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()
        shutil.rmtree(self.folder)

    @property
    def ledger(self) -> Ledger:
        return self.memory if self.database is None else type(self).make(self.database)

    # Calls

    @rule(caps=st.sets(st.sampled_from(CAPS), min_size=1), amounts=st.lists(st.integers(0, 90), min_size=1, max_size=4))
    def reserve(self, caps: set[Cap], amounts: list[int]) -> None:
        """Reserve for one call, or for several at once."""
        chosen = [cap for cap in CAPS if cap in caps]

        async def all_of_them() -> list[str | BaseException]:
            return await asyncio.gather(*(self.ledger.reserve(chosen, one) for one in amounts), return_exceptions=True)

        before = self.expected()
        results = self.run(all_of_them())
        for amount, result in zip(amounts, results, strict=True):
            if isinstance(result, str):
                self.promises[result] = Promise(frozenset((cap.scope, cap.period) for cap in chosen), amount)
                self.known.append(result)
            else:
                assert isinstance(result, BudgetExceeded)
        if len(amounts) == 1:
            fits = all(sum(before[cap.scope, cap.period][:2]) + amounts[0] <= cap.limit for cap in chosen)
            assert isinstance(results[0], str) == fits

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 50), share=st.sampled_from([0.0, 0.1, 0.5, 1.0, 1.5]))
    def settle(self, which: int, share: float) -> None:
        """Settle for less than was reserved, or for more; settling twice changes nothing."""
        one = self.known[which % len(self.known)]
        promise = self.promises[one]
        cost = int(promise.amount * share)
        due = max(0, cost - promise.amount) if promise.cost is None or promise.swept else 0
        assert self.run(self.ledger.settle(one, cost)) == due
        if promise.cost is None or promise.swept:
            promise.cost, promise.swept = cost, False
        assert self.run(self.ledger.settle(one, cost + 7)) == 0

    # Crashes

    @precondition(lambda self: self.database is not None)
    @rule(lost=st.sets(st.integers(0, 50)))
    def crash(self, lost: set[int]) -> None:
        """Lose workers with all that they knew, and start again on the same database."""
        assert self.database is not None
        self.known = [one for place, one in enumerate(self.known) if place not in lost]
        self.run(self.database.close())
        self.start()

    @precondition(lambda self: self.database is not None)
    @rule()
    def sweep(self) -> None:
        """Give up what is open for too long: of lost workers, and of slow ones, whose answer may come yet."""
        assert self.database is not None
        self.run(self._age())
        assert self.run(DatabaseLedger(self.database).sweep()) == len(self._open())
        for one in self._open():
            one.cost, one.swept = one.amount, True

    async def _age(self) -> None:
        assert self.database is not None
        async with self.database.begin() as tx:
            await tx.execute(update(reservations).values(expires_ms=0))

    def _open(self) -> list[Promise]:
        return [one for one in self.promises.values() if one.cost is None]

    # What must hold

    @invariant()
    def the_ledger_is_what_the_calls_made_it_and_no_cap_is_passed(self) -> None:
        expected = self.expected()
        for account, (reserved, settled, overdraft) in self.run(self.actual()).items():
            assert (reserved, settled, overdraft) == expected[account]
            assert reserved + settled <= LIMIT[account] + overdraft

    def expected(self) -> Mapping[Account, tuple[int, int, int]]:
        """Return reserved, settled and overdraft of every account."""
        found = {}
        for account in LIMIT:
            mine = [one for one in self.promises.values() if account in one.accounts]
            reserved = sum(one.amount for one in mine if one.cost is None)
            settled = sum(one.cost for one in mine if one.cost is not None)
            found[account] = (
                reserved,
                settled,
                sum(max(0, one.cost - one.amount) for one in mine if one.cost is not None),
            )
        return found

    async def actual(self) -> Mapping[Account, tuple[int, int, int]]:
        """Return what the ledger says, of the accounts that it knows."""
        if self.database is None:
            expected = self.expected()
            # Memory keeps one sum: what is reserved and settled.
            return {
                account: (self.memory.spent(Cap(*account, 0)) - settled, settled, overdraft)
                for account, (_, settled, overdraft) in expected.items()
            }
        async with self.database.read() as tx:
            rows = await tx.execute(select(accounts_table))
            return {(row.scope, row.period): (row.reserved, row.settled, row.overdraft) for row in rows}


async def watched(database: Database) -> None:
    """Have the database itself refuse whatever passes a cap."""
    async with database.begin() as tx:
        await tx.execute(text(WATCHED[database.dialect]))
