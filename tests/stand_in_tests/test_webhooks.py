"""Webhooks are signed, logged and can be sent again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import orjson
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.stand_in.clock import stamp
from tests.stand_in.posted import PENDING
from tests.stand_in.threaded import ThreadedServer
from tests.stand_in_tests.conftest import Scene


@dataclass
class Receiver:
    """An endpoint that keeps what it gets and answers with a chosen status."""

    status: int = 202
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep one delivery."""
        request = Request(scope, receive)
        self.got.append((dict(request.headers), await request.body()))
        await PlainTextResponse("taken", self.status)(scope, receive, send)


@pytest.fixture
async def receiver(scene: Scene) -> AsyncIterator[Receiver]:
    """Listen where the App's webhooks go."""
    listening, server = Receiver(), ThreadedServer()
    server.start(listening)
    scene.app.webhook_url = f"{server.url}/webhook"
    yield listening
    server.stop()


async def test_a_delivery_is_signed_over_its_raw_body(scene: Scene, receiver: Receiver) -> None:
    sent = await scene.github.deliver("pull_request", "opened", pull_request=scene.pull)
    [(headers, body)] = receiver.got
    digest = hmac.new(b"a webhook secret", body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={digest}"
    assert (headers["x-github-event"], headers["x-github-delivery"]) == ("pull_request", sent.guid)
    payload = orjson.loads(body)
    assert payload["pull_request"]["head"]["sha"] == scene.pull.head_sha
    assert payload["installation"]["id"] == scene.installation.id
    assert (sent.status, sent.status_code, sent.response_body) == ("OK", 202, "taken")


async def test_every_kind_of_event_has_a_payload(scene: Scene, receiver: Receiver) -> None:
    github, pull = scene.github, scene.pull
    await scene.call("POST", f"{scene.path}/check-runs", {"name": "ours", "head_sha": pull.head_sha})
    [run] = github.check_runs(pull)
    for action in ("synchronize", "reopened", "edited", "closed", "ready_for_review", "converted_to_draft"):
        await github.deliver("pull_request", action, pull_request=pull)
    await github.deliver("check_run", "rerequested", check_run=run)
    await github.deliver("check_suite", "rerequested", check_suite=run.suite)
    await github.deliver("issue_comment", "created", pull_request=pull, comment=github.comment(pull, "/review"))
    await github.deliver("installation", "created", repositories=[scene.repository])
    await github.deliver("installation_repositories", "added", repositories=[scene.repository])
    await github.deliver("merge_group", "checks_requested", merge_group=github.queue(pull))
    await github.deliver("repository", "renamed", repository=scene.repository)
    await github.deliver("ping")
    assert {d.status_code for d in github.deliveries} == {202}
    assert len(receiver.got) == 14


async def test_a_redelivery_keeps_its_guid(scene: Scene, receiver: Receiver) -> None:
    receiver.status = 503
    first = await scene.github.deliver("pull_request", "opened", pull_request=scene.pull)
    failed = (await scene.as_app("GET", "/app/hook/deliveries?status=failure")).json()
    assert [(d["id"], d["status_code"]) for d in failed] == [(first.id, 503)]
    receiver.status = 202
    assert (await scene.as_app("POST", f"/app/hook/deliveries/{first.id}/attempts")).status_code == 202
    async with asyncio.timeout(5):
        while len(receiver.got) < 2:  # the sender is another thread: there is nothing to wait on
            await asyncio.sleep(0.005)
    assert receiver.got[1][0]["x-github-delivery"] == first.guid
    async with asyncio.timeout(5):
        while not (newest := (await scene.as_app("GET", "/app/hook/deliveries")).json()[0])["redelivery"]:
            await asyncio.sleep(0.005)  # it is in the log once it was answered
    assert newest["guid"] == first.guid
    detail = (await scene.as_app("GET", f"/app/hook/deliveries/{first.id}")).json()
    assert detail["request"]["payload"]["action"] == "opened"


async def test_the_log_is_read_by_cursor(scene: Scene, receiver: Receiver) -> None:
    sent = [await scene.github.deliver("ping") for _ in range(3)]
    page = await scene.as_app("GET", "/app/hook/deliveries?per_page=2")
    assert [d["id"] for d in page.json()] == [sent[2].id, sent[1].id]
    rest = await scene.as_app("GET", page.links["next"]["url"])
    assert [d["id"] for d in rest.json()] == [sent[0].id]


async def test_a_lost_delivery_is_logged_as_failed(scene: Scene, receiver: Receiver) -> None:
    lost = await scene.github.deliver("pull_request", "opened", pull_request=scene.pull, lost=True)
    assert (lost.status_code, receiver.got) == (0, [])
    assert len((await scene.as_app("GET", "/app/hook/deliveries?status=failure")).json()) == 1


async def test_the_log_goes_back_three_days_and_does_not_show_what_is_on_its_way(scene: Scene) -> None:
    old, on_its_way, listed = [await scene.github.deliver("ping", lost=True) for _ in range(3)]
    old.delivered_at = stamp(time.time() - 3 * 86_400 - 60)
    on_its_way.status = PENDING
    assert [d["id"] for d in (await scene.as_app("GET", "/app/hook/deliveries")).json()] == [listed.id]
    assert (await scene.as_app("POST", f"/app/hook/deliveries/{old.id}/attempts")).status_code == 404
