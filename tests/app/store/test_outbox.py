"""The outbox: what was planned, what was answered, and whose lease still counts."""

from __future__ import annotations

from dataclasses import replace

from app.store import jobs, leases, outbox
from app.store.database import Database
from app.store.outbox import DONE, PLANNED, REFUSED, Write

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
