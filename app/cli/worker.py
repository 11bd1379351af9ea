"""`diffdiver worker`: the worker half."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import click
import structlog

from app import log
from app.allocator import keep_one_heap, settle
from app.settings import Settings
from app.settings import load as load_settings
from app.state.valkey import socket_path
from app.work.queue import redis_settings
from app.work.worker import WorkerLoop
from app.work.worker_tools import open_tools

LOOK_AGAIN_S = 1.0


@click.command()
def worker() -> None:
    """Review pull requests until told to stop (SIGTERM drains, then ends)."""
    keep_one_heap()
    chosen = load_settings()
    log.configure(chosen.log_level)
    asyncio.run(_worker(chosen))


async def _worker(chosen: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    registered = await _registered(chosen, stop)
    if registered is None:
        return
    async with open_tools(registered) as tools:
        url = registered.redis_url.get_secret_value() if registered.redis_url else None
        redis = redis_settings(url, socket_path(registered.data_dir))
        settle()
        structlog.get_logger(__name__).info("worker ready")
        await WorkerLoop(tools.database, tools.runner, redis, tools.chores).run(stop)


async def _registered(chosen: Settings, stop: asyncio.Event) -> Settings | None:
    """Return the settings once the App is registered (the web half does that), or None when told to stop first."""
    while not chosen.has_credentials:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_S):
                await stop.wait()
        if stop.is_set():
            return None
        chosen = load_settings()
    return chosen
