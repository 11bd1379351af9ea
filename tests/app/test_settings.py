"""Settings are read once from the environment, with or without the prefix, and name what is wrong in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app import credentials
from app.credentials import Credentials
from app.errors import UsageError
from app.settings import Settings, load

STORED = Credentials(
    github_app_id=7, github_private_key=SecretStr("stored key"), github_webhook_secret=SecretStr("old")
)
SECRETS = ("canary-key", "canary-hook", "canary-db", "canary-redis", "canary-openai")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take away every variable that this machine may have set, and the home that may hold credentials."""
    for info in Settings.model_fields.values():
        for name in getattr(info.validation_alias, "choices", ()):
            monkeypatch.delenv(str(name), raising=False)
    for provider in ("OPENAI", "ANTHROPIC"):
        monkeypatch.delenv(f"{provider}_API_KEY", raising=False)
    monkeypatch.setenv("DIFFDIVER_DATA_DIR", str(tmp_path))


def test_the_prefixed_name_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "https://plain")
    assert load().github_api_url == "https://plain"
    monkeypatch.setenv("DIFFDIVER_GITHUB_API_URL", "https://prefixed")
    assert load().github_api_url == "https://prefixed"


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_APP_ID", "DATABASE_URL", "DIFFDIVER_PORT", "DIFFDIVER_PUBLIC_URL"):
        monkeypatch.setenv(name, "")
    read = load()
    assert (read.github_app_id, read.database_url, read.port, read.public_url) == (None, None, 8710, None)


@pytest.mark.parametrize(
    ("name", "value"), [("GITHUB_APP_ID", "canary"), ("DIFFDIVER_PORT", "99999"), ("DIFFDIVER_WORKER_CONCURRENCY", "0")]
)
def test_a_wrong_value_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=re.escape(name.removeprefix("DIFFDIVER_"))) as error:
        load()
    assert value not in str(error.value)


def test_several_webhook_secrets_hold_during_a_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", " new, old ,,")
    assert load().webhook_secrets == (b"new", b"old")


@pytest.mark.parametrize("secret", ["", ",", " , "])
@pytest.mark.parametrize("name", ["GITHUB_APP_ID", "GITHUB_PRIVATE_KEY", "GITHUB_PRIVATE_KEY_PATH"])
def test_an_app_without_a_webhook_secret_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, secret: str) -> None:
    monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", secret)
    with pytest.raises(UsageError, match="GITHUB_WEBHOOK_SECRET is not"):
        load()


def test_without_any_credentials_it_is_not_registered() -> None:
    assert not load().has_credentials


def test_stored_credentials_are_found(tmp_path: Path) -> None:
    credentials.save(tmp_path, STORED)
    read = load()
    assert read.has_credentials
    assert (read.github_app_id, read.webhook_secrets) == (7, (b"old",))
    assert read.github_private_key == SecretStr("stored key")


def test_a_secret_of_the_environment_replaces_the_stored_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that a stored one can be rotated."""
    credentials.save(tmp_path, STORED)
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", "new,old")
    assert load().webhook_secrets == (b"new", b"old")


def test_the_environment_s_app_leaves_the_stored_one_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    credentials.save(tmp_path, STORED)
    for name, value in (("GITHUB_APP_ID", "8"), ("GITHUB_PRIVATE_KEY", "k"), ("GITHUB_WEBHOOK_SECRET", "s")):
        monkeypatch.setenv(name, value)
    read = load()
    assert (read.github_app_id, read.webhook_secrets) == (8, (b"s",))


def test_a_damaged_credentials_file_is_named(tmp_path: Path) -> None:
    credentials.path_in(tmp_path).write_text("{")
    with pytest.raises(UsageError, match=r"credentials\.json is damaged"):
        load()


def test_the_database_is_a_file_in_the_data_directory_unless_one_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert load().database == f"sqlite:///{tmp_path}/diffdiver.db"
    monkeypatch.setenv("DATABASE_URL", "postgresql://x")
    assert load().database == "postgresql://x"


def test_the_catalog_s_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "plain")
    monkeypatch.setenv("DIFFDIVER_OPENAI_API_KEY", "prefixed")
    assert load().provider_values["OPENAI_API_KEY"].get_secret_value() == "prefixed"


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIFFDIVER_PORT", "1111")
    assert load(port=2222).port == 2222


def test_no_form_of_text_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(
        ("GITHUB_PRIVATE_KEY", "GITHUB_WEBHOOK_SECRET", "DATABASE_URL", "REDIS_URL", "OPENAI_API_KEY"),
        SECRETS,
        strict=True,
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GITHUB_APP_ID", "7")
    read = load()
    shown = f"{read} {read!r} {read.model_dump()} {read.model_dump_json()}"
    assert not [secret for secret in SECRETS if secret in shown]


def test_an_app_id_and_a_key_belong_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", "s")
    monkeypatch.setenv("GITHUB_APP_ID", "7")
    with pytest.raises(UsageError, match="belong together"):
        load()


@pytest.mark.parametrize("name", ["HOST", "PORT", "DATA_DIR", "LOG_LEVEL"])
def test_a_plain_name_that_may_be_somebody_else_s_is_not_read(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = getattr(load(), name.lower())
    monkeypatch.setenv(name, "1")
    assert getattr(load(), name.lower()) == before


def test_the_home_of_the_data_directory_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIFFDIVER_DATA_DIR", "~/there")
    assert load().data_dir == Path.home() / "there"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().port = 1
