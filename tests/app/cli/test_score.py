"""`diffdiver score` weighs what the newest review of each pull request left standing, and nothing older."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.score import NONE, score
from app.intake.intent import KnownRepository
from app.store import findings, installations, reviews
from app.store.database import Database
from review.models import FateKind
from tests.app.store.samples import BASE, LEASE, concluded, finding, pull_request


async def _reviewed(url: str) -> None:
    database = await Database.open(url)
    async with database.begin() as tx:
        await installations.save_repositories(tx, [KnownRepository(7, 1, "octo/shop")])
        for head, number, account in (
            ("c" * 40, 3, [finding("old"), finding("old2")]),
            ("d" * 40, 3, [finding("f1"), finding("f2", FateKind.ACCEPTED), finding("f3", FateKind.PRE_EXISTING)]),
            ("e" * 40, 4, []),
        ):
            started = await reviews.start(tx, pull_request(number, head), LEASE, BASE)
            await findings.save_account(tx, started, account)
            await reviews.finish(tx, started, concluded(*account), timings={})
    await database.close()


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(score, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_newest_reviews_count_without_what_is_accepted_or_old(
    data_dir: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert data_dir.is_dir()
    assert shown() == f"{NONE}\n"
    asyncio.run(_reviewed(database_url))
    (row,) = json.loads(shown("--format", "json", "--repo", "octo/shop"))["repositories"]
    assert row == {"repository": "octo/shop", "score": 73, "pull_requests": 2, "owasp": {"other": 1}}
    assert shown() == " 73  octo/shop  2 pull requests reviewed; other 1\n"
