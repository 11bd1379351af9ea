"""Each way in which a link can be bad, between a real client and a real server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.chaos.proxy import Link

SAID = b"0123456789"


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1):
            writer.write(SAID)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    made = Link("test", lambda: asyncio.open_connection("127.0.0.1", port))
    await made.open()
    yield made
    await made.close()
    server.close()


async def asked(link: Link) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect and have one answer, so that the connection stands."""
    reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
    writer.write(b"?")
    assert await reader.readexactly(len(SAID)) == SAID
    return reader, writer


async def test_a_good_link_passes_everything(link: Link) -> None:
    _, writer = await asked(link)
    assert link.busy
    writer.close()


async def test_a_slow_link_holds_everything_up(link: Link) -> None:
    reader, writer = await asked(link)
    assert link.delay(0.05, 5) == 1
    start = time.monotonic()
    writer.write(b"?")
    await reader.readexactly(len(SAID))
    assert time.monotonic() - start >= 0.1
    writer.close()


async def test_a_reset_is_seen_by_the_client(link: Link) -> None:
    reader, _ = await asked(link)
    assert link.reset() == 1
    with pytest.raises(ConnectionResetError):
        await reader.read(1)


async def test_a_truncated_answer_ends_in_its_middle(link: Link) -> None:
    reader, writer = await asked(link)
    cut: list[bool] = []
    link.truncate(lambda: cut.append(True))
    assert not cut
    writer.write(b"?")
    assert await reader.read() == SAID[: len(SAID) // 2]
    assert cut
    writer.close()


async def test_a_half_open_link_says_nothing_until_it_is_reset(link: Link) -> None:
    reader, writer = await asked(link)
    assert link.half_open(0.2) == 1
    writer.write(b"?")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await reader.read(1)
    with pytest.raises(ConnectionResetError):
        await reader.read(1)
