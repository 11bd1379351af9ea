"""How long a scan takes with all our rules, and what the ordinary command line program takes for the same.

    python -m tests.benchmarks.scan [RUNS]

Files are Python modules of the installed packages, of middling size. The two programs run in turns, so that what else
the machine does hits both; the ratio is that of the medians.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from app.analyzers import semgrep
from review.checks.rules import rules_for
from review.models import ScanTarget, Side
from tests.app.analyzers.hostile import cli

SIZES = (1, 10, 20)
SMALLEST, LARGEST = 4_000, 20_000
PACKAGES = ("fastapi", "starlette", "redis", "rich", "httpx", "alembic")


def sample(count: int) -> list[ScanTarget]:
    """Take files spread evenly over the packages, the same ones on every run."""
    root = Path(sysconfig.get_path("purelib"))
    found = sorted(file for package in PACKAGES for file in (root / package).rglob("*.py"))
    middling = [file for file in found if SMALLEST < file.stat().st_size < LARGEST]
    chosen = middling[:: len(middling) // count][:count]
    return [ScanTarget(file.name, Side.RIGHT, "python", file.read_bytes()) for file in chosen]


def timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def measure(count: int, runs: int, folder: Path) -> tuple[float, float]:
    """Return the medians of both programs in seconds."""
    targets, rules, engine = sample(count), rules_for(["python"]), semgrep.find(None)
    code, home = folder / "code", folder / "home"
    code.mkdir()
    home.mkdir()
    names = [f"{number}.py" for number in range(len(targets))]
    for name, target in zip(names, targets, strict=True):
        (code / name).write_bytes(target.content)
    (folder / "rules.json").write_bytes(orjson.dumps({"rules": list(rules)}))

    def native() -> None:
        report = asyncio.run(semgrep.scan(engine, targets, rules, scratch=folder, deadline=120))
        assert not [gap for gap in report.gaps if gap.start_line is None], report.gaps

    def ordinary() -> None:
        cli(code, "--config", "../rules.json", "--disable-nosem", "--", *names, home=home)

    native()
    pairs = [(timed(native), timed(ordinary)) for _ in range(runs)]
    return statistics.median(each[0] for each in pairs), statistics.median(each[1] for each in pairs)


def main(runs: int) -> None:
    print(f"{len(rules_for(['python']))} rules, {runs} runs, sandbox: {semgrep.find(None).sandbox}")
    print("files     KB   engine s   ordinary s   ratio")
    for count in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            native, ordinary = measure(count, runs, Path(folder))
        size = sum(len(target.content) for target in sample(count)) / 1000
        print(f"{count:5} {size:6.0f} {native:10.3f} {ordinary:12.3f} {native / ordinary:7.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
