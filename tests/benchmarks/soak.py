"""The real bot for an hour at ten times the expected load: does it grow?

Usage: python -m tests.benchmarks soak [--minutes 60] [--samples FILE]

Expected is a busy organisation: a delivery every ten seconds, a push to review every two minutes, around the clock.
Here: a delivery a second (most ask for nothing, as with GitHub) and a push every twelve seconds, in five installations,
five pushes to each pull request; metrics and readiness are asked for every ten seconds. Without a model.

Before the first look it is warmed up by a burst: 6,000 deliveries, 120 pushes, one after the other, 40 more at once,
and 3,000 looks at the metrics fill what has a bound, such as each SQLite connection's pages or the interpreter's pools,
which would take hours at the pace that follows: of 6,000 looks at the metrics the first 2,000 made the web half grow by
1.7 MiB, and the others by nothing. Pushes at once are for the connections: each that is opened, up to ten, keeps what
it has read, and one review at a time opens few of them.

Fails when resident memory of web, worker or all together grows by 1 %/h or more, or when open files do. The slope is
that between the medians of the first and the last third after the warm-up; the least squares stand beside it.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import statistics
import sys
import tempfile
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.intake.signature import HEADER, sign
from tests.benchmarks import change, machine, payloads
from tests.benchmarks.bot import Bot, started
from tests.benchmarks.figures import Figure, load, show
from tests.benchmarks.sender import Load, send

NAMES = tuple(f"acme-{number}/shop" for number in range(5))
DELIVERY_S, PUSH_S, SAMPLE_S = 1.0, 12.0, 10.0
PUSHES = 5
WARM_UP = 0.2
SLOPE = 1.0
# One handle more may be a review under way at the moment of the look; a leak adds one a delivery or a review.
MORE_FILES = 2
LAST_S = 180.0
BURST, BURST_S, WARM_PUSHES, WARM_TOGETHER, WARM_LOOKS = 200.0, 30.0, 120, 40, 3000
JUDGED = ("web", "worker", "all")
COMMAND = "python -m tests.benchmarks soak"
# What else an App hears all day.
EVENTS = ("star", "issues", "push", "workflow_job", "status", "label", "ping")


@dataclass(frozen=True, slots=True)
class Sample:
    """One look: seconds since the start, and by role resident MiB and open files."""

    at: float
    resident: Mapping[str, float]
    files: Mapping[str, int]


@dataclass(slots=True)
class Soak:
    """What happened so far."""

    bot: Bot
    repository: change.Repository
    samples: list[Sample] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    pulls: list[tuple[str, int]] = field(default_factory=list)
    pushes: int = 0

    def warm_up(self) -> None:
        """Send what fills every cache that has a bound."""
        port = int(self.bot.url.rpartition(":")[2])
        burst = Load(port, event=EVENTS[0], seconds=BURST_S, rate=BURST, connections=4, secret=self.bot.secret)
        answers = send(burst)
        assert set(answers.statuses) == {"202"}, answers.statuses
        for _ in range(WARM_PUSHES):
            self._push()
            name, number = self.pulls[-1]
            self.bot.wait(number, name, LAST_S)
        for _ in range(WARM_TOGETHER):
            self._push()
        self._wait()
        for _ in range(WARM_LOOKS):
            self._ask()

    def run(self, seconds: float, report: Path | None) -> None:
        """Send, push and look, each in its own rhythm, until the time is up."""
        start = time.monotonic()
        acts = ((DELIVERY_S, self._deliver), (PUSH_S, self._push), (SAMPLE_S, self._ask))
        due = [start, start, start + SAMPLE_S]
        while (now := time.monotonic()) < start + seconds:
            for number, (every, act) in enumerate(acts):
                if now >= due[number]:
                    due[number] += every
                    act()
            if now - start >= len(self.samples) * SAMPLE_S:
                self._look(now - start, report)
            time.sleep(max(0.0, min(due) - time.monotonic()))

    def finished(self) -> int:
        """Wait until every pull request is reviewed to its last head; return how many reviews were published."""
        self._wait()
        return len(self.bot.published(0))

    def _wait(self) -> None:
        for name, number in self.pulls:
            posted = self.bot.wait(number, name, LAST_S)
            assert not posted["faults_found"] + posted["limit_violations"], posted

    def _deliver(self) -> None:
        event = EVENTS[sum(self.answers.values()) % len(EVENTS)]
        body = next(_BODIES)
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": str(uuid.uuid4()),
            HEADER: sign(self.bot.secret.encode(), body),
        }
        connection = http.client.HTTPConnection(self.bot.url.removeprefix("http://"), timeout=10)
        connection.request("POST", "/webhook", body, headers)
        self.answers[connection.getresponse().status] += 1
        connection.close()

    def _push(self) -> None:
        number, turn = divmod(self.pushes, PUSHES)
        name = NAMES[number % len(NAMES)]
        if turn == 0:
            opened = self.bot.open(self.repository, self.pushes, name)
            self.pulls.append((name, opened))
            self.bot.deliver(opened, "opened", name)
        else:
            self.bot.push(self.repository, self.pushes, f"topic-{self.pushes - turn}", name)
            self.bot.deliver(self.pulls[-1][1], "synchronize", name)
        self.pushes += 1

    def _ask(self) -> None:
        for path in ("/metrics", "/readyz"):
            with urllib.request.urlopen(self.bot.url + path, timeout=10) as answer:
                answer.read()

    def _look(self, at: float, report: Path | None) -> None:
        sample = _sample(at, self.bot.process.pid)
        self.samples.append(sample)
        if report is not None:
            with report.open("a") as file:
                figures = [
                    f"{name}={sample.resident[name]:.1f}MiB/{sample.files.get(name, 0)}" for name in sample.resident
                ]
                print(f"{at:.0f}s", *figures, f"pushes={self.pushes}", file=file)


def _sample(at: float, supervisor: int) -> Sample:
    roles = machine.roles(supervisor)
    resident = {role: machine.resident_mib(pid) for role, pid in roles.items()}
    compute = sum(machine.resident_mib(pid) for pid in machine.computing(roles["worker"]))
    files = {role: machine.open_files(pid) for role, pid in roles.items()}
    return Sample(at, resident | {"all": sum(resident.values()), "compute": compute}, files)


def slopes(samples: Sequence[Sample], role: str) -> tuple[float, float]:
    """Return the growth in percent an hour: between the medians of the outer thirds, and by least squares."""
    at = [sample.at / 3600 for sample in samples]
    values = [sample.resident[role] for sample in samples]
    third = max(1, len(samples) // 3)
    first, last = (slice(0, third), slice(-third, None))
    middle = statistics.median(values[first])
    grown = statistics.median(values[last]) - middle
    apart = statistics.median(at[last]) - statistics.median(at[first])
    fitted = statistics.linear_regression(at, values).slope
    return 100 * grown / apart / middle, 100 * fitted / statistics.mean(values)


def files_grew(samples: Sequence[Sample], role: str) -> bool:
    """Say whether the fewest open files rose: what a review opens for its own time does not count."""
    values = [sample.files[role] for sample in samples]
    third = max(1, len(values) // 3)
    return min(values[-third:]) > min(values[:third]) + MORE_FILES


def figures(samples: Sequence[Sample]) -> list[Figure]:
    """Return a row for each role, judged."""
    settled = [sample for sample in samples if sample.at >= WARM_UP * samples[-1].at]
    rows = []
    for role in samples[0].resident:
        thirds, fitted = slopes(settled, role)
        values = [sample.resident[role] for sample in settled]
        said = f"{thirds:+.2f} %/h (least squares {fitted:+.2f}), {min(values):.1f} to {max(values):.1f} MiB"
        judged = thirds < SLOPE if role in JUDGED else None
        rows.append(Figure(f"resident memory, {role}", f"< {SLOPE:.0f} %/h" if role in JUDGED else "", said, COMMAND,
                           judged))  # fmt: skip
    for role in samples[0].files:
        counts = [sample.files[role] for sample in settled]
        rows.append(Figure(f"open files, {role}", "do not grow",
                           f"{min(counts)} to {max(counts)}, median {statistics.median(counts):.0f}", COMMAND,
                           not files_grew(settled, role)))  # fmt: skip
    return rows


def measure(minutes: float, report: Path | None = None) -> list[Figure]:
    """Soak for so long and return the figures."""
    heads = int(minutes * 60 / PUSH_S) + 2 + WARM_PUSHES + WARM_TOGETHER
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder:
        root = Path(folder)
        repository = change.make(root / "shop", heads)
        with started(root, repository, NAMES) as bot:
            soak = Soak(bot, repository)
            soak.warm_up()
            soak.run(minutes * 60, report)
            reviews = soak.finished()
    assert set(soak.answers) == {202}, soak.answers
    told = f"{soak.answers.total()} deliveries, {soak.pushes} pushes, {reviews} reviews"
    took = Figure(f"soak of {minutes:g} minutes", "all done", f"{told}; {load()}", COMMAND, True)
    return [took, *figures(soak.samples)]


def main(arguments: Sequence[str]) -> None:
    """Soak, print the table, and fail when something grew."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--samples", type=Path, help="append each look to this file, as a line")
    options = parser.parse_args(arguments)
    rows = measure(options.minutes, options.samples)
    show(rows)
    if any(row.reached is False for row in rows):
        sys.exit(1)


_BODIES = itertools.cycle(payloads.bodies(500))

if __name__ == "__main__":
    main(sys.argv[1:])
