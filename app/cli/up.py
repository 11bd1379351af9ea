"""`diffdiver up`: web and worker under one supervisor, on the embedded stores unless others are set."""

from __future__ import annotations

import asyncio
import signal
import sys

import click

from app import log, settings
from app.settings import Settings
from app.state import valkey
from app.store.database import Database
from app.work.supervisor import Child, supervise


@click.command()
def up() -> None:
    """Run the whole bot on this machine until it is told to stop (Ctrl-C or SIGTERM)."""
    chosen = settings.load()
    log.configure(chosen.log_level)
    asyncio.run(_up(chosen))


async def _up(chosen: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = await Database.open(chosen.database)
    await database.migrate()
    await database.close()
    await supervise(children(chosen), stop)


def children(chosen: Settings) -> list[Child]:
    """Return what to run: the embedded server unless REDIS_URL is set, then worker and web."""
    halves = [Child(name, [sys.executable, "-m", "app", name]) for name in ("worker", "web")]
    if chosen.redis_url is not None:
        return halves
    embedded = Child("valkey", valkey.command(chosen.data_dir), ready=lambda: valkey.wait_ready(chosen.data_dir))
    return [embedded, *halves]
