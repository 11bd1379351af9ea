"""An embedded Redis-compatible server for tests: a child on a socket in a short directory."""

from __future__ import annotations

import asyncio
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


@contextmanager
def short_directory() -> Iterator[Path]:
    """Make a directory whose path leaves room for a socket's name; pytest's own may be too long for one."""
    with tempfile.TemporaryDirectory(prefix="dd-") as directory:
        yield Path(directory)
