"""Stopping work that nobody needs any more, as soon as that is known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from app.errors import AppError, Retryable, Superseded
from app.store.leases import Lease

T = TypeVar("T")

AGAIN_S = 1.0
log = structlog.get_logger(__name__)


class Outdated(Superseded):
    """The pull request moved on, so that this review is not wanted any more; the text says how."""


async def unless(outdated: Awaitable[str], work: Awaitable[T]) -> T:
    """Do the work; once `outdated` says why it is worthless, cancel it, see it end, and raise Outdated.

    Whatever the work started, such as processes and requests, has ended when this returns or raises.
    """
    working, watching = asyncio.ensure_future(work), asyncio.ensure_future(outdated)
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Outdated(watching.result())
        return working.result()
    finally:
        for task in (working, watching):
            task.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


async def moved_on(lease: Lease, wanted: Callable[[], Awaitable[int]], why: Callable[[], Awaitable[str | None]]) -> str:
    """Wait until something newer is wanted that makes the work under this lease worthless; return what it is.

    `wanted` tells the wanted generation, `why` what has changed, None for nothing that matters: an edited title is no
    reason to begin again.
    """
    seen = lease.generation
    while True:
        await lease.hold.newer.wait()
        lease.hold.newer.clear()  # the next look sets it again, be it for the same generation
        try:
            newest = await wanted()
            if newest > seen and (reason := await why()) is not None:
                return reason
        except AppError as error:
            log.info("cannot see what is newer", error=str(error))
            await asyncio.sleep(max(AGAIN_S, (error.after or 0.0) if isinstance(error, Retryable) else 0.0))
        else:
            seen = newest
