"""`diffdiver purge` removes at once, after asking, and says what; others' data and the audit log stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select

from app.cli import diffdiver
from app.facts.store import Facts
from app.intake.intent import Delivery, Intent, KnownInstallation, KnownRepository, Wanted
from app.store import audit, installations, pull_requests, tables
from app.store.audit import Entry
from app.store.database import Database
from app.store.inbox import Inbox
from review.models import PullRequest
from tests import databases

MINE, OTHERS = 7, 8


async def _filled(url: str, state: str) -> None:
    database = await Database.open(url)
    await database.migrate()
    async with database.begin() as tx:
        for number, repository_id in ((MINE, 70), (OTHERS, 80)):
            await installations.save_installations(tx, [KnownInstallation(number, "octo", "User", state)])
            await installations.save_repositories(tx, [KnownRepository(repository_id, number, f"octo/r{number}")])
            pull = PullRequest(
                repository_id, "o/r", 1, "t", "", 1, "a", False, "open", False, "main", "b" * 40, "t", "a" * 40, 1, "m"
            )
            await pull_requests.save(tx, pull)
            await audit.record(tx, Entry("job:1", "check", "t", "r", None, number, repository_id, 1))
            scopes = (f"installation:{number}", f"review:{repository_id}/1/{'a' * 40}")
            for scope in scopes:
                await tx.execute(insert(tables.ledger).values(scope=scope, period="p", cap=1, reserved=0, settled=0))
    for number, repository_id in ((MINE, 70), (OTHERS, 80)):
        wanted = Intent(jobs=(Wanted("review", f"{repository_id}/1", number),))
        delivery = Delivery(f"d{number}", "pull_request", "opened", number, repository_id, "h")
        await Inbox(database).accept(delivery, wanted)
    await database.close()


async def _counts(url: str) -> dict[str, int]:
    database = await Database.open(url)
    async with database.read() as tx:
        found = {t.name: len((await tx.execute(select(t))).all()) for t in tables.metadata.sorted_tables}
    await database.close()
    return {name: many for name, many in found.items() if many}


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DIFFDIVER_DATA_DIR", str(tmp_path))
    return f"sqlite:///{tmp_path / 'diffdiver.db'}"


def test_it_asks_and_removes_nothing_on_no(url: str) -> None:
    databases.run(_filled(url, "deleted"))
    before = databases.run(_counts(url))
    result = CliRunner().invoke(diffdiver, ["purge", str(MINE)], input="n\n")
    assert result.exit_code != 0
    assert databases.run(_counts(url)) == before


def test_it_removes_all_of_one_installation_and_nothing_of_another(url: str) -> None:
    databases.run(_filled(url, "deleted"))
    result = CliRunner().invoke(diffdiver, ["purge", str(MINE), "--yes"])
    assert result.exit_code == 0, result.output
    assert "pull_requests: 1 removed" in result.output
    left = databases.run(_counts(url))
    assert {name: many for name, many in left.items() if name not in ("audit", "ledger")} == dict.fromkeys(
        ("installations", "repositories", "pull_requests", "jobs", "deliveries", "delivery_jobs"), 1
    )
    assert (left["audit"], left["ledger"]) == (2, 2)


def test_what_is_known_of_its_blobs_goes_too(url: str) -> None:
    async def facts(repository_id: int, *, kept: bool) -> dict[str, bytes]:
        database = await Database.open(url)
        opened = await Facts.open(url, database)
        if kept:
            await opened.keep(repository_id, "scan", {"a": b"1"})
        found = await opened.find(repository_id, "scan", ["a"])
        await opened.close()
        await database.close()
        return dict(found)

    databases.run(_filled(url, "deleted"))
    assert [databases.run(facts(one, kept=True)) for one in (70, 80)] == [{"a": b"1"}] * 2
    CliRunner().invoke(diffdiver, ["purge", str(MINE), "--yes"], catch_exceptions=False)
    assert [databases.run(facts(one, kept=False)) for one in (70, 80)] == [{}, {"a": b"1"}]


def test_its_clones_and_graphs_go_too(url: str, tmp_path: Path) -> None:
    databases.run(_filled(url, "deleted"))
    for repository_id in (70, 80):
        folder = tmp_path / "git" / str(repository_id)
        folder.mkdir(parents=True)
        (folder / "graph").write_bytes(b"")
    CliRunner().invoke(diffdiver, ["purge", str(MINE), "--yes"], catch_exceptions=False)
    assert [path.name for path in (tmp_path / "git").iterdir() if path.is_dir()] == ["80"]


def test_a_living_installation_stays_known(url: str) -> None:
    databases.run(_filled(url, "active"))
    result = CliRunner().invoke(diffdiver, ["purge", str(MINE)], input="y\n")
    assert result.exit_code == 0, result.output
    left = databases.run(_counts(url))
    assert (left["installations"], left["repositories"], left["pull_requests"]) == (2, 2, 1)


def test_an_unknown_installation_is_named(url: str) -> None:
    databases.run(_filled(url, "deleted"))
    result = CliRunner().invoke(diffdiver, ["purge", "99"])
    assert result.exit_code != 0
    result = CliRunner().invoke(diffdiver, ["purge", "99", "--yes"])
    assert result.stdout.strip() == "Nothing was stored of it."
    assert "Redis does not answer" in result.stderr
