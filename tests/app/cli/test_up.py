"""`diffdiver up`: the embedded server unless another is set, both halves, and nobody left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app.cli.up import children
from app.settings import load
from app.state import valkey

PATIENCE_S = 60.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def descendants(pid: int) -> set[int]:
    """Return the processes below one, as /proc tells."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, last = {pid}, set[int]()
    while found != last:
        last = set(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def test_the_embedded_server_comes_first(data_dir: Path) -> None:
    first, *halves = children(load())
    assert (first.name, first.argv) == ("valkey", valkey.command(data_dir))
    assert [child.argv[-1] for child in halves] == ["worker", "web"]


def test_a_redis_that_is_set_replaces_it(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379")
    assert [child.name for child in children(load())] == ["worker", "web"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_runs_the_whole_bot_and_leaves_nobody_behind(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("DIFFDIVER_PORT", str(port))
    with subprocess.Popen([sys.executable, "-m", "app", "up"], stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        started = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    assert len(started) >= 3
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists() and os.getpgid(pid)]
