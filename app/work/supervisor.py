"""Keeps a few child processes running: starts them in order, restarts what dies, stops them in the opposite order."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

BACKOFF_S = (0.2, 1.0, 2.0, 5.0, 10.0)
HEALTHY_AFTER_S = 30.0
STOP_GRACE_S = 30.0
PR_SET_PDEATHSIG = 1  # man 2 prctl

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep running; `ready` returns once it can serve the children after it."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], Awaitable[None]] | None = None


async def supervise(children: Sequence[Child], stop: asyncio.Event) -> None:
    """Run the children until `stop` is set; each is told SIGTERM, and killed if it is still there after the grace."""
    keepers: list[asyncio.Task[None]] = []
    ends: list[asyncio.Event] = []
    try:
        for child in children:
            end = asyncio.Event()
            ends.append(end)
            keepers.append(asyncio.create_task(_keep(child, end)))
            if child.ready is not None:
                await child.ready()
        await stop.wait()
    finally:
        for end, keeper in zip(reversed(ends), reversed(keepers), strict=True):
            end.set()
            await keeper


async def _keep(child: Child, end: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    failures = 0
    ended = asyncio.create_task(end.wait())
    while not end.is_set():
        started = loop.time()
        process = await asyncio.create_subprocess_exec(
            *child.argv,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the children in order
            preexec_fn=_die_with_parent,
        )
        exited = asyncio.create_task(process.wait())
        await asyncio.wait({exited, ended}, return_when=asyncio.FIRST_COMPLETED)
        if end.is_set():
            await _stop(process)
            await exited
            return
        failures = 1 if loop.time() - started > HEALTHY_AFTER_S else failures + 1
        wait_s = BACKOFF_S[min(failures, len(BACKOFF_S)) - 1]
        log.warning("a process died and is started again", process=child.name, status=exited.result(), wait_s=wait_s)
        await asyncio.wait({ended}, timeout=wait_s)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_GRACE_S):
            await process.wait()
    except TimeoutError:
        process.kill()


def _die_with_parent() -> None:
    """Have the kernel end this child when the supervisor is killed; Linux only, elsewhere the child lives on."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
