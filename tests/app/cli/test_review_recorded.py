"""`diffdiver review --record` and `--replay`: the same review again, with nobody to ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli.answering import NO_MODEL, NOBODY, NOT_BOTH, WHAT_PROMPTS
from app.cli.review import review
from app.errors import UsageError
from tests.app.git.repositories import Repository
from tests.stand_in.providers import ProviderStandIn
from tests.stand_in.threaded import ThreadedServer

CODE = b"def mean(rows):\n    return sum(rows) / len(rows)\n"
CLAIM = {
    "path": "mean.py",
    "start_line": 2,
    "end_line": 2,
    "quoted_code": "    return sum(rows) / len(rows)",
    "category": "correctness",
    "severity": "medium",
    "title": "mean() divides by zero for an empty list",
    "message": "With no rows len(rows) is 0, so the division raises ZeroDivisionError.",
    "why": "Whoever has no rows gets an error.",
    "suggestion": None,
    "confidence": 0.9,
}


@pytest.fixture
def change(tmp_path: Path) -> Path:
    made = Repository.create(tmp_path / "work", bare=False)
    (made.path / "README.md").write_bytes(b"# Rows\n")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "first")
    made.git("checkout", "-q", "-b", "feature")
    (made.path / "mean.py").write_bytes(CODE)
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "second")
    return made.path


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Iterator[ProviderStandIn]:
    """A configured model that makes one claim."""
    stand_in = ProviderStandIn(lambda asked: {"findings": [CLAIM]}, key=None)
    server = ThreadedServer()
    server.start(stand_in.app)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-stand-in")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    yield stand_in
    server.stop()


def run(repository: Path, *options: object) -> Result:
    argv = ["--repo", str(repository), "--format", "json", *map(str, options)]
    return CliRunner().invoke(review, argv, catch_exceptions=False)


def told(result: Result) -> dict[str, Any]:
    """Return the report without what no two runs share."""
    document: dict[str, Any] = json.loads(result.stdout)
    del document["timings_ms"]
    return document


@pytest.mark.slow
def test_a_recorded_review_is_replayed_byte_for_byte_without_key_or_network(
    change: Path, model: ProviderStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answers.jsonl"
    recorded = run(change, "--record", file)
    assert [finding["path"] for finding in told(recorded)["findings"]] == ["mean.py"]
    asked = len(model.log)
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.delenv("OPENAI_BASE_URL")
    replayed = run(change, "--replay", file)
    assert json.dumps(told(replayed)) == json.dumps(told(recorded))
    assert told(replayed)["usage"] != []
    assert (replayed.exit_code, len(model.log)) == (recorded.exit_code, asked)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Review the diff below" not in file.read_text()


@pytest.mark.slow
def test_a_review_whose_model_failed_is_replayed_with_its_failure(
    change: Path, model: ProviderStandIn, tmp_path: Path
) -> None:
    model.key = "another"
    recorded = run(change, "--record", tmp_path / "a.jsonl", "--record-prompts")
    assert "Review the diff below" in (tmp_path / "a.jsonl").read_text()
    assert "auth" in recorded.stdout
    assert told(run(change, "--replay", tmp_path / "a.jsonl")) == told(recorded)


@pytest.mark.slow
def test_what_the_recording_holds_no_answer_to_is_incomplete_and_says_so(
    change: Path, model: ProviderStandIn, tmp_path: Path
) -> None:
    run(change, "--record", tmp_path / "a.jsonl")
    (change / "mean.py").write_bytes(CODE.replace(b"mean", b"average"))
    result = run(change, "--replay", tmp_path / "a.jsonl", "--worktree")
    (row,) = told(result)["coverage"]["incomplete"]
    assert row["path"] == "mean.py"
    assert "the recording holds no answer to review question" in row["reason"]
    assert result.exit_code == 3


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--record", "a", "--replay", "b"], NOT_BOTH),
        (["--record-prompts"], WHAT_PROMPTS),
        (["--no-model", "--replay", "b"], NO_MODEL.format(option="--replay")),
        (["--no-model", "--record", "a"], NO_MODEL.format(option="--record")),
        (["--record", "a"], NOBODY),
    ],
)
def test_options_that_contradict_each_other_are_told_of(
    change: Path, data_dir: Path, options: list[str], why: str
) -> None:
    with pytest.raises(UsageError) as caught:
        run(change, *options)
    assert str(caught.value) == why


def test_a_file_that_is_no_recording_is_a_usage_error_that_names_the_line(
    change: Path, data_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_text("\nnot a recording\n")
    with pytest.raises(UsageError, match=r"a\.jsonl: line 2: it is not JSON"):
        run(change, "--replay", tmp_path / "a.jsonl")
