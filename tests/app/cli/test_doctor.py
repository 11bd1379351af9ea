"""`diffdiver doctor` tells of each fault what to do, changes nothing, and never shows a secret."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli.doctor import doctor
from app.doctor.github import clock, lacking
from app.doctor.outcome import Status
from app.manifest import manifest
from tests.app import embedded
from tests.stand_in.accounts import App
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn

__all__ = ["github"]

Checks = Mapping[str, Mapping[str, Any]]
Set = Callable[..., None]


@pytest.fixture
def put(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Set:
    """Return a function that sets variables; the public URL is set already."""

    def set_all(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, str(value))

    set_all(DIFFDIVER_PUBLIC_URL="https://bot.example.com")
    return set_all


def examined() -> tuple[int, Checks]:
    """Run it; return the exit status and the checks by name."""
    done = CliRunner().invoke(doctor, ["--format", "json"], catch_exceptions=False)
    report = json.loads(done.stdout)
    assert report["ok"] == (done.exit_code == 0)
    return done.exit_code, {check["name"]: check for check in report["checks"]}


def status(checks: Checks, name: str) -> tuple[str, bool]:
    """Return how a check ended and whether it says what to do."""
    return checks[name]["status"], checks[name]["todo"] is not None


def register(put: Set, github: GitHubStandIn, **more: Any) -> App:
    """Register an App as app.yml says and set the environment for it."""
    wanted: Any = manifest("https://bot.example.com")
    access = {"permissions": wanted["default_permissions"], "events": wanted["default_events"]}
    app = github.create_app(**(access | more))
    put(
        GITHUB_APP_ID=app.id,
        GITHUB_PRIVATE_KEY=app.pem,
        GITHUB_WEBHOOK_SECRET="canary-hook",
        GITHUB_API_URL=github.api_url,
        GITHUB_SERVER_URL=github.url,
    )
    return app


def dated(github: GitHubStandIn) -> None:
    """Have the next answer carry the date, as all of GitHub's do; the stand-in's do not."""
    headers = {"date": formatdate(time.time(), usegmt=True)}
    github.fault("GET", "^/app$", status=401, body=b"{}", headers=headers)


def test_a_fresh_machine_is_told_how_to_register_and_nothing_is_made(put: Set, data_dir: Path) -> None:
    exit_code, checks = examined()
    assert exit_code == 0
    assert status(checks, "registration") == ("warn", True)
    assert status(checks, "GitHub App") == ("skipped", False)
    assert status(checks, "Redis") == ("skipped", True)
    assert [checks[name]["status"] for name in ("database", "git", "scan engine", "data directory")] == ["ok"] * 4
    assert list(data_dir.iterdir()) == []


def test_a_registered_and_installed_app_is_in_order(put: Set, github: GitHubStandIn) -> None:
    app = register(put, github)
    github.install(app, [github.add_repository("octo/shop", files={"a": "b"})])
    dated(github)
    exit_code, checks = examined()
    assert exit_code == 0
    for name in ("registration", "GitHub App", "App permissions", "App events", "installations", "clock"):
        assert checks[name]["status"] == "ok", checks[name]
    assert "octo" in checks["installations"]["found"]


def test_a_missing_permission_and_event_are_named(put: Set, github: GitHubStandIn) -> None:
    register(put, github, permissions={"contents": "read", "pull_requests": "read"}, events=())
    exit_code, checks = examined()
    assert exit_code == 1
    assert "pull_requests: write" in checks["App permissions"]["found"]
    assert "checks: write" in checks["App permissions"]["todo"]
    for event in ("check_run", "check_suite", "merge_group", "pull_request", "repository"):
        assert event in checks["App events"]["found"]
    assert status(checks, "installations") == ("warn", True)


def test_more_than_needed_is_warned_of(put: Set, github: GitHubStandIn) -> None:
    wanted: Any = manifest("https://x")["default_permissions"]
    register(put, github, permissions={**wanted, "contents": "write", "administration": "read"})
    _, checks = examined()
    assert status(checks, "App permissions") == ("warn", True)
    assert "administration: read, contents: write" in checks["App permissions"]["found"]


def test_an_installation_that_is_suspended_or_behind_is_named(put: Set, github: GitHubStandIn) -> None:
    app = register(put, github)
    github.suspend(github.install(app, [github.add_repository("octo/shop", files={"a": "b"})]))
    _, checks = examined()
    assert "1, of which 1 suspended: octo" in checks["installations"]["found"]
    github.install(app, [github.add_repository("behind/shop", files={"a": "b"})], permissions={"contents": "read"})
    _, checks = examined()
    assert "not accepted yet by behind" in checks["installations"]["found"]


def test_credentials_that_github_refuses_are_told_of_and_the_clock_all_the_same(
    put: Set,
    github: GitHubStandIn,
) -> None:
    register(put, github)
    dated(github)
    put(GITHUB_APP_ID=999_999)
    exit_code, checks = examined()
    assert (exit_code, status(checks, "GitHub App"), status(checks, "clock")[0]) == (1, ("fail", True), "ok")


@pytest.mark.slow
def test_a_github_that_cannot_be_reached_is_told_of(put: Set, github: GitHubStandIn) -> None:
    register(put, github)
    put(GITHUB_API_URL="http://127.0.0.1:1")
    exit_code, checks = examined()
    assert (exit_code, status(checks, "GitHub App"), status(checks, "clock")[0]) == (1, ("fail", True), "skipped")


def test_an_unusable_key_is_told_of_and_not_shown(put: Set) -> None:
    put(GITHUB_APP_ID=7, GITHUB_PRIVATE_KEY="canary-key", GITHUB_WEBHOOK_SECRET="s")
    exit_code, checks = examined()
    assert (exit_code, status(checks, "GitHub App")) == (1, ("fail", True))
    assert "canary" not in json.dumps(checks)


def test_settings_that_cannot_be_read_are_the_one_fault(put: Set) -> None:
    put(GITHUB_APP_ID=7)
    exit_code, checks = examined()
    assert (exit_code, status(checks, "settings")) == (1, ("fail", True))
    assert set(checks) == {"settings", "everything else"}


def test_stores_that_do_not_answer_are_told_of_without_their_passwords(put: Set) -> None:
    put(
        DATABASE_URL="postgresql://bot:canary-pw@127.0.0.1:1/x",
        REDIS_URL="redis://:canary-pw@127.0.0.1:1/0",
        OPENAI_API_KEY="canary-openai-key",
    )
    exit_code, checks = examined()
    assert exit_code == 1
    assert status(checks, "database") == ("fail", True)
    assert status(checks, "Redis") == ("fail", True)
    assert checks["providers"]["status"] == "ok"
    assert "openai (" in checks["providers"]["found"]
    assert "canary" not in json.dumps(checks)


def test_both_databases_are_recognised(put: Set, database_url: str) -> None:
    put(DATABASE_URL=database_url)
    _, checks = examined()
    assert checks["database"]["status"] == "ok"
    assert "at revision" in checks["database"]["found"]


def test_an_empty_database_is_in_order_and_stays_empty(put: Set, bare_url: str) -> None:
    put(DATABASE_URL=bare_url)
    for _ in range(2):
        found = examined()[1]["database"]["found"]
        assert "first start" in found


def test_the_embedded_server_answers_while_it_runs(put: Set, data_dir: Path) -> None:
    with embedded.server(data_dir):
        assert examined()[1]["Redis"] == {"name": "Redis", "status": "ok", "found": "embedded, answers", "todo": None}
    assert status(examined()[1], "Redis") == ("warn", True)


@pytest.mark.parametrize(("setting", "said"), [("/nonexistent", "holds no semgrep engine"), ("/bin/sh", "semgrep")])
def test_a_missing_scan_engine_is_told_of(put: Set, setting: str, said: str) -> None:
    put(DIFFDIVER_SEMGREP=setting)
    exit_code, checks = examined()
    assert (exit_code, status(checks, "scan engine")) == (1, ("fail", True))
    assert said in checks["scan engine"]["found"]


def test_a_missing_git_is_told_of(put: Set, tmp_path: Path) -> None:
    put(PATH=tmp_path)
    _, checks = examined()
    assert status(checks, "git") == ("fail", True)
    assert status(checks, "sandbox") in {("warn", True), ("ok", False)}


def test_an_unknown_provider_is_told_of(put: Set) -> None:
    put(DIFFDIVER_PROVIDERS="opena")
    _, checks = examined()
    assert status(checks, "providers") == ("fail", True)
    assert "did you mean openai?" in checks["providers"]["found"]


def test_a_model_without_a_price_is_warned_of(put: Set) -> None:
    put(OPENAI_API_KEY="k", OPENAI_MODEL="a-model-of-tomorrow")
    assert status(examined()[1], "providers") == ("warn", True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bot.example.com", "ok"),
        ("http://bot.example.com", "warn"),
        ("http://localhost:8710", "warn"),
        ("https://10.0.0.7", "warn"),
        ("bot.example.com", "fail"),
    ],
)
def test_the_public_url_is_looked_at(put: Set, url: str, expected: str) -> None:
    put(DIFFDIVER_PUBLIC_URL=url)
    assert status(examined()[1], "public URL") == (expected, expected != "ok")


def test_open_permissions_are_warned_of_and_open_credentials_are_a_fault(put: Set, data_dir: Path) -> None:
    (data_dir / "credentials.json").write_text(
        '{"github_app_id": 7, "github_private_key": "canary-key", "github_webhook_secret": "canary-hook"}'
    )
    data_dir.chmod(0o755)
    (data_dir / "credentials.json").chmod(0o644)
    exit_code, checks = examined()
    assert exit_code == 1
    assert status(checks, "data directory") == ("warn", True)
    assert status(checks, "credentials file") == ("fail", True)
    assert f"from {data_dir}" in checks["registration"]["found"]
    assert "canary" not in json.dumps(checks)


def test_a_data_directory_that_cannot_be_made_is_told_of(put: Set, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    put(DIFFDIVER_DATA_DIR=tmp_path / "file" / "data")
    exit_code, checks = examined()
    assert (exit_code, status(checks, "settings")) == (1, ("fail", True))
    assert str(tmp_path / "file") in checks["settings"]["found"]


def test_a_data_directory_too_deep_for_a_socket_is_told_of(put: Set, tmp_path: Path) -> None:
    put(DIFFDIVER_DATA_DIR=tmp_path / ("x" * 120))
    assert status(examined()[1], "Redis") == ("fail", True)


def test_two_webhook_secrets_are_one_too_many(put: Set, github: GitHubStandIn) -> None:
    register(put, github)
    put(GITHUB_WEBHOOK_SECRET="canary-new,canary-old")
    _, checks = examined()
    assert status(checks, "registration") == ("warn", True)
    assert "canary" not in json.dumps(checks)


def test_the_text_form_has_a_line_for_each_and_an_arrow_for_what_to_do(put: Set) -> None:
    done = CliRunner().invoke(doctor, [], catch_exceptions=False)
    assert "warn    registration: not registered" in done.stdout
    assert "        -> start `diffdiver web`" in done.stdout


@pytest.mark.parametrize(("skew", "expected"), [(0, "ok"), (20, "ok"), (-20, "ok"), (90, "fail"), (-90, "fail")])
def test_a_clock_that_is_off_is_a_fault(skew: int, expected: str) -> None:
    (outcome,) = clock(time.time() + skew, formatdate(time.time(), usegmt=True))
    assert outcome.status == expected
    assert bool(outcome.todo) == (expected == "fail")


@pytest.mark.parametrize("date", ["", "yesterday", "9" * 50])
def test_an_undated_answer_says_nothing_of_the_clock(date: str) -> None:
    assert clock(time.time(), date)[0].status is Status.SKIPPED


@pytest.mark.parametrize(
    ("granted", "missing"),
    [({"a": "write"}, ()), ({"a": "admin"}, ()), ({"a": "read"}, ("a: write",)), ({}, ("a: write",))],
)
def test_a_higher_level_includes_the_lower(granted: dict[str, str], missing: tuple[str, ...]) -> None:
    assert lacking({"a": "write", "metadata": "read"}, granted) == missing
