"""`diffdiver providers`: what is configured and known, who would be asked and why, and whether they really answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import diffdiver
from app.errors import UsageError
from app.state.breakers import RedisBreakers
from app.state.redis_link import open_link
from app.state.valkey import socket_path
from app.store import completions, reviews
from app.store.database import Database
from providers.base import CACHED, Attempt, Kind, Usage
from providers.state import Result as Called
from providers.state import Target
from tests.app import embedded
from tests.app.store.samples import BASE, LEASE, pull_request
from tests.providers.asking import KEY
from tests.stand_in.providers import Fault, ProviderStandIn
from tests.stand_in.threaded import ThreadedServer

Set = Callable[..., None]
NOWHERE = "http://127.0.0.1:9"
LUNA = Target("openai", "gpt-6-luna")


@pytest.fixture
def put(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Set:
    """Return a function that sets variables; two vendors are configured already, with their small models."""

    def set_all(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, str(value))

    set_all(OPENAI_API_KEY=KEY, OPENAI_MODEL="gpt-6-luna", OPENAI_BASE_URL=f"{NOWHERE}/v1")
    set_all(ANTHROPIC_API_KEY=KEY, ANTHROPIC_MODEL="claude-haiku-5-5", ANTHROPIC_BASE_URL=NOWHERE)
    return set_all


@pytest.fixture
def stand_in(put: Set) -> Iterator[ProviderStandIn]:
    """Serve a stand-in that can add, and point both vendors at it."""
    server = ProviderStandIn(lambda asked: {"sum": 5}, key=KEY)
    served = ThreadedServer()
    served.start(server.app)
    put(OPENAI_BASE_URL=f"{served.url}/v1", ANTHROPIC_BASE_URL=served.url)
    yield server
    served.stop()


def told(*arguments: str) -> Result:
    return CliRunner().invoke(diffdiver, ["providers", *arguments], catch_exceptions=False)


def listed(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(*arguments, "--format", "json").stdout)
    return found


def test_the_models_are_shown_with_what_they_are_and_what_is_not_known(put: Set, data_dir: Path) -> None:
    """No Redis, no database: nothing is made, and nothing unknown is called well."""
    result = told()
    assert result.exit_code == 0
    assert "openai gpt-6-luna (small, fast, here)\n    state    unknown\n" in result.stdout
    assert "price    0.1 in, 0.01 cached, 0.5 out, USD a million tokens" in result.stdout
    assert "Redis does not answer" in result.stdout
    assert "what was spent is not known: there is no database" in result.stdout
    (first, _) = listed()["providers"]
    assert (first["breaker"], first["today"], first["price"]["output"]) == (None, None, 0.5)
    assert list(data_dir.iterdir()) == []


def test_health_and_spending_of_all_workers_are_shown(put: Set, data_dir: Path, database_url: str) -> None:
    """Breakers and figures from Redis, cost from the database."""
    put(DATABASE_URL=database_url)
    with embedded.server(data_dir):
        asyncio.run(_something_happened(data_dir, database_url))
        (openai, anthropic), text = listed()["providers"], told().stdout
    assert openai["breaker"] == "closed"
    assert openai["lately"]["success"] == 1
    assert openai["kinds"]["review"]["latency_p50_ms"] == pytest.approx(2_000, rel=0.2)
    assert (openai["today"]["calls"], openai["today"]["cache_hits"], openai["today"]["cost_usd"]) == (2, 1, 0.003)
    assert (anthropic["breaker"], anthropic["cause"]) == ("open", "auth")
    assert "2 calls, 2 answered, 1 more from the cache, 0.0030 USD" in text
    assert "left alone for another" in text


async def _something_happened(data_dir: Path, database_url: str) -> None:
    link = open_link(None, socket_path(data_dir))
    breakers = RedisBreakers(link)
    for _ in range(3):
        await breakers.record(LUNA, Called("review", "ok", 2_000, cost=1_500))
    await breakers.record(Target("anthropic", "claude-haiku-5-5"), Called("review", "auth", 90, cost=0))
    await link.close()
    call = Attempt("openai", "gpt-6-luna", "review", Usage(9, None, None, 5), 1_500, 2_000, "ok")
    hit = Attempt("openai", "gpt-6-luna", "review", None, 0, 0, CACHED)
    database = await Database.open(database_url)
    async with database.begin() as tx:
        review = await reviews.start(tx, pull_request(), LEASE, BASE)
        await completions.save(tx, [call, call, hit], review, 1)
    await database.close()


def test_every_kind_of_question_is_explained_with_its_price(put: Set) -> None:
    put(OPENAI_MODEL="gpt-6-luna,gpt-6.1-terra")
    found = listed("explain")
    assert list(found["kinds"]) == list(Kind)
    first = found["kinds"]["review"][0]
    assert first["model"] == "gpt-6.1-terra"
    assert first["cost_usd"] > 0
    assert "medium, as review wants" in first["reasons"]
    assert [said.split(":")[0] for said in found["prices"]["review"]] == [
        f"with review.ensemble {name}" for name in ("one", "verify", "vote")
    ]
    assert "summary:\n  1. " in told("explain", "--kind", "summary").stdout


def test_an_explanation_goes_by_what_is_asked_for(put: Set) -> None:
    """Share, policy and the operator's order."""
    put(OPENAI_MODEL="gpt-6-luna,gpt-6.1-terra")
    (luna, terra) = listed("explain", "--kind", "review", "--share", "0.005", "--allow", "openai")["kinds"]["review"][
        :2
    ]
    assert (luna["model"], terra["reasons"][0].split(":")[0]) == ("gpt-6-luna", "moved back")
    assert "the policy allows only openai" in told("explain", "--kind", "review", "--allow", "openai").stdout
    put(DIFFDIVER_PROVIDERS="anthropic,openai")
    (first, *_) = listed("explain", "--kind", "review")["kinds"]["review"]
    assert first["reasons"][0] == "named 1st in DIFFDIVER_PROVIDERS"


def test_without_a_provider_it_says_so(data_dir: Path) -> None:
    for arguments in ((), ("explain",), ("test",)):
        result = told(*arguments)
        assert (result.exit_code, "no provider is configured" in result.stdout) == (0, True)


def test_each_model_is_asked_for_real(stand_in: ProviderStandIn) -> None:
    result = told("test")
    assert result.exit_code == 0, result.stdout
    assert [line.split()[:3] for line in result.stdout.strip().split("\n")] == [
        ["ok", "openai", "gpt-6-luna:"],
        ["ok", "anthropic", "claude-haiku-5-5:"],
    ]
    assert "USD" in result.stdout
    assert sorted(request.wire for request in stand_in.log) == ["anthropic", "openai"]


def test_what_fails_is_told_with_what_to_do_and_never_a_key(stand_in: ProviderStandIn, put: Set) -> None:
    put(OPENAI_API_KEY="sk-wrong-0123456789abcdefghij")
    stand_in.faults.append(Fault(wire="anthropic", status=404, code="not_found_error", times=None))
    result = told("test")
    assert result.exit_code == 1
    assert "the key is refused: check OPENAI_API_KEY" in result.stdout
    assert "no such model: check ANTHROPIC_MODEL" in result.stdout
    assert "sk-wrong" not in result.output
    assert KEY not in result.output


def test_only_the_named_ones_are_asked_and_a_wrong_name_is_told(stand_in: ProviderStandIn) -> None:
    assert [row["provider"] for row in listed("test", "anthropic")["tested"]] == ["anthropic"]
    with pytest.raises(UsageError, match="grok: not configured; there are openai, anthropic"):
        told("test", "grok")


def test_what_cannot_be_reached_fails_and_costs_nothing(put: Set) -> None:
    found = listed("test", "openai")
    assert (found["ok"], found["tested"][0]["cost_usd"]) == (False, 0.0)
    assert "OPENAI_BASE_URL" in found["tested"][0]["todo"]


def test_a_model_without_a_price_elsewhere_is_asked_only_by_name(put: Set) -> None:
    """What it would cost is anybody's guess."""
    put(OPENAI_MODEL="brand-new", OPENAI_BASE_URL="https://models.invalid/v1", ANTHROPIC_API_KEY="")
    (row,) = listed("test")["tested"]
    assert (row["ok"], "diffdiver providers test openai" in row["todo"]) == (None, True)
