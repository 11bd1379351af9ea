"""Error bodies of a bounded size: the SDKs read them whole, whoever sends them. Imported only when a client is made."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

# An error is a status, a code and a sentence; what is longer is read no further.
MOST_ERROR_BYTES = 1_000_000


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for piece in self._body:
            yield piece
            size += len(piece)
            if size > MOST_ERROR_BYTES:
                return

    async def aclose(self) -> None:
        await self._body.aclose()


async def bound_errors(response: httpx2.Response) -> None:
    """Cut the body off when it is an error's."""
    if not response.is_success and isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)
