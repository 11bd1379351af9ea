"""A server that speaks OpenAI's and Anthropic's interfaces: scripted answers, counted usage, faults by rule.

    python -m tests.stand_in.providers --port 8900 --answers answers.json

`answers.json` is `{"rules": [{"contains": "some text", "answer": ...}], "default": ...}`; the first rule whose text
is in the prompt answers; an answer is a text, or JSON to be written as text. Any key is accepted unless one is set.
OpenAI's base URL is `http://HOST:PORT/v1`, Anthropic's `http://HOST:PORT`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.stand_in.provider_faults import HTML, Fault
from tests.stand_in.provider_streams import Halved, Streamed, anthropic_script, openai_script
from tests.stand_in.provider_wires import (
    Answered,
    Asked,
    Json,
    Spent,
    Wrong,
    anthropic_answer,
    anthropic_error,
    as_text,
    openai_answer,
    openai_error,
    read_anthropic,
    read_openai,
    tokens,
)
from tests.stand_in.serving import HANG_UP, serving

__all__ = ["HTML", "MODELS", "Asked", "Fault", "ProviderStandIn", "Spent"]

CATALOG = Path(__file__).parents[2] / "providers" / "catalog.toml"
# Besides those of the shipped catalog.
MODELS = frozenset(
    {"gpt-6-astra", "gpt-6.1-sol", "gpt-6.1-terra", "gpt-6-luna"}
    | {"claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-1", "stand-in"}
)
CHARS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as it came, from which port of the asker's, and the status it got."""

    wire: str
    headers: Mapping[str, str]
    body: Json
    status: int
    port: int


Answers = Iterable[object] | Callable[[Asked], object]


class ProviderStandIn:
    """The two interfaces on one port.

    `log` holds every request. `spent` holds the tokens of every answer that was begun, whole from its beginning: what
    is abandoned amid a stream, or too late for its asker, is charged too. `headers` come with every answer. `rejects`
    names fields and kinds of `response_format` that are turned away with a 400.
    """

    def __init__(
        self,
        answers: Answers,
        *,
        key: str | None = "sk-stand-in",
        models: frozenset[str] | None = None,
        window: int = 200_000,
    ) -> None:
        self.key = key
        self.models = _shipped_models() | MODELS if models is None else models
        self.window = window
        self.faults: list[Fault] = []
        self.rejects: set[str] = set()
        self.headers: dict[str, str] = {}
        self.log: list[Logged] = []
        self.spent: list[tuple[Asked, Spent]] = []
        self._answer = answers if callable(answers) else _in_order(answers)
        self._seen: set[tuple[str, str]] = set()
        self.app = Starlette(
            routes=[
                Route("/v1/chat/completions", self._openai, methods=["POST"]),
                Route("/v1/messages", self._anthropic, methods=["POST"]),
                Route("/log", self._show_log),
            ]
        )

    async def _openai(self, request: Request) -> Response:
        return await self._handle(request, "openai", read_openai, openai_error)

    async def _anthropic(self, request: Request) -> Response:
        if not request.headers.get("anthropic-version"):
            return JSONResponse(anthropic_error(400, "invalid_request_error", "anthropic-version: required"), 400)
        return await self._handle(request, "anthropic", read_anthropic, anthropic_error)

    async def _show_log(self, request: Request) -> Response:
        return JSONResponse([{"wire": entry.wire, "status": entry.status, "body": entry.body} for entry in self.log])

    async def _handle(
        self,
        request: Request,
        wire: str,
        read: Callable[[Json], Asked],
        error: Callable[[int, str, str], Json],
    ) -> Response:
        body: Json = {}
        try:
            self._authorise(request)
            body = _parsed(await request.body())
            self._turn_away(body)
            asked = self._check(read(body))
            fault = self._next_fault(wire)
            response = await self._respond(request, asked, fault, error)
        except Wrong as wrong:
            response = JSONResponse(error(wrong.status, wrong.code, str(wrong)), wrong.status)
        response.headers.update(self.headers)
        self.log.append(Logged(wire, dict(request.headers), body, response.status_code, _port(request)))
        return response

    def _authorise(self, request: Request) -> None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        given = bearer or request.headers.get("x-api-key", "")
        if not given or (self.key is not None and given != self.key):
            code = "invalid_api_key" if request.url.path.endswith("completions") else "authentication_error"
            raise Wrong(401, code, f"Incorrect API key provided: {given}")

    def _turn_away(self, body: Json) -> None:
        sent = {*body, (body.get("response_format") or {}).get("type")}
        if body.get("stream") is False:
            sent.discard("stream")
        for name in sorted(self.rejects & sent):
            raise Wrong(
                400, "invalid_request_error", f"{name}: Unsupported parameter, it is not supported by this model"
            )

    def _check(self, asked: Asked) -> Asked:
        anthropic = asked.wire == "anthropic"
        if asked.model not in self.models:
            raise Wrong(404, "not_found_error" if anthropic else "model_not_found", f"model: {asked.model}")
        size = tokens(asked.system + asked.user)
        if size > self.window:
            code = "invalid_request_error" if anthropic else "context_length_exceeded"
            raise Wrong(400, code, f"prompt is too long: {size} tokens > {self.window} maximum")
        return asked

    def _next_fault(self, wire: str) -> Fault:
        for fault in self.faults:
            if fault.wire in ("", wire) and fault.times != 0:
                fault.times = None if fault.times is None else fault.times - 1
                fault.met.set()
                return fault
        return Fault()

    async def _respond(
        self, request: Request, asked: Asked, fault: Fault, error: Callable[[int, str, str], Json]
    ) -> Response:
        answered = self._think(asked, fault) if fault.answers else None  # the asker may be gone when it is told
        await asyncio.sleep(fault.delay)
        if fault.hang_up == "reset":
            request.scope["extensions"][HANG_UP](reset=True)
        told = error(fault.status, fault.code, fault.message)
        if fault.body is not None:
            return Response(fault.body, fault.status, headers=dict(fault.headers), media_type=fault.content_type)
        if fault.status != 200:
            return JSONResponse(told, fault.status, headers=dict(fault.headers))
        if answered is None:
            return Response()  # nobody is there any more
        return self._tell(asked, answered, fault, told)

    def _think(self, asked: Asked, fault: Fault) -> Answered:
        text = as_text(self._answer(asked))
        if fault.inside == "flood" and not asked.streamed:
            text += fault.piece * (asked.max_tokens * CHARS_PER_TOKEN)
        cut = tokens(text) > asked.max_tokens
        if cut:
            text = text[: asked.max_tokens * CHARS_PER_TOKEN]
        spent = self._count(asked, asked.max_tokens if fault.inside == "flood" else tokens(text))
        said = None if fault.empty or fault.refusal else text
        stop = "tool_calls" if asked.tool else "stop"
        if asked.wire == "openai":
            return Answered(said, spent, fault.finish or ("length" if cut else stop), fault.refusal)
        stop = "tool_use" if asked.tool else "end_turn"
        return Answered(said, spent, fault.finish or ("max_tokens" if cut else stop))

    def _tell(self, asked: Asked, answered: Answered, fault: Fault, error: Json) -> Response:
        openai = asked.wire == "openai"
        if asked.streamed:
            script = (openai_script if openai else anthropic_script)(asked, answered)
            if fault.hang_up == "truncate":
                fault.inside = "end"
            return Streamed(script, answered.text or "", fault, error)
        response = JSONResponse(
            (openai_answer if openai else anthropic_answer)(asked, answered), headers=dict(fault.headers)
        )
        match fault.inside:
            case "error":
                return JSONResponse(error)
            case "garbage":
                return Response(fault.piece, media_type="application/json")
            case "end" | "reset" | "stall":
                return Halved(response.body, fault)
            case "stop":
                return Response(bytes(response.body)[: len(response.body) // 2], media_type="application/json")
        return Halved(response.body, fault) if fault.hang_up == "truncate" else response

    def _count(self, asked: Asked, output: int) -> Spent:
        prefix, known = tokens(asked.system), (asked.model, asked.system) in self._seen
        self._seen.add((asked.model, asked.system))
        read, write = (prefix if known else 0, 0 if known else prefix) if asked.cached else (0, 0)
        spent = Spent(prefix + tokens(asked.user), read, write, output)
        self.spent.append((asked, spent))
        return spent


def _port(request: Request) -> int:
    return request.client.port if request.client is not None else 0


@cache
def _shipped_models() -> frozenset[str]:
    catalog = tomllib.loads(CATALOG.read_text("utf-8"))  # the data, not our reading of it
    return frozenset(name for entry in catalog.values() for name in entry.get("models", {}))


def from_file(path: Path) -> Callable[[Asked], object]:
    """Read answers for the standing server."""
    script = json.loads(path.read_text("utf-8"))

    def answer(asked: Asked) -> object:
        for rule in script.get("rules", []):
            if rule["contains"] in asked.user or rule["contains"] in asked.system:
                return rule["answer"]
        return script.get("default", {})

    return answer


def _parsed(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise Wrong(400, "invalid_json", "the body is not JSON") from error
    if not isinstance(body, dict):
        raise Wrong(400, "invalid_json", "the body is not an object")
    return body


def _in_order(answers: Iterable[object]) -> Callable[[Asked], object]:
    remaining = iter(list(answers))

    def take(asked: Asked) -> object:
        for answer in remaining:
            return answer
        raise Wrong(500, "script_exhausted", "the stand-in has no answer left")

    return take


async def _stand(port: int, answers: Callable[[Asked], object]) -> None:
    async with serving(ProviderStandIn(answers, key=None).app, port=port) as url:
        print(f"OPENAI_BASE_URL={url}/v1 ANTHROPIC_BASE_URL={url}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.stand_in.providers")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--answers", type=Path, required=True)
    chosen = parser.parse_args()
    try:
        asyncio.run(_stand(chosen.port, from_file(chosen.answers)))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
