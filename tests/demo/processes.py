"""The processes of the demo: the stand-in GitHub, the stand-in model, and the bot itself."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 40.0


@contextmanager
def running(
    name: str, argv: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run a process for the length of the block; its stderr goes to `log`, its stdout is a pipe."""
    with log.open("w") as stderr:
        process = subprocess.Popen(
            argv, env=dict(environment or os.environ), stdout=subprocess.PIPE, stderr=stderr, text=True
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                print(f"demo: {name} did not stop in time and was killed", file=sys.stderr)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def call(method: str, url: str, body: object = None) -> Any:
    """Send JSON and return JSON; an error answer ends the demo with its text."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise SystemExit(f"demo: {method} {url} answered {error.code}: {error.read().decode()[:500]}") from None


def wait_for(url: str, process: subprocess.Popen[str], log: Path) -> None:
    """Return once `url` answers 200; end the demo with the log's end when it never does."""
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"demo: the bot did not become ready; the end of its log:\n{tail(log)}")


def tail(log: Path) -> str:
    return "\n".join(log.read_text().split("\n")[-20:])
