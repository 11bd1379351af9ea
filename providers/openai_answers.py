"""What OpenAI-compatible servers answer, whole and as a stream: https://platform.openai.com/docs/api-reference/chat.

The answer is read from its bytes by our own models: the SDK would hand out a `str` for a page of HTML, and half-empty
objects for half an answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from providers.base import Usage
from providers.errors import Failure, ProviderFailure
from providers.exchange import Rejection, Reply, Tokens, read, rejected, unreadable
from providers.sse import Event
from providers.transport import retry_after

# https://platform.openai.com/docs/guides/error-codes; the last ones are OpenRouter's, Azure's and Groq's, whose two
# `failed` mean that the model wrote something else than it was held to.
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
    "json_validate_failed": Failure.MALFORMED,
    "tool_use_failed": Failure.MALFORMED,
}
DONE = b"[DONE]"
# https://api-docs.deepseek.com/api/create-chat-completion: the answer was given up for want of machines.
GIVEN_UP = "insufficient_system_resource"


class _Cached(BaseModel):
    cached_tokens: Tokens | None = None
    cache_write_tokens: Tokens | None = None


class _Usage(BaseModel):
    prompt_tokens: Tokens
    completion_tokens: Tokens
    prompt_tokens_details: _Cached | None = None


class _Part(BaseModel):
    type: str = ""
    text: str | None = None


class _Function(BaseModel):
    arguments: str | dict[str, object] | None = None


class _Call(BaseModel):
    index: int = 0
    function: _Function | None = None


class _Message(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(BaseModel):
    index: int = 0
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None


class _Error(BaseModel):
    code: str | int | None = None
    type: str | None = None
    message: str | None = None


class _Answer(BaseModel):
    """A whole answer or, with `delta` instead of `message`, a piece of one."""

    choices: list[_Choice] | None = None
    usage: object = None
    error: _Error | str | None = None


class OpenAIHearing:
    """A streamed answer; only its first choice and its first tool call are ours."""

    def __init__(self) -> None:
        self.complete = False
        self._text: list[str] = []
        self._arguments: list[str] = []
        self._refusal: list[str] = []
        self._finish: str | None = None
        self._usage: object = None

    @property
    def ended(self) -> bool:
        """Say whether the model has said why it stopped; some servers only say that it did."""
        return self.complete or self._finish is not None

    def take(self, event: Event) -> str:
        """Take a chunk and return its text."""
        if event.data.strip() == DONE:
            self.complete = True
            return ""
        chunk = _parsed(event.data)
        if chunk.error is not None or event.name == "error":
            raise _told_amid(chunk.error)
        self._usage = chunk.usage or self._usage
        return "".join(self._piece(choice) for choice in chunk.choices or () if choice.index == 0)

    def reply(self) -> Reply:
        """Return what was put together."""
        text = "".join(self._arguments) or "".join(self._text)
        message = _Message(content=text, refusal="".join(self._refusal))
        return _reply(_Choice(message=message, finish_reason=self._finish), _usage(self._usage))

    def _piece(self, choice: _Choice) -> str:
        self._finish = choice.finish_reason or self._finish
        delta = choice.delta or choice.message
        if delta is None:
            return ""
        arguments, text = _arguments(delta), _text(delta.content) or ""
        self._refusal.append(delta.refusal or "")
        self._arguments.append(arguments)
        self._text.append(text)
        return arguments or text


def read_openai(content: bytes) -> Reply:
    """Read an answer that came whole."""
    answer = _parsed(content)
    usage = _usage(answer.usage)
    if answer.error is not None:
        raise _told_amid(answer.error)
    if not answer.choices:
        raise unreadable(content, usage)
    return _reply(answer.choices[0], usage)


def rejection_of(status: int, body: object, headers: Mapping[str, str]) -> Rejection:
    """Read an error's body; the SDK has unwrapped `error` already, some servers never wrapped it or made it a list."""
    if isinstance(body, list) and body:
        body = body[0]
    said = body if isinstance(body, Mapping) else {"message": body}
    nested = said.get("error")
    said = nested if isinstance(nested, Mapping) else said
    message = said.get("message", nested if isinstance(nested, str) else said.get("detail"))
    return Rejection(
        status, (said.get("code"), said.get("type")), _words(message), retry_after(headers), said.get("param")
    )


def _words(message: object) -> str | None:
    """Read what was said, by servers built on FastAPI too: https://fastapi.tiangolo.com/reference/exceptions/."""
    if isinstance(message, Mapping):
        return _words(message.get("detail"))
    if isinstance(message, list):
        fields = [item for item in message[:5] if isinstance(item, Mapping)]
        return " ".join(f"{item.get('loc')} {item.get('msg')}" for item in fields)
    return message if isinstance(message, str) else None


def _parsed(content: bytes) -> _Answer:
    try:
        return _Answer.model_validate_json(content)
    except ValidationError as error:
        raise unreadable(content) from error


def _reply(choice: _Choice, usage: Usage | None) -> Reply:
    message, finish = choice.message or _Message(), choice.finish_reason
    if message.refusal or finish == "content_filter":
        raise ProviderFailure(
            Failure.REFUSED, "content_filter" if finish == "content_filter" else "refusal", usage=usage
        )
    if finish == GIVEN_UP:
        raise ProviderFailure(Failure.OVERLOADED, GIVEN_UP, usage=usage)
    return read(_arguments(message) or _text(message.content), cut_off=finish == "length", usage=usage)


def _told_amid(error: _Error | str | None) -> ProviderFailure:
    """Name an error inside a successful answer, as routers send it: https://openrouter.ai/docs/api-reference/errors."""
    told = error if isinstance(error, _Error) else _Error(message=error)
    status = told.code if isinstance(told.code, int) and 400 <= told.code < 600 else 500
    return rejected(Rejection(status, (told.code, told.type), told.message), BY_CODE, answering=True)


def _arguments(message: _Message) -> str:
    """Return the arguments of the first tool call; some servers parse them."""
    pieces = [call.function.arguments for call in message.tool_calls or () if call.index == 0 and call.function]
    if not pieces:
        return ""
    first = pieces[0]
    return json.dumps(first) if isinstance(first, dict) else first or ""


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
