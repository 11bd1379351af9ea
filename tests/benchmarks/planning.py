"""What planning costs: from a fetched change to the questions, in a process of its own as in a worker.

Usage: python -m tests.benchmarks planning [--runs 5]

The code is that of Python's own library, in a real git repository that is read as a review reads it. A process started
for each run is given the fetched change as a worker's pool gives it, and runs `survey` and `pack` with every check but
the scan engine's: parsing, classifying, secrets, unicode, ranking, packing, writing the questions. CPU is that of the
process over the two steps, the memory its peak (VmHWM) with interpreter, imports and the change itself. Then a plan is
held to its word: each file is in the coverage, what is not read whole has a reason, and what is, is in the questions.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from app.git.local import LocalRepository
from review.models import CoverageStatus, FetchedChange, Knowledge, LineKind, ScanReport
from review.pack import READING, Pack, pack
from review.policy import Policy
from review.prompts.packing import MAX_QUESTIONS
from review.survey import Survey, survey
from tests.benchmarks.figures import Figure, load, show
from tests.benchmarks.machine import most_resident_mib

COMMAND = "python -m tests.benchmarks planning"
RUNS = 5
CPU_S, MIB = 2.0, 300
HUNK, STEP = 5, 12  # lines that each edit replaces, and from one edit to the next
KNOWN = Knowledge(b"k" * 32, models_configured=True)
SCANNED = ScanReport("none", (), ())
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


@dataclass(frozen=True, slots=True)
class Size:
    """A change to make: so many files, each with so many changed lines, or one new file with so many."""

    name: str
    files: int
    lines: int
    new: bool = False


SIZES = (
    Size("500 files, 50,000 changed lines", 500, 100),
    Size("3,000 files, 60,000 changed lines", 3_000, 20),
    Size("one new file of 40,000 lines", 1, 40_000, new=True),
)
GOAL = SIZES[0]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one process measured, and what came out."""

    survey_s: float
    pack_s: float
    mib: float
    questions: int
    read: int
    in_part: int
    listed: int

    @property
    def cpu_s(self) -> float:
        """Return the CPU seconds of both steps."""
        return self.survey_s + self.pack_s


def fetched(size: Size, folder: Path) -> FetchedChange:
    """Make the change as two commits and read it as the command line does."""
    _git(folder, "init", "-q", "-b", "main")
    base, head = _texts(size)
    ids = []
    for files in (base, head):
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        _git(folder, "add", "-A")
        _git(folder, *IDENTITY, "commit", "-q", "--allow-empty", "-m", "Code")
        ids.append(_git(folder, "rev-parse", "HEAD"))
    return asyncio.run(_read(folder, *ids))


async def _read(folder: Path, base: str, head: str) -> FetchedChange:
    return await (await LocalRepository.open(folder)).change(base, head)


def _texts(size: Size) -> tuple[dict[str, str], dict[str, str]]:
    modules = _library()
    if size.new:
        lines = [line for text in modules for line in text]
        return {}, {"library.py": "\n".join(lines[: size.lines]) + "\n"}
    base, head = {}, {}
    edits = size.lines // (2 * HUNK)
    long_enough = [lines for lines in modules if len(lines) > edits * STEP]
    for number in range(size.files):
        lines = long_enough[number % len(long_enough)]
        other = long_enough[(number + 1) % len(long_enough)]
        path = f"library/part{number % 40}/module{number}.py"
        base[path] = "\n".join(lines) + "\n"
        head[path] = "\n".join(_edited(lines, other, edits)) + "\n"
    return base, head


def _library() -> list[list[str]]:
    """Return the lines of the standard library's modules, in the order of their names."""
    root = Path(sysconfig.get_path("stdlib"))
    files = sorted(file for file in root.rglob("*.py") if "site-packages" not in file.parts)
    texts = (file.read_bytes() for file in files)
    return [text.decode().splitlines() for text in texts if text.isascii() and 4_000 < len(text) < 60_000]


def _edited(lines: Sequence[str], other: Sequence[str], edits: int) -> list[str]:
    """Replace stretches of one module with what stands at the same place of another, marked so that no line is kept."""
    made = list(lines)
    for edit in range(edits):
        at = edit * STEP + 3
        made[at : at + HUNK] = [f"{other[at + row]}  # row {at + row}" for row in range(HUNK)]
    return made


def planned(change: FetchedChange) -> Planned:
    """Plan in this process, which has done nothing before, and tell what that took."""
    start = time.process_time()
    surveyed = survey(change, None, Policy())
    parsed = time.process_time()
    packed = pack(surveyed, SCANNED, KNOWN, Policy())
    end = time.process_time()
    assert not surveyed.unread, surveyed.unread
    return Planned(parsed - start, end - parsed, most_resident_mib(os.getpid()), *_held_to_its_word(surveyed, packed))


def _held_to_its_word(surveyed: Survey, packed: Pack) -> tuple[int, int, int, int]:
    """Return how many questions there are, and how many files are read, read in part and only listed; insist on it."""
    asked = "\n".join(prompt.user for prompt in packed.prompts).split("\n")
    rows = {row.path: row for row in packed.coverage if row.check == READING}
    assert rows.keys() == {file.path for file in surveyed.change.diff.files}
    assert len(packed.prompts) <= MAX_QUESTIONS
    in_questions = {path for prompt in packed.prompts for path in prompt.paths}
    whole = {path for path, row in rows.items() if row.status is CoverageStatus.SCANNED}
    assert whole <= in_questions
    assert all(rows[path].reason for path in rows.keys() - whole)
    added = sum(
        line.kind is LineKind.ADDED
        for file in surveyed.change.diff.files
        if file.path in whole
        for hunk in file.hunks
        for line in hunk.lines
    )
    assert added <= sum("+|" in line[:12] for line in asked) or not whole
    in_part = in_questions - whole
    return len(packed.prompts), len(whole), len(in_part), len(rows.keys() - in_questions)


def measure(runs: int = RUNS) -> list[Figure]:
    """Plan every size so many times, each in a process of its own, and return the medians."""
    figures = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="diffdiver-planning-") as folder:
            change = fetched(size, Path(folder))
        figures.append(_figure(size, [_in_a_process(change) for _ in range(runs)]))
    return figures


def _in_a_process(change: FetchedChange) -> Planned:
    from tests.benchmarks import planning  # run as the program itself, its own names mean nothing to a new process

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(planning.planned, change).result()


def _figure(size: Size, found: Sequence[Planned]) -> Figure:
    cpu = [one.cpu_s for one in found]
    peak = max(one.mib for one in found)
    last = found[-1]
    said = (
        f"CPU median {statistics.median(cpu):.2f} s, worst {max(cpu):.2f} "
        f"(survey {statistics.median(one.survey_s for one in found):.2f}, "
        f"pack {statistics.median(one.pack_s for one in found):.2f}), peak {peak:.0f} MiB; {last.questions} questions, "
        f"{last.read} files read whole, {last.in_part} in part, {last.listed} listed as not read; "
        f"n={len(found)}, {load()}"
    )
    if size is not GOAL:
        return Figure(f"planning {size.name}", "every file accounted for", said, COMMAND)
    reached = statistics.median(cpu) < CPU_S and peak < MIB
    return Figure(f"planning {size.name}", f"< {CPU_S:.0f} s CPU, < {MIB} MB", said, COMMAND, reached)


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True).stdout.strip()


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--runs", type=int, default=RUNS)
    show(measure(parser.parse_args(arguments).runs))


if __name__ == "__main__":
    main(sys.argv[1:])
