"""The web half as GitHub meets it: served over HTTP on a loopback port, on real stores."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from app.intake.signature import sign
from app.settings import Settings, load
from app.store.database import Database
from app.store.tables import deliveries, jobs
from app.web.server import WebApp, receiver
from tests.stand_in.serving import App, serving

SECRET = "the webhook secret"
NO_REDIS = "unix:///nonexistent/redis.sock"
OPENED = {
    "action": "opened",
    "installation": {"id": 11},
    "repository": {"id": 22, "full_name": "octo/repo", "default_branch": "main", "private": True},
    "pull_request": {"number": 33, "head": {"sha": "f" * 40, "repo": None}},
}


def bot_settings(data_dir: Path, database_url: str, redis_url: str = NO_REDIS, secret: str = SECRET) -> Settings:
    """Return the settings of a registered bot, whatever the environment says."""
    return load(
        github_app_id=1,
        github_private_key="not read by the web half",
        github_webhook_secret=secret,
        database_url=database_url,
        redis_url=redis_url,
        data_dir=data_dir,
    )


@dataclass(frozen=True)
class Bot:
    """A running web half, and a client that speaks to it."""

    http: httpx.AsyncClient
    database: Database

    async def deliver(
        self, payload: object = OPENED, event: str = "pull_request", guid: str = "guid-1", **headers: str
    ) -> httpx.Response:
        """Deliver a payload, bytes as they are, signed as GitHub signs unless `headers` say otherwise."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        signed = {"X-Hub-Signature-256": sign(SECRET.encode(), body)}
        named = {"X-GitHub-Event": event, "X-GitHub-Delivery": guid, "Content-Type": "application/json"}
        return await self.http.post("/webhook", content=body, headers=named | signed | headers)

    async def deliveries(self) -> Sequence[Any]:
        """Return the rows of the inbox."""
        async with self.database.read() as tx:
            return (await tx.execute(select(deliveries).order_by(deliveries.c.id))).all()

    async def jobs(self) -> Sequence[Any]:
        """Return the rows of the work."""
        async with self.database.read() as tx:
            return (await tx.execute(select(jobs).order_by(jobs.c.id))).all()


@asynccontextmanager
async def client_of(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Serve an application and open a client for it."""
    # `verify=False`: loading certificates would be most of the set-up.
    async with serving(app) as url, httpx.AsyncClient(base_url=url, verify=False, timeout=30, trust_env=False) as http:
        yield http


@asynccontextmanager
async def running_bot(settings: Settings) -> AsyncIterator[Bot]:
    """Run the web half of a registered bot."""
    database = await Database.open(settings.database)
    try:
        async with receiver(settings) as app, client_of(app) as http:
            yield Bot(http, database)
    finally:
        await database.close()


@asynccontextmanager
async def live(app: WebApp) -> AsyncIterator[httpx.AsyncClient]:
    """Run a whole web application through its lifespan, as uvicorn does."""
    told: asyncio.Queue[Any] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    task = asyncio.create_task(app({"type": "lifespan"}, told.get, said.put))
    await told.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    try:
        async with client_of(app) as http:
            yield http
    finally:
        await told.put({"type": "lifespan.shutdown"})
        assert (await said.get())["type"] == "lifespan.shutdown.complete"
        await task
