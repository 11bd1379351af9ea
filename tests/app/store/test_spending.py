"""What calls cost and how they went, added up for people."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.store import completions, reviews, spending
from app.store.database import Database
from app.store.ledger import DatabaseLedger
from app.store.spending import Booked, Spending
from app.store.tables import completions as table
from providers.base import CACHED, OK, Attempt, Usage
from providers.state import Cap
from tests.app.store.samples import BASE, LEASE, pull_request

TERRA, LUNA = ("openai", "terra"), ("openai", "luna")


def attempt(  # the fields that matter here
    of: tuple[str, str] = TERRA,
    cost: int | None = 100,
    took: int = 1000,
    outcome: str = OK,
    kind: str = "review",
    estimated: tuple[int, int] | None = None,
) -> Attempt:
    tokens, money = estimated or (None, None)
    usage = Usage(60, 30, 10, 5) if cost is not None else None
    return Attempt(*of, kind, usage, cost, took, outcome, "", 120, tokens, money)


async def record(database: Database, *attempts: Attempt, installation_id: int = 1) -> None:
    async with database.begin() as tx:
        review = await reviews.start(tx, pull_request(), LEASE, BASE)
        await completions.save(tx, attempts, review, installation_id)


async def totals(database: Database, hours: float = 24, installation_id: int | None = None) -> list[Spending]:
    async with database.read() as tx:
        return list(await spending.by_model(tx, hours=hours, installation_id=installation_id))


async def test_calls_are_added_up_by_model_the_dearest_first(database: Database) -> None:
    await record(database, attempt(LUNA, 7), attempt(), attempt(cost=50), attempt(cost=None, outcome="timeout"))
    terra, luna = await totals(database)
    assert (terra.model, terra.calls, terra.succeeded, terra.cost, terra.unpriced) == ("terra", 3, 2, 150, 1)
    assert terra.success == pytest.approx(2 / 3)
    assert (luna.model, luna.cost, luna.success) == ("luna", 7, 1.0)


async def test_nothing_recorded_is_nothing_told(database: Database) -> None:
    assert await totals(database) == []


async def test_an_answer_from_the_cache_is_no_call(database: Database) -> None:
    await record(database, attempt(cost=0, outcome=CACHED, took=1), attempt())
    (terra,) = await totals(database)
    assert (terra.calls, terra.cached, terra.success, terra.latency_p50_ms) == (1, 1, 1.0, 1000)


async def test_latency_is_that_of_usable_answers(database: Database) -> None:
    answers = [attempt(took=took) for took in range(1, 101)]
    await record(database, *answers, attempt(took=99_999, outcome="timeout", cost=None))
    (terra,) = await totals(database)
    assert (terra.latency_p50_ms, terra.latency_p95_ms) == (50, 95)


async def test_without_a_usable_answer_there_is_no_latency(database: Database) -> None:
    await record(database, attempt(outcome="timeout", cost=None))
    (terra,) = await totals(database)
    assert (terra.latency_p50_ms, terra.success, terra.estimate_error) == (None, 0.0, None)


async def test_estimates_are_compared_with_what_the_same_calls_cost(database: Database) -> None:
    """A call without an estimate, or of unknown cost, says nothing about either."""
    known, other = attempt(estimated=(125, 150)), attempt(cost=900)
    await record(database, known, other, attempt(cost=None, outcome="timeout", estimated=(9, 9)))
    (terra,) = await totals(database)
    assert (terra.estimated, terra.real, terra.estimated_input, terra.real_input) == (150, 100, 125, 100)
    assert terra.estimate_error == pytest.approx(0.5)


async def test_only_the_named_stretch_installation_and_kind_count(database: Database) -> None:
    await record(database, attempt(cost=1), attempt(cost=10, kind="triage"))
    await record(database, attempt(cost=100), installation_id=2)
    async with database.begin() as tx:
        old = table.c.cost_microusd == 1
        await tx.execute(update(table).where(old).values(created_ms=table.c.created_ms - 2 * spending.HOUR_MS))
        both = [
            await spending.by_model(tx, hours=1),
            await spending.by_model(tx, hours=3),
            await spending.by_model(tx, hours=3, installation_id=1),
            await spending.by_model(tx, hours=3, kind="triage"),
        ]
    assert [one[0].cost for one in both] == [110, 111, 11, 10]


async def test_the_accounts_of_a_scope_are_shown_as_they_are_booked(database: Database) -> None:
    ledger = DatabaseLedger(database)
    day, month = Cap("installation:1", "2026-11-21", 100), Cap("installation:1", "2026-11", 500)
    await ledger.settle(await ledger.reserve([day, month], 40), 55)
    await ledger.reserve([day, month], 10)
    async with database.read() as tx:
        found = await spending.booked(tx, "installation:1", ["2026-11", "2026-11-21", "2026-11-22"])
    assert list(found) == [
        Booked("installation:1", "2026-11", 500, 10, 55, 15),
        Booked("installation:1", "2026-11-21", 100, 10, 55, 15),
    ]
