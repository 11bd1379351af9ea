"""Completions, the audit log, and keys."""

from __future__ import annotations

from sqlalchemy import select

from app.store import audit, completions, keys, reviews
from app.store.audit import Entry
from app.store.database import Database
from app.store.tables import audit as audit_table
from app.store.tables import completions as completions_table
from providers.base import Attempt, Usage
from tests.app.store.samples import BASE, LEASE, pull_request


async def test_every_attempt_is_a_row_and_unknown_stays_unknown(database: Database) -> None:
    attempts = [
        Attempt("openai", "m", "review", Usage(10, 5, None, 7), 42, 900, "ok", "", 300, 14, 50),
        Attempt("anthropic", "n", "review", None, None, 30_000, "timeout", "x" * 1000),
    ]
    async with database.begin() as tx:
        review = await reviews.start(tx, pull_request(), LEASE, BASE)
        await completions.save(tx, attempts, review, 1)
        await completions.save(tx, [], review, 1)
        rows = (await tx.execute(select(completions_table).order_by(completions_table.c.id))).mappings().all()
    assert [(row["provider"], row["cost_microusd"], row["fresh_input"], row["cache_write"]) for row in rows] == [
        ("openai", 42, 10, None),
        ("anthropic", None, None, None),
    ]
    told = [(row["first_token_ms"], row["estimated_input"], row["estimated_cost"]) for row in rows]
    assert told == [(300, 14, 50), (None, None, None)]
    assert len(rows[1]["detail"]) == completions.DETAIL_CHARACTERS


async def test_the_audit_log_tells_who_did_what_and_why(database: Database) -> None:
    entry = Entry("job:1", "create_review", "octo/shop#3", "3 findings", key="k", repository_id=7, number=3)
    async with database.begin() as tx:
        await audit.record(tx, entry, Entry("user:9", "accept_risk", "octo/shop#3", "a test file"))
        rows = (await tx.execute(select(audit_table).order_by(audit_table.c.id))).mappings().all()
    assert [(row["actor"], row["action"], row["key"], row["number"]) for row in rows] == [
        ("job:1", "create_review", "k", 3),
        ("user:9", "accept_risk", None, None),
    ]
    assert rows[0]["at_ms"] > 0


async def test_a_key_is_random_and_the_same_from_its_first_use_on(database_url: str, database: Database) -> None:
    async with database.begin() as tx:
        first, other = await keys.get_or_create(tx, "marker"), await keys.get_or_create(tx, "fence")
    again = await Database.open(database_url)
    async with again.begin() as tx:
        assert await keys.get_or_create(tx, "marker") == first
    await again.close()
    assert len(first) == keys.KEY_BYTES
    assert first != other
