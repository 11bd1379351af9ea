"""A hundred pull requests in flight at once, on one machine, by one, two and four workers.

Usage: python -m tests.benchmarks flight [--pulls 100] [--workers 1 2 4]

Everything is opened first and delivered at once, to the bot as `diffdiver up` runs it and so many more `diffdiver
worker` beside it. Ten changed files each, no model. Ten installations: GitHub's limits, which the stand-in enforces,
are not what is measured here.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import change, machine
from tests.benchmarks.bot import Bot, started
from tests.benchmarks.figures import Figure, distribution, load, show
from tests.demo.__main__ import wait_for_worker
from tests.demo.processes import running

COMMAND = "python -m tests.benchmarks flight"
NAMES = tuple(f"acme-{number}/shop" for number in range(10))
PULLS, WORKERS = 100, (1, 2, 4)
SENDERS = 8
LOOK_S = 0.5
MOST_S = 900.0
# Flat: what the second half of the run needs at most, to what the first half did.
FLAT = 1.1
DONE = "SELECT count(*) FROM jobs WHERE kind = 'review' AND state = 'done'"
WAITED = "SELECT done_ms - received_ms FROM deliveries WHERE state = 'done' AND event = 'pull_request'"


@dataclass(frozen=True, slots=True)
class Flight:
    """One run: seconds from the first delivery to the last review, each review's milliseconds, memory look by look."""

    workers: int
    seconds: float
    waited_ms: Sequence[float]
    resident_mib: Sequence[float]

    @property
    def flatness(self) -> float:
        """Return the peak of the second half over the peak of the first."""
        half = len(self.resident_mib) // 2
        return max(self.resident_mib[half:]) / max(self.resident_mib[: half or 1])


def fly(pulls: int, workers: int) -> Flight:
    """Have so many pull requests reviewed at once by so many workers."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder, ExitStack() as stack:
        root = Path(folder)
        repository = change.make(root / "shop", pulls)
        bot = stack.enter_context(started(root, repository, NAMES))
        pids = [machine.roles(bot.process.pid)["worker"], *_more(stack, bot, workers - 1)]
        opened = {number: bot.open(repository, number, NAMES[number % len(NAMES)]) for number in range(pulls)}
        start = time.perf_counter()
        with ThreadPoolExecutor(SENDERS) as senders:
            list(senders.map(lambda each: bot.deliver(each[1], name=NAMES[each[0] % len(NAMES)]), opened.items()))
        resident, waited = _watched(root / "data" / "diffdiver.db", pids, pulls)
        took = time.perf_counter() - start
        _insist(bot, opened)
        return Flight(workers, took, waited, resident)


def _more(stack: ExitStack, bot: Bot, count: int) -> list[int]:
    pids = []
    for number in range(count):
        log = bot.log.with_name(f"worker-{number}.log")
        argv = [sys.executable, "-m", "app", "worker"]
        pids.append(stack.enter_context(running("a worker", argv, log, bot.settings)).pid)
        wait_for_worker(log)
    return pids


def _watched(path: Path, pids: Sequence[int], pulls: int) -> tuple[list[float], list[float]]:
    """Wait until all is done; return the workers' memory at each look, and how long each delivery waited."""
    resident: list[float] = []
    end = time.monotonic() + MOST_S
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        while (done := database.execute(DONE).fetchone()[0]) < pulls:
            if time.monotonic() > end:
                raise SystemExit(f"{done} of {pulls} reviews after {MOST_S:.0f} s")
            resident.append(sum(map(machine.resident_mib, pids)))
            time.sleep(LOOK_S)
        return resident, [float(waited) for (waited,) in database.execute(WAITED)]


def _insist(bot: Bot, opened: Mapping[int, int]) -> None:
    for number, pull in opened.items():
        posted = bot.wait(pull, NAMES[number % len(NAMES)])
        assert posted["comments"], posted
        assert not posted["faults_found"] + posted["limit_violations"], posted


def measure(pulls: int = PULLS, workers: Sequence[int] = WORKERS) -> list[Figure]:
    """Fly once for each number of workers and return the figures."""
    figures = []
    for number in workers:
        flight = fly(pulls, number)
        each = statistics.median(flight.resident_mib) / number
        said = (
            f"{pulls / flight.seconds:.2f} reviews/s, all done in {flight.seconds:.0f} s; delivered to done "
            f"{distribution([ms / 1000 for ms in flight.waited_ms], 's', 1)}; {each:.0f} MiB a worker, second half's "
            f"peak {flight.flatness:.2f} of the first's; {load()}"
        )
        name = f"{pulls} pull requests at once, {number} worker{'s' if number > 1 else ''}"
        figures.append(Figure(name, "all done, memory flat", said, COMMAND, flight.flatness <= FLAT))
    return figures


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--pulls", type=int, default=PULLS)
    parser.add_argument("--workers", type=int, nargs="+", default=list(WORKERS))
    options = parser.parse_args(arguments)
    show(measure(options.pulls, options.workers))


if __name__ == "__main__":
    main(sys.argv[1:])
