"""`python -m tests.chaos`: pull requests and faults at once, and then the question what GitHub shows in the end.

Prints what happened by kind; the last line has the counts that must be 0. With --unguarded the same run with the
guards off, which must go wrong, or the run proves nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.run import Result, Task, play

SHORT = {"events": 200, "faults": 100, "minutes": 2.6}
FULL = {"events": 2_000, "faults": 1_000, "minutes": 45.0}
LEASE_S = 5.0


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    task: Task
    keep: bool


def main() -> None:
    """Run once; exit with 1 when a count is not 0, or, with the guards off, when none that should be is."""
    options = _options()
    root = Path(tempfile.mkdtemp(prefix="diffdiver-chaos-"))
    logs = Path(tempfile.gettempdir()) / f"{root.name}-logs"
    try:
        result = asyncio.run(play(options.task, root, logs))
    finally:
        shutil.rmtree(root, ignore_errors=True)
    good = _proves(result) if options.task.unguarded else result.holds
    if not result.enough:
        print(
            "too little happened in this time for the run to prove much: give it more --minutes, or a quieter machine"
        )
    if good and not options.keep:
        shutil.rmtree(logs, ignore_errors=True)
    else:
        print(f"the logs of all processes are in {logs}")
    print(result.last_line(), flush=True)
    sys.exit(0 if good else 1)


def _proves(result: Result) -> bool:
    """Say whether the run without guards went as wrong as it must."""
    verdict = result.verdict
    if verdict.count("duplicated") and (verdict.count("lost") or verdict.count("stuck")):
        return True
    print("the run proves nothing: with the guards off there is no duplicate, or nothing lost or stuck")
    return False


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="200 events, 100 faults, under 3 minutes")
    parser.add_argument("--events", type=int, help="pull-request events at least (default 2000)")
    parser.add_argument("--faults", type=int, help="faults at least (default 1000)")
    parser.add_argument("--minutes", type=float, help="time for all of it (default 45)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--unguarded", action="store_true", help="the control run, with the guards off")
    parser.add_argument("--keep-logs", action="store_true", help="keep the processes' logs of a good run too")
    given = parser.parse_args()
    sizes = {name: getattr(given, name) or size for name, size in (SHORT if given.short else FULL).items()}
    task = Task(
        events=int(sizes["events"]),
        faults=int(sizes["faults"]),
        seconds=sizes["minutes"] * 60,
        seed=given.seed,
        workers=given.workers,
        lease_s=LEASE_S,
        unguarded=given.unguarded,
    )
    return Options(task, given.keep_logs)


if __name__ == "__main__":
    main()
