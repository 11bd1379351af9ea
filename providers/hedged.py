"""Two providers asked at once, when the first is slower than it usually is: the first usable answer wins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from time import monotonic
from typing import Any, Protocol, TypeVar

from providers.base import OVERTAKEN
from providers.state import Breakers, Target

T = TypeVar("T")
# Any: what a coroutine sends and yields is asyncio's own
Runner = Coroutine[Any, Any, T | None]

# Of fewer calls the 95th percentile is their slowest, and says nothing of the next one.
ENOUGH_CALLS = 20.0


class Usual(Protocol):
    """How long a model may be silent before another is asked too."""

    async def __call__(self, target: Target, kind: str) -> float | None:
        """Return the seconds within which 95 of 100 questions of this kind were answered; None: do not hedge."""
        ...


def usual(breakers: Breakers) -> Usual:
    """Go by what was recorded lately."""

    async def seconds(target: Target, kind: str) -> float | None:
        figures = (await breakers.figures([target], kind)).get(target)
        if figures is None or figures.calls < ENOUGH_CALLS or figures.latency_p95_ms is None:
            return None
        return figures.latency_p95_ms / 1000

    return seconds


async def race(
    first: Runner[T], patience: Awaitable[float | None], second: Callable[[], Runner[T]]
) -> tuple[T | None, bool]:
    """Run `first`, and `second` too once `patience` seconds have passed; return the first result, and if it is late.

    A late result is that of `second`; None counts as no result. The loser is cancelled and has ended when this returns;
    a first that lost is told so by `OVERTAKEN`. An exception of either, which no runner raises on purpose, ends both
    and is passed on.
    """
    started = monotonic()
    running = [asyncio.ensure_future(first)]
    late = False
    try:
        wait_s = await patience
        if wait_s is not None:
            await asyncio.wait(running, timeout=max(0.0, started + wait_s - monotonic()))
            if not running[0].done():
                running.append(asyncio.ensure_future(second()))
        winner = await _first_usable(running)
        late = winner is not None and winner is not running[0]
    finally:
        await _stop(running, OVERTAKEN if late else None)
    return (winner.result() if winner is not None else None), late


async def _first_usable(running: Sequence[asyncio.Task[T | None]]) -> asyncio.Task[T | None] | None:
    """Wait until one has a result, or all have none; of two at the same moment the earlier runner wins."""
    pending = set(running)
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            if task in done and task.result() is not None:
                return task
    return None


async def _stop(running: Sequence[asyncio.Task[T | None]], message: str | None) -> None:
    """End who still runs; a bug that shows only now is still a bug."""
    losers = [task for task in running if not task.done()]
    for task in losers:
        task.cancel(message)
    if losers:
        await asyncio.wait(losers)
    for task in losers:
        if not task.cancelled():
            task.result()
