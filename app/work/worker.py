"""The worker half: listens for wake-ups, sweeps for what no wake-up announced, and drains on the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast

import structlog
from arq.connections import RedisSettings
from arq.typing import WorkerCoroutine
from arq.worker import Worker, func
from redis.exceptions import RedisError

from app.errors import Retryable
from app.store import jobs
from app.store.database import Database
from app.work import bell
from app.work.queue import FUNCTION, QUEUE, dumps, loads
from app.work.runner import Runner

# Only for what the bell did not tell: see app/work/bell.py.
POLL_S = 1.0
SWEEP_S = 5.0
SWEEP_AT_MOST_EVERY_S = 0.2
SWEEP_LIMIT = 100
CHORES_S = 5.0
DRAIN_S = 25.0
JOB_TIMEOUT_S = 900
RECONNECT_S = (0.1, 0.5, 1, 2, 5)
HEALTHY_AFTER_S = 30.0
# A server that keeps the connection and says nothing is as good as gone: half-open links, a stopped process.
ASK_S = 10.0
PATIENCE_S = 3.0
# More than these at hand would only be memory: the sweep brings the others when their turn comes.
MOST_AT_HAND = 500

T = TypeVar("T")
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
        self._ended_one = asyncio.Event()
        self._stopping = False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let what runs finish within the drain time."""
        loops = [asyncio.create_task(loop()) for loop in (self._listen, self._sweep, self._do_chores)]
        stopped = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({stopped, *loops}, return_when=asyncio.FIRST_COMPLETED)
        self._stopping = True
        for task in (stopped, *loops):
            task.cancel()
        await asyncio.gather(stopped, *loops, return_exceptions=True)
        running = list(self._running.values())
        if running:
            await asyncio.wait(running, timeout=DRAIN_S)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for task in done:
            task.result()  # a loop that ended by itself met a bug: whoever supervises starts afresh

    def start(self, job_id: int) -> None:
        """Begin a job without waiting for it: the arq job ends at once, and the lease does the rest."""
        if job_id in self._running:
            self._woken_again.add(job_id)
            return
        if self._stopping or len(self._running) >= MOST_AT_HAND:
            return
        task = asyncio.create_task(self._runner.run(job_id))
        self._running[job_id] = task
        task.add_done_callback(lambda done: self._ended(job_id, done))

    def _ended(self, job_id: int, task: asyncio.Task[None]) -> None:
        del self._running[job_id]
        if task.cancelled():
            return
        self._ended_one.set()
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
                await _hear(worker)
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
                due = await _whole(self._due())
            except Retryable as error:
                log.warning("sweep failed", error=str(error))
            else:
                for job_id in due:
                    self.start(job_id)
            await asyncio.sleep(SWEEP_AT_MOST_EVERY_S)
            # What a job wants of others is told by nobody: look when one has ended.
            with suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_S):
                    await self._ended_one.wait()
            self._ended_one.clear()

    async def _due(self) -> tuple[int, ...]:
        async with self._database.read() as tx:
            return await jobs.due(tx, SWEEP_LIMIT, self._runner.kinds)

    async def _do_chores(self) -> None:
        """Do what is due now and then, such as charging reservations whose worker was killed."""
        while True:
            for chore in self._chores:
                try:
                    await _whole(chore())
                except (Retryable, OSError) as error:  # a full disk must not end the chores that free it
                    log.warning("chore failed", error=str(error))
            await asyncio.sleep(CHORES_S)


async def _whole(work: Awaitable[T]) -> T:
    """Wait for it to its end even when cancelled: a statement cut off costs its connection."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise


async def _hear(worker: Worker) -> None:
    """Listen until Redis is lost, and raise what told of it."""
    beside = (_silent(worker), bell.answer(worker))
    tasks = {asyncio.ensure_future(worker.async_run()), *(asyncio.create_task(each) for each in beside)}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _silent(worker: Worker) -> None:
    """Raise TimeoutError once Redis says nothing any more."""
    while True:
        await asyncio.sleep(ASK_S)
        if worker._pool is None:
            raise TimeoutError
        async with asyncio.timeout(PATIENCE_S):
            await worker.pool.ping()


async def _close(worker: Worker) -> None:
    """Close the worker and its connections; arq leaves them open when it was cancelled in the middle of a command."""
    pool = worker._pool
    try:
        async with asyncio.timeout(PATIENCE_S):
            await worker.close()
    except (RedisError, OSError, asyncio.CancelledError) as error:
        log.debug("arq worker closed the hard way", error=type(error).__name__)
    finally:
        if pool is not None:
            await pool.aclose(close_connection_pool=True)
