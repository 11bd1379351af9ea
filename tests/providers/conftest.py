"""A stand-in for the providers on a real port, and both adapters pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from providers.address import checked
from providers.base import Question
from providers.budget import Priced
from providers.catalog import WIRES, build, shipped_catalog
from tests.providers.asking import KEY, SCHEMA, Standing, accepts_json
from tests.stand_in.providers import ProviderStandIn
from tests.stand_in.serving import serving

CATALOG = shipped_catalog()


@pytest.fixture
def question() -> Question:
    return Question("review", "You review code.", "print(1)", SCHEMA, 200, accepts_json)


@pytest.fixture
async def standing() -> AsyncIterator[Standing]:
    """A stand-in that always finds nothing, until a test gives it other answers or faults."""
    stand_in = ProviderStandIn(lambda asked: {"findings": []}, key=KEY)
    async with serving(stand_in.app) as url:
        standing = Standing(stand_in, url)
        yield standing
        for provider in standing.built:
            await provider.close()


@pytest.fixture(params=["openai", "anthropic"])
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connect(standing: Standing) -> Callable[..., Priced]:
    """Build the catalog's provider of a wire against the stand-in; `changes` are made to its model."""

    def connected(wire: str, *, model: str | None = None, key: str = KEY, **changes: object) -> Priced:
        base_url = standing.url + ("/v1" if wire == "openai" else "")
        shipped = build(CATALOG[wire], api_key=key, base_url=base_url, model=model)
        known = replace(shipped.model, **changes)  # type: ignore[arg-type]  # the test's own names
        provider = WIRES[wire](wire, known, checked(wire, base_url), key)
        standing.built.append(provider)
        return provider

    return connected
