"""All figures in one table: `python -m tests.benchmarks`; each row names the command that gives more of it.

`python -m tests.benchmarks NAME [...]` runs one part at its full length; the last of them are run by name only.
"""

from __future__ import annotations

import asyncio
import runpy
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tests.benchmarks import (
    at_once,
    concluding,
    diff_parsing,
    inbox,
    planning,
    questions,
    review_cli,
    scan,
    sdk_imports,
    web,
    webhook,
)
from tests.benchmarks.figures import Figure, load, show

INBOX_SECONDS = 1.0
SCAN_FILES, SCAN_RUNS = 10, 3
SCAN_COMMAND = "python -m tests.benchmarks.scan"
INBOX_COMMAND = "python -m tests.benchmarks.inbox"
DIFF_COMMAND = "python -m tests.benchmarks.diff_parsing"

NAMED = (
    "webhook",
    "review_cli",
    "web",
    "inbox",
    "scan",
    "diff_parsing",
    "questions",
    "at_once",
    "sdk_imports",
    "planning",
    "concluding",
)
BY_NAME_ONLY = (
    *("ingest", "wakeup", "flight", "stored", "soak", "compression"),
    *("graph", "indexing", "indexing_repository", "mining", "anomaly", "reviewers", "risk", "around"),
)


def deliveries() -> list[Figure]:
    """Measure the inbox on SQLite; the command does PostgreSQL too."""
    with tempfile.TemporaryDirectory() as folder:
        measured = asyncio.run(inbox.measure("SQLite", f"sqlite:///{Path(folder) / 'inbox.db'}", INBOX_SECONDS))
    said = f"{measured.per_second:.0f} a second, median {measured.median_ms:.0f} ms"
    return [Figure("deliveries made durable, SQLite, 32 callers", "", said, INBOX_COMMAND)]


def engine() -> list[Figure]:
    """Measure the scan of ten files beside the ordinary program's."""
    with tempfile.TemporaryDirectory() as folder:
        ours, ordinary = scan.measure(scan.sample(SCAN_FILES), SCAN_RUNS, Path(folder))
    said = f"{ours:.2f} s to {ordinary:.2f} s, ratio {ours / ordinary:.2f}"
    return [Figure(f"scan of {SCAN_FILES} Python files to the ordinary semgrep's", "", said, SCAN_COMMAND)]


def diffs() -> list[Figure]:
    """Measure the reading of a large diff beside plain unidiff."""
    ours, theirs = (diff_parsing.measured(name) for name in ("1M lines, one small file read", "1M lines, unidiff"))
    said = f"{ours[0]:.2f} s, {ours[1]:.0f} MiB to {theirs[0]:.2f} s, {theirs[1]:.0f} MiB: {ours[0] / theirs[0]:.3f}"
    return [Figure("reading one small file of a million-line diff to unidiff", "", said, DIFF_COMMAND)]


PARTS: tuple[Callable[[], list[Figure]], ...] = (
    webhook.measure,
    review_cli.measure,
    web.measure,
    deliveries,
    engine,
    diffs,
    questions.measure,
    at_once.measure,
    sdk_imports.measure,
    planning.measure,
    concluding.measure,
)


def main() -> None:
    """Measure the named part, else the short ones one after the other, and print the table."""
    if len(sys.argv) > 1:
        name = sys.argv.pop(1)
        if name not in NAMED + BY_NAME_ONLY:
            raise SystemExit(f"no such benchmark: {name}; there are {', '.join(NAMED + BY_NAME_ONLY)}")
        runpy.run_module(f"tests.benchmarks.{name}", run_name="__main__", alter_sys=True)
        return
    progress = Console(stderr=True, highlight=False)
    figures = []
    for number, part in enumerate(PARTS, 1):
        progress.print(f"figures: {number} of {len(PARTS)}, {load()}", style="dim")
        figures += part()
    show(figures)


if __name__ == "__main__":
    main()
