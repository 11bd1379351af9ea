"""A TCP link that can be made bad: slow, reset, cut off in the middle of an answer, or open on one side only."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Callable

Upstream = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]

_CHUNK = 65_536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends a reset


class Link:
    """One listening port in front of one server; each fault says how many connections it met."""

    def __init__(self, name: str, upstream: Upstream) -> None:
        self.name = name
        self.port = 0
        self.deaf = False
        self._upstream = upstream
        self._connections: set[_Connection] = set()
        self._slow = (0.0, 0.0)
        self._cut: Callable[[], None] | None = None
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen on a free loopback port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is not None:
            self._server.close()
        self.reset()
        await asyncio.sleep(0)

    @property
    def busy(self) -> bool:
        """Say whether anybody is connected."""
        return bool(self._connections)

    def delay(self, each_s: float, for_s: float) -> int:
        """Hold up everything that passes within the next seconds."""
        self._slow = (each_s, time.monotonic() + for_s)
        return len(self._connections)

    def reset(self) -> int:
        """Reset every connection on both sides."""
        for connection in (there := list(self._connections)):
            connection.abort()
        return len(there)

    def truncate(self, cut: Callable[[], None]) -> None:
        """Break the connection in the middle of the next answer to pass here; `cut` is called when that happens."""
        self._cut = cut

    def half_open(self, for_s: float) -> int:
        """Let nothing through on the connections of now, which nobody is told; reset them in the end."""
        for connection in (there := list(self._connections)):
            connection.dead = True
            asyncio.get_running_loop().call_later(for_s, connection.abort)
        return len(there)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(writer)
        if self.deaf:
            connection.abort()
            return
        self._connections.add(connection)
        try:
            up_reader, connection.up = await self._upstream()
            up = asyncio.create_task(self._pump(reader, connection.up, connection, down=False))
            await self._pump(up_reader, writer, connection, down=True)
            # The server has closed: what it said is through, so the client may know.
            up.cancel()
        except OSError:
            pass
        finally:
            self._connections.discard(connection)
            connection.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: _Connection, *, down: bool
    ) -> None:
        try:
            while data := await reader.read(_CHUNK):
                each_s, until = self._slow
                if time.monotonic() < until:
                    await asyncio.sleep(each_s)
                if connection.dead:
                    continue
                if down and self._cut is not None:
                    cut, self._cut = self._cut, None
                    cut()
                    writer.write(data[: len(data) // 2])
                    await writer.drain()
                    connection.close()
                    return
                writer.write(data)
                await writer.drain()
        except (OSError, RuntimeError):
            connection.abort()
            return
        if not down and not connection.dead:
            # The client is gone; a server that is still at work finds out as it would without us.
            connection.close_up()


class _Connection:
    """The two ends of one connection."""

    def __init__(self, down: asyncio.StreamWriter) -> None:
        self.down = down
        self.up: asyncio.StreamWriter | None = None
        self.dead = False

    def abort(self) -> None:
        for writer in (self.down, self.up):
            if writer is not None and not writer.is_closing():
                found: socket.socket = writer.get_extra_info("socket")
                if found.family != socket.AF_UNIX:
                    found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                writer.transport.abort()

    def close_up(self) -> None:
        if self.up is not None:
            self.up.close()

    def close(self) -> None:
        self.down.close()
        self.close_up()
