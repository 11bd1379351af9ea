"""Anthropic's messages: https://platform.claude.com/docs/en/api/messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, NonNegativeInt, ValidationError

from providers.adapter import Adapter
from providers.base import Question, Usage
from providers.errors import Failure, ProviderFailure
from providers.exchange import Rejection, Reply, read, rejected, unreadable
from providers.model import Structured
from providers.schema import strict, told
from providers.transport import http_client, retry_after

if TYPE_CHECKING:  # the SDK takes 2 s and 77 MB to import: only a process that really asks pays for it
    from anthropic import AsyncAnthropic

# https://platform.claude.com/docs/en/build-with-claude/prompt-caching: the system text is the same for many questions.
CACHED = {"type": "ephemeral"}
CUT_OFF_REASONS = frozenset({"max_tokens", "model_context_window_exceeded"})

# `error.details.error_code` where it is given, else `error.type`: https://platform.claude.com/docs/en/api/errors
BY_CODE: Mapping[str, Failure] = {
    "enforced_spend_limit_reached": Failure.QUOTA,
    "contract_spend_limit_reached": Failure.QUOTA,
    "linked_organization_spend_limit_reached": Failure.QUOTA,
    "linked_organization_billing_unavailable": Failure.QUOTA,
    "organization_on_hold": Failure.AUTH,
    "ramp_limit_exceeded": Failure.RATE_LIMITED,
    "request_body_too_large_after_decoding": Failure.CONTEXT_TOO_LONG,
    "authentication_error": Failure.AUTH,
    "permission_error": Failure.AUTH,
    "billing_error": Failure.QUOTA,
    "not_found_error": Failure.UNKNOWN_MODEL,
    "request_too_large": Failure.CONTEXT_TOO_LONG,
    "rate_limit_error": Failure.RATE_LIMITED,
    "overloaded_error": Failure.OVERLOADED,
    "timeout_error": Failure.TIMEOUT,
    "api_error": Failure.SERVER,
}


class _Usage(BaseModel):
    input_tokens: NonNegativeInt
    output_tokens: NonNegativeInt
    cache_read_input_tokens: NonNegativeInt | None = None
    cache_creation_input_tokens: NonNegativeInt | None = None


class _Block(BaseModel):
    type: str = ""
    text: str | None = None


class _Answer(BaseModel):
    content: list[_Block] | None = None
    stop_reason: str | None = None
    usage: object = None
    error: object = None


class AnthropicProvider(Adapter["AsyncAnthropic"]):
    """One model behind Anthropic's interface."""

    sdk = "anthropic"
    sdk_error = "AnthropicError"
    by_code = BY_CODE

    def _connect(self) -> AsyncAnthropic:
        from anthropic import AsyncAnthropic

        return AsyncAnthropic(
            api_key=self._key,
            base_url=self._address.url,
            max_retries=0,  # left alone, the SDK sleeps for as long as a Retry-After says
            http_client=http_client(self._address, self._key),
            open_telemetry=False,
        )

    async def _send(self, question: Question, timeout: float) -> bytes:
        # An explicit timeout also keeps the SDK from insisting on streaming for a long answer.
        raw = await self._connected().messages.with_raw_response.create(**self._request(question), timeout=timeout)
        content: bytes = raw.http_response.content
        return content

    def _rejection(self, status: int, body: object, headers: Mapping[str, str]) -> Rejection:
        return _rejection(status, body, headers)

    def _read(self, content: bytes) -> Reply:
        return _read(content)

    # Any: the SDK types these fields as overloads that no dictionary can meet.
    def _request(self, question: Question) -> dict[str, Any]:
        by_schema = self.model.structured is Structured.JSON_SCHEMA
        system = question.system if by_schema else told(question.system, question.schema)
        request: dict[str, Any] = {
            "model": self.model.name,
            "max_tokens": self.model.output_limit(question),
            "system": [{"type": "text", "text": system, "cache_control": CACHED}],
            "messages": [{"role": "user", "content": question.user}],
        }
        if by_schema:
            request["output_config"] = {"format": {"type": "json_schema", "schema": strict(question.schema)}}
        if self.model.temperature:
            request["temperature"] = 0
        return request


def _rejection(status: int, body: object, headers: Mapping[str, str]) -> Rejection:
    told = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(told, Mapping):
        return Rejection(status, (), None, retry_after(headers))
    details = told.get("details")
    exact = details.get("error_code") if isinstance(details, Mapping) else None
    return Rejection(status, (exact, told.get("type")), told.get("message"), retry_after(headers))


def _read(content: bytes) -> Reply:
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise unreadable(content) from error
    if answer.error is not None:
        raise rejected(_rejection(500, {"error": answer.error}, {}), BY_CODE)
    usage = _usage(answer.usage)
    if answer.stop_reason == "refusal":
        raise ProviderFailure(Failure.REFUSED, answer.stop_reason, usage=usage)
    if answer.content is None:
        raise unreadable(content, usage)
    text = "".join(block.text or "" for block in answer.content if block.type == "text")
    return read(text, cut_off=answer.stop_reason in CUT_OFF_REASONS, usage=usage)


def _usage(raw: object) -> Usage | None:
    """Take the tokens as they are: `input_tokens` leaves the cached ones out already."""
    try:
        usage = _Usage.model_validate(raw)
    except ValidationError:
        return None
    return Usage(
        usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens, usage.output_tokens
    )
