"""How long a provider asks us to wait, and how many calls are under way at once."""

from __future__ import annotations

import asyncio

import pytest

from providers.address import checked
from providers.transport import LONGEST_WAIT_S, http_client, retry_after
from tests.stand_in.serving import Message, Receive, Send, serving

DATE = "Sat, 21 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": DATE}, 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT", "date": DATE}, 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30", "date": DATE}, None),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "1e99"}, LONGEST_WAIT_S),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
    ],
)
def test_every_form_is_read_and_nonsense_is_no_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


async def test_no_call_waits_for_another_to_end() -> None:
    """The client's own limit of 100 would keep one of these from the server, which answers when all are there."""
    everybody = asyncio.Barrier(101)

    async def app(_scope: Message, _receive: Receive, send: Send) -> None:
        await everybody.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    async with serving(app) as url, http_client(checked("openai", url), "k") as client, asyncio.timeout(20):
        answers = await asyncio.gather(*(client.get(url, timeout=None) for _ in range(101)))
    assert {answer.status_code for answer in answers} == {200}
