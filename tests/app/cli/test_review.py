"""`diffdiver review` as its users meet it: streams, formats and exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from app.cli.review import review
from tests.app.git.repositories import Repository

EVAL = b"eval(input())\n"
TOKEN = b'verify(jwt.decode(token, key, options={"verify_signature": False}))\n'


@pytest.fixture
def work(tmp_path: Path) -> Repository:
    """Two findings in one file (medium, high), an old one in another, and a binary."""
    made = Repository.create(tmp_path / "work", bare=False)
    (made.path / "old.py").write_bytes(EVAL)
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "first")
    made.git("checkout", "-q", "-b", "feature")
    (made.path / "old.py").write_bytes(b"import sys\n" + EVAL)
    (made.path / "new.py").write_bytes(b"import jwt\n" + EVAL + TOKEN)
    (made.path / "data.bin").write_bytes(b"\0\1\2")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "second")
    return made


def run(*options: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(review, ["--no-model", *map(str, options)], input=stdin, catch_exceptions=False)


def process(*options: object, stdin: bytes = b"", **streams: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a user does; `streams` replaces stdout or stderr."""
    argv = [sys.executable, "-m", "app", "review", "--no-model", *map(str, options)]
    taken = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run(argv, input=stdin, cwd=Path(__file__).parents[3], **taken)  # type: ignore[call-overload,no-any-return]  # by name


def report(result: Result) -> Mapping[str, object]:
    document = json.loads(result.stdout)
    schema = json.loads(resources.files("review.report").joinpath("report.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(document)
    assert isinstance(document, dict)
    return document


def test_json_is_the_published_report(work: Repository) -> None:
    """What is new, what stood before, what nobody reads, and the two ends of the change."""
    result = run("--repo", work.path, "--format", "json")
    told = report(result)
    findings = told["findings"]
    assert isinstance(findings, list)
    assert sorted((one["path"], one["start_line"], one["severity"], one["fate"]) for one in findings) == [
        ("new.py", 2, "medium", "reported"),
        ("new.py", 3, "high", "reported"),
        ("old.py", 2, "medium", "pre_existing"),
    ]
    assert (told["base"], told["head"]) == (work.git("rev-parse", "main"), work.git("rev-parse", "feature"))
    assert told["conclusions"] == {"security": "failure", "review": None}
    assert told["coverage"] == {
        "files_total": 3,
        "files_reviewed": 2,
        "skipped": [{"path": "data.bin", "reason": "a binary holds no text to check"}],
        "incomplete": [],
    }


@pytest.mark.slow
def test_text_is_for_people(work: Repository) -> None:
    """Each finding over its code, what is not counted, what was skipped; nothing behind the line ends."""
    shown = run("--repo", work.path).stdout
    assert "HIGH  JWT accepted without its signature\nnew.py:3\n" in shown
    assert "> 2 | eval(input())\n  3 | verify(" in shown
    assert "4 |" not in shown, "the file has three lines"
    assert "old.py:2 medium" in shown
    assert "1 file skipped: a binary holds no text to check." in shown
    assert [line for line in shown.split("\n") if line != line.rstrip()] == []


@pytest.mark.slow
def test_sarif_and_markdown_name_the_same_finding(work: Repository) -> None:
    sarif = json.loads(run("--repo", work.path, "--format", "sarif").stdout)
    assert {one["ruleId"] for one in sarif["runs"][0]["results"]} >= {"py-jwt-unverified"}
    markdown = run("--repo", work.path, "--format", "markdown").stdout
    assert markdown.startswith("# Diffdiver review\n")
    assert "## `new.py:3`" in markdown


def test_a_diff_on_stdin_finds_what_the_repository_does(work: Repository) -> None:
    diff = work.git("diff", "main", "feature").encode() + b"\n"
    findings = report(run("--diff", "-", "--format", "json", stdin=diff))["findings"]
    assert isinstance(findings, list)
    assert sorted((one["path"], one["start_line"]) for one in findings if one["fate"] == "reported") == [
        ("new.py", 2),
        ("new.py", 3),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("level", "status"), [("critical", 0), ("high", 1), ("info", 1)])
def test_the_status_is_1_from_the_level_that_was_asked_for(work: Repository, level: str, status: int) -> None:
    assert run("--repo", work.path, "--fail-on", level).exit_code == status


@pytest.mark.slow
def test_what_stood_before_fails_nothing(work: Repository) -> None:
    (work.path / "new.py").unlink()
    assert run("--repo", work.path, "--worktree", "--fail-on", "info").exit_code == 0


def test_the_status_is_3_when_something_was_not_read_and_1_if_there_is_a_finding_too() -> None:
    """A patch that breaks off in the middle."""
    cut = b"--- a/cut.py\n+++ b/cut.py\n@@ -1 +1,9 @@\n-a\n+b\n"
    result = run("--diff", "-", stdin=cut)
    assert (result.exit_code, "cut.py (semgrep: " in result.stdout) == (3, True)
    found = b"--- /dev/null\n+++ b/new.py\n@@ -0,0 +1,2 @@\n+import jwt\n+" + TOKEN
    assert run("--diff", "-", stdin=found + cut).exit_code == 1


def test_nothing_to_review_is_a_success() -> None:
    told = report(run("--diff", "-", "--format", "json"))
    assert told["conclusions"] == {"security": "skipped", "review": None}


def test_a_file_that_is_not_utf_8_does_not_cost_the_others_their_scan() -> None:
    patch = b"--- /dev/null\n+++ b/%s.py\n@@ -0,0 +1,2 @@\n+caf\xe9 = 1\n+" + EVAL
    result = run("--diff", "-", "--format", "json", stdin=patch % b"latin" + patch.replace(b"\xe9", b"e") % b"plain")
    findings = report(result)["findings"]
    assert isinstance(findings, list)
    assert {one["path"] for one in findings} == {"latin.py", "plain.py"}


@pytest.mark.slow
def test_a_usage_error_is_one_line_on_stderr_and_status_2(tmp_path: Path) -> None:
    done = process("--repo", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"diffdiver: there is no folder")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.slow
def test_results_go_to_stdout_and_progress_to_stderr(work: Repository) -> None:
    done = process("--repo", work.path, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["schema_version"]) == (1, 1)
    assert done.stderr == b"diffdiver: reading the diff\ndiffdiver: scanning 2 files\n"


@pytest.mark.slow
def test_a_reader_that_has_left_changes_neither_status_nor_stderr(work: Repository) -> None:
    """As `diffdiver review | head -1` under `set -o pipefail`."""
    argv = [sys.executable, "-m", "app", "review", "--no-model", "--repo", str(work.path), "--fail-on", "critical"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(argv, cwd=Path(__file__).parents[3], **pipes) as left:  # type: ignore[call-overload]
        left.stdout.close()
        said = left.stderr.read()
        assert (left.wait(), b"Traceback" in said, b"Error" in said) == (0, False, False)


@pytest.mark.slow
def test_a_full_disk_is_an_error_and_not_a_clean_review(work: Repository) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process("--repo", work.path, "--fail-on", "critical", stdout=full)
    assert done.returncode == 2
    assert done.stderr.endswith(b"diffdiver: the result cannot be written to stdout: No space left on device\n")


@pytest.mark.slow
def test_progress_that_nobody_can_hear_stops_nothing(work: Repository) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process("--repo", work.path, "--fail-on", "critical", "--format", "json", stderr=full)
    assert (done.returncode, json.loads(done.stdout)["schema_version"]) == (0, 1)


@pytest.mark.slow
def test_an_ascii_terminal_gets_ascii(work: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = process("--repo", work.path)
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert b"\\u" not in done.stdout
