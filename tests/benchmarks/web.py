"""`diffdiver web`: from process start to ready, and its resident memory after 200 signed deliveries.

Usage: python -m tests.benchmarks.web [STARTS]

The embedded Redis runs and the tables are made, as when a web process is started again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from contextlib import ExitStack
from pathlib import Path

from app.state import valkey
from app.store.database import Database
from tests.benchmarks.bot import environment
from tests.benchmarks.figures import Figure, load, show, spread
from tests.demo.processes import free_port, running, tail
from tests.stand_in.keys import key

COMMAND = "python -m tests.benchmarks.web"
PAYLOADS = Path(__file__).parent.parent / "samples" / "webhook_examples.json"
SECRET = "benchmark-secret"
STARTS = 7
DELIVERIES = 200
READY_MS, RESIDENT_MIB = 1500, 120
POLL_S = 0.005
TIMEOUT_S = 30.0


def measure(starts: int = STARTS) -> list[Figure]:
    """Start the web half so many times, deliver to the last, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder, ExitStack() as stack:
        root = Path(folder)
        data = root / "data"
        data.mkdir(mode=0o700)
        stack.enter_context(running("valkey", valkey.command(data), root / "valkey.log"))
        asyncio.run(_prepare(data))
        ready = [_start(root)[0] for _ in range(starts - 1)]
        last, idle, busy = _start(root, DELIVERIES)
    ready.append(last)
    return [
        Figure(f"diffdiver web ready from process start, {starts} times", f"median < {READY_MS} ms", spread(ready),
               COMMAND, statistics.median(ready) < READY_MS),
        Figure(f"diffdiver web resident after {DELIVERIES} deliveries", f"< {RESIDENT_MIB} MiB",
               f"{busy:.0f} MiB ({idle:.0f} when ready); {load()}", COMMAND, busy < RESIDENT_MIB),
    ]  # fmt: skip


async def _prepare(data: Path) -> None:
    await valkey.wait_ready(data)
    database = await Database.open(f"sqlite:///{data / 'diffdiver.db'}")
    await database.migrate()
    await database.close()


def _start(root: Path, deliveries: int = 0) -> tuple[float, float, float]:
    """Run the web half once; return milliseconds until ready, MiB then, and MiB after the deliveries."""
    port = free_port()
    settings = environment(root, port, {"id": 1, "pem": key(0)[0], "webhook_secret": SECRET})
    log = root / "web.log"
    start = time.perf_counter()
    with running("the web half", [sys.executable, "-m", "app", "web"], log, settings) as process:
        _wait(f"http://127.0.0.1:{port}/readyz", process, log)
        ready = (time.perf_counter() - start) * 1000
        idle = _resident(process)
        for body in _bodies(deliveries):
            _deliver(port, body)
        return ready, idle, _resident(process)


def _wait(url: str, process: subprocess.Popen[str], log: Path) -> None:
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(POLL_S)
    raise SystemExit(f"the web half did not become ready:\n{tail(log)}")


def _bodies(count: int) -> list[bytes]:
    """Return GitHub's example payloads of pull requests, over and over."""
    examples = next(each["examples"] for each in json.loads(PAYLOADS.read_text()) if each["name"] == "pull_request")
    return [json.dumps(examples[number % len(examples)]).encode() for number in range(count)]


def _deliver(port: int, body: bytes) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": str(uuid.uuid4()),
        "X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(),
    }
    request = urllib.request.Request(f"http://127.0.0.1:{port}/webhook", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 202


def _resident(process: subprocess.Popen[str]) -> float:
    """Return VmRSS in MiB (man 5 proc_pid_status)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.split("\n") if line.startswith("VmRSS:")) / 1024


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:2])))
