"""The account of a review: every finding, never its code, and what the next review may know of it."""

from __future__ import annotations

from sqlalchemy import select

from app.store import accepted, findings, reviews
from app.store.accepted import Risk, moment
from app.store.clock import now
from app.store.database import Database
from app.store.tables import findings as table
from review.models import EarlierFinding, FateKind, Finding
from tests.app.store.samples import BASE, LEASE, concluded, finding, pull_request


async def saved(
    database: Database, *account: Finding, comments: dict[tuple[str, str], int] | None = None, head_sha: str = "a" * 40
) -> None:
    """Review a head and record these findings."""
    async with database.begin() as tx:
        review = await reviews.start(tx, pull_request(head_sha=head_sha), LEASE, BASE)
        await findings.save_account(tx, review, account, comments)
        await reviews.finish(tx, review, concluded(*account), timings={})


async def earlier(database: Database, number: int = 3) -> tuple[EarlierFinding, ...]:
    """Return what the next review is told."""
    async with database.read() as tx:
        return await findings.earlier(tx, 7, number)


async def fates(database: Database) -> dict[str, tuple[str, int | None]]:
    """Return what is recorded as the fate and comment of each fingerprint."""
    async with database.read() as tx:
        rows = await tx.execute(select(table.c.fingerprint, table.c.fate, table.c.comment_id))
        return {row.fingerprint: (row.fate, row.comment_id) for row in rows}


async def test_every_finding_is_recorded_with_its_fate_and_comment(database: Database) -> None:
    account = [finding("f1"), finding("f2", FateKind.SUMMARY), finding("f3", None)]
    await saved(database, *account, comments={("f1", "a.py"): 99})
    assert await fates(database) == {"f1": ("posted", 99), "f2": ("summary", None), "f3": ("suppressed", None)}


async def test_a_comment_that_github_refused_is_not_recorded_as_posted(database: Database) -> None:
    await saved(database, finding("f1"), comments={})
    assert await fates(database) == {"f1": ("summary", None)}


async def test_no_code_is_kept(database: Database) -> None:
    await saved(database, finding("f1"))
    async with database.read() as tx:
        row = (await tx.execute(select(table))).one()
    assert "hunter2" not in str(tuple(row))


async def test_a_review_taken_up_again_replaces_its_account(database: Database) -> None:
    async with database.begin() as tx:
        review = await reviews.start(tx, pull_request(), LEASE, BASE)
        await findings.save_account(tx, review, [finding("f1"), finding("f2")])
        await findings.save_account(tx, review, [finding("f2")])
    assert set(await fates(database)) == {"f2"}


async def test_paths_of_any_bytes_come_back_as_they_were(database: Database) -> None:
    paths = ("a\udcff\\u0041\\.py", "plain.py", "back\\slash\\", "\u202e.py")
    await saved(database, *(finding(f"f{n}", path=path) for n, path in enumerate(paths)))
    assert tuple(one.path for one in await earlier(database)) == paths


async def test_a_finding_posted_once_counts_as_posted_ever_after(database: Database) -> None:
    await saved(database, finding("f1", path="old.py"), comments={("f1", "old.py"): 5})
    await saved(database, finding("f1", FateKind.SUMMARY, path="new.py"), head_sha="c" * 40)
    known = {EarlierFinding("f1", "old.py", posted=True), EarlierFinding("f1", "new.py", posted=False)}
    assert set(await earlier(database)) == known, "which of them stands for which is for the review to say"


async def test_a_repeated_finding_knows_the_comment_that_stands_for_it(database: Database) -> None:
    await saved(database, finding("f1", FateKind.REPEATED), comments={("f1", "a.py"): 5})
    assert await fates(database) == {"f1": ("repeated", 5)}
    assert (await earlier(database))[0].posted is True


async def test_a_finding_that_never_got_a_comment_is_not_posted(database: Database) -> None:
    await saved(database, finding("f1", FateKind.SUMMARY))
    assert await earlier(database) == (EarlierFinding("f1", "a.py", posted=False),)


async def test_other_pull_requests_have_their_own_past(database: Database) -> None:
    await saved(database, finding("f1"))
    assert await earlier(database, number=4) == ()


async def test_an_accepted_risk_is_told_where_it_holds_and_while_it_holds(database: Database) -> None:
    """In its own file: the same code elsewhere is another finding, whoever copied it there."""
    await saved(database, finding("f1"), finding("f1", path="copy.py"))
    async with database.begin() as tx:
        past = (await tx.execute(select(now()))).scalar_one() - 1
        for risk in (
            Risk(7, 3, "f1", "a.py", "a test", 9, "octocat"),
            Risk(7, None, "f2", "b.py", "a test", 9, expires_ms=past + 60_000),
            Risk(7, None, "f3", "c.py", "a test", 9, expires_ms=past),
            Risk(7, 5, "f4", "c.py", "a test", 9),
            Risk(8, None, "f5", "c.py", "a test", 9),
        ):
            await accepted.accept(tx, risk)
    f2 = EarlierFinding("f2", "b.py", posted=False, accepted=True)
    one, other, everywhere = sorted(await earlier(database), key=lambda known: (known.fingerprint, known.path))
    assert (one, everywhere) == (EarlierFinding("f1", "a.py", posted=True, accepted=True), f2)
    assert other == EarlierFinding("f1", "copy.py", posted=True)
    assert one.acceptance == "accepted as a known risk by octocat: a test"
    assert everywhere.acceptance == f"accepted as a known risk by account 9 until {moment(past + 60_000)}: a test"
    assert await earlier(database, number=4) == (f2,)
