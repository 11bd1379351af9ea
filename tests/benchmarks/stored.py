"""What a delivery and a review cost with nothing stored, and with a million deliveries and 100,000 reviews stored.

Usage: python -m tests.benchmarks stored [--deliveries 1000000] [--reviews 100000] [--rounds 300] [--pulls 10]

In turns on two databases of each kind, one empty and one full, so that what else the machine does hits both. A job's
round is what the store does for one: raised, found due, leased, looked after, finished, settled. On SQLite also whole
reviews by the real bot, on the same file before and after it was filled.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from app.intake.intent import Delivery, Intent, KnownRepository, Wanted
from app.store import figures as metrics
from app.store import jobs, leases
from app.store.database import Database
from app.store.inbox import Inbox
from tests.benchmarks import change, history
from tests.benchmarks.bot import started
from tests.benchmarks.figures import Figure, distribution, load, show
from tests.databases import NoServer, Server, create

COMMAND = "python -m tests.benchmarks stored"
DELIVERIES, REVIEWS = 1_000_000, 100_000
ROUNDS, PULLS = 300, 10
WARM_UP = 3
# The machine's noise between two runs of the same is more than a tenth.
GREW = 1.25
KINDS = ("review",)

Act = Callable[[Database, Inbox, int], Awaitable[object]]


async def accept(_database: Database, inbox: Inbox, number: int) -> object:
    """Accept one delivery, alone in its commit."""
    delivery = Delivery(str(uuid.uuid4()), "pull_request", "synchronize", 1, number % 100 + 1, "0" * 64)
    known = KnownRepository(number % 100 + 1, 1, f"octo/{number % 100}", "main", False)
    wanted = Wanted("review", f"{number % 100 + 1}/{number}", 1)
    return await inbox.accept(delivery, Intent(jobs=(wanted,), repositories=(known,)))


async def work(database: Database, inbox: Inbox, number: int) -> object:
    """Do what the store has to do for one job, but for the delivery."""
    accepted = await inbox.accept(
        Delivery(str(uuid.uuid4()), "pull_request", "opened", 1, 200, "0" * 64),
        Intent(jobs=(Wanted("review", f"200/{number}", 1),)),
    )
    (job_id,) = accepted.job_ids
    async with database.begin() as tx:
        await jobs.due(tx, 100, KINDS)
        lease = await leases.acquire(tx, job_id, "benchmark", kinds=KINDS)
    assert lease is not None
    async with database.read() as tx:
        assert await leases.look(tx, lease)
    async with database.begin() as tx:
        return await leases.finish(tx, lease, lease.generation)


async def scrape(database: Database, _inbox: Inbox, _number: int) -> object:
    """Read what metrics tell."""
    async with database.read() as tx:
        return await metrics.read(tx)


ACTS: dict[str, Act] = {"a delivery accepted": accept, "a job's round": work, "metrics read": scrape}


async def _compared(empty_url: str, full_url: str, sizes: tuple[int, int], rounds: int) -> dict[str, list[list[float]]]:
    databases = [await Database.open(url) for url in (empty_url, full_url)]
    for database in databases:
        await database.migrate()
    await history.fill(databases[1], *sizes)
    inboxes = [Inbox(database) for database in databases]
    times: dict[str, list[list[float]]] = {name: [[], []] for name in ACTS}
    for number in range(WARM_UP + rounds):
        for name, act in ACTS.items():
            for place, (database, inbox) in enumerate(zip(databases, inboxes, strict=True)):
                start = time.perf_counter()
                await act(database, inbox, number)
                if number >= WARM_UP:
                    times[name][place].append((time.perf_counter() - start) * 1000)
    for inbox, database in zip(inboxes, databases, strict=True):
        await inbox.close()
        await database.close()
    return times


def _reviews(sizes: tuple[int, int], pulls: int) -> list[list[float]]:
    """Return the milliseconds of whole reviews, less the scan, before and after the bot's file was filled."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder:
        root = Path(folder)
        repository = change.make(root / "shop", 2 * (WARM_UP + pulls))
        with started(root, repository) as bot:
            sets = []
            for first in (0, WARM_UP + pulls):
                if first:
                    asyncio.run(_fill(f"sqlite:///{root / 'data' / 'diffdiver.db'}", sizes))
                for number in range(first, first + WARM_UP + pulls):
                    opened = bot.open(repository, number)
                    bot.deliver(opened)
                    bot.wait(opened)
                stages = bot.published(first + WARM_UP + pulls)[first + WARM_UP :]
                sets.append([float(sum(stage.values()) - stage["scan"]) for stage in stages])
            return sets


async def _fill(url: str, sizes: tuple[int, int]) -> None:
    database = await Database.open(url)
    await history.fill(database, *sizes)
    await database.close()


def measure(sizes: tuple[int, int] = (DELIVERIES, REVIEWS), rounds: int = ROUNDS, pulls: int = PULLS) -> list[Figure]:
    """Measure everything and return the figures."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder, ExitStack() as stack:
        pairs = [("SQLite", f"sqlite:///{folder}/empty.db", f"sqlite:///{folder}/full.db")]
        try:
            server = Server(durable=True)
        except NoServer as error:
            print(f"PostgreSQL is not measured: {error}", file=sys.stderr)
        else:
            stack.callback(server.remove)
            server.start()
            empty, full = (asyncio.run(create(server.url, name)) for name in ("empty", "full"))
            pairs.append(("PostgreSQL", empty, full))
        for kind, empty, full in pairs:
            for name, (first, second) in asyncio.run(_compared(empty, full, sizes, rounds)).items():
                figures.append(_figure(f"{name}, {kind}", first, second, sizes))
    before, after = _reviews(sizes, pulls)
    return [*figures, _figure("a review but for its scan, SQLite", before, after, sizes)]


def _figure(name: str, empty: Sequence[float], full: Sequence[float], sizes: tuple[int, int]) -> Figure:
    ratio = statistics.median(full) / statistics.median(empty)
    said = f"{ratio:.2f} (empty {distribution(empty, digits=1)}; full {distribution(full, digits=1)}); {load()}"
    title = f"{name}: {sizes[0]:,} deliveries and {sizes[1]:,} reviews stored, to none"
    return Figure(title, f"≤ {GREW}", said, COMMAND, ratio <= GREW)


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--deliveries", type=int, default=DELIVERIES)
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--pulls", type=int, default=PULLS)
    options = parser.parse_args(arguments)
    show(measure((options.deliveries, options.reviews), options.rounds, options.pulls))


if __name__ == "__main__":
    main(sys.argv[1:])
