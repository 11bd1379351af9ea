"""An HTTP server in a thread of its own: it answers even while the test's own loop is blocked."""

from __future__ import annotations

import asyncio
import socket
import threading

import uvicorn
from starlette.types import ASGIApp


class ThreadedServer:
    """One application on a loopback port, reachable from the moment this exists until `stop`."""

    def __init__(self, port: int = 0) -> None:
        # The protocol is named because asyncio sets TCP_NODELAY only then; without it every answer waits 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen(512)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._done = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="github stand-in", daemon=True)
        self._app: ASGIApp | None = None

    def start(self, app: ASGIApp) -> None:
        """Serve an application; connections made before this wait."""
        self._app = app
        self._thread.start()

    def stop(self) -> None:
        """End the server and every connection, and wait for the thread."""
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        assert self._app is not None
        config = uvicorn.Config(
            self._app, lifespan="off", log_level="critical", access_log=False, http="httptools", ws="none",
            timeout_keep_alive=60, server_header=False,
        )  # fmt: skip
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[self._socket])
        await self._done.wait()
        # Not uvicorn's own shutdown: it waits a tenth of a second, in every test.
        for listener in server.servers:
            listener.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
