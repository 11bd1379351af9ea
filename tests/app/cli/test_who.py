"""`diffdiver who` answers from a local repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.who import NOTHING, who
from tests.app.git.repositories import Repository

CODE = b'class RateLimiter:\n    """Wait while the rate limit is used up."""\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    made = Repository.create(tmp_path / "r.git")
    made.point("refs/heads/main", made.commit({"app/pace.py": CODE, "app/cart.py": b"def total(): ...\n"}))
    return made.path


def asked(repository: Path, *arguments: str) -> str:
    result = CliRunner().invoke(who, [*arguments, "--repo", str(repository)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_text_has_people_files_and_symbols_and_no_address(repository: Path) -> None:
    told = asked(repository, "rate", "limiting")
    assert "People\n  A: 100% of what was found\n      app/pace.py: 100% of its changes" in told
    assert "app/pace.py:1  RateLimiter" in told
    assert "example.invalid" not in told


def test_json_has_the_same(repository: Path) -> None:
    told = json.loads(asked(repository, "rate limiting", "--format", "json"))
    assert told["schema_version"] == 1
    assert [one["name"] for one in told["people"]] == ["A"]
    assert told["files"][0]["path"] == "app/pace.py"
    assert told["symbols"][0]["name"] == "RateLimiter"


def test_a_question_about_nothing_says_so(repository: Path) -> None:
    assert asked(repository, "zebra").strip() == NOTHING
