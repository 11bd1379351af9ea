"""What the two model interfaces take and give: request checks and answer shapes, from the vendors' references.

https://platform.openai.com/docs/api-reference/chat/create and https://platform.claude.com/docs/en/api/messages
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]  # Any: JSON as it came

BYTES_PER_TOKEN = 4
OPENAI_FIELDS = frozenset(
    {"model", "messages", "max_tokens", "max_completion_tokens", "temperature"}
    | {"response_format", "stream", "n", "stop", "seed", "top_p"}
    | {"stream_options", "tools", "tool_choice", "prompt_cache_key"}
)
# What servers of one's own take besides: https://docs.vllm.ai/en/latest/features/structured_outputs/
OWN_SERVER_FIELDS = frozenset({"structured_outputs"})
ANTHROPIC_FIELDS = frozenset(
    {"model", "messages", "max_tokens", "system", "temperature"}
    | {"output_config", "stream", "stop_sequences", "metadata", "top_p", "top_k", "tools", "tool_choice"}
)
# Anthropic takes no rule on numbers, lengths or counts:
# https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
SCHEMA_KEYS = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum"}
    | {"const", "anyOf", "allOf", "description", "$ref", "$defs", "format"}
)


class Wrong(Exception):
    """A request that the real service refuses: HTTP status, machine code and words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """A request once checked, the same for both interfaces; `tool` is the one that must be called."""

    wire: str
    model: str
    system: str
    user: str
    max_tokens: int
    schema: Json | None
    cached: bool
    body: Json
    tool: str | None = None

    @property
    def streamed(self) -> bool:
        """Say whether the answer shall come as a stream."""
        return bool(self.body.get("stream"))


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens counted for one answer; input includes what was read from and written to the cache."""

    input: int
    cache_read: int
    cache_write: int
    output: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What the model said: its text (None: nothing), why it stopped, and what it spent."""

    text: str | None
    spent: Spent
    finish: str
    refusal: str | None = None


def tokens(text: str) -> int:
    """Count tokens the simple way."""
    return -(-len(text.encode("utf-8", "surrogatepass")) // BYTES_PER_TOKEN)


def read_openai(body: Json) -> Asked:
    """Check a chat completion request as strictly as the real one."""
    _known(body, OPENAI_FIELDS | (frozenset() if _reasons(body) else OWN_SERVER_FIELDS))
    if "stream_options" in body and not body.get("stream"):
        raise Wrong(400, "invalid_request_error", "stream_options is only allowed when stream is enabled")
    model, messages = _text(body, "model"), body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Wrong(400, "invalid_type", "messages must be a non-empty array")
    reasoning = _reasons(body)
    if reasoning and "max_tokens" in body:
        raise Wrong(400, "unsupported_parameter", "use max_completion_tokens instead of max_tokens")
    if reasoning and "temperature" in body:
        raise Wrong(400, "unsupported_value", "temperature is not supported with this model")
    limit = _positive(body, "max_completion_tokens" if "max_completion_tokens" in body else "max_tokens")
    said = {role: _said(messages, role) for role in ("system", "user")}
    schema = _openai_schema(body.get("response_format"), said["system"] + said["user"])
    tool, parameters = _openai_tool(body)
    grammar = body.get("structured_outputs", {}).get("json")
    return Asked(
        "openai", model, said["system"], said["user"], limit, schema or parameters or grammar, True, body, tool
    )


def read_anthropic(body: Json) -> Asked:
    """Check a messages request as strictly as the real one."""
    _known(body, ANTHROPIC_FIELDS)
    model, messages = _text(body, "model"), body.get("messages")
    if not isinstance(messages, list) or not messages or messages[0].get("role") != "user":
        raise Wrong(400, "invalid_request_error", "messages: first message must use the user role")
    system, cached = _system(body.get("system", ""))
    schema = (body.get("output_config") or {}).get("format")
    if schema is not None:
        if schema.get("type") != "json_schema":
            raise Wrong(400, "invalid_request_error", "output_config.format.type: must be json_schema")
        schema = schema["schema"]
        _closed(schema, allowed=SCHEMA_KEYS)
    tool, parameters = _anthropic_tool(body)
    limit = _positive(body, "max_tokens")
    return Asked("anthropic", model, system, _said(messages, "user"), limit, schema or parameters, cached, body, tool)


def openai_answer(asked: Asked, answered: Answered) -> Json:
    """Shape a chat completion."""
    message: Json = {"role": "assistant", "content": answered.text, "refusal": answered.refusal}
    if asked.tool is not None and answered.text is not None:
        call = {"id": "call_1", "type": "function", "function": {"name": asked.tool, "arguments": answered.text}}
        message |= {"content": None, "tool_calls": [call]}
    spent = answered.spent
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "finish_reason": answered.finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": spent.input,
            "completion_tokens": spent.output,
            "total_tokens": spent.input + spent.output,
            "prompt_tokens_details": {"cached_tokens": spent.cache_read, "cache_write_tokens": spent.cache_write},
        },
    }


def anthropic_answer(asked: Asked, answered: Answered) -> Json:
    """Shape a message."""
    spent = answered.spent
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": asked.model,
        "content": [] if answered.text is None else [_block(asked, answered.text)],
        "stop_reason": answered.finish,
        "stop_sequence": None,
        "usage": {
            "input_tokens": spent.input - spent.cache_read - spent.cache_write,
            "cache_read_input_tokens": spent.cache_read,
            "cache_creation_input_tokens": spent.cache_write,
            "output_tokens": spent.output,
        },
    }


def openai_error(status: int, code: str, message: str) -> Json:
    """Shape an error of OpenAI's."""
    kind = "insufficient_quota" if code == "insufficient_quota" else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def anthropic_error(status: int, code: str, message: str) -> Json:
    """Shape an error of Anthropic's; `type/error_code` in `code` fills both places."""
    kind, _, exact = code.partition("/")
    details = {"error_code": exact} if exact else None
    return {"type": "error", "error": {"type": kind, "message": message, "details": details}, "request_id": "req_1"}


def _block(asked: Asked, text: str) -> Json:
    if asked.tool is None:
        return {"type": "text", "text": text}
    try:
        arguments = json.loads(text)
    except ValueError:  # the output limit cut it off, or a test wants nonsense
        arguments = {}
    return {"type": "tool_use", "id": "toolu_1", "name": asked.tool, "input": arguments}


def _reasons(body: Json) -> bool:
    return str(body.get("model")).startswith("gpt-6")


def _known(body: Json, fields: frozenset[str]) -> None:
    for name in body:
        if name not in fields:
            raise Wrong(400, "unknown_parameter", f"{name}: Extra inputs are not permitted")


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Wrong(400, "missing_required_parameter", f"{name} is required")
    return value


def _positive(body: Json, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or value < 1:
        raise Wrong(400, "invalid_type", f"{name} must be a positive integer")
    return value


def _said(messages: list[Json], role: str) -> str:
    for message in messages:
        if not isinstance(message.get("content"), str) or message.get("role") not in ("system", "user", "assistant"):
            raise Wrong(400, "invalid_type", "a message needs a role and a content")
    return "\n".join(message["content"] for message in messages if message["role"] == role)


def _system(raw: object) -> tuple[str, bool]:
    if isinstance(raw, str):
        return raw, False
    if not isinstance(raw, list) or any(block.get("type") != "text" for block in raw):
        raise Wrong(400, "invalid_request_error", "system: must be a string or text blocks")
    return "".join(block["text"] for block in raw), any("cache_control" in block for block in raw)


def _openai_schema(form: Json | None, words: str) -> Json | None:
    if form is None:
        return None
    if form.get("type") == "json_object":
        if "json" not in words.lower():
            raise Wrong(400, "invalid_value", "'messages' must contain the word 'json' to use json_object")
        return None
    if form.get("type") != "json_schema" or not form["json_schema"].get("name"):
        raise Wrong(400, "invalid_value", "response_format: type must be json_schema or json_object")
    schema: Json = form["json_schema"]["schema"]
    if form["json_schema"].get("strict"):
        _closed(schema, allowed=None)
    return schema


def _openai_tool(body: Json) -> tuple[str | None, Json | None]:
    tools = body.get("tools")
    if tools is None:
        return None, None
    function: Json = tools[0]["function"]
    if body.get("tool_choice") != {"type": "function", "function": {"name": function["name"]}}:
        raise Wrong(400, "invalid_value", "tool_choice: must name one of the tools")
    if function.get("strict"):
        _closed(function["parameters"], allowed=None)
    return function["name"], function["parameters"]


def _anthropic_tool(body: Json) -> tuple[str | None, Json | None]:
    tools = body.get("tools")
    if tools is None:
        return None, None
    choice = body.get("tool_choice") or {}
    if choice.get("type") != "tool" or choice.get("name") != tools[0]["name"]:
        raise Wrong(400, "invalid_request_error", "tool_choice: must name one of the tools")
    _closed(tools[0]["input_schema"], allowed=SCHEMA_KEYS)
    return tools[0]["name"], tools[0]["input_schema"]


def _closed(schema: Json, *, allowed: frozenset[str] | None) -> None:
    """Check strict mode's demands on every object of a schema."""
    for part in _parts(schema):
        if allowed is not None and (extra := set(part) - allowed):
            raise Wrong(400, "invalid_request_error", f"schema: {', '.join(sorted(extra))} not supported")
        if part.get("type") != "object":
            continue
        if part.get("additionalProperties") is not False:
            raise Wrong(400, "invalid_json_schema", "'additionalProperties' is required to be supplied and to be false")
        if allowed is None and set(part.get("required", ())) != set(part.get("properties", {})):
            raise Wrong(400, "invalid_json_schema", "'required' is required to include every key in properties")


def _parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield schema
    nested = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", [])]
    for part in [*nested, *([schema["items"]] if "items" in schema else [])]:
        yield from _parts(part)


def as_text(answer: object) -> str:
    """Write an answer as the model would: text as it is, anything else as JSON."""
    return answer if isinstance(answer, str) else json.dumps(answer)
