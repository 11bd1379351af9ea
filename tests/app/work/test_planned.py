"""What is to be published survives its worker, whatever text is in it; anything else is not taken for it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.github.target import Published
from app.store import reviews, tables
from app.store.database import Database
from app.work.planned import Planned, from_json, kept, to_json
from review.models import Annotation, CheckRun, Concluded, Conclusion, Review, ReviewComment, Side
from tests.app.store.samples import BASE, LEASE, concluded, finding, pull_request

HOSTILE = 'a\\udcff"\n\0{}\u2028\x7f\U000e0041'
PATH = "src/\udcff\ud800/\\x.py"


def planned() -> Planned:
    comment = ReviewComment(PATH, 3, Side.RIGHT, None, HOSTILE, "f1")
    check = CheckRun(
        "diffdiver/security",
        Conclusion.FAILURE,
        HOSTILE,
        HOSTILE,
        (Annotation(PATH, 3, 4, "failure", HOSTILE, HOSTILE),),
    )
    account = concluded(finding("f1", path=PATH))
    return Planned(replace(account, review=Review((comment,), HOSTILE, (check,))), {"scan": 40})


def bare(one: Planned) -> Planned:
    found = tuple(replace(each, message="", evidence="", suggestion=None) for each in one.concluded.findings)
    return replace(one, concluded=replace(one.concluded, findings=found))


async def test_it_comes_back_from_the_database_as_it_was_but_for_the_code(database: Database) -> None:
    async with database.begin() as tx:
        review = await reviews.start(tx, pull_request(), LEASE, BASE)
        assert await reviews.plan(tx, review, to_json(planned()))
    async with database.read() as tx:
        assert from_json(await reviews.planned(tx, review)) == bare(planned())
        assert "hunter2" not in str((await tx.execute(select(tables.reviews.c.planned))).scalar_one())


STORED = json.loads(json.dumps(to_json(planned())))


@pytest.mark.parametrize(
    "other",
    [
        None,
        [],
        "text",
        {},
        {**STORED, "version": 2},
        {**STORED, "concluded": None},
        {**STORED, "timings": {"scan": "long"}},
        {"version": 1, "concluded": {**STORED["concluded"], "review": {}}},
    ],
)
def test_a_row_of_another_shape_is_nothing(other: object) -> None:
    assert from_json(other) is None


def test_control_a_row_of_this_shape_is_read() -> None:
    assert from_json(STORED) == bare(planned())


def test_what_was_published_keeps_its_checks_and_summary_and_no_comment() -> None:
    one = planned()
    left = kept(one, Published({}, (), None, {}))
    assert left.concluded == Concluded(replace(one.concluded.review, comments=()), (), ())
    assert left.timings == {}


def test_the_kept_summary_tells_of_refused_comments_as_the_published_one_did() -> None:
    left = kept(planned(), Published({}, (("f1", PATH),), None, {}))
    assert left.concluded.review.summary != HOSTILE
