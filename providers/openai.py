"""OpenAI's chat completions, and everybody who speaks them.

https://platform.openai.com/docs/api-reference/chat. Only the fields that all of them understand are sent; of the others
those that the catalog names, until a server turns them away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from providers.adapter import Adapter, Streamed
from providers.base import Question, Told
from providers.body import Hearing
from providers.exchange import Rejection, Reply
from providers.form import Form
from providers.model import Structured
from providers.openai_answers import BY_CODE, OpenAIHearing, read_openai, rejection_of
from providers.rate_headers import openai_limits
from providers.schema import TOOL_DESCRIPTION, TOOL_NAME, strict, told
from providers.transport import http_client

if TYPE_CHECKING:  # the SDK takes 0.8 s and 50 MB to import: only a process that really asks pays for it
    from openai import AsyncOpenAI


class OpenAIProvider(Adapter["AsyncOpenAI"]):
    """One model behind one OpenAI-compatible address."""

    sdk = "openai"
    sdk_error = "OpenAIError"
    by_code = BY_CODE
    levels = (Structured.JSON_SCHEMA, Structured.TOOL, Structured.JSON_OBJECT, Structured.NONE)

    def _connect(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI

        return AsyncOpenAI(
            api_key=self._key,
            base_url=self._address.url,
            max_retries=0,  # the chain decides what is worth another call
            http_client=http_client(self._address, self._key),
        )

    def _open(self, request: dict[str, Any], timeout: float) -> AbstractAsyncContextManager[Streamed]:
        return self._connected().chat.completions.with_streaming_response.create(**request, timeout=timeout)

    def _told(self, headers: Mapping[str, str]) -> Told | None:
        return openai_limits(headers)

    def _rejection(self, status: int, body: object, headers: Mapping[str, str]) -> Rejection:
        return rejection_of(status, body, headers)

    def _hearing(self) -> Hearing:
        return OpenAIHearing()

    def _read(self, content: bytes) -> Reply:
        return read_openai(content)

    def _request(self, question: Question, form: Form) -> dict[str, Any]:
        in_words, fields = _structured(form, question.schema)
        system = told(question.system, question.schema) if in_words else question.system
        request: dict[str, Any] = {
            "model": self.model.name,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": question.user}],
            form.token_limit.value: self.model.output_limit(question),
            **fields,
        }
        if form.temperature:
            request["temperature"] = 0
        if form.cache_key:
            request["prompt_cache_key"] = hashlib.sha256(system.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if form.stream:
            request["stream"] = True
        if form.stream and form.stream_usage:
            request["stream_options"] = {"include_usage": True}
        return request


def _structured(form: Form, schema: Mapping[str, object]) -> tuple[bool, dict[str, object]]:
    """Return whether the schema must be told in words, and the fields that hold the model to it."""
    if not schema:
        return False, {}
    match form.structured:
        case Structured.JSON_SCHEMA:
            return False, {"response_format": _by_schema(schema)}
        case Structured.GRAMMAR:
            # https://docs.vllm.ai/en/latest/features/structured_outputs/ (`guided_json` is gone since 0.12). llama.cpp,
            # LM Studio and Ollama make a grammar of `response_format`, which is JSON_SCHEMA here. A grammar binds the
            # model without telling it anything, so the schema is told too.
            return True, {"extra_body": {"structured_outputs": {"json": strict(schema)}}}
        case Structured.TOOL:
            return False, _by_tool(schema, strictly=form.strict)
        case Structured.JSON_OBJECT:
            return True, {"response_format": {"type": "json_object"}}
        case Structured.NONE:
            return True, {}


def _by_schema(schema: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "json_schema",
        "json_schema": {"name": TOOL_NAME, "strict": True, "schema": strict(schema)},
    }


def _by_tool(schema: Mapping[str, object], *, strictly: bool) -> dict[str, object]:
    function: dict[str, object] = {"name": TOOL_NAME, "description": TOOL_DESCRIPTION, "parameters": strict(schema)}
    if strictly:
        function["strict"] = True
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": TOOL_NAME}},
    }
