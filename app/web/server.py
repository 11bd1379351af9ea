"""The web application: routes joined to what they need, and the lifespan that opens and closes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import click
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from app.errors import AppError
from app.settings import Settings
from app.settings import load as load_settings
from app.state.breakers import RedisBreakers
from app.state.redis_link import open_link
from app.state.valkey import socket_path
from app.store.database import Database
from app.store.inbox import Inbox
from app.web.health import Ready, healthz
from app.web.metrics import Metrics
from app.web.webhook import Webhook
from app.work.queue import ArqWakeUps, redis_settings


class WebApp:
    """The ASGI application: set-up mode until the App is registered, the webhook receiver from then on.

    `failure` is why it could not start; `opened` is called once it can receive.
    """

    def __init__(self, settings: Settings, opened: Callable[[], None] | None = None) -> None:
        self._settings = settings
        self._tell_opened = opened
        self._opened = AsyncExitStack()
        self._current: FastAPI | None = None
        self.failure: AppError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to whichever application serves now; open and close it with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._current is not None:
            await self._current(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Open with the server and close with it: https://asgi.readthedocs.io/en/latest/specs/lifespan.html."""
        await receive()
        try:
            await (self._serve() if self._settings.has_credentials else self._set_up())
        except AppError as error:
            self.failure = error
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._opened.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _set_up(self) -> None:
        # Its HTTP client and templates are 80 modules that a registered bot never needs.
        from app.web.setup import Setup

        setup = Setup(self._settings, self._registered)
        self._current = setup.app()
        base = self._settings.public_url or f"http://{self._settings.host}:{self._settings.port}"
        click.echo(f"Set-up: open {base.rstrip('/')}/setup?token={setup.token}", err=True)

    async def _registered(self) -> None:
        self._settings = load_settings()
        await self._serve()

    async def _serve(self) -> None:
        self._current = await self._opened.enter_async_context(receiver(self._settings))
        if self._tell_opened is not None:
            self._tell_opened()


@asynccontextmanager
async def receiver(settings: Settings) -> AsyncIterator[FastAPI]:
    """Open the stores, yield the application that receives webhooks, and close them again."""
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    wakeups = ArqWakeUps(redis_settings(redis_url, socket_path(settings.data_dir)))
    health = open_link(redis_url, socket_path(settings.data_dir))
    database = await Database.open(settings.database)
    inbox = Inbox(database)
    app = FastAPI(title="Diffdiver", openapi_url=None, docs_url=None, redoc_url=None)
    webhook = Webhook(settings.webhook_secrets, inbox, wakeups, app_id=settings.github_app_id)
    app.add_route("/webhook", webhook.answer, methods=["POST"])
    app.add_route("/healthz", healthz, methods=["GET"])
    app.add_route("/readyz", Ready(database, wakeups).answer, methods=["GET"])
    app.add_route("/metrics", Metrics(database, RedisBreakers(health)).answer, methods=["GET"])
    try:
        await database.migrate()
        yield app
    finally:
        await inbox.close()
        await wakeups.close()
        await health.close()
        await database.close()
