"""Health tells that the process lives, readiness whether its stores answer, metrics what there is to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.state.valkey import socket_path
from app.store.database import Database
from app.web.health import Ready
from app.web.metrics import Metrics
from app.work.queue import ArqWakeUps, redis_settings
from tests.app.web.bot import OPENED, Bot, bot_settings, client_of, running_bot


async def test_the_process_lives_whatever_its_stores_do(bot: Bot) -> None:
    answer = await bot.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_ready_means_that_both_stores_answer(tmp_path: Path, database_url: str, redis_url: str) -> None:
    async with running_bot(bot_settings(tmp_path, database_url, redis_url)) as bot:
        answer = await bot.http.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": "ok", "redis": "ok"})


async def test_without_redis_it_is_not_ready_and_says_so(bot: Bot) -> None:
    answer = await bot.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "ok"
    assert "Redis is unreachable" in answer.json()["redis"]


async def test_without_a_database_it_is_not_ready_and_metrics_say_so(tmp_path: Path, redis_url: str) -> None:
    database = await Database.open("postgresql://nobody:hidden-password@127.0.0.1:1/none")
    wakeups = ArqWakeUps(redis_settings(redis_url, socket_path(tmp_path)))
    routes = [Route("/readyz", Ready(database, wakeups).answer), Route("/metrics", Metrics(database).answer)]
    async with client_of(Starlette(routes=routes)) as http:
        ready, metrics = await http.get("/readyz"), await http.get("/metrics")
    await wakeups.close()
    await database.close()
    assert (ready.status_code, ready.json()["redis"]) == (503, "ok")
    assert "hidden-password" not in ready.text
    assert metrics.status_code == 200
    assert "diffdiver_store_up 0.0" in metrics.text
    assert "diffdiver_jobs{" not in metrics.text


async def test_metrics_count_deliveries_and_jobs(bot: Bot) -> None:
    await bot.deliver(OPENED, guid="1")
    await bot.deliver(OPENED, guid="1")
    await bot.deliver({}, event="an_event_nobody_knows", guid="2")
    answer = await bot.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    for outcome in ("accepted", "duplicate"):
        assert f'diffdiver_deliveries_total{{event="pull_request",outcome="{outcome}"}}' in answer.text
    assert 'diffdiver_jobs{kind="review",state="wanted"} 1.0' in answer.text
    assert "diffdiver_store_up 1.0" in answer.text
    assert "process_resident_memory_bytes" in answer.text


async def test_an_invented_event_makes_no_series_of_its_own(bot: Bot) -> None:
    await bot.deliver({}, event="an_event_nobody_knows")
    assert "an_event_nobody_knows" not in (await bot.http.get("/metrics")).text


@pytest.mark.parametrize("path", ["/setup", "/setup/callback", "/docs", "/openapi.json", "/"])
async def test_a_registered_bot_serves_nothing_else(bot: Bot, path: str) -> None:
    assert (await bot.http.get(path, params={"token": ""})).status_code == 404
