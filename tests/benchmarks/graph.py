"""Processor time, memory and size of the graph of a large repository, and of what a push needs of it.

Usage: python -m tests.benchmarks.graph [GIT_DIR ...]

Without a repository one of 10,000 Python files is made, with some 130,000 definitions and 500,000 calls. The build runs
in a process of its own, so that its peak memory is its own; that holds the facts too, about half of it. A push changes
20 files: a decode, an update and an impact. Times are of the processor, as the machine may be busy.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from app.index.local import facts_of_tree
from review.code.facts import facts_of
from review.graph.building import build
from review.graph.impact import Touched, impact
from review.graph.stored import decode, encode
from review.graph.updating import update
from review.models.code import FileFacts
from tests.benchmarks.figures import Figure, load, show

COMMAND = "python -m tests.benchmarks.graph"
FILES, CLASSES, METHODS, FUNCTIONS, IMPORTED = 10_000, 2, 4, 3, 6
PUSHES, TOUCHED = 10, 20
BUILD_S, BUILD_MIB, DECODE_MS, IMPACT_MS, PUSH_MS = 10, 700, 100, 50, 300


def code_of(number: int, chance: random.Random) -> str:
    """Return a module that calls itself, its classes and some of the modules that it imports."""
    others = [int(chance.paretovariate(0.3)) % FILES for _ in range(IMPORTED)]
    lines = [f"from package{other % 200}.module_{other} import run_{other}_0, Kind_{other}_0" for other in others]
    for at in range(CLASSES):
        base = f"(Kind_{others[at]}_0)" if at else ""
        lines.append(f"class Kind_{number}_{at}{base}:")
        for method in range(METHODS):
            lines.append(f"    def do_{method}(self, rows: Kind_{others[2]}_0, deep=1):")
            lines.append(
                f"        self.do_{(method + 1) % METHODS}(rows); rows.do_1(deep); len(rows); x = rows.other(1)"
            )
            lines.append(f"        return run_{others[method % IMPORTED]}_0(self.do_{method}(x), str(deep))")
    for at in range(FUNCTIONS):
        called = ", ".join(f"run_{other}_0({at})" for other in others)
        lines.append(
            f"def run_{number}_{at}(value):\n    kind = Kind_{number}_0()\n    return [{called}, kind.do_2(value)]"
        )
    return "\n".join(lines) + "\n"


def made() -> Mapping[str, FileFacts]:
    """Return the facts of the repository that is made."""
    chance = random.Random(3)
    found: dict[str, FileFacts] = {}
    for number in range(FILES):
        facts = facts_of(code_of(number, chance).encode(), "python")
        assert facts is not None
        found[f"package{number % 200}/module_{number}.py"] = facts
    for folder in range(200):
        empty = facts_of(b"", "python")
        assert empty is not None
        found[f"package{folder}/__init__.py"] = empty
    return found


def facts(git_dir: str) -> Mapping[str, FileFacts]:
    """Return the facts of a repository, or of the one that is made."""
    return dict(asyncio.run(facts_of_tree(Path(git_dir)))) if git_dir else made()


def print_build(git_dir: str, kept: str) -> None:
    """Build and keep the graph, and print what it took."""
    read = facts(git_dir)
    before = peak()
    start = time.process_time()
    graph = build(read)
    seconds = time.process_time() - start
    Path(kept).write_bytes(encode(graph))
    calls = sum(len(each.calls) for each in read.values())
    print(seconds, before, peak(), calls, len(read))


def peak() -> float:
    """Return the highest memory of this process in MiB; not ru_maxrss, which begins with what the parent had."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def median_ms(run: Callable[[], object]) -> float:
    """Return the median processor time of some runs in milliseconds."""
    taken = []
    for _ in range(PUSHES):
        start = time.process_time()
        run()
        taken.append((time.process_time() - start) * 1_000)
    return statistics.median(taken)


def push(data: bytes, read: Mapping[str, FileFacts]) -> tuple[float, float, float]:
    """Return the milliseconds of a decode, of an update with 20 changed files, and of their impact."""
    base = decode(data)
    chance = random.Random(1)
    paths = chance.sample(sorted(path for path, each in read.items() if each.definitions), TOUCHED)
    changed = {path: dataclasses.replace(read[path], definitions=read[path].definitions, errors=()) for path in paths}
    lines = {path: ((one.start, one.end),) for path in paths for one in read[path].definitions[:2]}
    touched = {path: Touched(each, each) for path, each in lines.items()}
    head = update(base, changed)
    return (
        median_ms(lambda: decode(data)),
        median_ms(lambda: update(base, changed)),
        median_ms(lambda: impact(base, head, touched)),
    )


def measure(git_dir: str, kept: Path) -> list[Figure]:
    """Measure one repository."""
    argv = [sys.executable, "-m", "tests.benchmarks.graph", "--build", git_dir, str(kept)]
    seconds, before, after, calls, files = map(
        float, subprocess.run(argv, capture_output=True, check=True, text=True).stdout.split()
    )
    data = kept.read_bytes()
    graph = decode(data)
    said = (
        f"{files:.0f} files, {len(graph.definitions.name)} definitions, {calls:.0f} calls, {len(graph.calls.to)} edges"
    )
    decoding, updating, reaching = push(data, facts(git_dir))
    name = Path(git_dir).parent.name if git_dir else "made"
    return [
        Figure(f"graph of {name}: {said}", f"{BUILD_S} s", f"{seconds:.1f} s", COMMAND),
        Figure(
            f"graph of {name}: memory with the facts, of them {before:.0f}",
            f"{BUILD_MIB} MiB",
            f"{after:.0f} MiB",
            COMMAND,
        ),
        Figure(f"graph of {name}: size", "", f"{len(data) / (1 << 20):.1f} MiB", COMMAND),
        Figure(f"graph of {name}: decode", f"{DECODE_MS} ms", f"{decoding:.1f} ms", COMMAND),
        Figure(f"graph of {name}: impact of {TOUCHED} files", f"{IMPACT_MS} ms", f"{reaching:.1f} ms", COMMAND),
        Figure(
            f"graph of {name}: decode, update, impact",
            f"{PUSH_MS} ms",
            f"{decoding + updating + reaching:.0f} ms",
            COMMAND,
        ),
    ]


def main() -> None:
    """Measure the repositories named, or the one that is made."""
    if sys.argv[1:2] == ["--build"]:
        print_build(*sys.argv[2:4])
        return
    with tempfile.TemporaryDirectory() as folder:
        for git_dir in sys.argv[1:] or [""]:
            show(measure(git_dir, Path(folder) / "graph"))
    print(load())


if __name__ == "__main__":
    main()
