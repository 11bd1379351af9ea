"""Git over smart HTTP: real repositories behind `git http-backend`, as GitHub serves them."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

Authorize = Callable[[Mapping[str, str], str], int | Awaitable[int]]
Root = Path | Callable[[str], Path | None]

_SERVED = re.compile(r"/(?P<repository>[^/]+/[^/]+?)(?:\.git)?(?P<rest>/info/refs|/git-upload-pack)")
# GitHub serves any object of the repository's network by its id, and partial clones.
_SERVER_CONFIG = {
    "uploadpack.allowFilter": "true",
    "uploadpack.allowReachableSHA1InWant": "true",
    "uploadpack.allowAnySHA1InWant": "true",
    "safe.directory": "*",
}

_ENDING: set[asyncio.Task[None]] = set()


def git_http(root: Root, authorize: Authorize, *, config: Mapping[str, str] | None = None) -> ASGIApp:
    """Serve `/<owner>/<name>.git/info/refs` and `/git-upload-pack`, read only.

    `root` holds `<owner>/<name>.git`, or maps "owner/name" to a git directory (None: there is none). `authorize` gets
    the request's headers (lower-case names) and "owner/name" and answers with 200, or with the status to refuse with.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await _respond(request, root, authorize, {**_SERVER_CONFIG, **(config or {})})
        await response(scope, receive, send)

    return app


async def _respond(request: Request, root: Root, authorize: Authorize, config: Mapping[str, str]) -> Response:
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    match = _SERVED.fullmatch(path)
    if match is None or request.query_params.get("service", "git-upload-pack") != "git-upload-pack":
        return PlainTextResponse("not served", status_code=404)
    repository = match["repository"]
    answer = authorize(dict(request.headers), repository)
    status = await answer if inspect.isawaitable(answer) else answer
    if status != 200:
        headers = {"WWW-Authenticate": 'Basic realm="GitHub"'} if status == 401 else {}
        return PlainTextResponse("refused", status_code=status, headers=headers)
    git_dir = _git_dir(root, repository)
    if git_dir is None:
        return PlainTextResponse("Repository not found.", status_code=404)
    return await _backend(request, git_dir, match["rest"], config)


def _git_dir(root: Root, repository: str) -> Path | None:
    if not isinstance(root, Path):
        return root(repository)
    candidates = (root / f"{repository}.git", root / repository / ".git", root / repository)
    return next((found for found in candidates if (found / "HEAD").is_file()), None)


async def _backend(request: Request, git_dir: Path, rest: str, config: Mapping[str, str]) -> Response:
    process = await asyncio.create_subprocess_exec(
        shutil.which("git") or "git",
        "http-backend",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_cgi(request, git_dir, rest, config),
    )
    feeding = asyncio.create_task(_feed(process, request))
    assert process.stdout is not None
    head = Headers(raw=[pair async for pair in _header_lines(process.stdout)])
    status = int(head.get("status", "200").split(" ", 1)[0])
    headers = {name: value for name, value in head.items() if name != "status"}
    return StreamingResponse(_output(process, feeding), status_code=status, headers=headers)


def _cgi(request: Request, git_dir: Path, rest: str, config: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of https://git-scm.com/docs/git-http-backend; it unpacks a gzipped body itself."""
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_PROJECT_ROOT": str(git_dir),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": rest,
        "QUERY_STRING": request.url.query,
        "REQUEST_METHOD": request.method,
        "GIT_CONFIG_COUNT": str(len(config)),
    }
    for number, (key, value) in enumerate(config.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    for header, variable in (
        ("content-type", "CONTENT_TYPE"),
        ("content-length", "CONTENT_LENGTH"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "HTTP_GIT_PROTOCOL"),
    ):
        if header in request.headers:
            environment[variable] = request.headers[header]
    return environment


async def _feed(process: asyncio.subprocess.Process, request: Request) -> None:
    assert process.stdin is not None
    try:
        async for chunk in request.stream():
            process.stdin.write(chunk)
            await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        return


async def _header_lines(stdout: asyncio.StreamReader) -> AsyncIterator[tuple[bytes, bytes]]:
    while line := (await stdout.readline()).strip():
        name, _, value = line.partition(b":")
        yield name.strip().lower(), value.strip()


async def _output(process: asyncio.subprocess.Process, feeding: asyncio.Task[None]) -> AsyncIterator[bytes]:
    assert process.stdout is not None
    try:
        while chunk := await process.stdout.read(1 << 16):
            yield chunk
    finally:
        # The client may have gone, and this task with it: the rest is for one that nobody cancels.
        ending = asyncio.create_task(_end(process, feeding))
        _ENDING.add(ending)
        ending.add_done_callback(_ENDING.discard)


async def _end(process: asyncio.subprocess.Process, feeding: asyncio.Task[None]) -> None:
    """Kill what still runs and read its pipe to the end, or the transport stays open."""
    assert process.stdout is not None
    feeding.cancel()
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)  # Process.kill would reap it behind the loop's back
    while await process.stdout.read(1 << 16):
        pass
    await process.wait()
    await asyncio.gather(feeding, return_exceptions=True)
