"""The way of every API request: logged, perhaps broken on demand, checked, authenticated, limited, answered."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from uuid import uuid4

import orjson

from tests.stand_in import auth, graphql
from tests.stand_in.accounts import Actor
from tests.stand_in.answers import Answer, Refused, not_found
from tests.stand_in.call import Call, Operation
from tests.stand_in.faults import Fault
from tests.stand_in.openapi import Matched, description
from tests.stand_in.operations import OPERATIONS
from tests.stand_in.store import Logged, World

API_VERSION = "2022-11-28"
VERSION_HEADER = "x-github-api-version"
_NO_AGENT = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header "
    "(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required)."
)


class ConnectionBroken(Exception):
    """The connection is to be reset in the middle of this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("connection reset")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request below the API's base, with its undecoded path."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes


async def respond(world: World, request: Request) -> Answer:
    """Answer a request to the API; raise ConnectionBroken where a fault says so."""
    start = time.perf_counter()
    logged = Logged(request.method, request.path, dict(request.query), None, None, world.clock.now())
    world.requests.append(logged)
    fault = world.faults.take(request.method, request.path)
    logged.fault = fault.name if fault else None
    if fault:
        await asyncio.sleep(fault.delay)
        while fault.held:
            await asyncio.sleep(0.005)
    try:
        answer = await _faulty(world, request, logged, fault) if fault else await _answer(world, request, logged)
    except ConnectionBroken:
        logged.status = 0
        raise
    logged.status, logged.duration_ms = answer.status, (time.perf_counter() - start) * 1000
    return Answer(answer.status, answer.body, answer.media_type, _common(world, logged) | dict(answer.headers))


async def _faulty(world: World, request: Request, logged: Logged, fault: Fault) -> Answer:
    """Answer under a fault: before its effect (nothing is done) or after it (the true answer is hidden)."""
    replaced = fault.answer()
    hidden = fault.after or (replaced is None and not fault.reset)
    answer = await _answer(world, request, logged) if hidden else Answer(200, b'{"id": 1}')
    if fault.reset:
        raise ConnectionBroken(answer)
    return replaced or answer


def _common(world: World, logged: Logged) -> dict[str, str]:
    caller = _caller(logged.actor) if logged.actor else 0
    same = {"server": "github.com", "x-github-request-id": uuid4().hex.upper(), "x-github-media-type": "github.v3"}
    version = {"x-github-api-version-selected": API_VERSION, "date": formatdate(world.clock.now(), usegmt=True)}
    return {**same, **version, **(world.limits.headers(caller) if caller else {})}


def _caller(actor: Actor) -> int:
    return actor.token.installation.id if actor.token else actor.app.id


async def _answer(world: World, request: Request, logged: Logged) -> Answer:
    try:
        if request.path == "/graphql":
            return await _graphql(world, request, logged)
        return await _rest(world, request, logged)
    except Refused as refused:
        return refused.answer()
    except Exception:  # noqa: BLE001  # the one HTTP route: a defect here must fail the test, not look like GitHub
        world.faults_found.append(f"the stand-in broke on {request.method} {request.path}:\n{traceback.format_exc()}")
        return Refused(500, "Server Error").answer()


def _identify(world: World, request: Request, logged: Logged, *, anyone: bool) -> Actor:
    """Return who calls; where anyone may, a missing or unknown credential is no fault."""
    if not request.headers.get("user-agent"):
        world.faults_found.append(f"{request.method} {request.path}: no User-Agent")
        raise Refused(403, _NO_AGENT)
    if anyone and "authorization" not in request.headers:
        return NOBODY
    logged.actor = auth.actor(world, request.headers.get("authorization"))
    return logged.actor


async def _rest(world: World, request: Request, logged: Logged) -> Answer:
    matched, operation = _operation(world, request, logged)
    body = _json(world, request)
    logged.body = body
    _version(world, request)
    wrong = matched.operation.faults(matched.params, request.query, body)
    world.faults_found += [f"{request.method} {request.path}: {fault}" for fault in wrong]
    actor = _identify(world, request, logged, anyone=operation.by == "anyone")
    caller = _caller(actor) if actor is not NOBODY else 0
    world.limits.enter(caller, request.method, operation.id)
    try:
        operation.authorise(actor)
        if wrong:
            raise Refused(422, "Invalid request.\n\n" + "\n".join(wrong))
        call = Call(world, actor, request.path, matched.params, request.query, request.headers, body)
        answer = await operation.handle(call)
    finally:
        world.limits.leave(caller)
    _check_answer(world, matched, answer)
    return answer


def _operation(world: World, request: Request, logged: Logged) -> tuple[Matched, Operation]:
    matched = description().match(request.method, request.path)
    if matched is None:
        world.faults_found.append(f"{request.method} {request.path}: no such endpoint in the description")
        raise not_found()
    logged.operation = matched.operation.id
    operation = OPERATIONS.get(matched.operation.id)
    if operation is None:
        world.faults_found.append(f"{matched.operation.id}: the stand-in does not know this operation yet")
        raise Refused(501, "Not Implemented")
    return matched, operation


def _json(world: World, request: Request) -> object:
    if not request.content:
        return None
    try:
        value: object = orjson.loads(request.content)
    except orjson.JSONDecodeError:
        world.faults_found.append(f"{request.method} {request.path}: the body is no JSON")
        raise Refused(400, "Problems parsing JSON") from None
    return value


def _version(world: World, request: Request) -> None:
    version = request.headers.get(VERSION_HEADER)
    if version == API_VERSION:
        return
    world.faults_found.append(f"{request.method} {request.path}: X-GitHub-Api-Version is {version}, not {API_VERSION}")
    if version is not None:
        raise Refused(400, "Unsupported API version")


def _check_answer(world: World, matched: Matched, answer: Answer) -> None:
    """Hold an answer to the description, for the stand-in's own tests: too slow for every request."""
    if world.check_answers and answer.body and "json" in answer.media_type:
        world.answer_faults += matched.operation.answer_faults(answer.status, orjson.loads(answer.body))


async def _graphql(world: World, request: Request, logged: Logged) -> Answer:
    body = _json(world, request)
    logged.body, logged.operation = body, "graphql"
    actor = _identify(world, request, logged, anyone=False)
    caller = _caller(actor)
    question = graphql.read(body)
    world.limits.enter(caller, "POST" if question.mutation else "GET", "graphql")
    try:
        return graphql.answer_to(world, actor, question)
    finally:
        world.limits.leave(caller)


NOBODY = Actor(None)  # type: ignore[arg-type]  # operations for anyone never look at who calls
