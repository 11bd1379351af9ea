"""`diffdiver receive` takes a recorded delivery the whole way, or, as a dry run, shows where it would lead."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.__main__ import main
from app.settings import load
from app.store.database import Database
from app.store.tables import deliveries
from tests.app.work.bot import BASE, SECURITY, VULNERABLE
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.repository import PullRequest

__all__ = ["github"]

MAY_POST = {"apps/create-installation-access-token", "git"}
PING = b'{"zen": "quiet", "hook_id": 1}'


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *args: str | Path
) -> tuple[object, Any, str]:
    """Call the command; return its exit status, what it printed, and the last line it complained with."""
    monkeypatch.setattr(sys, "argv", ["diffdiver", "receive", *map(str, args)])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), json.loads(out) if out else None, err.rstrip("\n").split("\n")[-1]


def inbox() -> list[Any]:
    """Return the deliveries in the configured database."""

    async def read() -> list[Any]:
        database = await Database.open(load().database)
        try:
            async with database.read() as tx:
                return list((await tx.execute(select(deliveries))).all())
        finally:
            await database.close()

    return asyncio.run(read())


@pytest.fixture
def pull(github: GitHubStandIn, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> PullRequest:
    """Install an App where a pull request adds a command injection, and set the environment for it."""
    app = github.create_app()
    repository = github.add_repository("octo/shop", files=BASE)
    github.install(app, [repository])
    github.commit(repository, "topic", VULNERABLE, parent=github.sha(repository, "main"))
    for name, value in {
        "GITHUB_APP_ID": str(app.id),
        "GITHUB_PRIVATE_KEY": app.pem,
        "GITHUB_WEBHOOK_SECRET": "s",
        "GITHUB_API_URL": github.api_url,
        "GITHUB_SERVER_URL": github.url,
    }.items():
        monkeypatch.setenv(name, value)
    return github.open_pull_request(repository)


@pytest.fixture
def recorded(github: GitHubStandIn, pull: PullRequest, tmp_path: Path) -> Path:
    """Record the delivery that the pull request would have caused."""
    delivery = asyncio.run(github.deliver("pull_request", "opened", pull_request=pull, lost=True))
    path = tmp_path / "opened.json"
    path.write_bytes(orjson.dumps(delivery.payload))
    return path


def test_a_recorded_delivery_becomes_a_review(
    github: GitHubStandIn,
    pull: PullRequest,
    recorded: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, told, _ = run(monkeypatch, capsys, "pull_request", recorded)
    (job,) = told["jobs"]
    assert (code, told["status"], job["state"], job["error"]) == (0, "accepted", "done", None)
    assert [c.path for c in github.comments(pull)] == ["shop/web.py"]
    assert {r.name: r.conclusion for r in github.check_runs(pull)}[SECURITY] == "failure"
    assert [(row.id, row.state) for row in inbox()] == [(told["delivery"], "done")]


@pytest.mark.slow
def test_a_dry_run_publishes_and_stores_nothing_and_shows_what_would_have_been(
    github: GitHubStandIn,
    pull: PullRequest,
    recorded: Path,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, told, _ = run(monkeypatch, capsys, "pull_request", recorded, "--dry-run")
    (review,) = told["reviews"]
    assert code == 0
    assert [comment["path"] for comment in review["comments"]] == ["shop/web.py"]
    assert {check["name"]: check["conclusion"] for check in review["checks"]}[SECURITY] == "failure"
    assert (github.comments(pull), github.check_runs(pull), github.issue_comments(pull)) == ([], [], [])
    assert not [r for r in github.requests if r.method != "GET" and r.operation not in MAY_POST]
    assert not (data_dir / "diffdiver.db").exists()


@pytest.mark.parametrize("flags", [(), ("--dry-run",)], ids=["for real", "dry run"])
def test_an_ignored_event_tells_the_reason(
    data_dir: Path,
    tmp_path: Path,
    flags: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "ping.json").write_bytes(PING)
    code, told, _ = run(monkeypatch, capsys, "ping", tmp_path / "ping.json", *flags)
    assert (code, told["status"], told["reason"]) == (0, "ignored", "a ping asks for nothing")
    if flags:
        assert list(data_dir.iterdir()) == []
    else:
        assert [row.reason for row in inbox()] == ["a ping asks for nothing"]


@pytest.mark.parametrize(
    ("event", "content", "said"),
    [
        ("pull_request", None, "cannot be read: No such file"),
        ("pull_request", b"{", "is not a JSON object"),
        ("pull_request", b"[]", "is not a JSON object"),
        ("pull_requests", b"{}", "did you mean pull_request?"),
        ("star", b"{}", "there is no handler for the event 'star'"),
    ],
)
def test_what_cannot_be_replayed_is_told_of(
    event: str,
    content: bytes | None,
    said: str,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "payload.json"
    if content is not None:
        path.write_bytes(content)
    code, out, complaint = run(monkeypatch, capsys, event, path)
    assert (code, out) == (2, None)
    assert said in complaint


def test_without_an_app_there_is_nobody_to_review_as(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "payload.json"
    path.write_text(
        '{"action": "opened", "installation": {"id": 1}, "repository": {"id": 2, "full_name": "o/r"},'
        ' "pull_request": {"number": 3}}'
    )
    code, _, complaint = run(monkeypatch, capsys, "pull_request", path)
    assert code == 2
    assert "GITHUB_APP_ID" in complaint


@pytest.mark.slow
def test_a_job_that_was_not_done_ends_with_1_and_says_why(
    github: GitHubStandIn,
    recorded: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    github.fault("GET", "/pulls/", times=None, status=502)
    code, told, _ = run(monkeypatch, capsys, "pull_request", recorded)
    assert (code, told["jobs"][0]["state"]) == (1, "waiting")
    assert "502" in told["jobs"][0]["error"]
