"""What a process pays for the vendors' SDKs: only for those of the providers that it asks.

Usage: python -m tests.benchmarks sdk_imports [--runs 7]

Processes that build the models a worker has, configured for nobody's SDK, for one vendor or for both, make them ready
and then tell how many modules they have, what that took since the process began to import, and what the kernel says is
resident. They take turns, so that what else the machine does hits all of them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.figures import Figure, load, show

COMMAND = "python -m tests.benchmarks sdk_imports"
RUNS = 7
SDKS = ("openai", "anthropic")
ASKED: dict[str, tuple[str, ...]] = {
    "nobody asked": (),
    "OpenAI only": ("openai",),
    "Anthropic only": ("anthropic",),
    "both": SDKS,
}
CODE = """
import time
start, cpu = time.perf_counter(), time.process_time()
import asyncio, json, os, sys
from app.work.models import Models
from providers.catalog import shipped_catalog
from providers.configured import configured
from providers.memory.ledger import MemoryLedger
names = sys.argv[1:]
keys = {f"{name.upper()}_API_KEY": "k" for name in ("openai", "anthropic")}
links = configured(shipped_catalog(), "openai, anthropic", keys)
models = Models([link for link in links if link.name in names], MemoryLedger())
asyncio.run(models.warm())
took = time.perf_counter() - start, time.process_time() - cpu
resident = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS"))
sdks = sorted({"openai", "anthropic"} & sys.modules.keys())
print(json.dumps([len(sys.modules), *took, int(resident) / 1024, sdks]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process paid, and which SDKs it has."""

    modules: int
    seconds: float
    cpu_s: float
    mib: float
    sdks: list[str]


def measure(runs: int = RUNS) -> list[Figure]:
    """Start every process so many times and return the medians."""
    _started(SDKS)  # writes the byte code and fills the kernel's cache
    costs: dict[str, list[Cost]] = {name: [] for name in ASKED}
    for _ in range(runs):
        for name, asked in ASKED.items():
            costs[name].append(_started(asked))
    return [_figure(name, costs[name], costs["nobody asked"]) for name in ASKED]


def _started(asked: Sequence[str]) -> Cost:
    run = subprocess.run([sys.executable, "-c", CODE, *asked], capture_output=True, text=True, check=True)
    return Cost(*json.loads(run.stdout))


def _figure(name: str, costs: Sequence[Cost], least: Sequence[Cost]) -> Figure:
    modules, seconds, cpu, mib = _medians(costs)
    more_modules, more_s, more_cpu, more_mib = (
        one - other for one, other in zip((modules, seconds, cpu, mib), _medians(least), strict=True)
    )
    said = f"{modules:.0f} modules, {seconds:.2f} s (CPU {cpu:.2f}), {mib:.0f} MiB"
    if costs is not least:
        said += f"; for the SDK {more_modules:.0f}, {more_s:.2f} s (CPU {more_cpu:.2f}), {more_mib:.0f} MiB"
    only = all(cost.sdks == sorted(ASKED[name]) for cost in costs)
    return Figure(f"made ready to ask: {name}", "no other SDK", f"{said}; {load()}", COMMAND, only)


def _medians(costs: Sequence[Cost]) -> tuple[float, float, float, float]:
    columns = zip(*((cost.modules, cost.seconds, cost.cpu_s, cost.mib) for cost in costs), strict=True)
    modules, seconds, cpu, mib = (statistics.median(column) for column in columns)
    return modules, seconds, cpu, mib


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--runs", type=int, default=RUNS)
    show(measure(parser.parse_args(arguments).runs))


if __name__ == "__main__":
    main(sys.argv[1:])
