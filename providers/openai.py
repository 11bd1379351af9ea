"""OpenAI's chat completions, and everybody who speaks them.

https://platform.openai.com/docs/api-reference/chat. Only the fields that all of them understand are sent, and the
answer is read from its bytes by our own model: the SDK would hand out a `str` for a page of HTML, and half-empty
objects for half an answer.
"""

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

if TYPE_CHECKING:  # the SDK takes 0.8 s and 50 MB to import: only a process that really asks pays for it
    from openai import AsyncOpenAI

SCHEMA_NAME = "answer"

# https://platform.openai.com/docs/guides/error-codes; the last ones are OpenRouter's, Groq's and Azure's.
BY_CODE: Mapping[str, Failure] = {
    "insufficient_quota": Failure.QUOTA,
    "billing_hard_limit_reached": Failure.QUOTA,
    "billing_not_active": Failure.QUOTA,
    "account_deactivated": Failure.AUTH,
    "invalid_api_key": Failure.AUTH,
    "invalid_authentication": Failure.AUTH,
    "context_length_exceeded": Failure.CONTEXT_TOO_LONG,
    "string_above_max_length": Failure.CONTEXT_TOO_LONG,
    "model_not_found": Failure.UNKNOWN_MODEL,
    "model_decommissioned": Failure.UNKNOWN_MODEL,
    "rate_limit_exceeded": Failure.RATE_LIMITED,
    "server_overloaded": Failure.OVERLOADED,
    "content_filter": Failure.REFUSED,
    "content_policy_violation": Failure.REFUSED,
    "request_too_large": Failure.CONTEXT_TOO_LONG,
}


class _Cached(BaseModel):
    cached_tokens: NonNegativeInt | None = None
    cache_write_tokens: NonNegativeInt | None = None


class _Usage(BaseModel):
    prompt_tokens: NonNegativeInt
    completion_tokens: NonNegativeInt
    prompt_tokens_details: _Cached | None = None


class _Part(BaseModel):
    type: str = ""
    text: str | None = None


class _Message(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Error(BaseModel):
    code: str | int | None = None
    type: str | None = None
    message: str | None = None


class _Answer(BaseModel):
    choices: list[_Choice] | None = None
    usage: object = None
    error: _Error | None = None


class OpenAIProvider(Adapter["AsyncOpenAI"]):
    """One model behind one OpenAI-compatible address."""

    sdk = "openai"
    sdk_error = "OpenAIError"
    by_code = BY_CODE

    def _connect(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI

        return AsyncOpenAI(
            api_key=self._key,
            base_url=self._address.url,
            max_retries=0,  # the chain decides what is worth another call
            http_client=http_client(self._address, self._key),
        )

    async def _send(self, question: Question, timeout: float) -> bytes:
        completions = self._connected().chat.completions.with_raw_response
        raw = await completions.create(**self._request(question), timeout=timeout)
        content: bytes = raw.http_response.content
        return content

    def _rejection(self, status: int, body: object, headers: Mapping[str, str]) -> Rejection:
        return _rejection(status, body, headers)

    def _read(self, content: bytes) -> Reply:
        return _read(content)

    # Any: the SDK types these fields as overloads that no dictionary can meet.
    def _request(self, question: Question) -> dict[str, Any]:
        system = question.system
        extra: dict[str, Any] = {}
        if self.model.structured is Structured.JSON_SCHEMA:
            extra["response_format"] = _by_schema(question.schema)
        else:
            system = told(system, question.schema)
        if self.model.structured is Structured.JSON_OBJECT:
            extra["response_format"] = {"type": "json_object"}
        if self.model.temperature:
            extra["temperature"] = 0
        return {
            "model": self.model.name,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": question.user}],
            self.model.token_limit.value: self.model.output_limit(question),
            **extra,
        }


def _by_schema(schema: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "json_schema",
        "json_schema": {"name": SCHEMA_NAME, "strict": True, "schema": strict(schema)},
    }


def _rejection(status: int, body: object, headers: Mapping[str, str]) -> Rejection:
    """Read an error's body; the SDK has unwrapped `error` already, some servers never wrapped it."""
    told = body if isinstance(body, Mapping) else {}
    nested = told.get("error")
    told = nested if isinstance(nested, Mapping) else told
    codes = (told.get("code"), told.get("type"))
    return Rejection(status, codes, told.get("message"), retry_after(headers))


def _read(content: bytes) -> Reply:
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise unreadable(content) from error
    usage = _usage(answer.usage)
    if answer.error is not None:
        raise _told_with_200(answer.error)
    if not answer.choices:
        raise unreadable(content, usage)
    choice = answer.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise ProviderFailure(Failure.REFUSED, choice.finish_reason or "refusal", usage=usage)
    return read(_text(choice.message.content), cut_off=choice.finish_reason == "length", usage=usage)


def _told_with_200(error: _Error) -> ProviderFailure:
    """Name an error inside a successful answer, as routers send it: https://openrouter.ai/docs/api-reference/errors."""
    status = error.code if isinstance(error.code, int) and 400 <= error.code < 600 else 500
    return rejected(Rejection(status, (error.code, error.type), error.message), BY_CODE)


def _text(content: str | list[_Part] | None) -> str | None:
    if isinstance(content, list):
        return "".join(part.text or "" for part in content if part.type == "text")
    return content


def _usage(raw: object) -> Usage | None:
    """Split the input by price: `prompt_tokens` counts the cached tokens too."""
    try:
        usage = _Usage.model_validate(raw)
    except ValidationError:
        return None
    cached = usage.prompt_tokens_details or _Cached()
    read_, written = cached.cached_tokens, cached.cache_write_tokens
    fresh = max(usage.prompt_tokens - (read_ or 0) - (written or 0), 0)
    return Usage(fresh, read_, written, usage.completion_tokens)
