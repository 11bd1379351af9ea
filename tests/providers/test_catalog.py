"""The catalog: what ships, how strictly it is read, and what is built from it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from providers.anthropic import AnthropicProvider
from providers.catalog import Entry, build, load_catalog, shipped_catalog
from providers.errors import Misconfigured
from providers.model import LongInput, Model, Price, Structured, TokenLimit
from providers.openai import OpenAIProvider

SHIPPED = shipped_catalog()
# Announced in the SDKs as retired or about to be.
RETIRED = {"gpt-5", "gpt-5-mini", "gpt-5-nano", "o3", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "o4-mini", "gpt-4-turbo"}
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


def test_every_provider_of_the_list_ships() -> None:
    assert list(SHIPPED) == [
        "openai", "anthropic", "gemini", "groq", "deepseek", "openrouter", "mistral", "ollama", "lmstudio", "vllm",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_every_entry_can_be_built_once_it_has_its_key_and_its_model(name: str) -> None:
    entry = SHIPPED[name]
    provider = build(entry, api_key="k" if entry.needs_key else None, model=entry.default_model or "some-model")
    assert provider.name == name


@pytest.mark.parametrize("entry", SHIPPED.values(), ids=list(SHIPPED))
def test_no_model_that_is_being_retired_is_listed(entry: Entry) -> None:
    # Imported here: the SDK takes 2 s, and only this test needs its list.
    from anthropic.resources.messages.messages import DEPRECATED_MODELS

    assert not (set(entry.models) | {entry.default_model}) & (RETIRED | set(DEPRECATED_MODELS))


def test_a_price_is_exact_in_micro_dollars() -> None:
    assert SHIPPED["openai"].models["gpt-6-luna"].price == Price(
        100_000, 500_000, 10_000, 125_000, LongInput(272_000, 200, 150)
    )
    assert SHIPPED["anthropic"].models["claude-haiku-5-5"].price == Price(100_000, 500_000, 10_000, 125_000)


def test_a_price_nobody_gave_is_unknown() -> None:
    assert SHIPPED["anthropic"].models["claude-fable-5-2"].price is None
    assert build(SHIPPED["openai"], api_key="k", model="gpt-7").model.price is None


def test_a_model_takes_its_capabilities_from_its_provider_unless_it_states_its_own() -> None:
    catalog = load_catalog(PRICED + '[acme.models.odd]\nstructured = "none"\ntemperature = false\nwindow = 9\n')
    big, odd = catalog["acme"].models["big"], catalog["acme"].models["odd"]
    assert (big.structured, big.temperature) == (Structured.JSON_SCHEMA, True)
    assert odd == Model("odd", None, 9, None, Structured.NONE, TokenLimit.MAX_TOKENS, temperature=False)


def test_a_model_the_catalog_does_not_list_is_asked_with_the_providers_capabilities() -> None:
    model = build(SHIPPED["openai"], api_key="k", model="gpt-7").model
    assert (model.name, model.token_limit, model.temperature) == ("gpt-7", TokenLimit.MAX_COMPLETION_TOKENS, False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[acme", "not TOML"),
        ("x = 1", "x"),
        (MINIMAL.replace("temperature", "temprature"), "acme.temprature"),
        (MINIMAL.replace('"openai"', '"cohere"'), "acme.wire"),
        (MINIMAL.replace("needs_key = true", "needs_key = 1"), "acme.needs_key"),
        (MINIMAL.replace('"ACME"', '"acme key"'), "acme.env"),
        (MINIMAL.replace('base_url = "https://api.acme.example/v1"', ""), "acme.base_url"),
        (PRICED.replace('"1.5"', "1.5"), "acme.models.big.price.input"),
        (PRICED.replace('"1.5"', '"-1"'), "acme.models.big.price.input"),
        (PRICED.replace('"1.5"', '"NaN"'), "acme.models.big.price.input"),
        (PRICED.replace('"1.5"', '"0.0000001"'), "acme.models.big.price.input"),
        (PRICED.replace("as_of = 2026-10-01\n", ""), "acme.models.big.price.as_of"),
        (PRICED.replace('source = "vendor"', 'source = " "'), "acme.models.big.price.source"),
        (PRICED.replace('env = "ACME"', 'env = "ACME"\ndefault_model = "bgi"'), "not among the models"),
    ],
)
def test_whatever_is_wrong_is_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(place)):
        load_catalog(text)


@pytest.mark.parametrize(("wire", "kind"), [("openai", OpenAIProvider), ("anthropic", AnthropicProvider)])
def test_the_wire_chooses_the_adapter(wire: str, kind: type) -> None:
    catalog = load_catalog(MINIMAL.replace('wire = "openai"', f'wire = "{wire}"'))
    assert isinstance(build(catalog["acme"], api_key="k", model="m"), kind)


@pytest.mark.parametrize("key", [None, "", "  "])
def test_a_missing_key_is_named_by_its_variable(key: str | None) -> None:
    with pytest.raises(Misconfigured, match="ACME_API_KEY"):
        build(load_catalog(MINIMAL)["acme"], api_key=key, model="m")


@pytest.mark.parametrize("key", ["sk-secret\nx", "sk-sécret", "sk secret"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(Misconfigured, match="ACME_API_KEY") as caught:
        build(load_catalog(MINIMAL)["acme"], api_key=key, model="m")
    assert key not in str(caught.value)


def test_a_missing_model_is_named_by_its_variable() -> None:
    with pytest.raises(Misconfigured, match="OLLAMA_MODEL"):
        build(SHIPPED["ollama"])


def test_plain_http_is_for_this_machine_or_on_demand() -> None:
    away = "http://ollama.internal:11434/v1"
    with pytest.raises(Misconfigured, match="not https"):
        build(SHIPPED["ollama"], model="m", base_url=away)
    assert build(SHIPPED["ollama"], model="m", base_url=away, allow_http=True).name == "ollama"
    with pytest.raises(Misconfigured, match="not https"):
        build(replace(SHIPPED["openai"], base_url="http://api.openai.com/v1"), api_key="k")
