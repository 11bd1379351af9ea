"""Keeps a few child processes running: starts them in order, restarts what dies, stops them in the opposite order."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from app.child import kill_group, start

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


async def supervise(children: Sequence[Child], stop: asyncio.Event, *, grace_s: float = STOP_GRACE_S) -> None:
    """Run the children until `stop` is set; each is told SIGTERM, and killed if it is still there after the grace."""
    keepers: list[asyncio.Task[None]] = []
    ends: list[asyncio.Event] = []
    try:
        for child in children:
            end = asyncio.Event()
            ends.append(end)
            keepers.append(asyncio.create_task(_keep(child, end, grace_s)))
            if child.ready is not None:
                await _either(child.ready(), stop)
            if stop.is_set():
                break
        await stop.wait()
    finally:
        for end, keeper in zip(reversed(ends), reversed(keepers), strict=True):
            end.set()
            await keeper


async def _either(ready: Awaitable[None], stop: asyncio.Event) -> None:
    """Wait until the child is ready, or until there is no more need for it; raise what `ready` raises."""
    waits = asyncio.ensure_future(ready)
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({waits, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if waits.done():
        await waits
    else:
        waits.cancel()


async def _keep(child: Child, end: asyncio.Event, grace_s: float) -> None:
    loop = asyncio.get_running_loop()
    failures = 0
    while not end.is_set():
        started = loop.time()
        status = await _run(child, end, grace_s)
        if end.is_set():
            return
        failures = 1 if loop.time() - started > HEALTHY_AFTER_S else failures + 1
        wait_s = BACKOFF_S[min(failures, len(BACKOFF_S)) - 1]
        log.warning("a process died and is started again", process=child.name, status=status, wait_s=wait_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await end.wait()


async def _run(child: Child, end: asyncio.Event, grace_s: float) -> int | str:
    """Run the child once, until it dies or `end` is set; return its status, or why it could not be started."""
    parent = os.getpid()
    try:
        # In its own session: Ctrl-C reaches the supervisor alone, which stops the children in order.
        process = await start(child.argv, preexec_fn=lambda: _die_with(parent))
    except OSError as error:
        return str(error)
    exited = asyncio.create_task(process.wait())
    ended = asyncio.create_task(end.wait())
    await asyncio.wait({exited, ended}, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    if not exited.done():
        process.send_signal(signal.SIGTERM)
        await asyncio.wait({exited}, timeout=grace_s)
    kill_group(process)  # the child, if it is still there, and whatever it left behind
    return await exited


def _die_with(parent: int) -> None:
    """Have the kernel end this child when the supervisor is killed; Linux only, elsewhere the child lives on."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before we could ask
            os._exit(1)
