"""Anthropic's messages: https://platform.claude.com/docs/en/api/messages."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from providers.adapter import Adapter, Streamed
from providers.anthropic_answers import BY_CODE, AnthropicHearing, read_anthropic, rejection_of
from providers.base import Question, Told
from providers.body import Hearing
from providers.exchange import Rejection, Reply
from providers.form import Form
from providers.model import Structured
from providers.rate_headers import anthropic_limits
from providers.schema import TOOL_DESCRIPTION, TOOL_NAME, strict, told
from providers.transport import http_client

if TYPE_CHECKING:  # the SDK takes 2 s and 77 MB to import: only a process that really asks pays for it
    from anthropic import AsyncAnthropic

# https://platform.claude.com/docs/en/build-with-claude/prompt-caching: the system text is the same for many questions.
CACHED = {"type": "ephemeral"}
# It has no JSON mode, and no grammar but the one it makes of a schema.
IN_WORDS = frozenset({Structured.GRAMMAR, Structured.JSON_OBJECT, Structured.NONE})


class AnthropicProvider(Adapter["AsyncAnthropic"]):
    """One model behind Anthropic's interface."""

    sdk = "anthropic"
    sdk_error = "AnthropicError"
    by_code = BY_CODE
    levels = (Structured.JSON_SCHEMA, Structured.TOOL, Structured.NONE)

    def _connect(self) -> AsyncAnthropic:
        from anthropic import AsyncAnthropic

        return AsyncAnthropic(
            api_key=self._key,
            base_url=self._address.url,
            max_retries=0,  # left alone, the SDK sleeps for as long as a Retry-After says
            http_client=http_client(self._address, self._key),
            open_telemetry=False,
        )

    def _open(self, request: dict[str, Any], timeout: float) -> AbstractAsyncContextManager[Streamed]:
        # An explicit timeout also keeps the SDK from insisting on streaming for a long answer.
        return self._connected().messages.with_streaming_response.create(**request, timeout=timeout)

    def _told(self, headers: Mapping[str, str]) -> Told | None:
        return anthropic_limits(headers)

    def _rejection(self, status: int, body: object, headers: Mapping[str, str]) -> Rejection:
        return rejection_of(status, body, headers)

    def _hearing(self) -> Hearing:
        return AnthropicHearing()

    def _read(self, content: bytes) -> Reply:
        return read_anthropic(content)

    def _request(self, question: Question, form: Form) -> dict[str, Any]:
        in_words = bool(question.schema) and form.structured in IN_WORDS
        system = told(question.system, question.schema) if in_words else question.system
        request: dict[str, Any] = {
            "model": self.model.name,
            "max_tokens": self.model.output_limit(question),
            "system": [{"type": "text", "text": system, "cache_control": CACHED}],
            "messages": [{"role": "user", "content": question.user}],
        }
        if question.schema:
            request |= _structured(form, question.schema)
        if form.temperature:
            request["extra_body"] = {"temperature": 0}  # the SDK has dropped the field, older models know it
        if form.stream:
            request["stream"] = True
        return request


def _structured(form: Form, schema: Mapping[str, object]) -> dict[str, object]:
    if form.structured is Structured.JSON_SCHEMA:
        return {"output_config": {"format": {"type": "json_schema", "schema": strict(schema)}}}
    if form.structured is not Structured.TOOL:
        return {}
    return {
        "tools": [{"name": TOOL_NAME, "description": TOOL_DESCRIPTION, "input_schema": strict(schema)}],
        "tool_choice": {"type": "tool", "name": TOOL_NAME, "disable_parallel_tool_use": True},
    }
