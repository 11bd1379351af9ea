"""Delivery accepted to job started on an idle system, and what the idle system costs.

Usage: python -m tests.benchmarks wakeup [--wakeups 100] [--idle 60]

The bot as `diffdiver up` runs it, on its embedded stores, one delivery at a time. The time is the bot's own figure (the
metric diffdiver_job_start_lag_seconds), read from its database after each: from when the job was raised, just before
the answer, to when a worker took its lease. Each is about a pull request that GitHub does not know, so that nothing is
left to do once it has started.
"""

from __future__ import annotations

import argparse
import http.client
import random
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.intake.signature import HEADER, sign
from tests.benchmarks import change, machine, payloads
from tests.benchmarks.bot import Bot, started
from tests.benchmarks.figures import Figure, distribution, load, percentile, show

COMMAND = "python -m tests.benchmarks wakeup"
WAKEUPS, IDLE_S = 100, 60.0
MEDIAN_MS, IDLE_PERCENT = 50, 4.0
WARM_UP = 3
# Deliveries come at no time that the bot's own rhythms know of.
PAUSE_S = (0.2, 0.6)
SETTLE_S = 5.0
START_S = 20.0


def measure(wakeups: int = WAKEUPS, idle_s: float = IDLE_S) -> list[Figure]:
    """Wake an idle bot so many times, then watch it idle for so long."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder:
        root = Path(folder)
        with started(root, change.make(root / "shop", 1)) as bot:
            time.sleep(SETTLE_S)
            lags = _lags(bot, root / "data" / "diffdiver.db", WARM_UP + wakeups)[WARM_UP:]
            time.sleep(SETTLE_S)
            spent = _idle(bot, idle_s)
    both = spent["web"] + spent["worker"]
    said = ", ".join(f"{role} {percent:.2f}" for role, percent in spent.items())
    return [
        Figure(f"delivery accepted to job started, idle, {wakeups} times", f"median < {MEDIAN_MS} ms",
               f"{distribution(lags)}; {load()}", COMMAND, percentile(lags, 50) < MEDIAN_MS),
        Figure(f"web and worker idle for {idle_s:.0f} s", f"≤ {IDLE_PERCENT:.0f} % of a core",
               f"{both:.2f} % ({said})", COMMAND, both <= IDLE_PERCENT),
    ]  # fmt: skip


def _lags(bot: Bot, path: Path, count: int) -> list[float]:
    lags = []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        for body in payloads.bodies(count):
            starts, lag = _counted(database)
            _deliver(bot, body)
            end = time.monotonic() + START_S
            while (after := _counted(database))[0] == starts:
                if time.monotonic() > end:
                    raise SystemExit(f"the job did not start; the bot's log is {bot.log.read_text()[-2000:]}")
                time.sleep(0.01)
            lags.append(float(after[1] - lag))
            time.sleep(random.uniform(*PAUSE_S))
    return lags


def _counted(database: sqlite3.Connection) -> tuple[int, int]:
    found = dict(database.execute("SELECT name, value FROM counters WHERE name IN ('starts', 'start_lag_ms')"))
    return found.get("starts", 0), found.get("start_lag_ms", 0)


def _deliver(bot: Bot, body: bytes) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": str(uuid.uuid4()),
        HEADER: sign(bot.secret.encode(), body),
    }
    with closing(http.client.HTTPConnection(bot.url.removeprefix("http://"), timeout=10)) as connection:
        connection.request("POST", "/webhook", body, headers)
        assert connection.getresponse().status == 202


def _idle(bot: Bot, seconds: float) -> dict[str, float]:
    """Return the percentage of a core that each process spends on nothing; the worker's with its own pool."""
    roles = machine.roles(bot.process.pid)
    families = {role: [pid] for role, pid in roles.items()}
    families["worker"] += machine.computing(roles["worker"])
    before = {role: sum(map(machine.cpu_s, pids)) for role, pids in families.items()}
    time.sleep(seconds)
    return {role: 100 * (sum(map(machine.cpu_s, pids)) - before[role]) / seconds for role, pids in families.items()}


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--wakeups", type=int, default=WAKEUPS)
    parser.add_argument("--idle", type=float, default=IDLE_S)
    options = parser.parse_args(arguments)
    show(measure(options.wakeups, options.idle))


if __name__ == "__main__":
    main(sys.argv[1:])
