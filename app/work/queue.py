"""The alarm clock: an arq job carries a row's id and is never trusted to be unique, nor to arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote
from uuid import uuid4

import orjson
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.constants import job_key_prefix
from arq.jobs import serialize_job
from arq.utils import timestamp_ms
from redis.exceptions import RedisError

from app.errors import Retryable, UsageError

QUEUE = "diffdiver:wake"
# Rung with each round, so that workers need not ask all the time; one that missed it asks once a second anyway.
BELL = "diffdiver:bell"
FUNCTION = "run"
# A server that takes the connection and then says nothing must not collect tasks here; the sweeper comes anyway.
PATIENCE_S = 5.0
BAD_URL = "REDIS_URL must look like redis://user:password@host:6379/0, rediss://... or unix:///path/to/socket"
_RAISED = {"CancelledError": asyncio.CancelledError, "TimeoutError": asyncio.TimeoutError}


class WakeUps(Protocol):
    """Somebody who wakes a worker for a job."""

    async def wake(self, job_ids: Sequence[int]) -> None:
        """Ask for each job to be looked at soon; raise Retryable when nobody hears it (the sweeper will)."""
        ...


class _Round:
    """Wake-ups that go out together; whoever asked for one of them learns how it went."""

    def __init__(self) -> None:
        self.job_ids: dict[int, None] = {}
        self.sent = False
        self.failed: str | None = None


class ArqWakeUps:
    """Wake-ups through arq on Redis; connects when first used and again after each loss.

    While one round is being sent the next collects itself: one exchange with Redis however many deliveries came in.
    """

    def __init__(self, settings: RedisSettings) -> None:
        self._settings = settings
        self._pool: ArqRedis | None = None
        self._connecting = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._next = _Round()

    async def wake(self, job_ids: Sequence[int]) -> None:
        """Enqueue one arq job with a fresh id per row and ring the bell that workers listen for."""
        mine = self._next
        mine.job_ids.update(dict.fromkeys(job_ids))
        async with self._sending:
            if not mine.sent:
                self._next, mine.sent = _Round(), True
                try:
                    async with asyncio.timeout(PATIENCE_S):
                        await self._send(mine.job_ids)
                except (RedisError, OSError) as error:
                    mine.failed = type(error).__name__
        if mine.failed is not None:
            raise Retryable(f"no wake-up could be sent: Redis is unreachable ({mine.failed})")

    async def _send(self, job_ids: Iterable[int]) -> None:
        """Write what arq's own enqueue_job writes, in one transaction: its ids cannot be taken, they are fresh."""
        pool = await self._connect()
        now_ms = timestamp_ms()
        async with pool.pipeline(transaction=True) as pipe:
            due = {uuid4().hex: job_id for job_id in job_ids}
            for arq_id, job_id in due.items():
                job = serialize_job(FUNCTION, (job_id,), {}, None, now_ms, serializer=dumps)
                pipe.psetex(job_key_prefix + arq_id, pool.expires_extra_ms, job)
            pipe.zadd(QUEUE, dict.fromkeys(due, now_ms))
            pipe.publish(BELL, b"")
            await pipe.execute()

    async def ping(self) -> None:
        """Raise Retryable when Redis does not answer."""
        try:
            await (await self._connect()).ping()
        except (RedisError, OSError) as error:
            raise Retryable(f"Redis is unreachable ({type(error).__name__})") from error

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.aclose(close_connection_pool=True)  # arq hands the pool in, so redis would keep it

    async def _connect(self) -> ArqRedis:
        async with self._connecting:
            if self._pool is None:
                self._pool = await create_pool(
                    self._settings, job_serializer=dumps, job_deserializer=loads, default_queue_name=QUEUE
                )
        return self._pool


def redis_settings(url: str | None, socket: Path) -> RedisSettings:
    """Return how to reach Redis: `url` (redis, rediss or unix), or the embedded server's socket when None.

    Raises UsageError for a URL of another form, without repeating it: it may hold a password.
    """
    if url is None:
        settings = RedisSettings(unix_socket_path=str(socket))
    else:
        try:
            settings = RedisSettings.from_dsn(url)
        except (RuntimeError, ValueError):
            raise UsageError(BAD_URL) from None
        settings.ssl_check_hostname = settings.ssl
        # arq hands on what the URL holds as it stands there: %40 in a password would be three characters.
        settings.username = unquote(settings.username) if settings.username else None
        settings.password = unquote(settings.password) if settings.password else None
    settings.conn_retries = 1
    settings.conn_retry_delay = 0
    settings.conn_timeout = 2
    return settings


def dumps(value: object) -> bytes:
    """Serialise a job as JSON; arq's own default is pickle, which is code for whoever can write to Redis."""

    def default(item: object) -> object:
        if isinstance(item, BaseException):
            return {"__exc__": type(item).__name__}
        raise TypeError(type(item).__name__)

    return orjson.dumps(value, default=default)


def loads(data: bytes) -> dict[str, object]:
    """Read a job back; arq wants a real exception where a job failed."""
    job: dict[str, object] = orjson.loads(data)
    result = job.get("r")
    if isinstance(result, dict) and "__exc__" in result:
        job["r"] = _RAISED.get(result["__exc__"], RuntimeError)(result["__exc__"])
    return job
