"""How many deliveries a second the inbox makes durable: `python -m tests.benchmarks.inbox [seconds]`.

32 callers at once, each delivery on another pull request, SQLite with `synchronous=FULL` and PostgreSQL with fsync on.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from app.intake.intent import Delivery, Intent, KnownRepository, Wanted
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.tables import deliveries
from tests.databases import NoServer, Server, given_url

CALLERS = 32
SECONDS = 3.0
REPOSITORIES = 100
PULL_REQUESTS = 50


@dataclass(frozen=True, slots=True)
class Measured:
    """One run's figures; `rows` must equal `accepted`. Times are in milliseconds."""

    name: str
    accepted: int
    rows: int
    per_second: float
    median_ms: float
    p99_ms: float

    def __str__(self) -> str:
        return (
            f"{self.name:<11} {self.per_second:>7.0f}/s  median {self.median_ms:>5.1f} ms  p99 {self.p99_ms:>5.1f} ms"
            f"  accepted {self.accepted}  rows {self.rows}"
        )


async def measure(name: str, url: str, seconds: float) -> Measured:
    """Accept deliveries for so long and count the rows afterwards."""
    database = await Database.open(url)
    await database.migrate()
    before = await _rows(database)
    inbox = Inbox(database)
    await inbox.accept(*_delivery(0))
    start = time.perf_counter()
    lists = await asyncio.gather(*(_call(inbox, caller, start + seconds) for caller in range(CALLERS)))
    took = time.perf_counter() - start
    times = sorted(one for each in lists for one in each)
    rows = await _rows(database) - before - 1
    await inbox.close()
    await database.close()
    return Measured(name, len(times), rows, len(times) / took, statistics.median(times), times[int(len(times) * 0.99)])


async def _call(inbox: Inbox, caller: int, end: float) -> list[float]:
    times: list[float] = []
    while (start := time.perf_counter()) < end:
        await inbox.accept(*_delivery(caller + CALLERS * len(times)))
        times.append((time.perf_counter() - start) * 1000)
    return times


def _delivery(number: int) -> tuple[Delivery, Intent]:
    repository_id = number % REPOSITORIES + 1
    subject = f"{repository_id}/{number // REPOSITORIES % PULL_REQUESTS}"
    return (
        Delivery(str(uuid.uuid4()), "pull_request", "synchronize", 1, repository_id, "0" * 64),
        Intent(
            jobs=(Wanted("review", subject, 1),),
            repositories=(KnownRepository(repository_id, 1, f"octo/{repository_id}", "main", False),),
        ),
    )


async def _rows(database: Database) -> int:
    async with database.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(deliveries))).scalar_one())


def main() -> None:
    """Measure both and print a line each."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        print(asyncio.run(measure("SQLite", f"sqlite:///{Path(folder) / 'inbox.db'}", seconds)))
    if (given := given_url()) is not None:
        print(asyncio.run(measure("PostgreSQL", given, seconds)))
        return
    try:
        server = Server(durable=True)
        server.start()
    except NoServer as error:
        print(f"PostgreSQL  not measured: {error}")
        return
    try:
        print(asyncio.run(measure("PostgreSQL", server.url, seconds)))
    finally:
        server.remove()


if __name__ == "__main__":
    main()
