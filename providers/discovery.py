"""Which models a server of one's own has: Ollama, LM Studio and vLLM list them at `/models`.

https://docs.ollama.com/api/openai-compatibility, https://lmstudio.ai/docs/app/api/endpoints/openai
"""

from __future__ import annotations

import asyncio
import importlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError

from providers.address import PASSED_ON, Address
from providers.catalog import Catalog, Entry, key_of
from providers.configured import chosen, named_models
from providers.errors import ProviderError
from providers.model import NO_KEY, Model
from providers.transport import http_client

PATIENCE_S = 3.0  # such a server is near; a review's first question must not wait long for one that is off
MOST_BYTES = 1_000_000
# A second one to fall back on. With more, a server that holds one model in memory would only load and unload them.
MOST_MODELS = 2

NAMES = re.compile(r"[!-~]{1,200}")
# Models that answer no question: vectors, sounds, images, ranks. Their names are all that a list tells of them.
NO_TEXT = re.compile(
    r"embed|rerank|minilm|paraphrase|whisper|(?<![a-z0-9])(?:bge|gte|e5|clip|tts|stt)(?![a-z0-9])", re.I
)
FOR_CODE = re.compile(r"code|coder|devstral", re.I)

SILENT = "{name}: nothing answers at its address; start the server or correct {url}. It will be looked for again"
LOCKED = "{name}: the server wants a key; set {key}"
NO_LIST = "{name}: what answers at its address lists no models; is {url} right, with the /v1 at its end?"
EMPTY = "{name}: the server has no model that answers questions; load one, or name it in {model}"


class Away(ProviderError):
    """The models of a server are not known now; they may be later. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """By provider, the models that were found, for `configured`; and for the others why there are none, in words."""

    models: Mapping[str, tuple[Model, ...]]
    away: Mapping[str, str]


class _Listed(BaseModel):
    id: str
    max_model_len: object = None  # vLLM's window


class _List(BaseModel):
    data: list[_Listed] | None


async def discovered(
    catalog: Catalog, order: str, values: Mapping[str, str], *, allow_http: bool = False
) -> Discovered:
    """Ask every chosen server that needs it for its models, all at once; raise Misconfigured as `configured` does."""
    entries = [e for e in chosen(catalog, order, values) if e.discover and not named_models(e, values)]
    answers = await asyncio.gather(*(_models_or_why(entry, values, allow_http) for entry in entries))
    by_name = {entry.name: answer for entry, answer in zip(entries, answers, strict=True)}
    return Discovered(
        {name: answer for name, answer in by_name.items() if not isinstance(answer, str)},
        {name: answer for name, answer in by_name.items() if isinstance(answer, str)},
    )


async def discover(
    entry: Entry, *, api_key: str | None = None, base_url: str | None = None, allow_http: bool = False
) -> tuple[Model, ...]:
    """Return the models to ask of a server, those for code first, then by name; raise Away when it does not tell.

    The same list gives the same models in the same order.
    """
    address = entry.address(base_url, allow_http=allow_http)
    content = await _fetched(entry, address, key_of(entry, api_key))
    try:
        listed = _List.model_validate_json(content).data or []
    except ValidationError as error:
        raise _away(entry, NO_LIST) from error
    if models := [_model(entry, one) for one in _fitting(listed)]:
        return tuple(models)
    raise _away(entry, EMPTY)


async def _models_or_why(entry: Entry, values: Mapping[str, str], allow_http: bool) -> tuple[Model, ...] | str:
    key, url = values.get(entry.key_variable), values.get(entry.url_variable)
    try:
        return await discover(entry, api_key=key, base_url=url, allow_http=allow_http)
    except Away as error:
        return str(error)


def _fitting(listed: Sequence[_Listed]) -> list[_Listed]:
    by_name = {one.id: one for one in listed if _answers_here(one.id)}
    names = sorted(by_name, key=lambda name: (FOR_CODE.search(name) is None, name.casefold(), name))
    return [by_name[name] for name in names[:MOST_MODELS]]


def _answers_here(name: str) -> bool:
    """Leave out what answers no question, and what passes questions on: that is chosen by name only."""
    return bool(NAMES.fullmatch(name)) and not NO_TEXT.search(name) and not PASSED_ON.search(name)


def _model(entry: Entry, listed: _Listed) -> Model:
    model, window = entry.model(listed.id), listed.max_model_len
    if model.window is None and isinstance(window, int) and window > 0:
        return replace(model, window=window)
    return model


async def _fetched(entry: Entry, address: Address, key: str | None) -> bytes:
    httpx2 = await asyncio.to_thread(importlib.import_module, "httpx2")
    url = address.url.rstrip("/") + "/models"
    try:
        async with (
            asyncio.timeout(PATIENCE_S),
            http_client(address, key or NO_KEY) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise _away(entry, LOCKED if response.status_code in (401, 403) else NO_LIST)
            return await _bounded(entry, response.aiter_bytes())
    except (TimeoutError, httpx2.HTTPError) as error:
        raise _away(entry, SILENT) from error


async def _bounded(entry: Entry, pieces: AsyncIterator[bytes]) -> bytes:
    content = b""
    async for piece in pieces:
        content += piece
        if len(content) > MOST_BYTES:
            raise _away(entry, NO_LIST)
    return content


def _away(entry: Entry, text: str) -> Away:
    variables = {"url": entry.url_variable, "key": entry.key_variable, "model": entry.model_variable}
    return Away(text.format(name=entry.name, **variables))
