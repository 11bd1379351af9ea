"""No order of calls, crashes and restarts, and no crowd of workers, passes a cap at any commit."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import StoreUnavailable
from app.store.database import Database
from app.store.ledger import DatabaseLedger
from app.store.tables import ledger as accounts_table
from providers.base import Question
from providers.budget import Budget, Budgeted
from providers.catalog import build, shipped_catalog
from providers.errors import BudgetExceeded, ProviderFailure
from providers.state import Cap
from tests.databases import at_once, empty, run
from tests.proofs.money import CAPS, Money, SplitLedger, SplitMemoryLedger, watched
from tests.providers.bill import charged as bill
from tests.stand_in.provider_faults import Fault
from tests.stand_in.providers import ProviderStandIn
from tests.stand_in.threaded import ThreadedServer

SHORT = settings(
    max_examples=5,
    stateful_step_count=20,
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LONG = settings(SHORT, max_examples=60, stateful_step_count=50)
WHERE = ("memory", "sqlite", "postgresql")


@pytest.fixture(params=WHERE)
def money(request: pytest.FixtureRequest) -> type[Money]:
    """Return the machine on one version of the ledger."""
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("_sqlite_migrated")
        return type("OnSQLite", (Money,), {"where": staticmethod(lambda folder: _copy(migrated, folder))})
    if request.param == "postgresql":
        url: str = request.getfixturevalue("_postgresql_migrated")
        return type("OnPostgreSQL", (Money,), {"where": staticmethod(lambda folder: _emptied(url))})
    return Money


def _copy(migrated: Path, folder: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated, folder / 'a.db')}"


def _emptied(url: str) -> str:
    run(empty(url))
    return url


@pytest.mark.parametrize("profile", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)], ids=["short", "long"])
def test_what_is_settled_and_reserved_never_passes_a_cap(money: type[Money], profile: Any) -> None:
    run_state_machine_as_test(money, settings=profile)


@pytest.mark.slow
def test_a_ledger_that_looks_first_and_writes_then_is_found_out(money: type[Money]) -> None:
    """Control: several calls at once find room that is there for one of them."""
    split = type("Split", (money,), {"make": SplitLedger, "make_in_memory": SplitMemoryLedger})
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        run_state_machine_as_test(split, settings=settings(SHORT, max_examples=30))


# Fifty workers

PASSED = 7  # how a worker ends whose commit the database refused


@pytest.fixture
def watched_url(bare_url: str) -> str:
    """Return the address of an empty database that refuses a commit which passes a cap."""

    async def prepare() -> None:
        database = await Database.open(bare_url)
        await database.migrate()
        await watched(database)
        await database.close()

    run(prepare())
    return bare_url


def hammering(url: str, ledger: Callable[[Database], DatabaseLedger], rounds: int) -> Callable[[Barrier], Any]:
    async def hammer(barrier: Barrier) -> None:
        database = await Database.open(url)
        mine, chance = ledger(database), random.Random(os.getpid())
        barrier.wait()
        for _ in range(rounds):
            amount = chance.randint(1, 12)
            try:
                reservation = await mine.reserve(chance.sample(CAPS, 3), amount)
                if os.getpid() % 4 == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                await mine.settle(reservation, chance.randint(0, amount))
            except IntegrityError:
                os._exit(PASSED)
            except (BudgetExceeded, StoreUnavailable):  # the latter where fifty wait for SQLite's one writer
                continue
        await database.close()

    return hammer


@pytest.mark.slow
def test_fifty_processes_some_of_them_killed_pass_no_cap_at_any_commit(watched_url: str) -> None:
    ended = at_once(50, hammering(watched_url, DatabaseLedger, 10))
    assert set(ended) <= {0, -signal.SIGKILL}
    assert -signal.SIGKILL in ended, "some were killed while they held a reservation"
    for account in run(_accounts(watched_url)):
        assert account.reserved + account.settled <= account.cap


@pytest.mark.slow
def test_the_database_would_refuse_what_passes_a_cap(watched_url: str) -> None:
    """Control: with the transaction split in two, workers meet the database's own check."""
    ended = at_once(8, hammering(watched_url, SplitLedger, 20))
    assert PASSED in ended


@dataclass(frozen=True, slots=True)
class Account:
    cap: int
    reserved: int
    settled: int


async def _accounts(url: str) -> list[Account]:
    database = await Database.open(url)
    async with database.read() as tx:
        found = [Account(row.cap, row.reserved, row.settled) for row in await tx.execute(select(accounts_table))]
    await database.close()
    return found


# What the provider itself counts

DAY = Cap("installation:1", "2026-11-21", 400_000)
KEY = "sk-test-1234567890abcdefghijklmnop"
TIMEOUT_S = 2.0


@pytest.fixture
def provider() -> Iterator[tuple[ProviderStandIn, str]]:
    """Start a stand-in of whose answers some come too late and others are refusals."""
    stand_in, server = ProviderStandIn(lambda asked: {"findings": []}, key=KEY), ThreadedServer()
    for _ in range(200):
        stand_in.faults += [Fault(times=7), Fault(delay=TIMEOUT_S * 1.5), Fault(times=5), Fault(status=429)]
    server.start(stand_in.app)
    yield stand_in, server.url
    server.stop()


def asking(url: str, stand_in_url: str) -> Callable[[Barrier], Any]:
    question = Question("review", "You review code.", "x = 1\n" * 400, {"type": "object"}, 200, lambda text: True)

    async def ask(barrier: Barrier) -> None:
        database = await Database.open(url)
        budget = Budget(DatabaseLedger(database), (DAY,))
        priced = build(shipped_catalog()["openai"], api_key=KEY, base_url=f"{stand_in_url}/v1", model="gpt-6.1-terra")
        link = Budgeted(priced, budget)
        chance = random.Random(os.getpid())
        await link.warm()

        async def worker() -> None:
            while True:
                try:
                    await link.complete(question, timeout=TIMEOUT_S)
                except BudgetExceeded:
                    return
                except ProviderFailure:
                    continue  # too late or turned away: the next call is another one
                if chance.random() < 0.02:
                    os.kill(os.getpid(), signal.SIGKILL)

        barrier.wait()
        await asyncio.gather(*(worker() for _ in range(5)))
        await link.close()
        await database.close()

    return ask


@pytest.mark.slow
def test_what_the_provider_charges_never_passes_the_cap(
    database_url: str, provider: tuple[ProviderStandIn, str]
) -> None:
    """Fifty workers in ten processes ask over HTTP until nothing fits; late answers and killed workers are charged."""
    import openai  # noqa: F401 - once, and not in every process

    stand_in, url = provider
    ended = at_once(10, asking(database_url, url))
    assert set(ended) <= {0, -signal.SIGKILL}
    account = run(_accounts(database_url))[0]
    charged = sum(bill(stand_in).values())
    assert charged <= account.settled + account.reserved <= DAY.limit
    assert charged > DAY.limit / 20, "much was asked"
