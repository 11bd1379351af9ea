"""`diffdiver web`: the web half."""

from __future__ import annotations

import contextlib

import click
import uvicorn

from app import log, settings
from app.allocator import keep_one_heap, settle
from app.web.server import WebApp

KEEP_ALIVE_S = 75
DRAIN_S = 10


@click.command()
@click.option("--host", help="Address to listen on (DIFFDIVER_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (DIFFDIVER_PORT).")
def web(host: str | None, port: int | None) -> None:
    """Receive webhooks and make them durable; serve health, metrics, and the set-up until the App is registered."""
    keep_one_heap()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    chosen = settings.load(**given)
    log.configure(chosen.log_level)
    app = WebApp(chosen, settle)
    config = uvicorn.Config(
        app,
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=DRAIN_S,
    )
    try:
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises the signal again once it has shut down
            uvicorn.Server(config).run()
    except SystemExit:
        if app.failure is not None:
            raise app.failure from None
        raise
