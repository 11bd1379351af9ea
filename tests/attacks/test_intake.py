"""Rows 18, 19, 20, 29: what comes in is signed, once, small, and only a hint."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import json
import random
import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.intake.signature import sign, verified
from tests.app.web.bot import OPENED, SECRET
from tests.app.web.bot import Bot as Web
from tests.app.web.conftest import bot as web
from tests.app.web.conftest import sqlite_url

__all__ = ["sqlite_url", "web"]

BODY = json.dumps(OPENED).encode()


def mutated(source: random.Random, body: bytes, header: str) -> tuple[bytes, str]:
    """Change a body or its signature in one of the ways that a forger would."""
    at = source.randrange(len(body))
    digest = header.removeprefix("sha256=")
    place = source.randrange(len(digest))
    other = source.choice([char for char in "0123456789abcdef" if char != digest[place]])
    ways = (
        (body[:at] + bytes([body[at] ^ (1 << source.randrange(8))]) + body[at + 1 :], header),
        (body[:at] + body[at + 1 :], header),
        (body + bytes([source.randrange(256)]), header),
        (b" " + body, header),
        (body, f"sha256={digest[:place]}{other}{digest[place + 1 :]}"),
        (body, f"sha256={digest[:place]}"),
        (body, header.upper()),
        (body, "sha1=" + hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()),
        (body, f"sha256={source.randbytes(32).hex()}"),
        (
            body,
            source.choice(
                ["", "sha256=", digest, f" {header}", f"{header} ", f"{header},{header}", "sha256=\u0660" * 3]
            ),
        ),
    )
    return source.choice(ways)


@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_no_mutated_body_or_signature_is_accepted(count: int) -> None:
    """Row 18."""
    source = random.Random(18)
    header = sign(SECRET.encode(), BODY)
    secrets = [b"an older one", SECRET.encode()]
    assert verified(secrets, BODY, header), "control"
    for _ in range(count):
        body, given = mutated(source, BODY, header)
        assert not verified(secrets, body, given), (body, given)


async def test_a_re_encoded_or_unsigned_body_leaves_no_trace(web: Web) -> None:
    """Row 18: the same JSON in other bytes, SHA-1 only, no header, an empty secret's signature."""
    header = sign(SECRET.encode(), BODY)
    sha1 = "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()
    for body, headers in (
        (json.dumps(OPENED, indent=1).encode(), {"X-Hub-Signature-256": header}),
        (json.dumps(OPENED, sort_keys=True).encode(), {"X-Hub-Signature-256": header}),
        (BODY.decode().encode("utf-16"), {"X-Hub-Signature-256": header}),
        (BODY, {"X-Hub-Signature-256": "", "X-Hub-Signature": sha1}),
        (BODY, {"X-Hub-Signature-256": sign(b"", BODY)}),
        (b"payload=" + BODY, {"X-Hub-Signature-256": header}),
    ):
        response = await web.deliver(body, guid="forged", **headers)
        assert response.status_code == 401
    assert await web.deliveries() == []
    assert (await web.deliver(BODY)).status_code == 202, "control"


async def test_a_hundred_copies_of_a_delivery_are_one_job_wanted_once(web: Web) -> None:
    """Row 19."""
    answers = await asyncio.gather(*(web.deliver(guid="same") for _ in range(100)))
    assert {answer.status_code for answer in answers} == {202}
    assert len(await web.deliveries()) == 1
    assert [job.wanted_generation for job in await web.jobs()] == [1]


DEEP = (
    b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"action":"opened","pull_request":' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"a":1e999999,"b":' + b"9" * 5_000 + b"}", b'{"action":"' + b"x" * 1_000_000 + b'"}', b"\xff" * 1000,
    b'"\\ud800"', b"", b'{"repository":{"id":1e30,"full_name":"' + b"a" * 400 + b'"},"installation":{"id":-1}}',
)  # fmt: skip


async def test_deep_or_absurd_json_is_an_answer_and_not_a_crash(web: Web) -> None:
    """Row 20: signed, so that the parser is what is attacked."""
    for number, body in enumerate(DEEP):
        response = await web.deliver(body, guid=f"deep-{number}")
        assert response.status_code in {202, 400}, body[:40]
    assert await web.jobs() == []


async def test_a_compressed_body_is_never_unpacked(web: Web) -> None:
    """Row 20: a bomb of 30 MB in 30 KB is what it is: bytes that are no JSON."""
    bomb = gzip.compress(b"0" * 30_000_000)
    response = await web.deliver(bomb, **{"Content-Encoding": "gzip"})
    assert response.status_code == 400
    assert await web.deliveries() == []


async def test_an_endless_body_costs_no_memory(web: Web) -> None:
    """Row 20: 40 MB without a declared length are cut off at the cap."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(640):
            yield b"x" * 65_536

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    response = await web.http.post("/webhook", content=endless(), headers={"X-GitHub-Event": "push"})
    assert response.status_code == 413
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 64


async def test_a_payload_is_only_a_hint(web: Web, tmp_path: Path) -> None:
    """Rows 29 and 30: nulls where there was a fork, and a head that nobody believes; only ids are kept."""
    forged = {
        **OPENED,
        "pull_request": {
            "number": 33, "head": {"sha": "$(touch x)", "ref": "x; rm", "repo": None}, "base": None, "user": None,
        },
        "sender": None,
    }  # fmt: skip
    assert (await web.deliver(forged)).status_code == 202
    (job,) = await web.jobs()
    assert job.subject == "22/33"
    assert "touch" not in repr(job) + repr(await web.deliveries())
