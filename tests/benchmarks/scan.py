"""How long a scan takes with all our rules and no blob known, and what the ordinary command line program takes.

    python -m tests.benchmarks.scan [RUNS] [FOLDER]

Files are Python modules of the installed packages, of middling size; with FOLDER, JavaScript files from there make two
of every five. The two programs run in turns, so that what else the machine does hits both; the ratio is that of the
medians. The memory is the largest that one engine took, watched twenty times a second.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from app.analyzers import semgrep
from app.work.scan import scan
from review.checks.rules import rules_for
from review.survey import Survey
from tests.app.analyzers.hostile import cli
from tests.review.made import new_file, surveyed

SIZES = (1, 10, 100)
SMALLEST, LARGEST = 4_000, 20_000
PACKAGES = ("fastapi", "starlette", "redis", "rich", "httpx", "alembic", "sqlalchemy", "pydantic", "click")


def sample(count: int, folder: Path | None = None) -> list[Path]:
    """Take files spread evenly over the packages and the folder, the same ones on every run."""
    root = Path(sysconfig.get_path("purelib"))
    python = _middling(file for package in PACKAGES for file in (root / package).rglob("*.py"))
    if folder is None:
        return _spread(python, count)
    others = count * 2 // 5
    return _spread(python, count - others) + _spread(_middling(folder.rglob("*.js")), others)


def _middling(files: Iterator[Path]) -> list[Path]:
    return sorted(file for file in files if file.is_file() and SMALLEST < file.stat().st_size < LARGEST)


def _spread(files: list[Path], count: int) -> list[Path]:
    return files[:: max(len(files) // max(count, 1), 1)][:count]


def timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def measure(files: list[Path], runs: int, folder: Path) -> tuple[float, float]:
    """Return the medians of both programs in seconds."""
    code, home = folder / "code", folder / "home"
    code.mkdir()
    home.mkdir()
    names = [f"{number}{file.suffix}" for number, file in enumerate(files)]
    for name, file in zip(names, files, strict=True):
        (code / name).write_bytes(file.read_bytes())
    rules = rules_for(["python", "javascript"] if any(name.endswith(".js") for name in names) else ["python"])
    (folder / "rules.json").write_bytes(orjson.dumps({"rules": list(rules)}))
    change = _change(files, names)
    engine = semgrep.find(None)

    def native() -> None:
        report = asyncio.run(scan(engine, folder, change))
        assert not [gap for gap in report.gaps if gap.start_line is None], report.gaps

    def ordinary() -> None:
        cli(code, "--config", "../rules.json", "--disable-nosem", "--", *names, home=home)

    native()
    pairs = [(timed(native), timed(ordinary)) for _ in range(runs)]
    return statistics.median(each[0] for each in pairs), statistics.median(each[1] for each in pairs)


def _change(files: list[Path], names: list[str]) -> Survey:
    texts = (file.read_text("utf-8", "replace").removesuffix("\n").split("\n") for file in files)
    return surveyed(*(new_file(name, *lines) for name, lines in zip(names, texts, strict=True)))


@contextmanager
def watched() -> Iterator[list[int]]:
    """Yield a list that ends with the largest resident size of an engine, in MiB, once the block is left."""
    largest, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for status in Path("/proc").glob("[0-9]*/status"):
                largest[0] = max(largest[0], _resident(status))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield largest
    finally:
        done.set()
        watching.join()


def _resident(status: Path) -> int:
    try:
        text = status.read_text()
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) // 1024 if found and "osemgrep" in text.split("\n", 1)[0] else 0


def main(runs: int, folder: Path | None) -> None:
    rules = rules_for(["python"] if folder is None else ["python", "javascript"])
    print(f"{len(rules)} rules, {runs} runs, sandbox: {semgrep.find(None).sandbox}")
    print("files     KB   engine s   ordinary s   ratio   MiB")
    for count in SIZES:
        files = sample(count, folder)
        with tempfile.TemporaryDirectory() as place, watched() as largest:
            native, ordinary = measure(files, runs, Path(place))
        size = sum(file.stat().st_size for file in files) / 1000
        print(f"{count:5} {size:6.0f} {native:10.3f} {ordinary:12.3f} {native / ordinary:7.3f} {largest[0]:5}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
