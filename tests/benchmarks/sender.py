"""The load, in a process of its own: signed deliveries over keep-alive connections, every one with an id of its own.

Bytes and signatures are made before the clock starts, answers are told apart by their status line and length: it
sends several times what any receiver here takes. With a rate the sending does not wait for the answers before: an
answer's time counts from when its request was due, so that a receiver that stalls pays for all that stood behind it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import uuid
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import cast

import uvloop

from tests.benchmarks import payloads

BODIES = 2_000
CONNECTIONS = 32
END_S = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: so many seconds, from so many connections, as fast as answers come or `rate` a second."""

    port: int
    path: str = "/webhook"
    event: str = "pull_request"
    seconds: float = 5.0
    connections: int = CONNECTIONS
    rate: float = 0.0
    accepted: int = 202
    secret: str = payloads.SECRET


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back; times in milliseconds, sorted."""

    times: list[float]
    seconds: float
    statuses: dict[str, int]

    @property
    def per_second(self) -> float:
        """Return how many deliveries were accepted a second."""
        return len(self.times) / self.seconds


def send(load: Load) -> Answers:
    """Run the sender and wait for what it has to tell."""
    argv = [sys.executable, "-m", "tests.benchmarks.sender", json.dumps(asdict(load))]
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"the sender failed: {done.stderr[-2000:]}")
    return Answers(**json.loads(done.stdout))


class Connection(asyncio.Protocol):
    """One connection with one request under way at a time."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._seen = b""
        self._due = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by name

    def post(self, due: float) -> None:
        """Send the next request; it was due at `due`."""
        assert self.transport is not None
        self._due = due
        self.transport.writelines(self._run.request())

    def data_received(self, data: bytes) -> None:
        self._seen += data
        header, separator, rest = self._seen.partition(b"\r\n\r\n")
        if not separator or len(rest) < _length(header):
            return
        self._seen = b""
        self._run.answered(self, header[9:12].decode(), self._due)

    def connection_lost(self, exc: Exception | None) -> None:
        self._run.lost()


class Run:
    """All connections of one load."""

    def __init__(self, load: Load) -> None:
        self._requests = [
            (payloads.head(load.path, load.event, body, load.secret), body) for body in payloads.bodies(BODIES)
        ]
        self._load = load
        self._number = 0
        self._prefix = uuid.uuid4().hex[:20]
        self._idle: deque[Connection] = deque()
        self._behind: deque[float] = deque()
        self._busy = 0
        self._end = float("inf")
        self._ended = asyncio.Event()
        self._times: list[float] = []
        self._statuses: Counter[str] = Counter()

    async def go(self) -> Answers:
        loop = asyncio.get_running_loop()
        for _ in range(self._load.connections):
            _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self._load.port)
            self._idle.append(connection)
        start = time.perf_counter()
        self._end = start + self._load.seconds
        await (self._paced(start) if self._load.rate else self._flat_out(start))
        async with asyncio.timeout(END_S):
            await self._ended.wait()
        took = time.perf_counter() - start
        return Answers(sorted(self._times), took, dict(self._statuses))

    def request(self) -> tuple[bytes, bytes, bytes]:
        head, body = self._requests[self._number % len(self._requests)]
        self._number += 1
        return head, f"{self._prefix}-{self._number}\r\n\r\n".encode(), body

    def answered(self, connection: Connection, status: str, due: float) -> None:
        now = time.perf_counter()
        self._statuses[status] += 1
        if status == str(self._load.accepted):
            self._times.append((now - due) * 1000)
        if self._load.rate:
            if self._behind:
                connection.post(self._behind.popleft())
                return
            self._idle.append(connection)
        elif now < self._end:
            connection.post(now)
            return
        self._busy -= 1
        self._over(now)

    def lost(self) -> None:
        self._statuses["connection lost"] += 1
        self._busy -= 1
        self._over(time.perf_counter())

    def _over(self, now: float) -> None:
        if self._busy <= 0 and now >= self._end:
            self._ended.set()

    async def _flat_out(self, start: float) -> None:
        self._busy = len(self._idle)
        for connection in self._idle:
            connection.post(start)

    async def _paced(self, start: float) -> None:
        for number in range(int(self._load.seconds * self._load.rate)):
            due = start + number / self._load.rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            if self._idle:
                self._busy += 1
                self._idle.popleft().post(due)
            else:
                self._behind.append(due)
        self._end = time.perf_counter()
        self._over(self._end)


def _length(header: bytes) -> int:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


if __name__ == "__main__":
    answers = uvloop.run(Run(Load(**json.loads(sys.argv[1]))).go())
    json.dump(asdict(answers), sys.stdout)
