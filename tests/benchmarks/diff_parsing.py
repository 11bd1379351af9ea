"""Time and memory of reading large diffs, side by side with plain unidiff on the same text.

Usage: python -m tests.benchmarks.diff_parsing

Every measurement runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

from unidiff.patch import PatchSet

from review.diff.change import read_diff
from review.models import FetchedChange, FileStatus, TreeChange

LARGE, SMALL = "large.csv", "small.py"
FILE_LINES = 10_000
MODULE = "tests.benchmarks.diff_parsing"


def section(path: str, lines: int) -> bytes:
    """Make a file with a hunk of ten lines for every eight that change, about 40 bytes a line."""
    hunks = []
    for number in range(lines // 10):
        start = number * 20 + 1
        body = b" context line of some length, as they are\n" + b"-    removed = call(argument, other)\n" * 4
        body += b"+    added = call(argument, other, third)\n" * 4 + b" another line of context that follows\n"
        hunks.append(b"@@ -%d,6 +%d,6 @@ def function(argument):\n%s" % (start, start, body))
    return b"diff --git a/%b b/%b\n--- a/%b\n+++ b/%b\n" % ((path.encode(),) * 4) + b"".join(hunks)


def change(files: dict[str, int]) -> FetchedChange:
    """Make a change of files with so many diff lines each."""
    tree = tuple(TreeChange(p, None, FileStatus.MODIFIED, "100644", "100644", "a", "b") for p in files)
    counts: dict[str, tuple[int, int] | None] = {p: (n // 10 * 4, n // 10 * 4) for p, n in files.items()}
    return FetchedChange(None, None, tree, b"".join(section(*file) for file in files.items()), counts, {}, {})


MILLION = {f"{number}.csv": FILE_LINES for number in range(100)} | {SMALL: 50}
HUNDRED_THOUSAND = {f"{number}.py": FILE_LINES for number in range(10)}


def ours(files: dict[str, int], skip: tuple[str, ...] = ()) -> Callable[[FetchedChange], object]:
    """Read as the review does, and insist on agreement with the counts."""

    def read(fetched: FetchedChange) -> object:
        parsed = read_diff(fetched, skip=skip)
        assert not parsed.broken
        return parsed

    return read


def unidiff(fetched: FetchedChange) -> object:
    """Read as its documentation shows."""
    return PatchSet(fetched.patch.decode())


CASES: dict[str, tuple[dict[str, int], Callable[[FetchedChange], object]]] = {
    "nothing, 1M lines held": (MILLION, lambda fetched: fetched),
    "1M lines, one small file read": (MILLION, ours(MILLION, tuple(set(MILLION) - {SMALL}))),
    "1M lines, unidiff": (MILLION, unidiff),
    "nothing, 100k lines held": (HUNDRED_THOUSAND, lambda fetched: fetched),
    "100k lines, all read": (HUNDRED_THOUSAND, ours(HUNDRED_THOUSAND)),
    "100k lines, unidiff": (HUNDRED_THOUSAND, unidiff),
}


def measure(name: str) -> None:
    """Print seconds and peak MiB of one case."""
    files, read = CASES[name]
    fetched = change(files)
    started = time.perf_counter()
    result = read(fetched)
    seconds = time.perf_counter() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    del result


def measured(name: str) -> tuple[float, float]:
    """Measure one case in a child and return seconds and peak MiB."""
    out = subprocess.run([sys.executable, "-m", MODULE, name], capture_output=True, check=True, text=True)
    seconds, memory = map(float, out.stdout.split())
    return seconds, memory


def main() -> None:
    """Measure each case in a child and print the figures with their ratios to unidiff."""
    figures = {}
    for name in CASES:
        seconds, memory = figures[name] = measured(name)
        print(f"{name:32} {seconds * 1000:9.1f} ms {memory:7.0f} MiB peak")
    for size, ours_name in (("1M", "1M lines, one small file read"), ("100k", "100k lines, all read")):
        base = figures[f"nothing, {size} lines held"][1]
        mine, theirs = figures[ours_name], figures[f"{size} lines, unidiff"]
        print(f"{ours_name}: time {mine[0] / theirs[0]:.4f} of unidiff, "
              f"memory above the input {mine[1] - base:.0f} MiB to {theirs[1] - base:.0f} MiB")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
