"""Running an ASGI app as a real HTTP server on a loopback port, for one test or until it is stopped."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

# Any: ASGI's own definition of scope and message, https://asgi.readthedocs.io/en/latest/specs/main.html
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

HANG_UP = "diffdiver.hang_up"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s


@asynccontextmanager
async def serving(app: App, *, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` in this event loop and give its base URL, such as `http://127.0.0.1:40123`.

    `scope["extensions"][HANG_UP](reset=...)` breaks the connection of a request, at once or after what was sent.
    """
    listener = _listener(port)
    wrapped = _WithHangUp(app)
    config = uvicorn.Config(wrapped, log_config=None, access_log=False, lifespan="off", ws="none", date_header=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    await server.on_tick(0)
    running = server.server_state
    wrapped.connections = running.connections
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for accepting in server.servers:
            accepting.close()
        for connection in list(running.connections):
            connection.transport.abort()
        # A stand-in that sleeps in a fault is not waited for.
        unfinished = list(running.tasks)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        listener.close()


def _listener(port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only for a socket that names its protocol; `socket.create_server` makes one
    # that does not, and every answer then takes 40 ms longer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(256)
    return listener


class _WithHangUp:
    """Adds to each request the means to break its own connection, which ASGI does not have."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.connections: set[Any] = set()  # Any: one of uvicorn's protocol classes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        def hang_up(*, reset: bool) -> None:
            for connection in list(self.connections):
                if connection.client == scope.get("client"):
                    _break(connection.transport, reset=reset)

        scope.setdefault("extensions", {})[HANG_UP] = hang_up
        await self._app(scope, receive, send)


def _break(transport: asyncio.Transport, *, reset: bool) -> None:
    if not reset:
        transport.close()
        return
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    transport.abort()
