"""`diffdiver web` as users run it, with a Redis and no worker, on the database of choice."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.state import valkey
from tests.benchmarks.bot import environment
from tests.benchmarks.payloads import SECRET
from tests.databases import NoServer, Server, given_url
from tests.demo.processes import free_port, running, wait_for
from tests.stand_in.keys import key

READY_S = 30.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """A running web half."""

    port: int
    process: subprocess.Popen[str]
    url: str


@contextmanager
def receiving(root: Path, database_url: str) -> Iterator[Receiver]:
    """Run the embedded Redis and the web half for the length of the block."""
    data = root / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    port = free_port()
    settings = environment(root, port, {"id": 1, "pem": key(0)[0], "webhook_secret": SECRET})
    log = root / "web.log"
    with ExitStack() as stack:
        redis = stack.enter_context(running("valkey", valkey.command(data), root / "valkey.log"))
        _wait_for_socket(data / "valkey.sock", redis)
        argv = [sys.executable, "-m", "app", "web"]
        process = stack.enter_context(running("the web half", argv, log, settings | {"DATABASE_URL": database_url}))
        wait_for(f"http://127.0.0.1:{port}/readyz", process, log)
        yield Receiver(port, process, database_url)


@contextmanager
def databases() -> Iterator[list[tuple[str, str]]]:
    """Yield the databases there are, as (name, URL): an SQLite file, and a PostgreSQL that flushes to its disk."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder, ExitStack() as stack:
        found = [("SQLite", f"sqlite:///{Path(folder) / 'diffdiver.db'}")]
        if (given := given_url()) is not None:
            found.append(("PostgreSQL", given))
        else:
            try:
                server = Server(durable=True)
                server.start()
            except NoServer as error:
                print(f"PostgreSQL is not measured: {error}", file=sys.stderr)
            else:
                stack.callback(server.remove)
                found.append(("PostgreSQL", server.url))
        yield found


def _wait_for_socket(path: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + READY_S
    while not path.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit("valkey did not start")
        time.sleep(0.01)
