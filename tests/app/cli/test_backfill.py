"""`diffdiver backfill` shows what it would review and at what cost, and starts it only when told to."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.__main__ import main
from app.settings import load
from app.store import tables
from app.store.database import Database
from tests.stand_in.accounts import App, Installation
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.repository import PullRequest, Repository

__all__ = ["github"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that calls the command with an answer on stdin: its exit status, its output, its complaints."""

    def call(*args: str, answer: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["diffdiver", "backfill", *args])
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def app(github: GitHubStandIn, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """Register an App, set the environment for it, and make an empty database."""
    made = github.create_app()
    for name, value in {
        "GITHUB_APP_ID": str(made.id),
        "GITHUB_PRIVATE_KEY": made.pem,
        "GITHUB_WEBHOOK_SECRET": "s",
        "GITHUB_API_URL": github.api_url,
        "GITHUB_SERVER_URL": github.url,
    }.items():
        monkeypatch.setenv(name, value)
    _with_database(lambda database: database.migrate())
    return made


@pytest.fixture
def shop(github: GitHubStandIn, app: App) -> Repository:
    """Install the App on a repository with three open pull requests that changed on different days."""
    repository = github.add_repository("octo/shop", files={"a.py": "one = 1\n"})
    installed: Installation = github.install(app, [repository])
    installed.created_at = "2026-11-01T00:00:00Z"
    github.commit(repository, "topic", {"a.py": "one = 2\n"}, parent=github.sha(repository, "main"))
    for day in (3, 9, 6):
        pull = github.open_pull_request(repository)
        pull.created_at = pull.updated_at = f"2026-10-0{day}T12:00:00Z"
    return repository


def _with_database(work: Callable[[Database], Any]) -> Any:
    async def connected() -> Any:
        database = await Database.open(load().database)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(connected())


def jobs() -> list[Any]:
    async def read(database: Database) -> list[Any]:
        async with database.read() as tx:
            return list((await tx.execute(select(tables.jobs).order_by(tables.jobs.c.not_before))).all())

    found: list[Any] = _with_database(read)
    return found


def finished(pull: PullRequest, cost: int | None = None, *, quiet: bool = False) -> None:
    """Let a pull request's head have a finished review."""
    here = {"repository_id": pull.repository.id, "number": pull.number, "head_sha": pull.head_sha}
    read = {"state": "open", "draft": False, "base_ref": "main", "base_sha": pull.base_sha, "head_ref": "topic"}
    review = {"attempt": 1, "state": "finished", "quiet": quiet, "cost_microusd": cost, "started_ms": 1}

    async def write(database: Database) -> None:
        async with database.begin() as tx:
            adding = insert(tables.pull_requests).values(**here, **read).returning(tables.pull_requests.c.id)
            number = (await tx.execute(adding)).scalar_one()
            await tx.execute(insert(tables.reviews).values(pull_request_id=number, **here, **review))

    _with_database(write)


def pulls(github: GitHubStandIn) -> list[PullRequest]:
    return sorted(github.world.pull_requests.values(), key=lambda pull: pull.number)


def test_it_shows_how_many_and_which_caps_hold_and_asks(shop: Repository, run: Run) -> None:
    code, out, err = run(answer="n\n")
    assert code == 0
    assert "3 pull requests to review, one every 20 s" in out
    assert "octo/shop: 3" in out
    assert "cost: security check only: no model is asked" in out
    assert "0.10 USD a review (so 0.30 USD for these), 1.00 USD a pull request, 10.00 USD a day" in out
    assert "nothing was started" in err
    assert jobs() == []


def test_told_yes_it_wants_quiet_reviews_those_that_changed_last_first(shop: Repository, run: Run) -> None:
    code, _, _ = run(answer="y\n")
    assert code == 0
    found = jobs()
    assert [(job.kind, job.subject) for job in found] == [("review", f"{shop.id}/{number}") for number in (2, 3, 1)]
    assert all(job.quiet and job.state == "waiting" for job in found)
    waits = [job.not_before - found[0].not_before for job in found]
    assert [round(wait / 1000) for wait in waits] == [0, 20, 40]


@pytest.mark.slow
def test_the_worker_finds_the_repository_that_no_event_told_of(shop: Repository, run: Run) -> None:
    run("--yes")

    async def read(database: Database) -> Any:
        async with database.read() as tx:
            return (await tx.execute(select(tables.repositories.c.full_name))).scalars().all()

    assert _with_database(read) == ["octo/shop"]


def test_in_full_they_are_loud_and_cost_what_reviews_cost(
    github: GitHubStandIn, shop: Repository, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    assert json.loads(run("--full", "--format", "json")[1])["estimated_cost_usd"] is None
    finished(pulls(github)[0], 40_000)
    code, out, _ = run("--full", "--yes", "--format", "json")
    told = json.loads(out)
    assert (code, told["estimated_cost_usd"], told["started"]) == (0, 0.08, True)
    assert told["left_out"] == {"reviewed already": 1}
    assert [job.quiet for job in jobs()] == [False, False]


@pytest.mark.slow
def test_a_quiet_review_is_followed_by_a_full_one_only_when_asked_for(
    github: GitHubStandIn, shop: Repository, run: Run
) -> None:
    finished(pulls(github)[0], quiet=True)
    assert len(json.loads(run("--format", "json")[1])["pull_requests"]) == 2
    assert len(json.loads(run("--full", "--format", "json")[1])["pull_requests"]) == 3


@pytest.mark.slow
def test_json_without_yes_starts_nothing(shop: Repository, run: Run) -> None:
    code, out, _ = run("--format", "json")
    told = json.loads(out)
    assert (code, told["started"], told["estimated_cost_usd"]) == (0, False, 0)
    assert [pull["number"] for pull in told["pull_requests"]] == [2, 3, 1]
    assert jobs() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "numbers"),
    [
        (("--limit", "2"), [2, 3]),
        (("--since", "2026-10-06"), [2, 3]),
        (("--since", "2026-10-10"), []),
        (("--repo", "Octo/Shop"), [2, 3, 1]),
    ],
)
def test_what_is_looked_at_can_be_narrowed(
    shop: Repository, run: Run, args: tuple[str, ...], numbers: list[int]
) -> None:
    told = json.loads(run("--format", "json", *args)[1])
    assert [pull["number"] for pull in told["pull_requests"]] == numbers


def test_a_second_backfill_leaves_out_what_is_under_way(shop: Repository, run: Run) -> None:
    run("--yes", "--limit", "1")
    assert json.loads(run("--format", "json")[1])["left_out"] == {"under way already": 1}
    told = json.loads(run("--format", "json", "--full")[1])
    assert len(told["pull_requests"]) == 3, "in full it is more than what is under way"


@pytest.mark.slow
def test_with_nothing_to_review_it_does_not_ask(app: App, run: Run) -> None:
    code, out, err = run()
    assert (code, "nothing to review" in out, "?" in err) == (0, True, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--repo", "octo/other"), "the App is not installed on octo/other"),
        (("--since", "yesterday"), "does not match the format"),
        (("--limit", "0"), "not in the range"),
    ],
)
def test_what_cannot_be_done_is_told(shop: Repository, run: Run, args: tuple[str, ...], said: str) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.slow
def test_a_suspended_installation_is_told(github: GitHubStandIn, shop: Repository, run: Run) -> None:
    github.suspend(next(iter(github.world.installations.values())))
    code, _, err = run("--repo", "octo/shop")
    assert (code, "is suspended" in err) == (2, True)
    assert "nothing to review" in run()[1]


def test_without_a_database_or_an_app_it_says_what_to_do(data_dir: Path, run: Run) -> None:
    code, _, err = run()
    assert (code, "GITHUB_APP_ID" in err) == (2, True)


@pytest.mark.slow
def test_github_being_away_starts_nothing(github: GitHubStandIn, shop: Repository, run: Run) -> None:
    github.fault("GET", "/pulls$", times=None, status=502)
    code, _, err = run("--yes")
    assert (code, "502" in err) == (3, True)
    assert jobs() == []


@pytest.mark.slow
def test_a_repository_that_github_does_not_show_is_named(github: GitHubStandIn, shop: Repository, run: Run) -> None:
    github.fault("GET", "/pulls$", status=404)
    assert "not shown by GitHub: octo/shop" in run()[1]
