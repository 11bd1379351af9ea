"""What is old goes, a little at a time; what an open pull request still needs stays however old it is."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from app.git.history import HistoryCache
from app.intake.intent import Delivery, Intent
from app.settings import load
from app.store import audit, batches, pull_requests, tables
from app.store.audit import Entry
from app.store.clock import now
from app.store.database import Database
from app.store.inbox import Inbox
from app.work.compute import InProcess
from app.work.retention import Retention
from review.models import PullRequest

DAY_MS = 24 * 3600 * 1000
REPOSITORY = 5


def retention(database: Database) -> Retention:
    return Retention(database, load(github_webhook_secret="s", data_dir=Path("/nowhere")))


async def pull(database: Database, number: int, state: str, days: int) -> None:
    """Store a pull request that was last seen so many days ago, with a review, a finding, a write and its job."""
    seen = PullRequest(
        REPOSITORY, "o/r", number, "t", "", 1, "a", False, state, False, "main", "b" * 40, "topic", "a" * 40, 5, "main"
    )
    old = now() - days * DAY_MS
    async with database.begin() as tx:
        row = await pull_requests.save(tx, seen)
        await tx.execute(update(tables.pull_requests).where(tables.pull_requests.c.id == row).values(updated_ms=old))
        where = {"repository_id": REPOSITORY, "number": number}
        made = insert(tables.reviews).values(
            pull_request_id=row, head_sha="a" * 40, attempt=number, state="finished", started_ms=old, **where
        )
        review = (await tx.execute(made.returning(tables.reviews.c.id))).scalar_one()
        finding = dict.fromkeys(("source", "rule_id", "severity", "category", "title", "path", "side"), "x")
        finding |= {"fingerprint": "f", "fate": "posted", "fate_reason": "r"}
        numbers = {"confidence": 1.0, "start_line": 1, "end_line": 1, "fingerprint_version": 1}
        await tx.execute(insert(tables.findings).values(review_id=review, cwe=[], **finding, **numbers, **where))
        for sign in (1, -1):
            written = {"kind": "summary", "target": {}, "body_hash": "h", "state": "done", "fence": 1}
            key = f"summary/{REPOSITORY}/{sign * number}"
            await tx.execute(
                insert(tables.outbox).values(
                    key=key, repository_id=REPOSITORY, number=sign * number, updated_ms=old, **written
                )
            )
        place = f"{REPOSITORY}/{number}"
        job = {"kind": "review", "subject": place, "wanted_generation": 1, "done_generation": 1, "state": "done"}
        await tx.execute(insert(tables.jobs).values(**job, updated_ms=old))
        waits = {"installation_id": 1, "accounts": [], "resume_ms": 2**50}
        await tx.execute(insert(tables.postponed).values(**waits, **where))
        for scope in (f"pull_request:{place}", f"review:{place}/{'a' * 40}"):
            await tx.execute(insert(tables.ledger).values(scope=scope, period="once", cap=1, reserved=0, settled=1))


async def numbers(database: Database) -> dict[str, set[int]]:
    """Return the numbers of the pull requests that each table still knows."""
    known = (tables.pull_requests, tables.reviews, tables.findings, tables.outbox, tables.postponed)
    async with database.read() as tx:
        found = {t.name: {abs(n) for n in (await tx.execute(select(t.c.number))).scalars()} for t in known}
        subjects = (await tx.execute(select(tables.jobs.c.subject))).scalars()
        found["jobs"] = {int(subject.split("/")[1]) for subject in subjects}
        scopes = (await tx.execute(select(tables.ledger.c.scope))).scalars()
        found["ledger"] = {int(scope.split(":")[1].split("/")[1]) for scope in scopes}
    return found


async def test_only_pull_requests_closed_long_ago_go_and_all_of_theirs_with_them(database: Database) -> None:
    await pull(database, 1, "open", 400)
    await pull(database, 11, "closed", 200)
    await pull(database, 12, "closed", 100)
    await retention(database).turn()
    assert set(map(frozenset, (await numbers(database)).values())) == {frozenset({1, 12})}


async def test_the_accounts_of_days_and_months_go_by_their_age_and_no_others(database: Database) -> None:
    today = datetime.now(UTC).date()
    old, new = today - timedelta(days=181), today - timedelta(days=179)
    kept = [new.isoformat(), today.isoformat(), today.strftime("%Y-%m"), "once"]
    async with database.begin() as tx:
        for period in [old.isoformat(), (old - timedelta(days=31)).strftime("%Y-%m"), *kept]:
            account = {"scope": "installation:1", "period": period, "cap": 1, "reserved": 0, "settled": 1}
            await tx.execute(insert(tables.ledger).values(**account))
    await retention(database).turn()
    async with database.read() as tx:
        assert set((await tx.execute(select(tables.ledger.c.period))).scalars()) == set(kept)


async def test_deliveries_and_the_audit_log_go_by_their_age(database: Database) -> None:
    inbox = Inbox(database)
    for name in ("old", "new"):
        await inbox.accept(Delivery(name, "ping", None, None, None, "h"), Intent(ignored="a test"))
    async with database.begin() as tx:
        await audit.record(tx, Entry("job:1", "check", "t", "old"), Entry("job:1", "check", "t", "new"))
        old = tables.deliveries.c.id == "old"
        await tx.execute(update(tables.deliveries).where(old).values(received_ms=now() - 31 * DAY_MS))
        aged = update(tables.audit).where(tables.audit.c.reason == "old").values(at_ms=now() - 366 * DAY_MS)
        await tx.execute(aged)
    assert await retention(database).turn() == 2
    async with database.read() as tx:
        assert (await tx.execute(select(tables.deliveries.c.id))).scalars().all() == ["new"]
        assert (await tx.execute(select(tables.audit.c.reason))).scalars().all() == ["new"]


async def test_a_turn_comes_once_an_hour_and_goes_on_where_it_had_to_stop(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    rows = [{"id": str(n), "event": "e", "payload_sha256": "h", "state": "done", "received_ms": 1} for n in range(5)]
    async with database.begin() as tx:
        await tx.execute(insert(tables.deliveries), rows)
    keeper = retention(database)
    monkeypatch.setattr("app.work.retention.TURN_S", -1.0)
    assert [await keeper.turn() for _ in range(4)] == [2, 2, 1, 0]
    async with database.begin() as tx:
        await tx.execute(insert(tables.deliveries), rows)
    assert await keeper.turn() == 0, "an hour has not passed"


async def test_clones_that_nobody_used_go(database: Database, tmp_path: Path) -> None:
    clones = HistoryCache(tmp_path / "git", InProcess())
    for number, days in (("1", 20), ("2", 0)):
        used = clones.root / number / "used"
        used.parent.mkdir(parents=True)
        used.touch()
        os.utime(used, (time.time() - days * 86_400,) * 2)
    await replace(retention(database), clones=clones).turn()
    assert [path.name for path in clones.root.iterdir() if path.is_dir()] == ["2"]
