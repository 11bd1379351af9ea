"""What asking costs besides the provider's time, and what an answer from the cache costs.

Usage: python -m tests.benchmarks questions [--rounds 200]

The whole composition that a review asks, over real HTTP to a stand-in in another process, on a real Redis and a ledger
in SQLite, in PostgreSQL or in memory. In turns with it the same request made raw with httpx2, and made with the
vendor's SDK alone, which is the part of ours that is not our code. Every question is new, so that none comes from the
cache; then one is asked again and again, in turns with one MGET of the same size.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from app.state.valkey import socket_path
from providers.adapter import Adapter
from providers.base import CACHED, OK, Question
from providers.form import form_of
from tests.benchmarks.composed import Asking, composed, ledgers, links_to, question, redis_server
from tests.benchmarks.figures import Figure, load, percentile, show
from tests.benchmarks.model_server import ANSWER, KEY, model_server

COMMAND = "python -m tests.benchmarks questions"
WIRES = ("openai", "anthropic")
PATHS = {"openai": "/v1/chat/completions", "anthropic": "/v1/messages"}
ROUNDS, SHORT_ROUNDS, WARM_UP = 200, 60, 10
TARGET_MS, HIT_CPU_MS = 5.0, 1.0
TIMEOUT_S = 60.0
OURS, SDK, RAW = "ours", "the SDK alone", "raw"

Ask = Callable[[Question], Awaitable[object]]


@dataclass(slots=True)
class Taken:
    """Milliseconds of one subject, call by call: on the clock, and of the processor, all threads."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def in_turns(subjects: Mapping[str, Ask], rounds: int) -> dict[str, Taken]:
    """Ask everyone once a round, each its own question and beginning with another; return what it took them."""
    taken = {name: Taken() for name in subjects}
    names, number = list(subjects), 0
    for turn in range(WARM_UP + rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            number += 1
            asked = question(number)
            gc.collect(0)
            coming = subjects[name](asked)  # what is raw makes its body here, before the clock runs
            start, cpu = time.perf_counter_ns(), time.process_time_ns()
            await coming
            if turn >= WARM_UP:
                taken[name].cpu.append((time.process_time_ns() - cpu) / 1e6)
                taken[name].wall.append((time.perf_counter_ns() - start) / 1e6)
    return taken


def beyond(of: Sequence[float], than: Sequence[float], part: int = 50) -> float:
    """Return the percentile of the differences, round by round."""
    return percentile([one - other for one, other in zip(of, than, strict=True)], part)


def raw(url: str, link: Adapter[Any], stack: AsyncExitStack) -> Ask:
    """Return what posts the same bytes and reads the answer's, no more."""
    import httpx2

    client = httpx2.AsyncClient(trust_env=False, timeout=TIMEOUT_S)
    stack.push_async_callback(client.aclose)
    headers = {
        "authorization": f"Bearer {KEY}",
        "content-type": "application/json",
        "anthropic-version": "2023-06-01",
    }

    async def send(body: bytes) -> None:
        async with client.stream("POST", url + PATHS[link.name], content=body, headers=headers) as response:
            assert response.status_code == 200
            async for _ in response.aiter_bytes():
                pass

    return lambda asked: send(json.dumps(_request(link, asked)).encode())


def by_sdk(link: Adapter[Any]) -> Ask:
    """Return what asks with the vendor's SDK as the adapter does, and reads the answer's bytes."""

    async def ask(asked: Question) -> None:
        # Private, and argued for: the very request and the very call of the adapter, without its reading.
        async with link._open(link._request(asked, form_of(link.model)), TIMEOUT_S) as streamed:
            async for _ in streamed.http_response.aiter_bytes():
                pass

    return ask


def whole(asking: Asking, outcome: str) -> Ask:
    """Return what asks as a review does, and insists on how the answer came about."""

    async def ask(asked: Question) -> None:
        completion = await asking.provider.complete(asked, timeout=TIMEOUT_S)
        assert [attempt.outcome for attempt in completion.attempts] == [outcome], completion.attempts

    return ask


async def asked_new(folder: Path, url: str, wire: str, ledger: str, rounds: int, *, streamed: bool) -> dict[str, Taken]:
    """Ask new questions only."""
    links = links_to(wire, url, streamed=streamed)
    async with AsyncExitStack() as stack:
        asking = await stack.enter_async_context(composed(folder, links, ledger))
        first = await asking.provider.complete(question(0), timeout=TIMEOUT_S)
        link = next(link for link in links if link.model.name == first.model)
        assert isinstance(link, Adapter)
        subjects = {OURS: whole(asking, OK), SDK: by_sdk(link), RAW: raw(url, link, stack)}
        return await in_turns(subjects, rounds)


async def asked_again(folder: Path, url: str, rounds: int) -> dict[str, Taken]:
    """Ask what was answered before, in turns with one round trip for as many keys and an answer of the size."""
    keys = [f"benchmark:{number}" for number in range(4)]
    redis = Redis(unix_socket_path=str(socket_path(folder)))

    async def round_trip(_asked: Question) -> None:
        assert (await redis.mget(keys))[0]

    async with AsyncExitStack() as stack:
        stack.push_async_callback(redis.aclose)
        asking = await stack.enter_async_context(composed(folder, links_to("openai", url, streamed=True), "memory"))
        kept = question(0)
        await asking.provider.complete(kept, timeout=TIMEOUT_S)
        await redis.set(keys[0], json.dumps(ANSWER))
        hit = whole(asking, CACHED)
        return await in_turns({OURS: lambda _asked: hit(kept), RAW: round_trip}, rounds)


def measure(rounds: int = SHORT_ROUNDS) -> list[Figure]:
    """Measure both wires, streamed and not, on every ledger, and the cache."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as name:
        folder = Path(name)
        with redis_server(folder), model_server(folder) as url, ledgers() as places:
            figures = [
                _asked(wire, ledger, asyncio.run(asked_new(folder, url, wire, place, rounds, streamed=streamed)),
                       streamed=streamed)
                for wire in WIRES for streamed in (True, False) for ledger, place in places.items()
            ]  # fmt: skip
            return [*figures, _hit(asyncio.run(asked_again(folder, url, rounds)))]


def _request(link: Adapter[Any], asked: Question) -> dict[str, object]:
    fields = dict(link._request(asked, form_of(link.model)))
    extra: dict[str, object] = fields.pop("extra_body", {})
    return fields | extra


def _asked(wire: str, ledger: str, taken: Mapping[str, Taken], *, streamed: bool) -> Figure:
    ours, sdk, plain = taken[OURS], taken[SDK], taken[RAW]
    added = beyond(ours.wall, plain.wall)
    said = (
        f"median {added:.1f}, p90 {beyond(ours.wall, plain.wall, 90):.1f} ms; of it the SDK "
        f"{beyond(sdk.wall, plain.wall):.1f}; CPU {beyond(ours.cpu, plain.cpu):.1f}, of it the SDK "
        f"{beyond(sdk.cpu, plain.cpu):.1f} (raw: {percentile(plain.wall, 50):.1f} ms, CPU "
        f"{percentile(plain.cpu, 50):.1f}); {load()}"
    )
    title = f"asking {wire}, {'streamed' if streamed else 'whole'}, ledger in {ledger}: added to the raw request"
    return Figure(title, f"median < {TARGET_MS:.0f} ms", said, COMMAND, added < TARGET_MS)


def _hit(taken: Mapping[str, Taken]) -> Figure:
    ours, plain = taken[OURS], taken[RAW]
    added = beyond(ours.cpu, plain.cpu)
    said = (
        f"CPU median {added:.2f}, p90 {beyond(ours.cpu, plain.cpu, 90):.2f} ms; time "
        f"{beyond(ours.wall, plain.wall):.2f} (round trip: {percentile(plain.wall, 50):.2f} ms, CPU "
        f"{percentile(plain.cpu, 50):.2f}); {load()}"
    )
    return Figure("an answer from the cache: added to the Redis round trip", f"CPU < {HIT_CPU_MS:.0f} ms", said,
                  COMMAND, added < HIT_CPU_MS)  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    show(measure(parser.parse_args(arguments).rounds))


if __name__ == "__main__":
    main(sys.argv[1:])
