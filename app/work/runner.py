"""Doing one job under its lease: one worker at a time, again when something newer is wanted, given up in the open.

What an attempt's error means is sorted here, once: wait for one's turn, try again later, end, or put away.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import AppError, Deferred, LeaseLost, Retryable, StoreUnavailable, Superseded
from app.log import redact
from app.store import counters, jobs, leases, waiting
from app.store.database import Database
from app.store.jobs import POISON_CRASHES
from app.store.leases import LEASE_MS, Lease
from app.work.slots import Slots

LOOK_S = 1.0
LOOKS_PER_LEASE = 8
RENEWED_BELOW = 0.75
HEALED_AFTER_LEASES = 3
BACKOFF_S = (5.0, 15.0, 60.0, 300.0, 900.0)
JITTER = 0.25
MAX_ATTEMPTS = 8
# Between the runs of a job that keeps being superseded: the first newer head at once, a storm of them ever slower.
SETTLE_S = (0.0, 2.0, 5.0, 10.0, 20.0, 30.0)
# How often the end of a job is tried to be recorded while the database is away.
RECORD_AGAIN_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
POISON = (
    "The review of this change took its worker down {crashes} times, so it was put away. An operator can look into the "
    "worker's log and let it try again with: diffdiver queue release {job}"
)

Handler = Callable[[Lease], Awaitable[None]]
GiveUp = Callable[[Lease, str], Awaitable[None]]
End = Callable[[AsyncConnection, Lease, str], Awaitable[bool]]
Record = Callable[[AsyncConnection], Awaitable[bool]]
log = structlog.get_logger(__name__)


class Runner:
    """Takes leases and runs the handler of the job's kind; knows nothing of what a job does.

    `give_up` holds, for the kinds that owe somebody an answer, what to do before a job is ended or put away. `heal`
    names the kind of job that looks, some leases later, for what a lost holder of a kind may still have written.
    Jobs of the kinds in `background` run one at a time, beside the slots of the others; while one does, the next is
    not even begun.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        owner: str,
        concurrency: int,
        give_up: Mapping[str, GiveUp] | None = None,
        heal: Mapping[str, str] | None = None,
        background: Collection[str] = (),
        lease_ms: int = LEASE_MS,
    ) -> None:
        self._kinds = frozenset(handlers)
        self._background = frozenset(background)
        self._behind = Slots(1)
        self._database = database
        self._handlers = handlers
        self._give_up = give_up or {}
        self._heal = heal or {}
        self._owner = owner
        self._slots = Slots(concurrency)
        self._lease_ms = lease_ms
        self._look_s = min(LOOK_S, lease_ms / 1000 / LOOKS_PER_LEASE)

    @property
    def kinds(self) -> frozenset[str]:
        """Return which kinds of jobs could be begun now, or wait for a slot."""
        return self._kinds if self._behind.free else self._kinds - self._background

    async def run(self, job_id: int) -> None:
        """Do the job if its lease can be had, until nothing newer is wanted; return at once if it cannot."""
        more = True
        while more:
            async with self._database.read() as tx:
                kind, losses = await leases.losses(tx, job_id)
            # One that has one loss left runs with nothing beside it: only the guilty may be blamed.
            slots, alone = self._slots, losses >= POISON_CRASHES - 1
            if kind in self._background:
                if not self._behind.free:
                    return
                slots, alone = self._behind, False
            async with slots.take(alone=alone):
                more = await self._once(job_id)

    async def _once(self, job_id: int) -> bool:
        async with self._database.begin() as tx:
            lease = await leases.acquire(tx, job_id, self._owner, self._lease_ms, self._kinds)
            deliveries = await waiting.on(tx, job_id) if lease else ()
            if lease is not None and lease.taken_over:
                await self._note_loss(tx, lease)
            if lease is not None and lease.lag_ms is not None and lease.kind not in self._background:
                await counters.add(tx, "start_lag_ms", lease.lag_ms)
                await counters.add(tx, "starts")
        if lease is None:
            return False
        with structlog.contextvars.bound_contextvars(
            job=job_id, kind=lease.kind, subject=lease.subject, deliveries=deliveries
        ):
            return await self._record(await self._outcome(lease))

    async def _note_loss(self, tx: AsyncConnection, lease: Lease) -> None:
        if (healer := self._heal.get(lease.kind)) is not None:
            after_ms = HEALED_AFTER_LEASES * self._lease_ms
            await jobs.raise_wanted(tx, healer, lease.subject, lease.installation_id, after_ms=after_ms)
        # Counted last, here and below: every worker's transactions meet in these rows, and must not wait behind them.
        await counters.add(tx, "takeovers")

    async def _outcome(self, lease: Lease) -> Record:
        """Do the job, or give it up, and return how that is to be recorded."""
        if lease.crashes >= POISON_CRASHES:
            reason = POISON.format(crashes=lease.crashes, job=lease.job_id)
            error = await self._attempt(lease, lambda: self._given_up(lease, reason))
            return _ended(leases.quarantine, lease, reason, "quarantines") if _final(error) else _tried(lease, error)
        error = await self._attempt(lease, lambda: self._handlers[lease.kind](lease))
        if error is None or not _final(error, lease.attempts):
            return _tried(lease, error)
        reason = str(redact(str(error)))
        # A terminal error was answered for by the handler itself, which knows more.
        if isinstance(error, Retryable) or not isinstance(error, AppError):
            ending = await self._attempt(lease, lambda: self._given_up(lease, reason))
            if not _final(ending):
                return _tried(lease, ending)
        return _ended(leases.fail, lease, reason, "failures")

    async def _given_up(self, lease: Lease, reason: str) -> None:
        if (give_up := self._give_up.get(lease.kind)) is not None:
            await give_up(lease, reason)

    async def _attempt(self, lease: Lease, do: Callable[[], Awaitable[None]]) -> Exception | None:
        """Run the handler; return what it raised. One of the two places where a broad `except` belongs."""
        try:
            await self._watched(lease, do)
        except asyncio.CancelledError:
            await self._record(lambda tx: leases.hand_back(tx, lease))
            raise
        except Superseded as error:
            log.info("superseded", reason=str(error))
            return error
        except AppError as error:
            log.warning("job failed", error=str(error), attempts=lease.attempts)
            return error
        except Exception as error:  # a bug must not take the worker down with it
            log.exception("job crashed", attempts=lease.attempts)
            return error
        return None

    async def _watched(self, lease: Lease, do: Callable[[], Awaitable[None]]) -> None:
        """Run the handler while the lease is kept; stop it at once when another worker has it."""
        work = asyncio.ensure_future(do())
        watch = asyncio.create_task(self._watch(lease))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise LeaseLost("another worker has taken this job over")
            await work
        finally:
            for task in (work, watch):
                task.cancel()
            await asyncio.gather(work, watch, return_exceptions=True)

    async def _watch(self, lease: Lease) -> None:
        """Keep the lease, and see what else is wanted; return when the lease is lost."""
        while True:
            await asyncio.sleep(self._look_s)
            with suppress(StoreUnavailable):  # the handler meets that too, and the lease has its time
                if not await self._keep(lease):
                    log.warning("lease lost")
                    return

    async def _keep(self, lease: Lease) -> bool:
        left_s = lease.hold.until - time.monotonic()
        if left_s < self._lease_ms / 1000 * RENEWED_BELOW:
            async with self._database.begin() as tx:
                if not await leases.renew(tx, lease, self._lease_ms):
                    return False
        async with self._database.read() as tx:
            return await leases.look(tx, lease)

    async def _record(self, record: Record) -> bool:
        """Write down how it ended, also when the database is away for a moment; say whether to go again at once."""
        for delay in (*RECORD_AGAIN_S, None):
            try:
                async with self._database.begin() as tx:
                    return await record(tx)
            except StoreUnavailable:
                if delay is None:
                    raise
                await asyncio.sleep(delay)
        raise AssertionError


def _tried(lease: Lease, error: Exception | None) -> Record:
    """Return how an attempt that is not the last is recorded."""

    async def record(tx: AsyncConnection) -> bool:
        if error is None:
            return await leases.finish(tx, lease, lease.generation)
        told = str(redact(str(error)))
        if isinstance(error, Superseded):
            wait_s = SETTLE_S[min(lease.superseded, len(SETTLE_S) - 1)]
            return await leases.again(tx, lease, int(wait_s * 1000)) and wait_s == 0
        if isinstance(error, Deferred):
            await leases.defer(tx, lease, _ms(max(error.after or 0.0, 1.0)), told)
            await counters.add(tx, "deferrals")
        else:
            bug = not isinstance(error, AppError)
            await leases.retry(tx, lease, told or type(error).__name__, _wait_ms(error, lease.attempts), crashed=bug)
            await counters.add(tx, "retries")
        return False

    return record


def _ended(end: End, lease: Lease, reason: str, counter: str) -> Record:
    """Return how a job is recorded that nobody takes up by himself any more."""

    async def record(tx: AsyncConnection) -> bool:
        await end(tx, lease, reason)
        await counters.add(tx, counter)
        return False

    return record


def _final(error: Exception | None, attempts: int = 0) -> bool:
    """Say whether there is nothing to be had from trying again: it is done, or never will be."""
    if error is None:
        return True
    if isinstance(error, Superseded | Deferred):
        return False
    if isinstance(error, AppError) and not isinstance(error, Retryable):
        return True
    return attempts >= MAX_ATTEMPTS


def _wait_ms(error: Exception, attempts: int) -> int:
    """Return how long to wait before the next attempt; spread out, so that what failed together does not come again."""
    backoff = BACKOFF_S[min(attempts, len(BACKOFF_S)) - 1]
    asked = error.after if isinstance(error, Retryable) else None
    return _ms(max(backoff, asked or 0.0))


def _ms(seconds: float) -> int:
    return int(seconds * 1000 * random.uniform(1, 1 + JITTER))  # noqa: S311  # jitter, not a secret
