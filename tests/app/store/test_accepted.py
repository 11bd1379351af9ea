"""Risks that people take: looked up, recorded once, listed, ended, and judged again where it matters."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert, select

from app.intake.intent import KnownRepository
from app.store import accepted, findings, installations, jobs, pull_requests, reviews, tables
from app.store.accepted import Known, Risk
from app.store.clock import now
from app.store.database import Database
from tests.app.store.samples import BASE, LEASE, concluded, finding, pull_request

ONE, TWO = "1:" + "ab" * 16, "1:" + "ac" * 16
RISK = Risk(7, None, ONE, "a.py", "a test", 9, "octocat", "https://example.org/c/1")


async def reviewed(database: Database, number: int = 3, state: str = "open") -> None:
    """Have two findings found on a pull request, the first in two files and commented in one."""
    pull = pull_request(number, state=state)
    account = [finding(ONE), finding(ONE, path="b.py"), finding(TWO, path="c.py")]
    async with database.begin() as tx:
        await installations.save_repositories(tx, [KnownRepository(7, 1, "octo/shop")])
        await pull_requests.save(tx, pull)
        review = await reviews.start(tx, pull, LEASE, BASE)
        await findings.save_account(tx, review, account, {(ONE, "a.py"): 70 + number})
        await reviews.finish(tx, review, concluded(*account), timings={})


async def test_a_finding_is_known_by_the_beginning_of_its_name_and_by_its_comment(database: Database) -> None:
    await reviewed(database)
    async with database.read() as tx:
        found = await accepted.found(tx, 7, ONE[:14])
        assert [(one.fingerprint, one.path) for one in found] == [(ONE, "a.py"), (ONE, "b.py")]
        assert len(await accepted.found(tx, 7, "1:a", 3)) == 3
        for nothing in (await accepted.found(tx, 8, ONE), await accepted.found(tx, 7, ONE, 4)):
            assert nothing == []
        known = Known(ONE, "a.py", "high", "Command built from input")
        assert await accepted.found_at(tx, 7, 3, 73) == known
        assert [await accepted.found_at(tx, 7, 4, 73), await accepted.found_at(tx, 7, 3, 74)] == [None, None]


async def test_the_last_word_on_a_finding_replaces_the_one_before_in_its_own_scope(database: Database) -> None:
    async with database.begin() as tx:
        for risk in (RISK, replace(RISK, number=3), replace(RISK, reason="another"), replace(RISK, path="b.py")):
            await accepted.accept(tx, risk)
        stored = await accepted.listed(tx)
    assert [(one.risk.number, one.risk.path, one.risk.reason) for one in stored] == [
        (3, "a.py", "a test"),
        (None, "a.py", "another"),
        (None, "b.py", "a test"),
    ]
    assert stored[1].risk == replace(RISK, reason="another")


async def test_it_is_listed_by_place_and_name_and_taken_back_once(database: Database) -> None:
    async with database.begin() as tx:
        for risk in (RISK, replace(RISK, number=3, fingerprint=TWO), replace(RISK, repository_id=8)):
            await accepted.accept(tx, risk)
        assert len(await accepted.listed(tx)) == 3
        (one,) = await accepted.listed(tx, 7, number=3, fingerprint=TWO[:14])
        assert (one.risk.fingerprint, one.repository) == (TWO, None)
        assert [await accepted.withdraw(tx, one), await accepted.withdraw(tx, one)] == [True, False]
        assert len(await accepted.listed(tx, 7)) == 1


async def test_what_is_over_holds_no_more_and_is_taken_once(database: Database) -> None:
    async with database.begin() as tx:
        at = int((await tx.execute(select(now()))).scalar_one())
        await accepted.accept(tx, replace(RISK, expires_ms=at - 1))
        await accepted.accept(tx, replace(RISK, path="b.py", expires_ms=at + 60_000))
        await accepted.accept(tx, replace(RISK, path="c.py"))
        assert [one.path for one in await accepted.holding(tx, 7, 3)] == ["b.py", "c.py"]
        assert [one.risk.path for one in await accepted.take_expired(tx, 10)] == ["a.py"]
        assert await accepted.take_expired(tx, 10) == []


async def test_open_pull_requests_that_have_it_are_judged_again(database: Database) -> None:
    for number, state in ((3, "open"), (4, "closed"), (5, "open")):
        await reviewed(database, number, state)
    async with database.begin() as tx:
        other = pull_request(6)
        await pull_requests.save(tx, other)  # open, and without it
        both = await accepted.judge_again(tx, 7, None, ONE)
        raised = [await jobs.find(tx, job_id) for job_id in both]
        assert sorted(job.subject for job in raised if job and job.redo_generation and not job.quiet) == ["7/3", "7/5"]
        for number, many in ((3, 1), (4, 0), (6, 0)):
            assert len(await accepted.judge_again(tx, 7, number, ONE)) == many
        assert await accepted.judge_again(tx, 7, None, "1:cd") == ()
        await installations.save_repositories(tx, [KnownRepository(7, 1, "octo/shop", removed=True)])
        assert await accepted.judge_again(tx, 7, None, ONE) == (), "nothing of ours is there any more"


async def test_a_row_of_the_version_before_is_read(database: Database) -> None:
    async with database.begin() as tx:
        old = {"repository_id": 7, "fingerprint": ONE, "fingerprint_version": 1, "path": "a.py", "reason": "old"}
        await tx.execute(insert(tables.accepted_risks).values(**old, accepted_by_id=9))
        (one,) = await accepted.holding(tx, 7, 3)
    assert (one.by, one.url) == ("account 9", None)
