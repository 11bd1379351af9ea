"""Which providers an operator gets for which variables."""

from __future__ import annotations

import pytest

from providers.catalog import shipped_catalog
from providers.configured import configured, variables
from providers.errors import Misconfigured

CATALOG = shipped_catalog()
BOTH = {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}


def names(order: str, values: dict[str, str]) -> list[str]:
    return [provider.name for provider in configured(CATALOG, order, values)]


def test_nothing_set_means_no_provider() -> None:
    assert names("", {}) == []


def test_without_an_order_everything_that_is_set_up_is_asked_in_the_catalogs_order() -> None:
    assert names("", BOTH | {"OLLAMA_MODEL": "qwen"}) == ["openai", "anthropic", "ollama"]


def test_the_order_is_the_operators() -> None:
    assert names(" Anthropic ,openai, anthropic", BOTH) == ["anthropic", "openai"]


def test_an_order_leaves_out_what_it_does_not_name() -> None:
    assert names("anthropic", BOTH) == ["anthropic"]


@pytest.mark.parametrize(
    ("order", "said"),
    [("opneai", "did you mean openai"), ("zzz", "there are openai, anthropic"), ("groq", "GROQ_MODEL")],
)
def test_a_named_provider_that_cannot_be_had_is_an_error(order: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        names(order, BOTH)


def test_a_variable_replaces_the_model() -> None:
    (provider,) = configured(CATALOG, "openai", BOTH | {"OPENAI_MODEL": "gpt-6.1-terra"})
    assert provider.model.name == "gpt-6.1-terra"


def test_every_provider_has_its_three_variables() -> None:
    assert {"GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_MODEL"} <= set(variables(CATALOG))
    assert len(variables(CATALOG)) == 3 * len(CATALOG)
