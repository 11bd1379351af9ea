"""Reading a request's body: bounded in size and in time, while it streams."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

# https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
MAX_BODY = 25 * 1024 * 1024
READ_TIMEOUT_S = 10.0
TOO_LARGE = 413
TOO_SLOW = 408


class BodyRefused(Exception):
    """The body was not read; `status` and the text are the answer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


async def read_body(request: Request, *, limit: int = MAX_BODY, timeout_s: float = READ_TIMEOUT_S) -> bytes:
    """Return the raw bytes; raise BodyRefused (413, 408 or 400) as soon as it is known that they will not do."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise BodyRefused(TOO_LARGE, f"the body has more than {limit} bytes")
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(timeout_s):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise BodyRefused(TOO_LARGE, f"the body has more than {limit} bytes")
                chunks.append(chunk)
    except TimeoutError:
        raise BodyRefused(TOO_SLOW, f"the body did not arrive within {timeout_s:.0f} seconds") from None
    except ClientDisconnect:
        raise BodyRefused(400, "the body ended early") from None
    return b"".join(chunks)
