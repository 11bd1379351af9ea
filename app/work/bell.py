"""The bell: a wake-up is heard at once, without asking Redis fifty times a second whether there is one.

It only says that there is something in arq's queue. One that is not heard costs a second: arq asks by itself then.
"""

from __future__ import annotations

import asyncio

from arq.utils import timestamp_ms
from arq.worker import Worker

from app.work.queue import BELL, QUEUE

STEP_S = 0.01


async def answer(worker: Worker) -> None:
    """Have arq look at its queue whenever the bell rings; end only by what Redis raises."""
    while worker._pool is None:  # noqa: ASYNC110  # arq connects when it runs, and tells nobody
        await asyncio.sleep(STEP_S)
    async with worker.pool.pubsub(ignore_subscribe_messages=True) as bell:
        await bell.subscribe(BELL)
        while True:
            await _take(worker)
            await bell.get_message(timeout=None)


async def _take(worker: Worker) -> None:
    """Take what is in the queue, which may be more than arq reads at a time, for as long as it gets less.

    It does not when a worker was killed with an arq job in its hands: that is left to arq's own time limit.
    """
    left, before = await _waiting(worker), float("inf")
    while 0 < left < before:
        # Private, and argued for: arq offers no way to say when to look, only how often.
        await worker._poll_iteration()
        await asyncio.sleep(STEP_S)
        left, before = await _waiting(worker), left


async def _waiting(worker: Worker) -> int:
    return int(await worker.pool.zcount(QUEUE, "-inf", timestamp_ms()))
