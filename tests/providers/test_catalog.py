"""The catalog: what ships, how strictly it is read, and what is built from it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from providers.anthropic import AnthropicProvider
from providers.base import Question
from providers.catalog import WIRES, Entry, build, load_catalog, shipped_catalog
from providers.errors import Misconfigured
from providers.model import LongInput, Model, Price, Speed, Structured, Tier, TokenLimit
from providers.openai import OpenAIProvider
from providers.state import Rate

TEXT = files("providers").joinpath("catalog.toml").read_text("utf-8")
SHIPPED = shipped_catalog()
# Announced by their vendors as retired or about to be, and names of theirs that lead to such a model.
RETIRED = frozenset(
    {"gpt-5", "gpt-5-mini", "gpt-5-nano", "o3", "o4-mini", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini"}
    | {"gpt-4.1-nano", "gpt-4-turbo", "gpt-4", "gpt-3.5-turbo", "claude-sonnet-4-5", "deepseek-chat"}
    | {"deepseek-reasoner", "deepseek-v4-flash", "llama-3.3-70b-versatile", "llama-3.1-8b-instant"}
    | {"gemini-2.0-flash", "mistral-medium-2505", "mistral-medium-2508", "devstral-medium-2507", "command", "command-r"}
)
MINIMAL = """
[acme]
wire = "openai"
base_url = "https://api.acme.example/v1"
env = "ACME"
needs_key = true
structured = "json_schema"
token_limit = "max_tokens"
temperature = true
"""
PRICED = MINIMAL + '[acme.models.big.price]\ninput = "1.5"\noutput = "3"\nas_of = 2026-10-01\nsource = "vendor"\n'


def retired(name: str) -> bool:
    """Say whether a name, or the name that a dated one belongs to, is on the list."""
    return name.split("/")[-1] in RETIRED or re.sub(r"-20\d\d-?\d\d-?\d\d$", "", name) in RETIRED


def prices(tables: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, entry in tables.items():
        for model, table in entry.get("models", {}).items():
            if "price" in table:
                yield f"{name} {model}", table["price"]


def test_every_provider_of_the_list_ships() -> None:
    assert list(SHIPPED) == [
        "openai", "anthropic", "gemini", "groq", "deepseek", "openrouter", "cohere", "mistral", "huggingface",
        "ollama", "lmstudio", "vllm", "custom",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_every_entry_can_be_built_once_it_has_its_key_its_model_and_its_address(name: str) -> None:
    entry = SHIPPED[name]
    url = None if entry.base_url else "https://models.example.com/v1"
    model = None if entry.default_models else "some-model"
    assert build(entry, api_key="k" if entry.needs_key else None, model=model, base_url=url).name == name


@pytest.mark.parametrize("entry", SHIPPED.values(), ids=list(SHIPPED))
def test_no_model_that_is_being_retired_is_listed(entry: Entry) -> None:
    # Imported here: the SDK takes 2 s, and only this test needs its list.
    from anthropic.resources.messages.messages import DEPRECATED_MODELS

    names = set(entry.models) | set(entry.default_models)
    assert not [name for name in names if retired(name)]
    assert not names & set(DEPRECATED_MODELS)


@pytest.mark.parametrize("name", ["gpt-4o", "gpt-4o-2024-08-06", "claude-sonnet-4-5-20250929", "openai/gpt-5-mini"])
def test_the_retirement_list_knows_dated_and_routed_names(name: str) -> None:
    assert retired(name)


def test_every_price_that_ships_says_when_and_where_it_was_read() -> None:
    shipped = dict(prices(tomllib.loads(TEXT)))
    assert [place for place, price in shipped.items() if not price.get("source")] == []
    assert [place for place, price in shipped.items() if not date(2026, 5, 1) < price["as_of"]] == []


@pytest.mark.parametrize("entry", [e for e in SHIPPED.values() if e.default_models], ids=lambda entry: entry.name)
def test_a_whole_review_fits_the_default_budget_with_the_first_model(entry: Entry) -> None:
    """Twelve questions of 8,000 tokens of code with answers that use a quarter of their room cost under 0.10 USD."""
    question = Question("review", "s" * 6_000, "x = 1\n" * 4_000, {}, 4_000, bool)
    cost = entry.model(entry.default_models[0]).typical_cost(question)
    assert cost is not None
    assert 12 * cost < 100_000


@pytest.mark.parametrize("name", ["openai", "anthropic", "groq"])
def test_with_the_cheapest_it_fits_even_in_the_worst_case(name: str) -> None:
    question = Question("review", "s" * 6_000, "x = 1\n" * 4_000, {}, 4_000, bool)
    worst = SHIPPED[name].model(SHIPPED[name].default_models[0]).worst_cost(question)
    assert worst is not None
    assert 12 * worst < 100_000


def test_a_price_is_exact_in_micro_dollars() -> None:
    assert SHIPPED["openai"].models["gpt-6-luna"].price == Price(
        100_000, 500_000, 10_000, 125_000, LongInput(272_000, 200, 150)
    )
    assert SHIPPED["anthropic"].models["claude-haiku-5-5"].price == Price(
        100_000, 500_000, 10_000, 125_000, LongInput(100_000, 500, 500)
    )


def test_a_price_nobody_gave_is_unknown() -> None:
    assert SHIPPED["anthropic"].models["claude-fable-5-2"].price is None
    assert build(SHIPPED["openai"], api_key="k", model="gpt-7").model.price is None


@pytest.mark.parametrize("name", ["ollama", "lmstudio", "vllm", "custom"])
def test_what_a_server_of_ones_own_costs_is_unknown_not_nothing(name: str) -> None:
    assert SHIPPED[name].model("qwen").price is None


def test_a_model_takes_its_capabilities_from_its_provider_unless_it_states_its_own() -> None:
    own = 'structured = "grammar"\ntemperature = false\nwindow = 9\nstream = true\ntier = "large"\nspeed = "slow"\n'
    own += 'strengths = ["security", "rust"]\nrate = { concurrent = 3 }\nprompt_cache_key = false\n'
    at_provider = MINIMAL + "stream = false\nprompt_cache_key = true\nrate = { requests_per_minute = 60 }\n"
    acme = load_catalog(at_provider + "[acme.models.odd]\n" + own)["acme"]
    assert acme.model("plain") == Model("plain", stream=False, prompt_cache_key=True, rate=Rate(60))
    assert acme.model("odd") == Model(
        "odd",
        window=9,
        structured=Structured.GRAMMAR,
        token_limit=TokenLimit.MAX_TOKENS,
        temperature=False,
        tier=Tier.LARGE,
        speed=Speed.SLOW,
        strengths=("security", "rust"),
        rate=Rate(concurrent=3),
    )


def test_a_model_the_catalog_does_not_list_is_asked_with_the_providers_capabilities() -> None:
    model = build(SHIPPED["openai"], api_key="k", model="gpt-7").model
    assert (model.name, model.token_limit, model.temperature) == ("gpt-7", TokenLimit.MAX_COMPLETION_TOKENS, False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[acme", "not TOML"),
        ("x = 1", "x: Input should be"),
        (MINIMAL.replace("[acme]", "[Acme]"), "Acme: String should match"),
        (MINIMAL.replace("temperature", "temprature"), "acme.temprature: unknown key; did you mean temperature?"),
        (MINIMAL.replace("temperature", "temprature"), "acme.temperature: is missing"),
        (MINIMAL + 'default_model = "m"', "acme.default_model: unknown key; did you mean default_models?"),
        (MINIMAL.replace('"openai"', '"cohere"'), "acme.wire: there are openai, anthropic"),
        (MINIMAL.replace("needs_key = true", "needs_key = 1"), "acme.needs_key"),
        (MINIMAL.replace('"ACME"', '"acme key"'), "acme.env"),
        (MINIMAL.replace('"json_schema"', '"schema"'), "acme.structured: Input should be 'json_schema', 'grammar'"),
        (MINIMAL + 'default_models = ["a,b"]', "acme.default_models.0"),
        (PRICED.replace('"1.5"', "1.5"), "acme.models.big.price.input: a price is a string"),
        (PRICED.replace('"1.5"', '"-1"'), "acme.models.big.price.input"),
        (PRICED.replace('"1.5"', '"NaN"'), "acme.models.big.price.input"),
        (PRICED.replace('"1.5"', '"0.0000001"'), "acme.models.big.price.input"),
        (PRICED.replace("input", "inputs"), "acme.models.big.price.inputs: unknown key; did you mean input?"),
        (PRICED.replace("[acme.models.big.price]", "[acme.models.big]\nwindows = 9\n[acme.models.big.price]"),
         "acme.models.big.windows: unknown key; did you mean window?"),
        (PRICED + "[acme.models.big.rate]\nrpm = 1", "acme.models.big.rate.rpm: unknown key; there are requests_per"),
        (PRICED.replace('source = "vendor"', 'source = " "'), "acme.models.big.price.source: a name is needed"),
        (PRICED.replace('env = "ACME"', 'env = "ACME"\ndefault_models = ["bgi"]'), "'bgi' is not among the models"),
    ],
)  # fmt: skip
def test_whatever_is_wrong_is_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(place)):
        load_catalog(text)


def test_every_wrong_place_is_named_at_once() -> None:
    with pytest.raises(Misconfigured, match=r"acme\.needs_key.*; acme\.wier") as caught:
        load_catalog(MINIMAL.replace("wire", "wier").replace("needs_key = true", "needs_key = 1"))
    assert "acme.wire: is missing" in str(caught.value)


@pytest.mark.parametrize(("wire", "kind"), [("openai", OpenAIProvider), ("anthropic", AnthropicProvider)])
def test_the_wire_chooses_the_adapter(wire: str, kind: type) -> None:
    catalog = load_catalog(MINIMAL.replace('wire = "openai"', f'wire = "{wire}"'))
    assert isinstance(build(catalog["acme"], api_key="k", model="m"), kind)


def test_a_new_wire_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WIRES, "morse", OpenAIProvider)
    catalog = load_catalog(MINIMAL.replace('wire = "openai"', 'wire = "morse"'))
    assert build(catalog["acme"], api_key="k", model="m").name == "acme"


@pytest.mark.parametrize("key", [None, "", "  "])
def test_a_missing_key_is_named_by_its_variable(key: str | None) -> None:
    with pytest.raises(Misconfigured, match="ACME_API_KEY"):
        build(load_catalog(MINIMAL)["acme"], api_key=key, model="m")


@pytest.mark.parametrize("key", ["sk-secret\nx", "sk-sécret", "sk secret"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(Misconfigured, match="ACME_API_KEY") as caught:
        build(load_catalog(MINIMAL)["acme"], api_key=key, model="m")
    assert key not in str(caught.value)


def test_a_missing_model_is_named_by_its_variable_with_those_that_are_known() -> None:
    with pytest.raises(Misconfigured, match="OLLAMA_MODEL"):
        build(SHIPPED["ollama"])
    with pytest.raises(Misconfigured, match=r"MISTRAL_MODEL .*lists mistral-medium-3\.5"):
        build(SHIPPED["mistral"], api_key="k")


def test_a_missing_address_is_named_by_its_variable() -> None:
    with pytest.raises(Misconfigured, match="CUSTOM_BASE_URL"):
        build(SHIPPED["custom"], model="m")


def test_plain_http_is_for_this_machine_or_on_demand() -> None:
    away = "http://ollama.internal:11434/v1"
    with pytest.raises(Misconfigured, match="not https"):
        build(SHIPPED["ollama"], model="m", base_url=away)
    assert build(SHIPPED["ollama"], model="m", base_url=away, allow_http=True).name == "ollama"
    assert build(replace(SHIPPED["ollama"], allow_http=True), model="m", base_url=away).name == "ollama"
    with pytest.raises(Misconfigured, match="not https"):
        build(replace(SHIPPED["openai"], base_url="http://api.openai.com/v1"), api_key="k")


def test_nobody_ships_with_plain_http_to_another_machine() -> None:
    assert not [entry.name for entry in SHIPPED.values() if entry.allow_http]
