"""The worker half: listens for wake-ups, sweeps for what no wake-up announced, and drains on the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import structlog
from arq.connections import RedisSettings
from arq.typing import WorkerCoroutine
from arq.worker import Worker, func
from redis.exceptions import RedisError

from app.errors import Retryable
from app.store import jobs
from app.store.database import Database
from app.work.queue import FUNCTION, QUEUE, dumps, loads
from app.work.runner import Runner

POLL_S = 0.02
SWEEP_S = 5.0
SWEEP_LIMIT = 100
CHORES_S = 60.0
DRAIN_S = 25.0
JOB_TIMEOUT_S = 900
RECONNECT_S = (0.1, 0.5, 1, 2, 5)
HEALTHY_AFTER_S = 30.0
# More than these at hand would only be memory: the sweep brings the others when their turn comes.
MOST_AT_HAND = 500

Chore = Callable[[], Awaitable[object]]
log = structlog.get_logger(__name__)


class WorkerLoop:
    """Runs jobs until told to stop; losing Redis costs wake-ups, not jobs."""

    def __init__(self, database: Database, runner: Runner, redis: RedisSettings, chores: Sequence[Chore] = ()) -> None:
        self._database = database
        self._chores = chores
        self._runner = runner
        self._redis = redis
        self._running: dict[int, asyncio.Task[None]] = {}
        self._woken_again: set[int] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let what runs finish within the drain time."""
        loops = [asyncio.create_task(loop()) for loop in (self._listen, self._sweep, self._do_chores)]
        await stop.wait()
        for task in loops:
            task.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        running = list(self._running.values())
        if running:
            await asyncio.wait(running, timeout=DRAIN_S)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def start(self, job_id: int) -> None:
        """Begin a job without waiting for it: the arq job ends at once, and the lease does the rest."""
        if job_id in self._running:
            self._woken_again.add(job_id)
            return
        if len(self._running) >= MOST_AT_HAND:
            return
        task = asyncio.create_task(self._runner.run(job_id))
        self._running[job_id] = task
        task.add_done_callback(lambda done: self._ended(job_id, done))

    def _ended(self, job_id: int, task: asyncio.Task[None]) -> None:
        del self._running[job_id]
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            log.warning("job not run", job=job_id, error=str(error))
        elif job_id in self._woken_again:
            self._woken_again.discard(job_id)
            self.start(job_id)

    async def _listen(self) -> None:
        async def woken(_ctx: dict[str, Any], job_id: int) -> None:  # arq's own signature
            self.start(int(job_id))

        tries, loop = 0, asyncio.get_running_loop()
        while True:
            worker, started = self._arq_worker(cast("WorkerCoroutine", woken)), loop.time()
            try:
                await worker.async_run()
            except (RedisError, OSError) as error:
                log.warning("Redis is unreachable, sweeping only", error=type(error).__name__)
            finally:
                await _close(worker)
            tries = 0 if loop.time() - started > HEALTHY_AFTER_S else tries
            await asyncio.sleep(RECONNECT_S[min(tries, len(RECONNECT_S) - 1)])
            tries += 1

    def _arq_worker(self, woken: WorkerCoroutine) -> Worker:
        return Worker(
            [func(woken, name=FUNCTION, keep_result=0, max_tries=1)],
            queue_name=QUEUE,
            redis_settings=self._redis,
            job_serializer=dumps,
            job_deserializer=loads,
            handle_signals=False,
            poll_delay=POLL_S,
            keep_result=0,
            job_timeout=JOB_TIMEOUT_S,
            health_check_interval=30,
        )

    async def _sweep(self) -> None:
        while True:
            try:
                async with self._database.begin() as tx:
                    due = await jobs.due(tx, SWEEP_LIMIT, self._runner.kinds)
            except Retryable as error:
                log.warning("sweep failed", error=str(error))
            else:
                for job_id in due:
                    self.start(job_id)
            await asyncio.sleep(SWEEP_S)

    async def _do_chores(self) -> None:
        """Do what is due now and then, such as charging reservations whose worker was killed."""
        while True:
            for chore in self._chores:
                try:
                    await chore()
                except Retryable as error:
                    log.warning("chore failed", error=str(error))
            await asyncio.sleep(CHORES_S)


async def _close(worker: Worker) -> None:
    """Close the worker and its connections; arq leaves them open when it was cancelled in the middle of a command."""
    pool = worker._pool
    try:
        await worker.close()
    except (RedisError, OSError, asyncio.CancelledError) as error:
        log.debug("arq worker closed the hard way", error=type(error).__name__)
    finally:
        if pool is not None:
            await pool.aclose(close_connection_pool=True)
