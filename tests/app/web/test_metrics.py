"""Metrics tell how old the work is and what became of it, each name documented, whatever the history's size."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from app.store import counters, figures, jobs, leases, outbox, queue_report
from app.store.database import Database
from app.store.outbox import Write
from app.store.tables import deliveries as deliveries_table
from app.store.tables import jobs as jobs_table
from app.store.tables import outbox as outbox_table
from app.store.tables import pull_requests, reviews
from app.web.metrics import Metrics
from app.work.runner import Runner
from tests.app.web.bot import OPENED, Bot

WRITE = Write("key", "comment", 7, 3, None, {}, "hash")


async def scraped(database: Database) -> dict[tuple[str, str], float]:
    """Return every sample by its name and first label."""
    answer = await Metrics(database).answer(Request({"type": "http"}))
    families = text_string_to_metric_families(bytes(answer.body).decode())
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


async def test_each_open_job_is_counted_with_its_age_and_done_ones_are_not(database: Database) -> None:
    async with database.begin() as tx:
        for number in range(5):
            await jobs.raise_wanted(tx, "review", f"7/{number}", 1)
        await tx.execute(text("UPDATE jobs SET wanted_ms = wanted_ms - 60000 WHERE subject = '7/0'"))
        ids = await jobs.due(tx, 5)
        for job_id, end in zip(sorted(ids)[1:], (leases.fail, leases.quarantine, None), strict=False):
            lease = await leases.acquire(tx, job_id, "w")
            assert lease is not None
            await (end(tx, lease, "because") if end else leases.finish(tx, lease, 1))
    found = await scraped(database)
    assert {name: value for name, value in found.items() if name[0] == "diffdiver_jobs"} == {
        ("diffdiver_jobs", "review,wanted"): 2,
        ("diffdiver_jobs", "review,failed"): 1,
        ("diffdiver_jobs", "review,quarantined"): 1,
    }
    assert 60 <= found["diffdiver_job_oldest_due_seconds", "review"] < 70
    assert 60 <= found["diffdiver_job_oldest_wanted_seconds", "review"] < 70


async def test_a_job_that_waits_for_its_time_is_wanted_but_not_due(database: Database) -> None:
    async with database.begin() as tx:
        await jobs.raise_wanted(tx, "review", "7/1", 1, after_ms=60_000)
        await tx.execute(text("UPDATE jobs SET wanted_ms = wanted_ms - 5000"))
    found = await scraped(database)
    assert found["diffdiver_job_oldest_due_seconds", "review"] == 0
    assert found["diffdiver_job_oldest_wanted_seconds", "review"] >= 5


async def test_the_lag_from_due_to_start_is_summed_up(database: Database) -> None:
    async def handler(_: object) -> None:
        return

    async with database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "review", "7/1", 1)
        await tx.execute(text("UPDATE jobs SET wanted_ms = wanted_ms - 4000"))
    await Runner(database, {"review": handler}, owner="w", concurrency=1).run(job_id)
    found = await scraped(database)
    assert found["diffdiver_job_start_lag_seconds_count", ""] == 1
    assert 4 <= found["diffdiver_job_start_lag_seconds_sum", ""] < 10


async def test_what_all_workers_counted_is_told(database: Database) -> None:
    async with database.begin() as tx:
        await counters.add(tx, "takeovers", 3)
        await counters.add(tx, "something_new")
        await counters.add(tx, "not a name\n# HELP x")
    found = await scraped(database)
    assert found["diffdiver_takeovers_total", ""] == 3
    assert found["diffdiver_retries_total", ""] == 0
    assert found["diffdiver_something_new_total", ""] == 1


async def test_writes_that_may_be_under_way_are_told(database: Database) -> None:
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE], 1)
        await tx.execute(text("UPDATE outbox SET updated_ms = updated_ms - 9000"))
    found = await scraped(database)
    assert found["diffdiver_outbox_planned", ""] == 1
    assert found["diffdiver_outbox_oldest_planned_seconds", ""] >= 9
    async with database.begin() as tx:
        await outbox.close(tx, WRITE.key, outbox.DONE)
    assert (await scraped(database))["diffdiver_outbox_planned", ""] == 0


async def test_deliveries_that_wait_are_counted_once_each(bot: Bot) -> None:
    await bot.deliver(OPENED, guid="1")
    await bot.deliver(OPENED, guid="2")
    await bot.deliver({}, event="ping", guid="3")
    assert (await scraped(bot.database))["diffdiver_deliveries_waiting", ""] == 2


async def test_every_name_is_documented_and_ends_in_its_unit(bot: Bot) -> None:
    told = (await bot.http.get("/metrics")).text
    names = set(re.findall(r"^# TYPE (diffdiver_\w+) (?:counter|gauge|summary)", told, re.M))
    documented = set(re.findall(r"^# HELP (diffdiver_\w+) \S.{15,}", told, re.M))
    assert names
    assert not {name for name in names if not name.endswith("_created")} - documented
    assert all(name.endswith("_seconds") for name in names if "age" in name or "lag" in name or "oldest" in name)


async def test_no_query_of_a_scrape_a_sweep_or_a_listing_walks_through_what_is_finished(database: Database) -> None:
    """The plans themselves: a scan of a whole table would grow with the years."""
    async with database.begin() as tx:
        await _fill(tx, 2_000)
        await tx.execute(text("ANALYZE"))
    assert not await _whole_scans(database)


async def _fill(tx: AsyncConnection, rows: int) -> None:
    done = [
        {"kind": "review", "subject": f"9/{n}", "wanted_generation": 1, "done_generation": 1, "state": "done"}
        for n in range(rows)
    ]
    sent = [
        {"key": str(n), "kind": "comment", "repository_id": 9, "target": {}, "body_hash": "", "state": "done"}
        | {"fence": 1, "members": []}
        for n in range(rows)
    ]
    came = [{"id": str(n), "event": "push", "payload_sha256": "", "state": "done"} for n in range(rows)]
    pull = dict.fromkeys(("state", "base_ref", "base_sha", "head_ref", "head_sha"), "")
    pulls = [{"id": 1, "repository_id": 9, "number": 1, "draft": False} | pull]
    old = {"pull_request_id": 1, "repository_id": 9, "number": 1, "state": "finished", "security": "success"}
    reviewed = [old | {"head_sha": str(n), "attempt": 1, "started_ms": n} for n in range(rows)]
    tables = (jobs_table, done), (outbox_table, sent), (deliveries_table, came)
    for table, values in (*tables, (pull_requests, pulls), (reviews, reviewed)):
        await tx.execute(insert(table), values)


async def _whole_scans(database: Database) -> list[str]:
    """Return the steps of the plans that read a whole table which grows."""
    statements: list[tuple[str, object]] = []

    def seen(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        statements.append((statement, parameters))

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", seen)
    async with database.read() as tx:
        await figures.read(tx)
        await jobs.due(tx, 100, {"review", "index"})
        await queue_report.report(tx, kind="review")
    event.remove(engine, "before_cursor_execute", seen)
    explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    steps: list[str] = []
    async with database.read() as tx:
        for statement, parameters in statements:
            if statement.startswith("SELECT") and "FROM" in statement:
                rows = await tx.exec_driver_sql(explain + statement, parameters)  # type: ignore[arg-type]
                steps += [str(row[-1]) for row in rows]
    open_only = r"(?!.* ix_(?:jobs_open|jobs_quarantined|outbox_planned))"
    whole = re.compile(rf"(?:(?:SCAN|Seq Scan on) (?:jobs|outbox|reviews|deliveries)\b|SEARCH jobs .*kind=){open_only}")
    return [step for step in steps if whole.search(step)]
