"""Which models a server of one's own has: asked over real HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from providers import discovery
from providers.catalog import shipped_catalog
from providers.configured import configured
from providers.discovery import MOST_BYTES, Away, Discovered, discover, discovered
from providers.errors import Misconfigured
from tests.stand_in.serving import HANG_UP, serving

CATALOG = shipped_catalog()
OLLAMA = CATALOG["ollama"]


@dataclass(slots=True)
class Server:
    """A server that lists what a test gives it."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"data": []}'
    hang_up: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def has(self, *names: str, **more: object) -> None:
        self.body = json.dumps({"object": "list", "data": [{"id": name, **more} for name in names]}).encode()

    async def answer(self, request: Request) -> Response:
        self.asked.append((request.url.path, request.headers["authorization"]))
        if self.hang_up:
            request.scope["extensions"][HANG_UP](reset=True)
        return Response(self.body, self.status, {"location": "/elsewhere"})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    async with serving(Starlette(routes=[Route("/{path:path}", server.answer)])) as url:
        server.url = f"{url}/v1"
        yield server


async def names(server: Server) -> list[str]:
    return [model.name for model in await discover(OLLAMA, base_url=server.url)]


async def test_its_models_are_listed_and_those_for_code_come_first(server: Server) -> None:
    server.has("llama4:8b", "zeta-coder:7b", "Aya:8b")
    assert await names(server) == ["zeta-coder:7b", "Aya:8b"]
    assert server.asked == [("/v1/models", "Bearer none")]


async def test_the_same_list_in_any_order_gives_the_same_models(server: Server) -> None:
    server.has("b", "a", "c")
    first = await names(server)
    server.has("c", "b", "a", "b")
    assert await names(server) == first == ["a", "b"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "nomic-embed-text",
        "text-embedding-nomic-embed-text-v1.5",
        "snowflake-arctic-embed2",
        "all-minilm",
        "bge-m3",
        "bge-reranker-v2",
        "multilingual-e5-large",
        "openai/clip-vit",
        "whisper-1",
    ],
)
async def test_models_that_answer_no_question_are_left_out(server: Server, name: str) -> None:
    server.has(name, "qwen3:8b")
    assert await names(server) == ["qwen3:8b"]


async def test_a_name_that_none_has_is_left_out(server: Server) -> None:
    server.has("a\x1b[31mb", "with space", "", "x" * 300, "fine")
    assert await names(server) == ["fine"]


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "glm-5:cloud"])
async def test_what_the_server_passes_on_to_somebody_else_is_only_asked_by_name(server: Server, name: str) -> None:
    server.has(name, "qwen3:8b")
    assert await names(server) == ["qwen3:8b"]
    (named,) = configured(CATALOG, "ollama", {"OLLAMA_MODEL": name})
    assert named.model.name == name


async def test_a_window_is_taken_where_it_is_told(server: Server) -> None:
    server.has("qwen", max_model_len=32_768)
    (model,) = await discover(CATALOG["vllm"], base_url=server.url)
    assert (model.window, model.price) == (32_768, None)


@pytest.mark.parametrize("window", ["much", -1, None, 1.5, [1]])
async def test_nonsense_for_a_window_is_no_window(server: Server, window: object) -> None:
    server.has("qwen", max_model_len=window)
    (model,) = await discover(CATALOG["vllm"], base_url=server.url)
    assert model.window is None


async def test_a_key_goes_along_where_one_is_set(server: Server) -> None:
    server.has("m")
    await discover(OLLAMA, base_url=server.url, api_key="sk-local")
    assert server.asked == [("/v1/models", "Bearer sk-local")]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b'{"data": []}', "has no model that answers questions; load one, or name it in OLLAMA_MODEL"),
        (200, b'{"data": null}', "has no model that answers"),
        (200, b'{"data": [{"id": "nomic-embed-text"}]}', "has no model that answers"),
        (200, b"<html>sign in", "lists no models; is OLLAMA_BASE_URL right"),
        (200, b"{}", "lists no models"),
        (200, b'{"data": [{"id": 7}]}', "lists no models"),
        (200, b" " * (MOST_BYTES + 1), "lists no models"),
        (404, b"canary", "lists no models"),
        (302, b"", "lists no models"),
        (500, b"canary", "lists no models"),
        (401, b"canary", "wants a key; set OLLAMA_API_KEY"),
        (403, b"", "wants a key"),
    ],
)
async def test_what_tells_no_models_is_named_with_what_to_do(
    server: Server, status: int, body: bytes, said: str
) -> None:
    server.status, server.body = status, body
    with pytest.raises(Away, match=said) as caught:
        await names(server)
    assert "canary" not in str(caught.value)
    assert len(server.asked) == 1, "asked once, and no redirect followed"


async def test_a_server_that_is_off_is_told_of() -> None:
    with pytest.raises(Away, match="nothing answers at its address; start the server or correct OLLAMA_BASE_URL"):
        await discover(OLLAMA, base_url="http://127.0.0.1:9/v1")


async def test_so_is_one_that_hangs_up(server: Server) -> None:
    server.hang_up = True
    with pytest.raises(Away, match="nothing answers"):
        await names(server)


async def test_so_is_one_that_says_nothing(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setattr(discovery, "PATIENCE_S", 0.0)
    with pytest.raises(Away, match="nothing answers"):
        await names(server)


async def test_only_servers_without_a_model_are_asked(server: Server) -> None:
    server.has("found")
    values = {"OPENAI_API_KEY": "k", "OLLAMA_BASE_URL": server.url, "VLLM_BASE_URL": server.url, "VLLM_MODEL": "mine"}
    found = await discovered(CATALOG, "", values)
    assert len(server.asked) == 1
    links = configured(CATALOG, "openai, ollama, vllm", values, found=found.models)
    assert [link.model.name for link in links] == ["gpt-6-luna", "gpt-6.1-terra", "found", "mine"]


async def test_a_server_that_is_off_keeps_no_other_from_being_found_and_is_found_later(server: Server) -> None:
    values = {"OLLAMA_BASE_URL": server.url, "LMSTUDIO_BASE_URL": "http://127.0.0.1:9/v1"}
    assert sorted((await discovered(CATALOG, "", values)).away) == ["lmstudio", "ollama"]
    server.has("m")
    found = await discovered(CATALOG, "", values)
    assert [model.name for model in found.models["ollama"]] == ["m"]
    assert list(found.away) == ["lmstudio"]


async def test_with_nothing_to_find_nobody_is_asked() -> None:
    assert await discovered(CATALOG, "", {"OPENAI_API_KEY": "k"}) == Discovered({}, {})


async def test_an_unsafe_address_is_not_asked() -> None:
    with pytest.raises(Misconfigured, match="not https"):
        await discovered(CATALOG, "ollama", {"OLLAMA_BASE_URL": "http://10.0.0.7:11434/v1"})
