"""Which models a worker has, servers of one's own included."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.errors import UsageError
from app.settings import Settings, load
from app.work.links import links
from tests.stand_in.serving import serving


def settings(**values: str) -> Settings:
    return load(provider_values={name: SecretStr(value) for name, value in values.items()}, providers="")


@pytest.fixture
async def ollama() -> AsyncIterator[str]:
    """The base URL of a server with one model."""

    async def models(request: Request) -> JSONResponse:
        return JSONResponse({"object": "list", "data": [{"id": "qwen3-coder:30b", "object": "model"}]})

    async with serving(Starlette(routes=[Route("/v1/models", models)])) as url:
        yield f"{url}/v1"


async def test_a_server_is_asked_which_models_it_has(ollama: str) -> None:
    found = await links(settings(OPENAI_API_KEY="k", OPENAI_MODEL="gpt-6-luna", OLLAMA_BASE_URL=ollama))
    assert [(link.name, link.model.name) for link in found.available] == [
        ("openai", "gpt-6-luna"),
        ("ollama", "qwen3-coder:30b"),
    ]
    assert not found.away


async def test_one_that_is_off_is_told_of_and_still_counts_as_configured() -> None:
    """So that the review check says that nobody could be asked, instead of not being there."""
    found = await links(settings(OLLAMA_BASE_URL="http://127.0.0.1:9/v1"))
    assert found.available == ()
    assert found.configured
    assert "start the server or correct OLLAMA_BASE_URL" in found.away["ollama"]


async def test_nothing_set_is_nobody_configured() -> None:
    assert not (await links(settings())).configured


async def test_a_wrong_setting_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="MISTRAL_MODEL"):
        await links(settings(MISTRAL_API_KEY="k"))
