"""Reviews and pull requests: attempts, conclusions, and what a commit's check run may say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import findings, pull_requests, reviews
from app.store.database import Database
from app.store.reviews import ReviewState, StartedReview, Terms
from app.store.tables import reviews as table
from review.models import Conclusion, PullRequest
from tests.app.store.samples import BASE, HEAD, LEASE, concluded, finding, pull_request

TERMS = Terms("terms")


async def started(database: Database, pull: PullRequest | None = None) -> StartedReview:
    """Start a review."""
    async with database.begin() as tx:
        return await reviews.start(tx, pull or pull_request(), LEASE, BASE)


async def finished(database: Database, review: StartedReview, security: Conclusion = Conclusion.SUCCESS) -> None:
    """Conclude a review."""
    async with database.begin() as tx:
        await reviews.finish(tx, review, concluded(security=security), timings={"scan": 40})


async def states(tx: AsyncConnection) -> list[str]:
    """Return the state of each review, oldest first."""
    return list((await tx.execute(select(table.c.state).order_by(table.c.id))).scalars())


async def test_the_first_review_of_a_head_is_attempt_one_and_the_next_two(database: Database) -> None:
    first = await started(database)
    await finished(database, first)
    second = await started(database)
    assert (first.attempt, second.attempt) == (1, 2)
    assert first.id != second.id


async def test_a_review_left_by_a_lost_worker_is_taken_up_not_repeated(database: Database) -> None:
    assert await started(database) == await started(database)


async def test_what_is_planned_is_kept_for_the_next_who_takes_the_review_up(database: Database) -> None:
    async with database.begin() as tx:
        first = await reviews.start(tx, pull_request(), LEASE, BASE, TERMS)
        assert await reviews.plan(tx, first, {"said": "all"})
        again = await reviews.start(tx, pull_request(), replace(LEASE, fence=LEASE.fence + 1), BASE, TERMS)
        assert (again.id, again.attempt) == (first.id, first.attempt)
        assert await reviews.planned(tx, again) == {"said": "all"}
        assert not await reviews.plan(tx, first, {"said": "late"}), "another worker has taken it up"


@pytest.mark.parametrize("other", [Terms("other"), Terms("terms", since=LEASE.generation + 1)])
async def test_what_was_planned_on_other_terms_is_superseded_and_gets_new_check_runs(
    database: Database, other: Terms
) -> None:
    async with database.begin() as tx:
        first = await reviews.start(tx, pull_request(), LEASE, BASE, TERMS)
        await reviews.plan(tx, first, {"said": "all"})
        again = await reviews.start(tx, pull_request(), LEASE, BASE, other)
        assert again.attempt == first.attempt + 1
        assert await reviews.planned(tx, again) is None
        assert await reviews.planned(tx, first) is None


async def test_a_pull_request_that_nobody_asked_about_is_known_as_such(database: Database) -> None:
    async with database.begin() as tx:
        await reviews.start(tx, pull_request(), LEASE, BASE, Terms("quiet", quiet=True))
        assert not await reviews.asked_for(tx, 7, 3)
        await reviews.start(tx, pull_request(head_sha="c" * 40), LEASE, BASE, TERMS)
        assert await reviews.asked_for(tx, 7, 3)


async def test_a_worker_that_lost_the_review_concludes_nothing(database: Database) -> None:
    lost = await started(database)
    async with database.begin() as tx:
        taken = await reviews.start(tx, pull_request(), replace(LEASE, fence=LEASE.fence + 1), BASE)
        await findings.save_account(tx, lost, [finding("f1")])
        await reviews.end(tx, lost, ReviewState.FAILED, "late")
        await reviews.finish(tx, lost, concluded(), timings={})
        assert await states(tx) == ["running"]
        assert await findings.earlier(tx, 7, 3) == ()
        await findings.save_account(tx, taken, [finding("f1")])
        await reviews.finish(tx, taken, concluded(), timings={})
        assert await states(tx) == ["finished"]
        assert len(await findings.earlier(tx, 7, 3)) == 1


async def test_a_review_of_an_older_head_that_never_ended_is_superseded(database: Database) -> None:
    old = await started(database)
    new = await started(database, pull_request(head_sha="c" * 40))
    async with database.read() as tx:
        rows = await tx.execute(select(table.c.id, table.c.state))
        assert {row.id: row.state for row in rows} == {old.id: "superseded", new.id: "running"}


async def test_a_finished_review_keeps_what_it_concluded(database: Database) -> None:
    review = await started(database)
    await finished(database, review, Conclusion.FAILURE)
    async with database.read() as tx:
        row = (await tx.execute(select(table))).mappings().one()
    assert (row["head_sha"], row["base_sha"], row["attempt"]) == (HEAD, BASE, 1)
    assert (row["state"], row["security"], row["review"]) == ("finished", "failure", None)
    assert row["timings"] == {"scan": 40}
    assert row["coverage"] == {"files": 2, "incomplete": 1, "first": [["b.py", "semgrep", "parse error"]]}
    assert row["cost_microusd"] == 42
    assert row["report"] is None


async def test_a_cost_that_is_not_known_in_full_is_unknown(database: Database) -> None:
    review = await started(database)
    async with database.begin() as tx:
        await reviews.finish(tx, review, concluded(cost=None), timings={})
        assert (await tx.execute(select(table.c.cost_microusd))).scalar_one() is None


async def test_a_review_that_ended_otherwise_says_why_and_plans_nothing(database: Database) -> None:
    review = await started(database)
    async with database.begin() as tx:
        await reviews.plan(tx, review, {"said": "all"})
        await reviews.end(tx, review, ReviewState.FAILED, "git refused")
        row = (await tx.execute(select(table))).mappings().one()
    assert (row["state"], row["reason"], row["planned"]) == ("failed", "git refused", None)


async def test_a_pull_request_is_one_row_that_follows_its_head(database: Database) -> None:
    async with database.begin() as tx:
        first = await pull_requests.save(tx, pull_request())
        assert await pull_requests.save(tx, pull_request(head_sha="c" * 40)) == first
        assert await pull_requests.head_of(tx, 7, 3) == "c" * 40
        assert await pull_requests.head_of(tx, 7, 99) is None
