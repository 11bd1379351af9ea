"""One commit that heads several pull requests: how each stands, and what was said of it before."""

from __future__ import annotations

import asyncio

from app.intake.intent import KnownRepository
from app.store import heads, installations, pull_requests, reviews
from app.store.database import Database
from app.store.heads import Standing
from app.store.reviews import UNKNOWN, ReviewState, StartedReview, Terms
from review.models import Conclusion, PullRequest
from tests.app.store.samples import BASE, HEAD, LEASE, concluded, pull_request

TERMS = Terms("terms")


async def started(database: Database, pull: PullRequest, terms: Terms = TERMS) -> StartedReview:
    async with database.begin() as tx:
        return await reviews.start(tx, pull, LEASE, BASE, terms)


async def finished(database: Database, pull: PullRequest, terms: Terms = TERMS) -> StartedReview:
    review = await started(database, pull, terms)
    async with database.begin() as tx:
        security = concluded(security=Conclusion.SUCCESS)
        await reviews.finish(tx, review, security, timings={}, planned=[pull.number])
    return review


async def test_a_commit_knows_how_every_open_pull_request_that_it_heads_stands(database: Database) -> None:
    await finished(database, pull_request(3))
    await started(database, pull_request(4))
    await finished(database, pull_request(5, state="closed"))
    failed = await started(database, pull_request(6))
    async with database.begin() as tx:
        await reviews.end(tx, failed, ReviewState.FAILED, "no merge base")
        await pull_requests.save(tx, pull_request(7))
        await reviews.stop(tx, 7, 4, "superseded")
        await reviews.start(tx, pull_request(3), LEASE, BASE, Terms("newer"))
        assert await pull_requests.open_at(tx, 7, HEAD) == (3, 4, 6, 7)
        assert await heads.standings(tx, 7, HEAD) == {
            3: Standing(3, ReviewState.RUNNING, None, None),
            4: None,
            6: Standing(6, ReviewState.FAILED, None, None),
            7: None,
        }


async def test_each_attempt_at_a_commit_belongs_to_one_pull_request(database: Database) -> None:
    await finished(database, pull_request(3))
    await started(database, pull_request(4))
    await started(database, pull_request(3), Terms("other"))
    async with database.read() as tx:
        assert await heads.attempts(tx, 7, HEAD) == {1: 3, 2: 4, 3: 3}


async def test_a_finished_review_holds_on_its_own_terms_only(database: Database) -> None:
    review = await finished(database, pull_request())
    async with database.read() as tx:
        found = await heads.stored(tx, pull_request(), LEASE, BASE, TERMS)
        assert found is not None
        assert (found.review, found.newest, found.kept) == (review, True, [3])
        assert await heads.stored(tx, pull_request(), LEASE, BASE, Terms("other")) is None
        assert await heads.stored(tx, pull_request(head_sha="c" * 40), LEASE, BASE, TERMS) is None
        assert await heads.stored(tx, pull_request(), LEASE, BASE, Terms("terms", since=2)) is None, "asked again"


async def test_a_review_of_an_older_version_holds_for_its_merge_base(database: Database) -> None:
    await finished(database, pull_request(), UNKNOWN)
    async with database.read() as tx:
        assert await heads.stored(tx, pull_request(), LEASE, BASE, TERMS) is not None
        assert await heads.stored(tx, pull_request(), LEASE, "c" * 40, TERMS) is None


async def test_a_review_that_is_said_again_gets_the_newest_attempt(database: Database) -> None:
    first = await finished(database, pull_request())
    await finished(database, pull_request(), Terms("draft"))
    async with database.begin() as tx:
        found = await heads.stored(tx, pull_request(), LEASE, BASE, TERMS)
        assert found is not None
        assert not found.newest
        assert await heads.renew(tx, first) == 3
        found = await heads.stored(tx, pull_request(), LEASE, BASE, TERMS)
        assert found is not None
        assert found.newest


async def test_those_who_begin_at_once_get_an_attempt_each(database: Database) -> None:
    async with database.begin() as tx:
        await installations.save_repositories(tx, [KnownRepository(7, 1, "octo/shop")])
    begun = await asyncio.gather(*(started(database, pull_request(number)) for number in range(1, 7)))
    assert sorted(review.attempt for review in begun) == [1, 2, 3, 4, 5, 6]
