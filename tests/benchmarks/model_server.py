"""The providers' stand-in in a process of its own, which counts how many requests it had at once.

    python -m tests.benchmarks.model_server [--delay S]

Every answer comes after the delay. `GET /peak` tells the most requests that were there at the same time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.responses import JSONResponse

from tests.demo.processes import call, running
from tests.stand_in.providers import Fault, ProviderStandIn
from tests.stand_in.serving import Message, Receive, Send, serving

KEY = "sk-benchmark-1234567890abcdefghijkl"
DEFECT = {
    "path": "app/orders.py",
    "start_line": 120,
    "end_line": 121,
    "quoted_code": "    for row in rows:\n        total += row.price * row.count",
    "category": "correctness",
    "severity": "high",
    "title": "The total is counted twice when the cart holds the same row again",
    "message": "With two rows of one id the loop adds the price of both, and the merged row is added once more below. "
    "A cart of [a, a] costs three times a.",
    "why": "Customers pay more than the cart shows, and the refund is booked by hand.",
    "suggestion": "    for row in unique(rows):\n        total += row.price * row.count",
    "confidence": 0.8,
}
ANSWER = {"findings": [DEFECT, {**DEFECT, "start_line": 140}, {**DEFECT, "start_line": 160}]}


class Counting:
    """Counts the requests that are there."""

    def __init__(self, stand_in: ProviderStandIn) -> None:
        self._stand_in = stand_in
        self._now = self._peak = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == "/peak":
            await JSONResponse(self._peak)(scope, receive, send)
            return
        self._now += 1
        self._peak = max(self._peak, self._now)
        try:
            await self._stand_in.app(scope, receive, send)
        finally:
            self._now -= 1
            self._stand_in.log.clear()
            self._stand_in.spent.clear()


@contextmanager
def model_server(folder: Path, delay_s: float = 0.0) -> Iterator[str]:
    """Serve in another process and give its URL."""
    argv = [sys.executable, "-m", "tests.benchmarks.model_server", "--delay", str(delay_s)]
    with running("the model", argv, folder / "model.log") as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()


def peak(url: str) -> int:
    """Return the most requests that the server had at once."""
    return int(call("GET", f"{url}/peak"))


async def _serve(delay_s: float) -> None:
    stand_in = ProviderStandIn(lambda _asked: ANSWER, key=KEY)
    stand_in.faults = [Fault(times=None, delay=delay_s)] if delay_s else []
    async with serving(Counting(stand_in)) as url:
        print(url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until terminated."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.model_server")
    parser.add_argument("--delay", type=float, default=0.0)
    asyncio.run(_serve(parser.parse_args().delay))


if __name__ == "__main__":
    main()
