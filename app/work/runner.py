"""Doing one job under its lease: at most one worker at a time, and again when something newer was wanted meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import structlog

from app.errors import AppError, Retryable
from app.log import redact
from app.store import jobs, waiting
from app.store.database import Database
from app.store.jobs import JobState, Lease

RENEW_S = 15.0
BACKOFF_MS = (5_000, 15_000, 60_000, 300_000, 900_000)
MAX_ATTEMPTS = 8

Handler = Callable[[Lease], Awaitable[None]]
log = structlog.get_logger(__name__)


class Runner:
    """Takes leases and runs the handler of the job's kind; knows nothing of what a job does."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler], *, owner: str, concurrency: int) -> None:
        self._database = database
        self._handlers = handlers
        self._owner = owner
        self._slots = asyncio.Semaphore(concurrency)

    async def run(self, job_id: int) -> None:
        """Do the job if its lease can be had, until nothing newer is wanted; return at once if it cannot."""
        async with self._slots:
            again = True
            while again:
                again = await self._once(job_id)

    async def _once(self, job_id: int) -> bool:
        async with self._database.begin() as tx:
            lease = await jobs.acquire(tx, job_id, self._owner)
            deliveries = await waiting.on(tx, job_id) if lease else ()
        if lease is None:
            return False
        with structlog.contextvars.bound_contextvars(
            job=job_id, kind=lease.kind, subject=lease.subject, deliveries=deliveries
        ):
            error = await self._attempt(lease)
            async with self._database.begin() as tx:
                if error is None:
                    return await jobs.finish(tx, lease, lease.generation)
                told = str(redact(str(error)))
                if (wait_ms := _wait_ms(error, lease.attempts)) is None:
                    await jobs.fail(tx, lease, told, state=JobState.FAILED)
                else:
                    await jobs.fail(tx, lease, told, wait_ms)
        return False

    async def _attempt(self, lease: Lease) -> Exception | None:
        """Run the handler; return what it raised. One of the two places where a broad `except` belongs."""
        try:
            async with self._renewed(lease):
                await self._handlers[lease.kind](lease)
        except asyncio.CancelledError:
            async with self._database.begin() as tx:
                await jobs.hand_back(tx, lease)
            raise
        except AppError as error:
            log.warning("job failed", error=str(error), attempts=lease.attempts)
            return error
        except Exception as error:  # a bug must not take the worker down with it
            log.exception("job crashed", attempts=lease.attempts)
            return error
        return None

    @asynccontextmanager
    async def _renewed(self, lease: Lease) -> AsyncIterator[None]:
        """Keep the lease while the handler runs."""
        renewing = asyncio.create_task(self._renew(lease))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def _renew(self, lease: Lease) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                async with self._database.begin() as tx:
                    kept = await jobs.renew(tx, lease)
            except Retryable as error:
                log.warning("lease not renewed", error=str(error))
            else:
                if not kept:
                    log.warning("lease lost")


def _wait_ms(error: Exception, attempts: int) -> int | None:
    """Return how long to wait before the next attempt, or None when there is to be none."""
    if attempts >= MAX_ATTEMPTS or (isinstance(error, AppError) and not isinstance(error, Retryable)):
        return None
    backoff = BACKOFF_MS[min(attempts, len(BACKOFF_MS)) - 1]
    asked_s = error.after if isinstance(error, Retryable) else None
    return max(backoff, int((asked_s or 0) * 1000))
