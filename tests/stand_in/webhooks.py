"""Webhooks out: signed as GitHub signs them, sent over HTTP, logged with how they were received."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import uuid
from dataclasses import dataclass

import httpx
import orjson

from tests.stand_in.accounts import App, Installation
from tests.stand_in.answers import Json
from tests.stand_in.posted import Delivery
from tests.stand_in.store import World

TIMEOUT = 10.0  # seconds; GitHub gives up after this
_under_way: set[asyncio.Task[Delivery]] = set()


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be delivered to whom."""

    app: App
    installation: Installation | None
    name: str
    payload: Json

    @property
    def repository_id(self) -> int | None:
        """Return the repository that the event is about, if any."""
        repository = self.payload.get("repository") or {}
        return repository.get("id")


def signatures(secret: str | None, body: bytes) -> dict[str, str]:
    """Return the signature headers of a body; none without a secret."""
    if not secret:
        return {}
    return {
        "X-Hub-Signature": "sha1=" + hmac.new(secret.encode(), body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }


def record(world: World, event: Event, guid: str | None = None) -> Delivery:
    """Log a delivery that is about to be sent."""
    made = Delivery(
        id=world.new_id(), guid=guid or str(uuid.uuid4()), app=event.app, installation=event.installation,
        repository_id=event.repository_id, event=event.name, action=event.payload.get("action"),
        payload=event.payload, url=event.app.webhook_url or "", redelivery=guid is not None,
        delivered_at=world.clock.stamp(),
    )  # fmt: skip
    world.deliveries[made.id] = made
    return made


async def send(world: World, delivery: Delivery) -> Delivery:
    """Send a logged delivery and note how it was received; never raises for what the receiver does."""
    body = orjson.dumps(delivery.payload)
    delivery.request_headers = _headers(world, delivery) | signatures(delivery.app.webhook_secret, body)
    start = world.clock.now()
    try:
        # `verify=False`: loading certificates costs more than the delivery, and the receiver is on loopback.
        async with httpx.AsyncClient(verify=False, timeout=TIMEOUT, trust_env=False) as client:
            response = await client.post(delivery.url, content=body, headers=delivery.request_headers)
    except httpx.TimeoutException:
        delivery.status = "timed out"
    except (httpx.HTTPError, httpx.InvalidURL):
        delivery.status = "failed to connect to host"
    else:
        delivery.status_code = response.status_code
        delivery.status = "OK" if response.is_success else f"Invalid HTTP Response: {response.status_code}"
        delivery.response_headers, delivery.response_body = dict(response.headers), response.text
    delivery.duration = world.clock.now() - start
    return delivery


def _headers(world: World, delivery: Delivery) -> dict[str, str]:
    enterprise = {"X-GitHub-Enterprise-Host": world.url.partition("://")[2]} if world.enterprise else {}
    return {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/5ta4d1n",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(delivery.app.id),
        "X-GitHub-Hook-Installation-Target-ID": str(delivery.app.id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        **enterprise,
    }


def redeliver(world: World, old: Delivery) -> None:
    """Send a delivery again under its GUID, from the running loop, without waiting for it."""
    again = record(world, Event(old.app, old.installation, old.event, old.payload), old.guid)
    task = asyncio.get_running_loop().create_task(send(world, again))
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
