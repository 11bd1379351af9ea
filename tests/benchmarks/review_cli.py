"""`diffdiver review --no-model` on ten changed files, and `diffdiver --version`, from process start to process end.

Usage: python -m tests.benchmarks.review_cli [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import change
from tests.benchmarks.figures import Figure, load, show, spread

COMMAND = "python -m tests.benchmarks.review_cli"
PROGRAM = str(Path(sys.executable).with_name("diffdiver"))
RUNS = 15
REVIEW_MS = 1800
FOUND = 1


def measure(runs: int = RUNS) -> list[Figure]:
    """Run the two commands in turn, so many times each, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as folder:
        repository = change.make(Path(folder) / "shop", 1)
        review = ["review", "--no-model", "--repo", str(repository.path), "--base", "main"]
        timed("--version", expected=0)
        timed(*review, expected=FOUND)
        reviews, versions = [], []
        for _ in range(runs):
            reviews.append(timed(*review, expected=FOUND))
            versions.append(timed("--version", expected=0))
    return [
        Figure(f"diffdiver review --no-model, 10 files, {runs} times", f"median ≤ {REVIEW_MS} ms", spread(reviews),
               COMMAND, statistics.median(reviews) <= REVIEW_MS),
        Figure(f"diffdiver --version, {runs} times", "", f"{spread(versions)}; {load()}", COMMAND),
    ]  # fmt: skip


def timed(*arguments: str, expected: int) -> float:
    """Return the milliseconds of one run; its exit status must be `expected`."""
    start = time.perf_counter()
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    took = (time.perf_counter() - start) * 1000
    assert done.returncode == expected, done.stderr
    return took


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:2])))
