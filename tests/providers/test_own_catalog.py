"""An operator's own catalog, laid over ours key by key."""

from __future__ import annotations

import re

import pytest

from providers.base import Question
from providers.catalog import build, shipped_catalog
from providers.errors import Misconfigured
from providers.model import Price, Structured
from providers.state import Rate
from tests.providers.asking import KEY, Standing

ACME = """
[acme]
wire = "openai"
base_url = "{url}/v1"
env = "ACME"
needs_key = true
default_models = ["stand-in"]
structured = "none"
token_limit = "max_tokens"
temperature = true
stream = false
price = {{ input = "1", output = "2" }}
"""


async def test_a_provider_of_ones_own_is_one_entry(standing: Standing, question: Question) -> None:
    entry = shipped_catalog(ACME.format(url=standing.url))["acme"]
    provider = build(entry, api_key=KEY)
    standing.built.append(provider)
    answered = await provider.complete(question, timeout=5)
    assert (answered.provider, answered.model) == ("acme", "stand-in")
    assert answered.attempts[0].cost is not None


def test_everything_else_stays_as_it_ships() -> None:
    assert {n: e for n, e in shipped_catalog(ACME.format(url="https://x")).items() if n != "acme"} == shipped_catalog()


def test_one_key_changes_nothing_beside_it() -> None:
    ours = shipped_catalog()["openai"]
    theirs = shipped_catalog('[openai.models."gpt-6-luna"]\nwindow = 9')["openai"]
    luna = theirs.models["gpt-6-luna"]
    assert (luna.window, luna.price, luna.tier) == (9, ours.models["gpt-6-luna"].price, ours.models["gpt-6-luna"].tier)
    assert theirs.default_models == ours.default_models


def test_a_list_is_replaced() -> None:
    assert shipped_catalog('[openai]\ndefault_models = ["gpt-6.1-sol"]')["openai"].default_models == ("gpt-6.1-sol",)


def test_a_price_is_replaced_as_a_whole() -> None:
    own = '[openai.models."gpt-6-luna".price]\ninput = "0.20"\noutput = "1"\n'
    assert shipped_catalog(own)["openai"].models["gpt-6-luna"].price == Price(200_000, 1_000_000)


def test_so_is_a_rate() -> None:
    own = "[ollama]\nrate = { requests_per_minute = 5 }\n"
    assert shipped_catalog(own)["ollama"].model("m").rate == Rate(requests_per_minute=5)


def test_a_server_of_ones_own_can_be_said_to_cost_nothing() -> None:
    ollama = shipped_catalog('[ollama.price]\ninput = "0"\noutput = "0"\n')["ollama"]
    assert ollama.model("whatever it has").price == Price(0, 0)


def test_a_model_that_is_added_takes_the_rest_from_its_provider() -> None:
    groq = shipped_catalog('[groq.models."qwen/qwen-next"]\nwindow = 4096')["groq"]
    added = groq.model("qwen/qwen-next")
    assert (added.structured, added.stream, added.price) == (Structured.JSON_OBJECT, False, None)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("[opneai]\ntemperature = true", "opneai.wire: is missing (a new provider needs it; did you mean [openai]?)"),
        ("openai = 3", "openai: Input should be"),
        ('[openai.models."gpt-6-luna"]\nprize = 1', "openai.models.gpt-6-luna.prize: unknown key; did you mean price?"),
        ("[openai.price]\ninput = 1", "openai.price.input: a price is a string"),
        ("[openai]\n[openai]", "not TOML: Cannot declare ('openai',) twice (at line 2, column 8)"),
    ],
)
def test_what_is_wrong_in_it_is_named_with_its_place(own: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(said)):
        shipped_catalog(own)
