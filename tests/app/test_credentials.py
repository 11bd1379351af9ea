"""The stored credentials: whole or not at all, for their owner only, never shown."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import credentials
from app.credentials import Credentials
from app.errors import UsageError

SECRETS = ("canary-private-key", "canary-webhook-secret")
STORED = Credentials(
    github_app_id=7, github_private_key=SecretStr(SECRETS[0]), github_webhook_secret=SecretStr(SECRETS[1])
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    credentials.save(tmp_path, STORED)
    assert credentials.load(tmp_path) == STORED


def test_a_missing_directory_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = credentials.save(tmp_path / "new", STORED)
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]


def test_saving_again_replaces_the_file_and_its_mode(tmp_path: Path) -> None:
    path = credentials.path_in(tmp_path)
    path.write_text("{}")
    path.chmod(0o644)
    credentials.save(tmp_path, STORED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [credentials.FILE]


def test_a_draft_that_a_crash_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "credentials.new").write_text("half")
    credentials.save(tmp_path, STORED)
    assert credentials.load(tmp_path) == STORED


def test_before_the_set_up_there_are_none(tmp_path: Path) -> None:
    assert credentials.load(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"github_app_id": "x"}', "\xff"])
def test_a_damaged_file_is_told_of_without_its_content(tmp_path: Path, content: str) -> None:
    credentials.path_in(tmp_path).write_text(content + SECRETS[0])
    with pytest.raises(UsageError, match="damaged: delete it and run the set-up again") as error:
        credentials.load(tmp_path)
    assert SECRETS[0] not in str(error.value)


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    credentials.path_in(tmp_path).mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        credentials.load(tmp_path)


def test_no_form_of_text_shows_a_secret() -> None:
    shown = f"{STORED} {STORED!r} {STORED.model_dump()} {STORED.model_dump_json()}"
    assert not [secret for secret in SECRETS if secret in shown]
