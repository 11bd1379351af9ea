"""An embedded Redis-compatible server for tests: a child on a socket in a short directory."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.state import valkey


@contextmanager
def server(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server on a data directory; it is killed at the end."""
    with subprocess.Popen(valkey.command(data_dir), stdout=subprocess.DEVNULL) as process:
        try:
            asyncio.run(valkey.wait_ready(data_dir))
            yield process
        finally:
            process.kill()


class Unsteady:
    """A server that can be killed, stopped and started again on the same socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        self._process = subprocess.Popen(valkey.command(self.folder), stdout=subprocess.DEVNULL)
        await valkey.wait_ready(self.folder)

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def short_directory() -> Iterator[Path]:
    """Make a directory whose path leaves room for a socket's name; pytest's own may be too long for one."""
    with tempfile.TemporaryDirectory(prefix="dd-") as directory:
        yield Path(directory)
