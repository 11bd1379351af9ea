"""The operator's own catalog: read once, named when it is wrong, its variables read like ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog import catalog_at
from app.errors import UsageError
from app.settings import load

ACME = """
[acme]
wire = "openai"
base_url = "https://api.acme.example/v1"
env = "ACME"
needs_key = true
structured = "json_schema"
token_limit = "max_tokens"
temperature = true
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of the operator's with one provider more, named in the environment."""
    file = tmp_path / "own.toml"
    file.write_text(ACME)
    monkeypatch.setenv("DIFFDIVER_CATALOG", str(file))
    monkeypatch.setenv("DIFFDIVER_DATA_DIR", str(tmp_path))
    return file


def test_without_a_file_there_is_ours() -> None:
    assert "acme" not in catalog_at(None)
    assert load().catalog is None


def test_its_providers_join_ours(own: Path) -> None:
    assert list(catalog_at(own))[-1] == "acme"


def test_the_variables_of_its_providers_are_read(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "canary-acme")
    read = load()
    assert read.catalog == own
    assert read.provider_values["ACME_API_KEY"].get_secret_value() == "canary-acme"
    assert "canary-acme" not in f"{read} {read!r} {read.model_dump_json()}"


def test_without_it_those_variables_are_somebody_else_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "k")
    assert "ACME_API_KEY" not in load().provider_values


def test_an_option_names_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text(ACME)
    monkeypatch.setenv("ACME_API_KEY", "k")
    assert "ACME_API_KEY" in load(catalog=tmp_path / "other.toml").provider_values


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ACME.encode().replace(b"wire", b"wier"), r"own\.toml, .*acme\.wier: unknown key; did you mean wire\?"),
        (b"a = 1\nb = =\n", r"own\.toml, the provider catalog is not TOML: .*line 2"),
        (b"\xff", r"own\.toml is not UTF-8"),
        (None, r"own\.toml cannot be read: No such file"),
    ],
)
def test_what_is_wrong_with_it_is_a_wrong_setting(own: Path, content: bytes | None, said: str) -> None:
    own.unlink() if content is None else own.write_bytes(content)
    with pytest.raises(UsageError, match=f"DIFFDIVER_CATALOG: .*{said}"):
        load()


def test_its_home_is_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DIFFDIVER_CATALOG", "~/own.toml")
    assert load().catalog == own
