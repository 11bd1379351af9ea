"""The outbox: what was planned, what was answered, and whose lease still counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text, update

from app.intake.intent import KnownInstallation, KnownRepository
from app.store import installations, jobs, leases, outbox
from app.store.database import Database
from app.store.outbox import BEGUN, DONE, DROPPED, PLANNED, REFUSED, Unsettled, Write
from app.store.tables import jobs as jobs_table

WRITE = Write("summary/1/2", "summary", 1, 2, "a" * 40, {"repository": "o/r"}, "hash", ("m1", "m2"))


async def test_a_planned_write_is_on_record_before_it_is_sent(database: Database) -> None:
    async with database.begin() as tx:
        assert await outbox.plan(tx, [WRITE], fence=1) == {}
    async with database.read() as tx:
        row = (await outbox.find(tx, [WRITE.key]))[WRITE.key]
    assert (row.state, row.body_hash, row.remote_id, row.members) == (PLANNED, "hash", None, ("m1", "m2"))
    assert (row.head_sha, row.target) == ("a" * 40, {"repository": "o/r"})


async def test_an_answer_closes_the_row_with_githubs_number(database: Database) -> None:
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE], fence=1)
        await outbox.close(tx, WRITE.key, DONE, 5_000_000_000)
        row = (await outbox.find(tx, [WRITE.key]))[WRITE.key]
    assert (row.state, row.remote_id) == (DONE, 5_000_000_000)


async def test_planning_again_tells_what_was_there_and_keeps_githubs_number(database: Database) -> None:
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE], fence=1)
        await outbox.close(tx, WRITE.key, DONE, 7)
        before = await outbox.plan(tx, [replace(WRITE, body_hash="new")], fence=2)
        row = (await outbox.find(tx, [WRITE.key]))[WRITE.key]
    assert (before[WRITE.key].state, before[WRITE.key].body_hash) == (DONE, "hash")
    assert (row.state, row.body_hash, row.remote_id) == (PLANNED, "new", 7)


async def test_a_refusal_keeps_a_number_known_before(database: Database) -> None:
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE], fence=1)
        await outbox.close(tx, WRITE.key, DONE, 7)
        await outbox.close(tx, WRITE.key, REFUSED)
        row = (await outbox.find(tx, [WRITE.key]))[WRITE.key]
    assert (row.state, row.remote_id) == (REFUSED, 7)


async def test_a_pull_requests_rows_are_found_by_kind_and_state(database: Database) -> None:
    others = [replace(WRITE, key="a", kind="check"), replace(WRITE, key="b", number=3), replace(WRITE, key="c")]
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE, *others], fence=1)
        await outbox.close(tx, "c", DONE)
        found = await outbox.of_pull_request(tx, 1, 2, "summary", PLANNED)
        both = await outbox.of_pull_request(tx, 1, 2, "summary")
    assert [row.key for row in found] == [WRITE.key]
    assert [row.key for row in both] == [WRITE.key, "c"]


async def test_only_the_last_lease_of_a_job_may_write(database: Database) -> None:
    async with database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "review", "1/2", None)
        first = await leases.acquire(tx, job_id, "one", 0)
        second = await leases.acquire(tx, job_id, "two", 0)
        assert first is not None
        assert second is not None
        assert not await outbox.holds(tx, job_id, first.fence)
        assert await outbox.holds(tx, job_id, second.fence)
        assert not await outbox.holds(tx, job_id + 1, second.fence)


CHECK = replace(WRITE, key="check/1/a/n/1", kind="check")


async def _known(database: Database, *, state: str = "active", removed: bool = False) -> None:
    async with database.begin() as tx:
        await installations.save_installations(tx, [KnownInstallation(5, "octo", "User", state)])
        await installations.save_repositories(tx, [KnownRepository(1, 5, "octo/shop", "main", False)])
        if removed:
            await tx.execute(text("UPDATE repositories SET removed = true"))


async def _unsettled(database: Database, older_than_ms: int = 0) -> tuple[Unsettled, ...]:
    async with database.read() as tx:
        return await outbox.unsettled(tx, older_than_ms)


LEFT = (Unsettled(1, 2, 5),)


@pytest.mark.parametrize(("state", "left"), [(PLANNED, LEFT), (BEGUN, LEFT), (DONE, ()), (REFUSED, ()), (DROPPED, ())])
async def test_what_was_neither_answered_nor_concluded_is_unsettled(
    database: Database, state: str, left: tuple[Unsettled, ...]
) -> None:
    await _known(database)
    async with database.begin() as tx:
        await outbox.plan(tx, [CHECK], fence=1)
        await outbox.close(tx, CHECK.key, state, 7)
    assert await _unsettled(database) == left
    assert await _unsettled(database, 60_000) == (), "it may be under way still"


@pytest.mark.parametrize(
    ("state", "left"),
    [("waiting", ()), ("running", ()), ("done", LEFT), ("failed", LEFT), ("quarantined", LEFT)],
)
async def test_a_review_that_will_come_by_settles_it_itself(
    database: Database, state: str, left: tuple[Unsettled, ...]
) -> None:
    await _known(database)
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE, CHECK], fence=1)
        await jobs.raise_wanted(tx, "review", "1/2", 5)
        await tx.execute(update(jobs_table).values(state=state))
    assert await _unsettled(database) == left


@pytest.mark.parametrize(("state", "removed"), [("suspended", False), ("deleted", False), ("active", True)])
async def test_where_we_may_not_write_nothing_can_be_settled(database: Database, state: str, removed: bool) -> None:
    await _known(database, state=state, removed=removed)
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE], fence=1)
    assert await _unsettled(database) == ()


async def test_open_writes_are_found_without_reading_the_finished_ones(database: Database) -> None:
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, which a new database has none of")
    async with database.read() as tx:
        query = outbox._left(1).limit(9).compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True})
        plan = " ".join(str(row) for row in await tx.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert "ix_outbox_planned" in plan
    assert "ix_outbox_begun" in plan


async def test_heads_whose_check_runs_may_be_open_come_first_then_those_touched_lately(database: Database) -> None:
    heads = {name: name * 40 for name in "abc"}
    async with database.begin() as tx:
        for name, sha in heads.items():
            await outbox.plan(tx, [replace(CHECK, key=name, head_sha=sha)], fence=1)
        await outbox.close(tx, "b", BEGUN, 1)
        await outbox.close(tx, "a", DONE)
        await outbox.close(tx, "c", DONE)
    async with database.read() as tx:
        assert await outbox.check_heads(tx, 1, 2, 60_000, 9) == (heads["b"], heads["c"], heads["a"])
        assert await outbox.check_heads(tx, 1, 2, -60_000, 9) == (heads["b"],)
        assert await outbox.check_heads(tx, 1, 2, 60_000, 1) == (heads["b"],)


async def test_what_is_dropped_is_what_was_open_then_on_the_heads_that_were_looked_at(database: Database) -> None:
    elsewhere = replace(CHECK, key="elsewhere", head_sha="b" * 40)
    async with database.begin() as tx:
        await outbox.plan(tx, [WRITE, CHECK, elsewhere, replace(WRITE, key="other", number=3)], fence=1)
        assert await outbox.drop(tx, 1, 2, ["a" * 40], 0) == 0, "touched since"
        assert await outbox.drop(tx, 1, 2, ["a" * 40], 1 << 60) == 2
        rows = await outbox.find(tx, [WRITE.key, CHECK.key, "elsewhere", "other"])
        assert {key for key, row in rows.items() if row.state == DROPPED} == {WRITE.key, CHECK.key}
        assert await outbox.drop(tx, 1, 2, None, 1 << 60) == 1
