"""What became of the findings of models is counted once each, by model and category, within one installation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete

from app.intake.intent import KnownRepository
from app.store import findings, installations, outcomes, reviews, tables
from app.store.database import Database
from app.store.outcomes import Outcome
from review.findings.calibration import calibrate
from review.models import EarlierFinding, FateKind, Finding, Location, Outcomes
from tests.app.store.samples import BASE, HEAD, LEASE, concluded, finding, pull_request

MODEL = "model-x"


def said(fingerprint: str, fate: FateKind | None = FateKind.POSTED, **other: object) -> Finding:
    made = replace(finding(fingerprint, fate), source="model", model=MODEL, category="performance", evidence="a = b(c)")
    return replace(made, **other)  # type: ignore[arg-type]  # fields of Finding


async def reviewed(
    database: Database, *account: Finding, head: str = HEAD, gone: tuple[str, ...] = (), private: bool = False
) -> None:
    """Review a head, comment what is to be posted, and record that the code of these earlier findings is gone."""
    posted = [one.fingerprint for one in account if one.fate and one.fate.kind is FateKind.POSTED]
    comments = {(fingerprint, "a.py"): number for number, fingerprint in enumerate(posted, 5)}
    async with database.begin() as tx:
        await installations.save_repositories(tx, [KnownRepository(7, 1, "octo/shop", "main", private)])
        review = await reviews.start(tx, pull_request(head_sha=head), LEASE, BASE)
        await findings.save_account(tx, review, account, comments)
        await outcomes.fixed(tx, review, [(fingerprint, "a.py") for fingerprint in gone])
        await reviews.finish(tx, review, concluded(*account), timings={})


async def closed(database: Database, *, merged: bool = True, head: str = HEAD) -> None:
    async with database.begin() as tx:
        await outcomes.merged(tx, replace(pull_request(head_sha=head, state="closed"), merged=merged))


async def said_of(database: Database, *, merged: bool = True, **thumbs: Outcome) -> int:
    """Let people say this of the comments c5, c6, ..., and return on how many comments they have a say."""
    async with database.begin() as tx:
        rows = await outcomes.commented(tx, replace(pull_request(state="closed"), merged=merged))
        await outcomes.reacted(tx, {rows[int(name[1:])]: outcome for name, outcome in thumbs.items()})
    return len(rows)


async def counted(database: Database, installation_id: int = 1) -> tuple[Outcomes, ...]:
    async with database.read() as tx:
        return await outcomes.counts(tx, installation_id)


async def test_what_was_fixed_counts_as_useful_once_however_often_it_stays_gone(database: Database) -> None:
    await reviewed(database, said("f1"), said("f2"))
    assert await counted(database) == ()
    for head in ("c" * 40, "d" * 40):
        await reviewed(database, said("f2", FateKind.REPEATED), head=head, gone=("f1",))
    assert await counted(database) == (Outcomes(MODEL, "performance", 1, 0),)


async def test_what_still_stands_when_it_is_merged_counts_as_useless(database: Database) -> None:
    await reviewed(database, said("f1"), said("f2"))
    await reviewed(database, said("f2", FateKind.REPEATED), head="c" * 40, gone=("f1",))
    for _ in range(2):
        await closed(database, head="c" * 40)
    assert await counted(database) == (Outcomes(MODEL, "performance", 1, 1),)


@pytest.mark.parametrize(("merged", "head"), [(False, HEAD), (True, "c" * 40)])
async def test_closing_without_a_merge_or_at_a_head_nobody_reviewed_tells_nothing(
    database: Database, merged: bool, head: str
) -> None:
    await reviewed(database, said("f1"))
    await closed(database, merged=merged, head=head)
    assert await counted(database) == ()


async def test_only_what_people_saw_of_a_model_and_can_be_recognised_counts(database: Database) -> None:
    unseen = said("f1", FateKind.SUMMARY)
    of_a_check = finding("f2")
    unrecognised = said("f3", evidence="")
    of_a_region = said("f4", location=Location("a.py", 1, 900))
    await reviewed(database, unseen, of_a_check, unrecognised, of_a_region)
    await closed(database)
    assert await counted(database) == ()


async def test_models_and_categories_are_counted_apart(database: Database) -> None:
    others = (said("f2", model="model-y"), said("f3", category="security"))
    await reviewed(database, said("f1"), *others)
    await closed(database)
    assert set(await counted(database)) == {
        Outcomes(MODEL, "performance", 0, 1),
        Outcomes(MODEL, "security", 0, 1),
        Outcomes("model-y", "performance", 0, 1),
    }


async def test_another_installation_has_no_say(database: Database) -> None:
    await reviewed(database, said("f1"))
    await closed(database)
    assert await counted(database, installation_id=2) == ()


async def test_the_next_review_knows_how_to_recognise_the_code_of_a_model_finding_only(database: Database) -> None:
    await reviewed(database, said("f1"), finding("f2"))
    async with database.read() as tx:
        known = {one.fingerprint: one for one in await findings.earlier(tx, 7, 3)}
    assert (known["f1"].category, known["f1"].lines, len(known["f1"].code)) == ("performance", 2, 32)
    assert known["f2"] == EarlierFinding("f2", "a.py", posted=True)


async def test_what_people_say_counts_once_and_in_place_of_what_was_guessed(database: Database) -> None:
    await reviewed(database, said("f1"), said("f2"), said("f3"))
    await reviewed(database, said("f3", FateKind.REPEATED), head="c" * 40, gone=("f1",))
    await closed(database, head="c" * 40)
    assert await counted(database) == (Outcomes(MODEL, "performance", 1, 2),), "control: fixed, ignored, ignored"
    for _ in range(2):  # a delivery may come twice
        await said_of(database, c5=Outcome.DISLIKED, c6=Outcome.LIKED)
        await closed(database, head="c" * 40)
        assert await counted(database) == (Outcomes(MODEL, "performance", 1, 2),)
    await said_of(database, c5=Outcome.LIKED)
    assert await counted(database) == (Outcomes(MODEL, "performance", 2, 1),)


async def test_a_thumb_down_lowers_what_the_model_says_next_and_a_thumb_up_raises_it(database: Database) -> None:
    next_one = said("f9", fate=None, confidence=0.7)
    heard = {}
    for number, outcome in enumerate((Outcome.LIKED, Outcome.DISLIKED)):
        await reviewed(database, said("f1", evidence=""), head=str(number) * 40)
        await said_of(database, c5=outcome)
        (heard[outcome],) = calibrate([next_one], await counted(database))
        async with database.begin() as tx:
            await tx.execute(delete(tables.findings))
    assert heard[Outcome.DISLIKED].confidence < next_one.confidence < heard[Outcome.LIKED].confidence


async def test_readers_have_a_say_on_comments_of_models_where_not_everybody_could_be_one(database: Database) -> None:
    await reviewed(database, said("f1"), said("f2", FateKind.SUMMARY), finding("f3"))
    assert await said_of(database, merged=False) == 0, "a stranger may react to a stranger's pull request"
    assert await said_of(database) == 1
    await reviewed(database, said("f4"), head="c" * 40, private=True)
    assert await said_of(database, merged=False) == 1  # the same comment number was given to both
