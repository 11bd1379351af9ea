"""The bot's processes and its Redis: started, killed by the faults, started again by a supervisor."""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LOOK_S = 0.05
RESTART_S = 0.2
FAILING_S = 2.0
DRAIN_S = 15.0
PR_SET_CHILD_SUBREAPER = 36  # man 2 prctl


@dataclass
class Child:
    """One process that is kept running; a new one for each that dies."""

    name: str
    argv: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    deaths: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _keeper: asyncio.Task[None] | None = None
    _started: float = 0.0
    _resumes: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self) -> None:
        """Start it, and from then on again whenever it has died."""
        self._begin()
        self._keeper = asyncio.create_task(self._keep())

    @property
    def pid(self) -> int | None:
        """Return its number while it runs."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal to the process itself; False when there is none."""
        if self.pid is None:
            return False
        os.kill(self.pid, number)
        return True

    def pause(self, seconds: float) -> bool:
        """Stop it in its tracks and let it go on after a while."""
        pid = self.pid
        if pid is None:
            return False
        os.kill(pid, signal.SIGSTOP)
        asyncio.get_running_loop().call_later(seconds, _resume, pid)
        return True

    async def end(self) -> bool:
        """Tell it to end, wait, and leave nothing of its group; say whether it ended by itself."""
        if self._keeper is not None:
            self._keeper.cancel()
        process = self._process
        if process is None:
            return True
        if process.poll() is None:
            os.kill(process.pid, signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        end = time.monotonic() + DRAIN_S
        while process.poll() is None and time.monotonic() < end:
            await asyncio.sleep(LOOK_S)
        ended = process.poll() is not None
        _kill_group(process.pid)
        process.wait()
        return ended

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if self._process is None or self._process.poll() is None:
                continue
            self.deaths += 1
            _kill_group(self._process.pid)
            await asyncio.sleep(RESTART_S if time.monotonic() - self._started > FAILING_S else FAILING_S)
            self._begin()

    def _begin(self) -> None:
        self._started = time.monotonic()
        tied = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*tied, *self.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment) or None,
                start_new_session=True,
            )


def _resume(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of whatever the killed processes leave behind, so that nothing of it can outlive the run."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1)


def orphans(ours: set[int]) -> list[tuple[int, str]]:
    """Return our children that we did not start, with their command; those that are dead are buried on the way."""
    found = []
    for listed in Path("/proc/self/task").glob("*/children"):
        for pid in map(int, listed.read_text().split()):
            if pid in ours:
                continue
            with suppress(OSError):
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
                if state == "Z":
                    os.waitpid(pid, os.WNOHANG)
                else:
                    found.append((pid, Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:80]))
    return found


async def end_orphans() -> list[str]:
    """Kill what was left behind, whatever group it is in; return what it was."""
    left = []
    for _ in range(100):
        there = orphans(set())
        if not there:
            break
        left += [command for _, command in there]
        for pid, _ in there:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(LOOK_S)
    return left
