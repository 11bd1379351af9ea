"""The stand-in's one HTTP door: the API, git, the manifest pages and, for a standing server, its control."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from tests.stand_in import auth, gate, moved, pages
from tests.stand_in.accounts import allows
from tests.stand_in.answers import Answer, Refused
from tests.stand_in.gate import ConnectionBroken, Request
from tests.stand_in.git_http import git_http
from tests.stand_in.store import Logged, World

Control = Callable[[Request], Awaitable[Answer]]
ENTERPRISE_API = "/api/v3"
ENTERPRISE_GRAPHQL = "/api/graphql"
CONTROL = "/_control/"
_AGAIN = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends a reset


def application(world: World, control: Control | None = None) -> ASGIApp:
    """Return the ASGI application of one world; `control` answers below /_control/ if given."""
    git = git_http(lambda name: _path(world, name), lambda headers, name: authorize_git(world, headers, name))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = scope["raw_path"].decode("ascii").partition("?")[0]
        if ".git/" in path:
            await _git(world, git, (scope, receive, send))
            return
        request = Request(
            scope["method"], path, dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
            {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}, await _content(receive),
        )  # fmt: skip
        try:
            answer = await _respond(world, request, control)
        except ConnectionBroken as broken:
            await _break(broken.answer, receive, send)
            return
        await _send(answer, send)

    return app


async def _respond(world: World, request: Request, control: Control | None) -> Answer:
    if control is not None and request.path.startswith(CONTROL):
        return await control(request)
    if pages.is_page(request.path):
        return pages.respond(world, request)
    if not world.enterprise:
        return await _api(world, request)
    if request.path == ENTERPRISE_GRAPHQL:
        return await gate.respond(world, _at(request, "/graphql"))
    if request.path.startswith(f"{ENTERPRISE_API}/"):
        return await _api(world, _at(request, request.path.removeprefix(ENTERPRISE_API)))
    world.faults_found.append(f"{request.method} {request.path}: not below {ENTERPRISE_API} on an Enterprise Server")
    return Refused(404, "Not Found").answer()


async def _api(world: World, request: Request) -> Answer:
    if (elsewhere := moved.redirect(world, request.path, request.query)) is not None:
        return elsewhere
    return await gate.respond(world, _at(request, moved.by_name(world, request.path)))


def _at(request: Request, path: str) -> Request:
    return Request(request.method, path, request.query, request.headers, request.content)


async def _content(receive: Receive) -> bytes:
    chunks, more = [], True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


async def _send(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer)})
    await send({"type": "http.response.body", "body": answer.body})


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    same = {"content-type": answer.media_type} if answer.body else {}
    length = {} if answer.status == 204 else {"content-length": str(len(answer.body))}
    return [(k.encode(), v.encode()) for k, v in {**same, **length, **answer.headers}.items()]


async def _break(answer: Answer, receive: Receive, send: Send) -> None:
    """Send half of an answer and reset the connection."""
    await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer)})
    await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
    # uvicorn's `send` belongs to the object that holds the connection; ASGI itself has no way to break one.
    transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AGAIN)
    transport.abort()
    await receive()


def _path(world: World, name: str) -> Path | None:
    try:
        return world.repository(name.removesuffix(".git")).path
    except Refused:
        return None


async def _git(world: World, git: ASGIApp, call: tuple[Scope, Receive, Send]) -> None:
    """Serve git, under the same rules for faults; these come before its effect, as git only reads here."""
    scope, receive, send = call
    logged = Logged(scope["method"], scope["path"], {}, None, None, world.clock.now(), operation="git")
    world.requests.append(logged)
    fault = world.faults.take(logged.method, logged.path)
    if fault is None:
        await git(scope, receive, _noting(logged, send))
        return
    logged.fault = fault.name
    await asyncio.sleep(fault.delay)
    replaced = fault.answer()
    if fault.reset:
        await _break(Answer(200, b"001e# service=git-upload-pack\n"), receive, send)
    elif replaced is not None:
        logged.status = replaced.status
        await _send(replaced, send)
    else:
        await git(scope, receive, _noting(logged, send))


def _noting(logged: Logged, send: Send) -> Send:
    async def noting(message: Mapping[str, object]) -> None:
        if message["type"] == "http.response.start":
            logged.status = int(str(message["status"]))
        await send(dict(message))

    return noting


def authorize_git(world: World, headers: Mapping[str, str], name: str) -> int:
    """Decide on a git request: a live token with `contents: read` for a repository inside it; public ones are open."""
    try:
        repository = world.repository(name.removesuffix(".git"))
    except Refused:
        return 401 if "authorization" not in headers else 404
    if "authorization" not in headers:
        return 401 if repository.private else 200
    token = auth.git_token(world, headers["authorization"])
    if token is None:
        return 401
    outside = token.repository_ids is not None and repository.id not in token.repository_ids
    if outside or not world.covers(token.installation, repository):
        return 404
    allowed = allows(token.permissions, "contents", "read") and not token.installation.suspended_at
    return 200 if allowed else 403
