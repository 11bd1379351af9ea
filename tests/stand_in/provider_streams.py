"""Answers as streams of events, in both wires' forms, and what can go wrong amid them.

https://platform.openai.com/docs/api-reference/chat-streaming and
https://platform.claude.com/docs/en/build-with-claude/streaming
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from tests.stand_in.provider_faults import Fault
from tests.stand_in.provider_wires import Answered, Asked, Json, anthropic_answer, openai_answer
from tests.stand_in.serving import HANG_UP, Receive, Send

PIECE_CHARS = 12
DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Script:
    """A stream: what comes before the text, how a piece of it is written, what comes after, and how an error is."""

    head: list[bytes]
    piece: Callable[[str], bytes]
    tail: list[bytes]
    error: Callable[[Json], bytes]


def openai_script(asked: Asked, answered: Answered) -> Script:
    """Write a chat completion as chunks; the last one holds the usage, for whoever asked for it."""
    whole = openai_answer(asked, answered)

    def chunk(delta: Json, finish: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data({**whole, "object": "chat.completion.chunk", "usage": None, "choices": [choice], **more})

    def piece(text: str) -> bytes:
        if asked.tool is None:
            return chunk({"content": text})
        return chunk({"tool_calls": [{"index": 0, "function": {"arguments": text}}]})

    head = [chunk({"role": "assistant", "content": None if asked.tool else ""})]
    if asked.tool is not None:
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": asked.tool, "arguments": ""}}
        head.append(chunk({"tool_calls": [call]}))
    if answered.refusal:
        head.append(chunk({"refusal": answered.refusal}))
    tail = [chunk({}, answered.finish)]
    if (asked.body.get("stream_options") or {}).get("include_usage"):
        tail.append(_data({**whole, "object": "chat.completion.chunk", "choices": []}))
    return Script(head, piece, [*tail, DONE], _data)


def anthropic_script(asked: Asked, answered: Answered) -> Script:
    """Write a message as events; what it read is counted at its start, what it wrote at its end."""
    whole = anthropic_answer(asked, answered)
    usage = whole["usage"]
    block: Json = {"type": "text", "text": ""}
    if asked.tool is not None:
        block = {"type": "tool_use", "id": "toolu_1", "name": asked.tool, "input": {}}

    def piece(text: str) -> bytes:
        written = {"type": "text_delta", "text": text}
        if asked.tool is not None:
            written = {"type": "input_json_delta", "partial_json": text}
        return _event("content_block_delta", index=0, delta=written)

    begun = {**whole, "content": [], "stop_reason": None, "usage": usage | {"output_tokens": 1}}
    head = [
        _event("message_start", message=begun),
        _event("content_block_start", index=0, content_block=block),
        _event("ping"),
    ]
    tail = [
        _event("content_block_stop", index=0),
        _event(
            "message_delta",
            delta={"stop_reason": answered.finish, "stop_sequence": None},
            usage={"output_tokens": usage["output_tokens"]},
        ),
        _event("message_stop"),
    ]
    return Script(head, piece, tail, lambda error: _event("error", **{**error, "type": "error"}))


class Streamed(Response):
    """A stream, with what befalls it; it ends when it is told or the asker is gone."""

    def __init__(self, script: Script, text: str, fault: Fault, error: Json) -> None:
        super().__init__(media_type="text/event-stream", headers=dict(fault.headers))
        del self.headers["content-length"]
        self._script = script
        self._text = text
        self._fault = fault
        self._error = error

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await while_listened(self._send(scope, send), receive, self._fault)

    async def _send(self, scope: MutableMapping[str, Any], send: Send) -> None:
        async for event in self._events():
            await send({"type": "http.response.body", "body": event, "more_body": True})
        if self._fault.inside in ("end", "reset"):
            scope["extensions"][HANG_UP](reset=self._fault.inside == "reset")
            return
        await send({"type": "http.response.body", "body": b""})

    async def _events(self) -> AsyncIterator[bytes]:
        for event in self._script.head:
            yield event
        pieces = [self._text[at : at + PIECE_CHARS] for at in range(0, len(self._text), PIECE_CHARS)]
        for text in pieces[: self._fault.after] if self._fault.inside else pieces:
            yield self._script.piece(text)
        match self._fault.inside:
            case "error":
                yield self._script.error(self._error)
            case "garbage":
                yield b"data: " + self._fault.piece.encode() + b"\n\n"
            case "stall":
                await asyncio.Event().wait()
            case "flood":
                while True:
                    yield self._script.piece(self._fault.piece)
                    await asyncio.sleep(0)
            case "":
                for event in self._script.tail:
                    yield event


class Halved(Response):
    """Half of a body whose whole length was promised, then silence or the end of the connection."""

    def __init__(self, body: bytes | memoryview, fault: Fault) -> None:
        super().__init__(bytes(body), media_type="application/json", headers=dict(fault.headers))
        self._fault = fault

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        if self._fault.inside == "stall":
            await while_listened(asyncio.Event().wait(), receive, self._fault)
            return
        scope["extensions"][HANG_UP](reset=self._fault.inside == "reset")


async def while_listened(sending: Any, receive: Receive, fault: Fault) -> None:
    """Send until it is done or the asker has gone away."""
    task, leaving = asyncio.ensure_future(sending), asyncio.ensure_future(_gone(receive))
    await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
    if leaving.done() and not task.done():
        fault.left.set()
    for unfinished in (task, leaving):
        unfinished.cancel()
    await asyncio.gather(task, leaving, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _data(value: Json) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def _event(kind: str, **value: object) -> bytes:
    return f"event: {kind}\n".encode() + _data({"type": kind, **value})
