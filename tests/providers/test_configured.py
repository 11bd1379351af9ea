"""Which providers and models an operator gets for which variables."""

from __future__ import annotations

import pytest

from providers.catalog import shipped_catalog
from providers.configured import configured, variables
from providers.errors import Misconfigured
from providers.model import Model

CATALOG = shipped_catalog()
BOTH = {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}
OPENAI = [("openai", "gpt-6-luna"), ("openai", "gpt-6.1-terra")]
ANTHROPIC = [("anthropic", "claude-haiku-5-5"), ("anthropic", "claude-sonnet-5-5")]
QWEN = Model("qwen3-coder", window=32_768)


def links(order: str, values: dict[str, str], **found: tuple[Model, ...]) -> list[tuple[str, str]]:
    return [(link.name, link.model.name) for link in configured(CATALOG, order, values, found=found)]


def test_nothing_set_means_no_provider() -> None:
    assert links("", {}) == []


def test_without_an_order_everything_that_is_set_up_is_asked_in_the_catalogs_order() -> None:
    assert links("", BOTH | {"OLLAMA_MODEL": "qwen"}) == [*OPENAI, *ANTHROPIC, ("ollama", "qwen")]


def test_the_order_is_the_operators() -> None:
    assert links(" Anthropic ,openai, anthropic", BOTH) == [*ANTHROPIC, *OPENAI]


def test_an_order_leaves_out_what_it_does_not_name() -> None:
    assert links("anthropic", BOTH) == ANTHROPIC


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("opneai", "did you mean openai"),
        ("zzz", "there are openai, anthropic"),
        ("mistral", "MISTRAL_MODEL"),
        ("groq", "GROQ_API_KEY"),
        ("custom", "CUSTOM_MODEL"),
    ],
)
def test_a_named_provider_that_cannot_be_had_is_an_error(order: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        links(order, BOTH)


def test_a_variable_replaces_the_models_and_says_their_order() -> None:
    values = BOTH | {"OPENAI_MODEL": " gpt-6.1-terra, gpt-6-luna,,gpt-6.1-terra"}
    assert links("openai", values) == [("openai", "gpt-6.1-terra"), ("openai", "gpt-6-luna")]


def test_each_model_has_its_own_price_and_window() -> None:
    small, medium = configured(CATALOG, "openai", BOTH)
    assert small.model.price != medium.model.price
    assert small.model.window == medium.model.window == 1_050_000


@pytest.mark.parametrize("models", ["gpt-6-luna gpt-6.1-terra", "gpt\x1b[31m", "gpt\u202e"])
def test_a_name_that_no_model_has_is_refused_without_being_shown(models: str) -> None:
    with pytest.raises(Misconfigured, match="OPENAI_MODEL") as caught:
        links("openai", BOTH | {"OPENAI_MODEL": models})
    assert models not in str(caught.value)


def test_every_provider_has_its_three_variables() -> None:
    assert {"GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_MODEL"} <= set(variables(CATALOG))
    assert len(variables(CATALOG)) == 3 * len(CATALOG)


# Servers of one's own


@pytest.mark.parametrize("variable", ["OLLAMA_BASE_URL", "OLLAMA_MODEL"])
def test_an_address_or_a_model_sets_up_a_server_of_ones_own(variable: str) -> None:
    value = "http://localhost:11434/v1" if variable.endswith("URL") else QWEN.name
    assert links("", {variable: value}, ollama=(QWEN,)) == [("ollama", QWEN.name)]


def test_models_that_were_found_keep_what_the_server_told_of_them() -> None:
    (link,) = configured(CATALOG, "vllm", {}, found={"vllm": (QWEN,)})
    assert link.model.window == 32_768


def test_a_model_that_the_operator_names_is_asked_instead_of_those_that_were_found() -> None:
    assert links("ollama", {"OLLAMA_MODEL": "mine"}, ollama=(QWEN,)) == [("ollama", "mine")]


def test_a_server_whose_models_nobody_knows_yet_is_left_out() -> None:
    assert links("ollama, openai", BOTH) == OPENAI


def test_a_key_alone_does_not_set_up_what_needs_none() -> None:
    assert links("", {"OLLAMA_API_KEY": "k", "CUSTOM_API_KEY": "k"}) == []


def test_any_compatible_server_is_asked_at_its_address() -> None:
    values = {"CUSTOM_BASE_URL": "https://models.example.com/v1", "CUSTOM_MODEL": "a,b"}
    assert links("", values) == [("custom", "a"), ("custom", "b")]
