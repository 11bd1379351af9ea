"""The webhook route over HTTP: what is signed is durable before it is answered, what is not is refused unread."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.errors import Retryable
from app.intake.intent import Delivery, Intent
from app.intake.signature import sign
from app.store.database import Database
from app.store.inbox import Accepted, Inbox
from app.web.webhook import Webhook
from app.work.queue import WakeUps
from tests.app.conftest import Lines
from tests.app.intake.test_router import EXAMPLES
from tests.app.web.bot import OPENED, SECRET, Bot, bot_settings, client_of, running_bot

MEGABYTE = 1 << 20
MAY_LACK = ("installation", "sender", "repository", "organization", "action")


def lacking(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload without the fields that GitHub may leave out."""
    return {name: value for name, value in payload.items() if name not in MAY_LACK}


def nulled(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of a deleted fork, a deleted sender and an empty body."""
    pull_request = payload.get("pull_request")
    if isinstance(pull_request, dict):
        head = {**pull_request.get("head", {}), "repo": None, "user": None}
        pull_request = {**pull_request, "head": head, "body": None, "user": None}
    return {**payload, "installation": None, "sender": None, "pull_request": pull_request}


class Recorded:
    """Wake-ups that are written down once `allowed` is set."""

    def __init__(self) -> None:
        self.woken: list[int] = []
        self.allowed = asyncio.Event()
        self.done = asyncio.Event()

    async def wake(self, job_ids: Sequence[int]) -> None:
        """Write the ids down."""
        await self.allowed.wait()
        self.woken += job_ids
        self.done.set()


@asynccontextmanager
async def route(
    inbox: Inbox, database: Database, wakeups: WakeUps | None = None, read_timeout_s: float = 10
) -> AsyncIterator[Bot]:
    """Serve the route alone."""
    webhook = Webhook([SECRET.encode()], inbox, wakeups or Recorded(), read_timeout_s=read_timeout_s)
    async with client_of(Starlette(routes=[Route("/webhook", webhook.answer, methods=["POST"])])) as http:
        yield Bot(http, database)


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(sqlite_url)
    yield opened
    await opened.close()


async def test_a_signed_delivery_is_durable_and_raises_one_job(either_bot: Bot) -> None:
    answer = await either_bot.deliver()
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    ((row,), (job,)) = (await either_bot.deliveries(), await either_bot.jobs())
    assert (row.id, row.event, row.action, row.state) == ("guid-1", "pull_request", "opened", "received")
    assert (job.kind, job.subject, job.wanted_generation) == ("review", "22/33", 1)


async def test_the_signature_holds_for_the_raw_bytes(bot: Bot) -> None:
    """The same JSON written in another way has another signature."""
    spaced = json.dumps(OPENED, indent=3, ensure_ascii=False).encode() + b"\r\n"
    assert (await bot.deliver(spaced)).status_code == 202
    again = json.dumps(json.loads(spaced)).encode()
    other = await bot.deliver(again, **{"X-Hub-Signature-256": sign(SECRET.encode(), spaced)})
    assert other.status_code == 401


async def test_old_and_new_secret_are_accepted_during_a_rotation(tmp_path: Path, sqlite_url: str) -> None:
    body = json.dumps(OPENED).encode()
    async with running_bot(bot_settings(tmp_path, sqlite_url, secret="new , old")) as bot:
        for guid, secret, status in (("1", "new", 202), ("2", "old", 202), ("3", "older", 401)):
            answer = await bot.deliver(body, guid=guid, **{"X-Hub-Signature-256": sign(secret.encode(), body)})
            assert answer.status_code == status


@pytest.mark.parametrize("kind", ["missing", "sha1 only", "sha1 in its place", "of another body"])
async def test_whatever_is_not_signed_is_refused_and_leaves_no_trace(bot: Bot, kind: str) -> None:
    body = json.dumps(OPENED).encode()
    sha1 = "sha1=" + hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
    headers = {
        "missing": {},
        "sha1 only": {"X-Hub-Signature": sha1},
        "sha1 in its place": {"X-Hub-Signature-256": sha1},
        "of another body": {"X-Hub-Signature-256": sign(SECRET.encode(), body + b" ")},
    }[kind]
    named = {"X-GitHub-Event": "pull_request", "X-GitHub-Delivery": "guid-1"}
    answer = await bot.http.post("/webhook", content=body, headers=named | headers)
    assert answer.status_code == 401
    assert "secret" in answer.json()["error"]
    assert not await bot.deliveries()


async def test_a_body_over_25_megabytes_is_refused_by_its_declared_length(bot: Bot) -> None:
    answer = await bot.deliver(b"x" * (25 * MEGABYTE + 1))
    assert answer.status_code == 413


async def test_a_body_over_25_megabytes_is_refused_while_it_streams(bot: Bot) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(26):
            sent += 1
            yield b"x" * MEGABYTE

    headers = {"X-Hub-Signature-256": sign(SECRET.encode(), b"x" * 26 * MEGABYTE)}
    answer = await bot.http.post("/webhook", content=chunks(), headers=headers)
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 413


async def test_a_slow_body_is_refused_and_its_connection_closed(store: Database) -> None:
    async with route(Inbox(store), store, read_timeout_s=0.05) as bot:
        reader, writer = await asyncio.open_connection("127.0.0.1", bot.http.base_url.port)
        writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        answer = await asyncio.wait_for(reader.read(), 10)  # to the end: the server closes
        writer.close()
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"did not arrive within" in answer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'"text"',
        b"7",
        b"null",
        b"payload=%7B%7D",
        b"\xff\xfe{}",
        b'{"a": "\\ud800"}',
        b"[" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    ],
    ids=lambda body: body[:12].decode("latin-1"),
)
async def test_what_is_not_a_json_object_is_refused(bot: Bot, body: bytes) -> None:
    answer = await bot.deliver(body)
    assert answer.status_code == 400
    assert "JSON object" in answer.json()["error"]


@pytest.mark.parametrize("missing", ["X-GitHub-Event", "X-GitHub-Delivery"])
@pytest.mark.parametrize("value", ["", "../../etc/passwd", "x" * 200])
async def test_a_delivery_without_its_name_is_refused(bot: Bot, missing: str, value: str) -> None:
    assert (await bot.deliver(**{missing: value})).status_code == 400


async def test_an_unknown_event_is_recorded_as_ignored_with_the_reason(either_bot: Bot) -> None:
    answer = await either_bot.deliver({"action": "created"}, event="star")
    assert (answer.status_code, answer.json()) == (202, {"status": "ignored", "reason": "no handler for this event"})
    (row,) = await either_bot.deliveries()
    assert (row.event, row.state, row.reason) == ("star", "ignored", "no handler for this event")
    assert not await either_bot.jobs()


async def test_a_duplicate_is_told_and_raises_nothing_more(either_bot: Bot) -> None:
    answers = await asyncio.gather(*(either_bot.deliver() for _ in range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert sorted(answer.json()["status"] for answer in answers) == ["accepted"] + ["duplicate"] * 19
    (job,) = await either_bot.jobs()
    assert (len(await either_bot.deliveries()), job.wanted_generation) == (1, 1)


@pytest.mark.slow
async def test_every_documented_payload_is_accepted_whole_and_mutilated(either_bot: Bot) -> None:
    """All of them, and what they become with fields missing or null: 202, recorded, never 5xx."""
    payloads = [(event, p) for event, example in EXAMPLES for p in (example, lacking(example), nulled(example))]
    hostile = {**OPENED, "action": "nul \0 and \u202e"}
    payloads += [("pull_request", hostile), ("installation", {"action": "created", "installation": {"id": 2**62}})]
    for start in range(0, len(payloads), 100):
        some = payloads[start : start + 100]
        answers = await asyncio.gather(
            *(either_bot.deliver(p, event, f"{start}-{n}") for n, (event, p) in enumerate(some))
        )
        wrong = [(some[n][0], a.status_code, a.text) for n, a in enumerate(answers) if a.status_code != 202]
        assert not wrong
    rows = await either_bot.deliveries()
    assert len(rows) == len(payloads)
    assert all(row.reason for row in rows if row.state == "ignored")


async def test_without_a_database_github_is_told_to_come_back() -> None:
    database = await Database.open("postgresql://nobody:pw@127.0.0.1:1/none")
    async with route(Inbox(database), database) as bot:
        answer = await bot.deliver()
    await database.close()
    assert answer.status_code == 503
    assert "again later" in answer.json()["error"]


async def test_without_redis_a_delivery_is_accepted_all_the_same(bot: Bot, lines: Lines) -> None:
    assert (await bot.deliver()).status_code == 202
    assert len(await bot.jobs()) == 1
    async with asyncio.timeout(10):
        while not any("sweeper" in line["event"] for line in lines()):
            await asyncio.sleep(0.01)


async def test_the_wake_up_is_sent_after_the_answer(store: Database) -> None:
    wakeups = Recorded()
    async with route(Inbox(store), store, wakeups) as bot:
        async with asyncio.timeout(10):
            assert (await bot.deliver()).status_code == 202
        assert wakeups.woken == []
        wakeups.allowed.set()
        async with asyncio.timeout(10):
            await wakeups.done.wait()
        assert wakeups.woken == [job.id for job in await bot.jobs()]


async def test_a_redelivery_of_what_was_never_worked_wakes_again(store: Database) -> None:
    wakeups = Recorded()
    wakeups.allowed.set()
    async with route(Inbox(store), store, wakeups) as bot:
        for _ in range(2):
            wakeups.done.clear()
            await bot.deliver()
            async with asyncio.timeout(10):
                await wakeups.done.wait()
    assert len(wakeups.woken) == 2


CANARIES = ("ghs_" + "Canary0.-_" * 50, "postgres://bot:canary-password@db/x", "canary-in-a-local-variable")


class Broken(Inbox):
    """An inbox with a bug, and secrets in every place that a careless log would show."""

    async def accept(self, delivery: Delivery, intent: Intent) -> Accepted:
        """Fail."""
        careless = CANARIES[2]
        assert careless
        raise RuntimeError(f"token {CANARIES[0]} for {CANARIES[1]}")


async def test_a_bug_is_answered_500_and_logged_without_a_secret(
    store: Database, lines: Lines, logged: io.StringIO
) -> None:
    async with route(Broken(store), store) as bot:
        answer = await bot.deliver()
    assert (answer.status_code, answer.json()) == (500, {"error": "internal error"})
    assert any(line["event"] == "delivery not handled" and "RuntimeError" in json.dumps(line) for line in lines())
    for canary in (*CANARIES, "canary-password", "Canary0", SECRET):
        assert canary not in logged.getvalue()
        assert canary not in answer.text


async def test_the_log_tells_what_a_delivery_was_about(bot: Bot, lines: Lines) -> None:
    await bot.deliver()
    (line,) = [line for line in lines() if line["event"] == "delivery"]
    assert (line["delivery"], line["repository_id"], line["subjects"]) == ("guid-1", 22, ["22/33"])


async def test_only_post_is_a_delivery(bot: Bot) -> None:
    assert [(await bot.http.request(m, "/webhook")).status_code for m in ("GET", "PUT", "DELETE")] == [405] * 3


async def test_a_worker_that_is_not_woken_is_no_error(store: Database) -> None:
    class Deaf:
        async def wake(self, job_ids: Sequence[int]) -> None:
            raise Retryable("nobody there")

    async with route(Inbox(store), store, Deaf()) as bot:
        answers = [await bot.deliver(guid=str(n)) for n in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]


async def test_a_broken_off_body_leaves_no_trace(bot: Bot) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", bot.http.base_url.port)
    writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await bot.deliver()).status_code == 202
    assert len(await bot.deliveries()) == 1
