"""`diffdiver doctor` on the models: which would be asked, at what price, and what keeps the others from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.doctor.outcome import Outcome, Status
from app.doctor.providers import check
from app.settings import load


async def examined(monkeypatch: pytest.MonkeyPatch, **values: str) -> Outcome:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    (outcome,) = await check(load())
    return outcome


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIFFDIVER_DATA_DIR", str(tmp_path))


async def test_each_model_is_named_with_its_price_and_no_key_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(monkeypatch, OPENAI_API_KEY="canary-key", OPENAI_MODEL="gpt-6-luna,gpt-6.1-terra")
    assert found.status is Status.OK
    assert found.found == (
        "openai (key set): gpt-6-luna (0.1 in, 0.5 out, USD a million tokens), "
        "gpt-6.1-terra (1 in, 5 out, USD a million tokens)"
    )
    assert "canary" not in str(found)


async def test_an_unknown_price_is_warned_of_with_both_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(monkeypatch, OLLAMA_MODEL="qwen")
    assert found.status is Status.WARN
    assert found.found == "ollama (no key): qwen (price unknown)"
    assert 'price = { input = "0", output = "0" } under [ollama]' in found.todo
    assert "budget.allow_unknown_prices" in found.todo


async def test_the_first_way_out_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[ollama]\nprice = { input = "0", output = "0" }')
    found = await examined(monkeypatch, OLLAMA_MODEL="qwen", DIFFDIVER_CATALOG=str(tmp_path / "own.toml"))
    assert (found.status, found.found) == (Status.OK, "ollama (no key): qwen (0 in, 0 out, USD a million tokens)")


async def test_a_server_that_is_off_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(monkeypatch, OLLAMA_BASE_URL="http://127.0.0.1:9/v1")
    assert (found.status, found.found) == (Status.WARN, "none can be asked now")
    assert "start the server or correct OLLAMA_BASE_URL" in found.todo


async def test_a_key_that_is_set_for_nothing_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(
        monkeypatch, OPENAI_API_KEY="k", OPENAI_MODEL="gpt-6-luna", GROQ_API_KEY="k", DIFFDIVER_PROVIDERS="openai"
    )
    assert found.status is Status.OK
    assert found.found.endswith("; GROQ_API_KEY is set, but DIFFDIVER_PROVIDERS leaves groq out")


async def test_what_is_missing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(monkeypatch, MISTRAL_API_KEY="k")
    assert found.status is Status.FAIL
    assert "MISTRAL_MODEL" in found.found


async def test_without_any_there_is_nothing_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(monkeypatch)
    assert found.status is Status.SKIPPED
    assert "OPENAI_API_KEY" in found.todo
