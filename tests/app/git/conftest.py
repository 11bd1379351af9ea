"""A git server on loopback and the repositories behind it."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn

from app.git.remote import Remote
from tests.app.git.repositories import Repository
from tests.stand_in.git_http import git_http

TOKEN = "ghs_canary_7f3a9c_token"


@dataclass
class Server:
    """A running git server; `refusals` are the statuses to give first, `seen` the authorisations that came."""

    root: Path
    port: int = 0
    token: str | None = None
    refusals: list[int] = field(default_factory=list)
    requests: int = 0

    def authorize(self, headers: Mapping[str, str], repository: str) -> int:
        self.requests += 1
        if self.refusals:
            return self.refusals.pop(0)
        expected = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        given = headers.get("authorization", "")
        return 200 if self.token is None or given == f"Basic {expected}" else 401

    def remote(self, name: str = "o/r", *, token: str | None = TOKEN, refs: tuple[str, ...] = ()) -> Remote:
        return Remote(f"http://127.0.0.1:{self.port}/{name}.git", token, allow_http=True, refs=refs)


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("served"))
    app = git_http(server.root, server.authorize)
    running = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    started = threading.Event()

    async def serve() -> None:
        config = running.config
        config.load()
        running.lifespan = config.lifespan_class(config)
        await running.startup()
        server.port = running.servers[0].sockets[0].getsockname()[1]
        started.set()
        await running.main_loop()
        await running.shutdown()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(10)
    yield server
    running.should_exit = True
    thread.join(10)


@pytest.fixture
def server(_running: Server) -> Server:
    _running.token, _running.refusals, _running.requests = None, [], 0
    return _running


@pytest.fixture
def served(server: Server, request: pytest.FixtureRequest) -> Repository:
    """An empty repository that the server serves as "t/<test name>"."""
    name = "".join(char if char.isalnum() else "-" for char in request.node.name)[:80]
    return Repository.create(server.root / "t" / f"{name}.git")


@pytest.fixture
def remote(server: Server, served: Repository) -> Remote:
    return server.remote(f"t/{served.path.stem}")
