"""What Anthropic answers, whole and as a stream: https://platform.claude.com/docs/en/api/messages-streaming."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from providers.base import Usage
from providers.errors import Failure, ProviderFailure
from providers.exchange import Rejection, Reply, Tokens, read, rejected, unreadable
from providers.sse import Event
from providers.transport import retry_after

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
    input_tokens: Tokens
    output_tokens: Tokens
    cache_read_input_tokens: Tokens | None = None
    cache_creation_input_tokens: Tokens | None = None


class _Block(BaseModel):
    type: str = ""
    text: str | None = None
    input: object = None


class _Answer(BaseModel):
    content: list[_Block] | None = None
    stop_reason: str | None = None
    usage: object = None
    error: object = None


class _Delta(BaseModel):
    text: str | None = None
    partial_json: str | None = None
    stop_reason: str | None = None


class _Event(BaseModel):
    type: str = ""
    message: _Answer | None = None
    delta: _Delta | None = None
    usage: dict[str, object] | None = None
    error: object = None


class AnthropicHearing:
    """A streamed answer."""

    def __init__(self) -> None:
        self.complete = False
        self._text: list[str] = []
        self._input: list[str] = []
        self._stop: str | None = None
        self._usage: dict[str, object] = {}

    @property
    def ended(self) -> bool:
        """Say whether the model has said why it stopped."""
        return self.complete or self._stop is not None

    def take(self, event: Event) -> str:
        """Take an event and return its text; kinds that are not known are skipped, as the vendor asks."""
        try:
            told = _Event.model_validate_json(event.data)
        except ValidationError as error:
            raise unreadable(event.data) from error
        if told.error is not None or "error" in (told.type, event.name):
            raise _told_amid(told.error)
        self.complete = told.type == "message_stop"
        if told.message is not None and isinstance(told.message.usage, Mapping):
            self._count(told.message.usage)
        self._count(told.usage or {})
        return self._piece(told.delta) if told.delta is not None else ""

    def reply(self) -> Reply:
        """Return what was put together."""
        blocks = [_Block(type="text", text="".join(self._text))]
        if written := "".join(self._input):
            blocks.append(_Block(type="tool_use", input=written))
        return _reply(_Answer(content=blocks, stop_reason=self._stop), _usage(self._usage))

    def _piece(self, delta: _Delta) -> str:
        self._stop = delta.stop_reason or self._stop
        text, written = delta.text or "", delta.partial_json or ""
        self._text.append(text)
        self._input.append(written)
        return written or text

    def _count(self, usage: Mapping[str, object]) -> None:
        """Keep what was counted last: the counts are of the whole answer so far."""
        self._usage.update({name: count for name, count in usage.items() if count is not None})


def read_anthropic(content: bytes) -> Reply:
    """Read an answer that came whole."""
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise unreadable(content) from error
    if answer.error is not None:
        raise _told_amid(answer.error)
    usage = _usage(answer.usage)
    if answer.content is None and answer.stop_reason != "refusal":
        raise unreadable(content, usage)
    return _reply(answer, usage)


def rejection_of(status: int, body: object, headers: Mapping[str, str]) -> Rejection:
    """Read an error's body."""
    told = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(told, Mapping):
        return Rejection(status, (), None, retry_after(headers))
    details = told.get("details")
    exact = details.get("error_code") if isinstance(details, Mapping) else None
    return Rejection(status, (exact, told.get("type")), told.get("message"), retry_after(headers))


def _reply(answer: _Answer, usage: Usage | None) -> Reply:
    if answer.stop_reason == "refusal":
        raise ProviderFailure(Failure.REFUSED, answer.stop_reason, usage=usage)
    blocks = answer.content or []
    text = "".join(block.text or "" for block in blocks if block.type == "text")
    written = next((_json(block.input) for block in blocks if block.type == "tool_use"), "")
    return read(written or text, cut_off=answer.stop_reason in CUT_OFF_REASONS, usage=usage)


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _told_amid(error: object) -> ProviderFailure:
    """Name an error that came after a 200: https://platform.claude.com/docs/en/api/errors."""
    return rejected(rejection_of(500, {"error": error}, {}), BY_CODE, answering=True)


def _usage(raw: object) -> Usage | None:
    """Take the tokens as they are: `input_tokens` leaves the cached ones out already."""
    try:
        usage = _Usage.model_validate(raw)
    except ValidationError:
        return None
    return Usage(
        usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens, usage.output_tokens
    )
