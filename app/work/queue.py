"""The alarm clock: an arq job carries a row's id and is never trusted to be unique, nor to arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

import orjson
from arq.connections import ArqRedis, RedisSettings, create_pool
from redis.exceptions import RedisError

from app.errors import Retryable, UsageError

QUEUE = "diffdiver:wake"
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


class ArqWakeUps:
    """Wake-ups through arq on Redis; connects when first used and again after each loss."""

    def __init__(self, settings: RedisSettings) -> None:
        self._settings = settings
        self._pool: ArqRedis | None = None
        self._connecting = asyncio.Lock()

    async def wake(self, job_ids: Sequence[int]) -> None:
        """Enqueue one arq job with a fresh id per row."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                pool = await self._connect()
                for job_id in job_ids:
                    await pool.enqueue_job(FUNCTION, job_id)
        except (RedisError, OSError) as error:
            raise Retryable(f"no wake-up could be sent: Redis is unreachable ({type(error).__name__})") from error

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
