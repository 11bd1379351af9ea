"""Reading a body never holds more than the limit, whatever was declared and however long it goes on."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request

from app.web.body import BodyRefused, read_body


class Endless:
    """A client that sends a kilobyte for as long as it is listened to."""

    def __init__(self) -> None:
        self.chunks = 0

    async def __call__(self) -> dict[str, Any]:
        """Send the next kilobyte."""
        self.chunks += 1
        return {"type": "http.request", "body": b"x" * 1024, "more_body": True}


def request(receive: Any, *headers: tuple[bytes, bytes]) -> Request:
    return Request({"type": "http", "method": "POST", "headers": list(headers)}, receive)


async def test_an_endless_body_is_left_at_the_limit() -> None:
    endless = Endless()
    with pytest.raises(BodyRefused) as refused:
        await read_body(request(endless), limit=10 * 1024)
    assert (refused.value.status, endless.chunks) == (413, 11)


async def test_a_declared_length_over_the_limit_is_refused_unread() -> None:
    endless = Endless()
    with pytest.raises(BodyRefused) as refused:
        await read_body(request(endless, (b"content-length", b"11")), limit=10)
    assert (refused.value.status, endless.chunks) == (413, 0)


@pytest.mark.parametrize("declared", ["0", "-1", "x", "²", ""])
async def test_a_false_length_does_not_help(declared: str) -> None:
    with pytest.raises(BodyRefused):
        await read_body(request(Endless(), (b"content-length", declared.encode("latin-1"))), limit=10)


async def test_exactly_the_limit_is_read() -> None:
    async def once() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 10, "more_body": False}

    assert await read_body(request(once), limit=10) == b"x" * 10


async def test_a_client_that_hangs_up_is_refused() -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(BodyRefused) as refused:
        await read_body(request(gone))
    assert refused.value.status == 400
