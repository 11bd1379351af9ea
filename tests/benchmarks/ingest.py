"""Deliveries a second over HTTP, beside the leading open-source reviewer's receiver, in one run.

Usage: python -m tests.benchmarks ingest [SECONDS] [--no-peer]

The worker is stopped; one `diffdiver web`; GitHub's own payloads of 10 to 25 KB, signed; 32 connections that stay
open. The receivers run side by side and are loaded in turns, so that what else the machine does hits all of them. What
is answered 202 is counted in the database afterwards.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from app.store.database import Database
from app.store.tables import deliveries
from tests.benchmarks import peer
from tests.benchmarks.figures import Figure, distribution, load, percentile, show
from tests.benchmarks.receiver import Receiver, databases, receiving
from tests.benchmarks.sender import CONNECTIONS, Answers, Load, send

COMMAND = "python -m tests.benchmarks ingest"
SECONDS, ROUNDS = 4.0, 3
WARM_UP_S = 1.0
STEADY = 100.0
PER_SECOND, P99_MS, STEADY_P99_MS = 1000, 80, 25
TIMES_PEER = 10


def measure(seconds: float = SECONDS, *, with_peer: bool = True) -> list[Figure]:
    """Measure every database there is and the peer in turns, and return the figures."""
    figures: list[Figure] = []
    with databases() as found, ExitStack() as stack:
        receivers = {name: _open(stack, url) for name, url in found}
        loads = {name: Load(receiver.port) for name, receiver in receivers.items()}
        if with_peer:
            loads |= _peer(stack)
        for warm in loads.values():
            send(replace(warm, seconds=WARM_UP_S))
        before = {name: asyncio.run(_rows(receiver.url)) for name, receiver in receivers.items()}
        rounds = [{name: send(replace(each, seconds=seconds)) for name, each in loads.items()} for _ in range(ROUNDS)]
        flat_out = {name: _together([each[name] for each in rounds]) for name in loads}
        for name, receiver in receivers.items():
            _insist(flat_out[name], asyncio.run(_rows(receiver.url)) - before[name])
            steady = send(replace(loads[name], seconds=ROUNDS * seconds, rate=STEADY))
            _insist(steady, asyncio.run(_rows(receiver.url)) - before[name] - len(flat_out[name].times))
            figures += _figures(name, flat_out[name], steady)
    return figures + _beside(flat_out, list(receivers))


def _open(stack: ExitStack, url: str) -> Receiver:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="diffdiver-figures-"))
    return stack.enter_context(receiving(Path(folder), url))


def _peer(stack: ExitStack) -> dict[str, Load]:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="diffdiver-figures-"))
    try:
        port = stack.enter_context(peer.serving(Path(folder)))
    except peer.NoPeer as error:
        print(f"the peer is not measured: {error}", file=sys.stderr)
        return {}
    return {peer.NAME: Load(port, path=peer.PATH, event=peer.IGNORED, accepted=200)}


def _together(rounds: Sequence[Answers]) -> Answers:
    statuses: Counter[str] = sum((Counter(each.statuses) for each in rounds), Counter())
    times = sorted(one for each in rounds for one in each.times)
    return Answers(times, sum(each.seconds for each in rounds), dict(statuses))


def _insist(answers: Answers, rows: int) -> None:
    assert set(answers.statuses) == {"202"}, answers.statuses
    assert rows == len(answers.times), f"{len(answers.times)} were accepted, {rows} are in the database"


async def _rows(url: str) -> int:
    database = await Database.open(url)
    async with database.read() as tx:
        count = (await tx.execute(select(func.count()).select_from(deliveries))).scalar_one()
    await database.close()
    return int(count)


def _figures(name: str, flat_out: Answers, steady: Answers) -> list[Figure]:
    p99, steady_p99 = percentile(flat_out.times, 99), percentile(steady.times, 99)
    reached = flat_out.per_second >= PER_SECOND and p99 < P99_MS
    return [
        Figure(f"deliveries accepted, {name}, {CONNECTIONS} connections", f"≥ {PER_SECOND}/s, p99 < {P99_MS} ms",
               f"{_said(flat_out)}; {load()}", COMMAND, reached),
        Figure(f"the same at a steady {STEADY:.0f}/s, {name}", f"p99 < {STEADY_P99_MS} ms", _said(steady), COMMAND,
               steady_p99 < STEADY_P99_MS),
    ]  # fmt: skip


def _beside(flat_out: dict[str, Answers], ours: Sequence[str]) -> list[Figure]:
    if (theirs := flat_out.get(peer.NAME)) is None:
        return []
    figures = [Figure(f"{peer.NAME}, which stores nothing, {CONNECTIONS} connections", "", _said(theirs), COMMAND)]
    for name in ours:
        ratio = flat_out[name].per_second / theirs.per_second
        shorter = percentile(theirs.times, 99) / percentile(flat_out[name].times, 99)
        said = f"{ratio:.1f} times as many a second, p99 {shorter:.1f} times shorter"
        figures.append(Figure(f"ours on {name} to theirs", f"≥ {TIMES_PEER} times", said, COMMAND, ratio >= TIMES_PEER))
    return figures


def _said(answers: Answers) -> str:
    return f"{answers.per_second:.0f}/s, {distribution(answers.times, digits=1)}"


def main(arguments: list[str]) -> None:
    """Measure and print the table."""
    seconds = [float(each) for each in arguments if not each.startswith("-")]
    show(measure(*seconds, with_peer="--no-peer" not in arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
