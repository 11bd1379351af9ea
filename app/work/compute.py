"""The pure steps run here, in spawned processes with a deadline and a memory limit, so that no event loop stalls."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as DeadlinePassed
from copy import copy
from typing import ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from app.errors import Terminal
from review import conclude, judge, pack, survey

P = ParamSpec("P")
T = TypeVar("T")

STEPS = (survey, pack, judge, conclude)
DEADLINE_S = 120.0
MEMORY_BYTES = 4 * 1024**3
TASKS_PER_PROCESS = 200
TOO_SLOW = "this change took more than {seconds:.0f} seconds in the step `{step}`, and was given up"
DIED = "the step `{step}` ran out of memory or crashed on this change"


class Compute(Protocol):
    """Somewhere to run a pure function of frozen values."""

    async def __call__(self, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` and return its value; raise what it raises, or Terminal when it was killed."""
        ...


class InProcess:
    """Runs steps where they are called: for the command line, where nobody else is waiting."""

    async def __call__(self, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` at once."""
        return step(*args, **kwargs)


class Pool:
    """Runs steps in spawned processes; only our own frozen values cross to them."""

    def __init__(
        self,
        processes: int,
        *,
        deadline_s: float = DEADLINE_S,
        memory_bytes: int = MEMORY_BYTES,
        niceness: int = 0,
    ) -> None:
        self._processes = processes
        self._deadline_s = deadline_s
        self._memory_bytes = memory_bytes
        self._niceness = niceness
        self._pool = self._start()

    async def __call__(self, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `step` in the pool; raise Terminal when it passed the deadline or its process died."""
        if not self._pool.active:  # it gave up, for all steps to come, over something that it could not carry
            self._pool = self._start()
        future = self._pool.schedule(_portable, args=(step, args, kwargs), timeout=self._deadline_s)
        try:
            value: T = await asyncio.wrap_future(future)
        except DeadlinePassed as error:
            raise Terminal(TOO_SLOW.format(seconds=self._deadline_s, step=step.__name__)) from error
        except (ProcessExpired, MemoryError) as error:
            raise Terminal(DIED.format(step=step.__name__)) from error
        return value

    async def warm(self) -> None:
        """Start a process and import the steps, so that the first review does not wait for it."""
        await self(_ready)

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._processes,
            max_tasks=TASKS_PER_PROCESS,
            initializer=_limit,
            initargs=[self._memory_bytes, self._niceness],
            context=multiprocessing.get_context("spawn"),
        )

    def close(self) -> None:
        """Kill what still runs and wait for the processes to end."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
        self._pool.join()


def _limit(memory_bytes: int, niceness: int) -> None:
    """Bound the memory of a compute process, and leave Ctrl-C to its parent."""
    os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _portable(step: Callable[..., T], args: tuple[object, ...], kwargs: Mapping[str, object]) -> T:
    """Run the step in the pool; an error that could not be made again on our side becomes one that can."""
    with _PortableErrors():
        return step(*args, **kwargs)


class _PortableErrors:
    """Lets errors through that survive the way between processes. One that does not would end the whole pool."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is not None and not _survives(error):
            raise RuntimeError(f"{type(error).__name__}: {error}") from None


def _survives(error: BaseException) -> bool:
    """Make it again as the other side will: from its class and its arguments."""
    try:
        copy(error)
    except (TypeError, ValueError, AttributeError, KeyError):
        return False
    return True


def _ready() -> int:
    return len(STEPS)
