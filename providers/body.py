"""An answer's bytes, read as they come: as a stream of events, or whole when the server does not stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from math import inf
from typing import TYPE_CHECKING, Protocol

from providers.errors import Failure, ProviderFailure
from providers.exchange import Reply, unreadable
from providers.listening import Listener
from providers.sse import BYTE_ORDER_MARK, FIRST_BYTES, Event, Events

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 16_000_000
LONGEST_OPENING = 10_000  # white space that keeps a connection alive until there is something to say
# The text is there; what may still come is its usage, and after that the end of the body, which lets the connection be
# used again. Neither is worth waiting for long.
LAST_WORDS_S = 2.0
GOODBYE_S = 0.2

TOO_LONG = "the answer is too long to be one"
ENDED_EARLY = "the stream ended before the answer did"


class Hearing(Protocol):
    """A streamed answer being put together, in one wire's form."""

    @property
    def ended(self) -> bool:
        """Say whether the model has said why it stopped."""
        ...

    @property
    def complete(self) -> bool:
        """Say whether the server has said that nothing more comes."""
        ...

    def take(self, event: Event) -> str:
        """Take an event and return the text in it; raise ProviderFailure when it is an error."""
        ...

    def reply(self) -> Reply:
        """Return the answer as it stands."""
        ...


class _Body:
    def __init__(self, hearing: Hearing, listener: Listener) -> None:
        self._hearing = hearing
        self._listener = listener
        self._size = 0
        self._whole = bytearray()
        self._events: Events | None = None
        self._any = False

    @property
    def patience(self) -> float:
        """Return for how many seconds more bytes may be waited for."""
        if self._hearing.complete:
            return GOODBYE_S
        return LAST_WORDS_S if self._hearing.ended else inf

    def feed(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > MOST_BYTES:
            raise ProviderFailure(Failure.MALFORMED, TOO_LONG)
        if self._events is not None:
            self._take(self._events.feed(piece))
            return
        self._whole += piece
        first = bytes(self._whole[:LONGEST_OPENING]).removeprefix(BYTE_ORDER_MARK).lstrip()[:1]
        if first and first in FIRST_BYTES:
            self._events = Events()
            self._take(self._events.feed(bytes(self._whole)))

    def reply(self, read: Callable[[bytes], Reply]) -> Reply:
        if self._events is None:
            reply = read(bytes(self._whole))
            self._listener.hear_whole(reply.text)
            return reply
        self._take(self._events.end())
        if not self._any:
            raise unreadable(b"")
        if not self._hearing.ended:
            raise ProviderFailure(Failure.CONNECTION, ENDED_EARLY)
        return self._hearing.reply()

    def _take(self, events: list[Event]) -> None:
        for event in events:
            self._any = True
            if not self._hearing.complete:
                self._listener.hear(self._hearing.take(event))


async def read_answer(
    response: httpx2.Response, hearing: Hearing, listener: Listener, read: Callable[[bytes], Reply]
) -> Reply:
    """Read an answer to its end; `read` reads one that came whole.

    A connection that breaks after the model has said why it stopped takes nothing away but the usage.
    """
    import httpx2

    body = _Body(hearing, listener)
    pieces: AsyncGenerator[bytes] = response.aiter_bytes()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as limit, aclosing(pieces):
            async for piece in pieces:
                body.feed(piece)
                if body.patience < inf:
                    limit.reschedule(min(loop.time() + body.patience, limit.when() or inf))
    except TimeoutError:
        if not limit.expired():
            raise
    except httpx2.TransportError:
        if not hearing.ended:
            raise
    return body.reply(read)
