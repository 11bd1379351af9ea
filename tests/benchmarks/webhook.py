"""Webhook sent to published review on the stand-in: ten changed files, no model, warm, one after the other.

Usage: python -m tests.benchmarks.webhook [PULL_REQUESTS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import change
from tests.benchmarks.bot import started
from tests.benchmarks.figures import Figure, load, show, spread

COMMAND = "python -m tests.benchmarks.webhook"
WARM_UP = 3
PULL_REQUESTS = 15
TOTAL_MS, REST_MS = 1200, 400


def measure(pull_requests: int = PULL_REQUESTS) -> list[Figure]:
    """Review so many pull requests and return the figures."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder:
        root = Path(folder)
        repository = change.make(root / "shop", WARM_UP + pull_requests)
        totals = []
        with started(root, repository) as bot:
            for number in range(WARM_UP + pull_requests):
                pull_request = bot.open(repository, number)
                start = time.perf_counter()
                bot.deliver(pull_request)
                posted = bot.wait(pull_request)
                totals.append((time.perf_counter() - start) * 1000)
                assert posted["comments"], posted
                assert not posted["faults_found"] + posted["limit_violations"], posted
                bot.published(number + 1)
            stages = bot.published(len(totals))
    return _figures(totals[WARM_UP:], stages[WARM_UP:])


def _figures(totals: Sequence[float], stages: Sequence[dict[str, int]]) -> list[Figure]:
    rest = [total - stage["scan"] for total, stage in zip(totals, stages, strict=True)]
    median, rest_median = statistics.median(totals), statistics.median(rest)
    outside = [total - sum(stage.values()) for total, stage in zip(totals, stages, strict=True)]
    by_stage = {name: [stage[name] for stage in stages] for name in stages[0]} | {"outside the stages": outside}
    parts = ", ".join(f"{name} {statistics.median(values):.0f}" for name, values in by_stage.items())
    return [
        Figure(f"webhook to published review, 10 files, {len(totals)} times", f"median ≤ {TOTAL_MS} ms",
               spread(totals), COMMAND, median <= TOTAL_MS),
        Figure("the same, all but the scan engine", f"median ≤ {REST_MS} ms", spread(rest), COMMAND,
               rest_median <= REST_MS),
        Figure("where it went (medians, ms)", "", f"{parts}; {load()}", COMMAND),
    ]  # fmt: skip


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:2])))
