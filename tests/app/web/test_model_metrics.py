"""Metrics of models: counted with the calls themselves, over all workers, at no cost to a scrape."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from starlette.requests import Request

from app.store import completions, counters, reviews
from app.store.database import Database
from app.web.metrics import Metrics
from providers.base import CACHED, Attempt, Usage
from providers.memory.breakers import MemoryBreakers
from providers.state import Result, Target
from tests.app.store.samples import BASE, LEASE, pull_request

CALL = Attempt("openai", "luna", "review", Usage(900, 100, None, 50), 1_500, 1_700, "ok", first_token_ms=300)
LOST = replace(CALL, usage=None, cost=None, latency_ms=31_000, outcome="timeout", first_token_ms=None)
HIT = replace(CALL, usage=None, cost=0, latency_ms=0, outcome=CACHED, first_token_ms=None)


async def save(database: Database, attempts: Sequence[Attempt]) -> None:
    async with database.begin() as tx:
        review = await reviews.start(tx, pull_request(), LEASE, BASE)
        await completions.save(tx, attempts, review, 1)


async def scraped(metrics: Metrics) -> dict[str, float]:
    """Return the samples of models by name, provider, model and the other labels in their order by name."""
    answer = await metrics.answer(Request({"type": "http"}))
    families = text_string_to_metric_families(bytes(answer.body).decode())
    found = {}
    for sample in (sample for family in families for sample in family.samples):
        if sample.name.startswith("diffdiver_model_"):
            labels = dict(sorted(sample.labels.items()))
            first = [labels.pop("provider"), labels.pop("model")]
            found[" ".join([sample.name.removeprefix("diffdiver_model_"), *first, *labels.values()])] = sample.value
    return found


async def test_calls_tokens_cost_latency_and_cache_hits_are_counted(database: Database) -> None:
    await save(database, [CALL, CALL, LOST, HIT])
    found = await scraped(Metrics(database))
    assert found["calls_total openai luna review ok"] == 2
    assert found["calls_total openai luna review timeout"] == 1
    assert found["cache_hits_total openai luna"] == 1
    assert found["tokens_total openai luna fresh_input"] == 1_800
    assert found["tokens_total openai luna cache_read"] == 200
    assert found["tokens_total openai luna output"] == 100
    assert found["cost_usd_total openai luna"] == 0.003
    assert found["cost_unknown_total openai luna"] == 1
    assert found["first_token_seconds_count openai luna"] == 2
    assert found["first_token_seconds_sum openai luna"] == 0.6
    assert not [name for name in found if CACHED in name.split()], "a hit is no call"


async def test_the_latency_is_a_histogram_that_only_rises(database: Database) -> None:
    await save(database, [CALL, LOST, replace(CALL, latency_ms=999_000), replace(CALL, latency_ms=500)])
    found = await scraped(Metrics(database))
    at = {
        limit: found[f"latency_seconds_bucket openai luna {limit}"] for limit in ("0.5", "2.0", "30.0", "60.0", "+Inf")
    }
    assert at == {"0.5": 1, "2.0": 2, "30.0": 2, "60.0": 3, "+Inf": 4}
    assert found["latency_seconds_count openai luna"] == 4
    assert found["latency_seconds_sum openai luna"] == 1_032.2


async def test_two_reviews_add_up_and_removing_the_calls_changes_nothing(database: Database) -> None:
    """Retention deletes them; a counter never falls."""
    await save(database, [CALL])
    await save(database, [CALL])
    async with database.begin() as tx:
        await tx.execute(text("DELETE FROM completions"))
    assert (await scraped(Metrics(database)))["calls_total openai luna review ok"] == 2


async def test_a_models_name_from_outside_breaks_no_line(database: Database) -> None:
    odd = 'x"}\n# HELP y\\'
    await save(database, [replace(CALL, model=odd)])
    assert (await scraped(Metrics(database)))[f"calls_total openai {odd} review ok"] == 1


async def test_no_other_counter_is_taken_for_one_of_these(database: Database) -> None:
    async with database.begin() as tx:
        await counters.add(tx, "models")
        await counters.add(tx, "retries")
    assert await scraped(Metrics(database)) == {}


async def test_breakers_that_are_not_closed_are_told(database: Database) -> None:
    breakers = MemoryBreakers()
    await breakers.record(Target("openai", "luna"), Result("review", "auth", 10))
    found = await scraped(Metrics(database, breakers))
    assert [name for name in found if re.fullmatch(r"breakers openai .*open", name)]


async def test_workers_that_count_the_same_things_at_once_lose_nothing_and_never_wait_in_a_circle(
    database: Database,
) -> None:
    names = [f"n{number}" for number in range(20)]

    async def work(order: Sequence[str]) -> None:
        for _ in range(5):
            async with database.begin() as tx:
                await counters.add_all(tx, dict.fromkeys(order, 1))

    await asyncio.gather(*(work(order) for order in (names, names[::-1]) * 3))
    async with database.read() as tx:
        assert await counters.read(tx) == dict.fromkeys(names, 30)
