"""Many questions in flight at once in one worker.

Usage: python -m tests.benchmarks at_once [--questions 200] [--delay 5]

A process asks them all at the same moment through the whole composition, on a real Redis and a ledger in SQLite, over
real HTTP to a stand-in in another process, which keeps every answer back for `delay` seconds and counts how many
requests it has at once. Resident memory is what the kernel says: before, when one question was answered, and at most.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from providers.base import OK
from tests.benchmarks import machine
from tests.benchmarks.composed import composed, links_to, question, redis_server
from tests.benchmarks.figures import Figure, load, show
from tests.benchmarks.model_server import model_server, peak

COMMAND = "python -m tests.benchmarks at_once"
# Longer than it takes to send them all on a busy machine, so that the last one is there before the first is answered.
QUESTIONS, DELAY_S = 200, 5.0
TIMEOUT_S = 180.0
WIRES = ("openai", "anthropic")


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of them: how many were answered, in which time, and what it took."""

    done: int
    seconds: float
    cpu_s: float
    before_mib: float
    peak_mib: float


async def ask_all(folder: Path, url: str, wire: str, questions: int, *, streamed: bool) -> Answered:
    """Ask them all at once in this process."""
    async with composed(folder, links_to(wire, url, streamed=streamed), "SQLite") as asking:
        await asking.provider.complete(question(0), timeout=TIMEOUT_S)
        asked = [question(number) for number in range(1, questions + 1)]
        pid = os.getpid()
        before, start, cpu = machine.resident_mib(pid), time.perf_counter(), time.process_time()
        answers = await asyncio.gather(
            *(asking.provider.complete(each, timeout=TIMEOUT_S) for each in asked), return_exceptions=True
        )
        took, spent = time.perf_counter() - start, time.process_time() - cpu
    done = [answer for answer in answers if not isinstance(answer, BaseException) and answer.attempts[-1].outcome == OK]
    return Answered(len(done), took, spent, before, machine.most_resident_mib(pid))


def measure(questions: int = QUESTIONS, delay_s: float = DELAY_S) -> list[Figure]:
    """Ask over both wires, streamed and not, each in a process of its own."""
    return [_fly(wire, questions, delay_s, streamed=streamed) for wire in WIRES for streamed in (True, False)]


def _fly(wire: str, questions: int, delay_s: float, *, streamed: bool) -> Figure:
    with tempfile.TemporaryDirectory(prefix="diffdiver-figures-") as name:
        folder = Path(name)
        with redis_server(folder), model_server(folder, delay_s) as url:
            form = "streamed" if streamed else "whole"
            argv = [sys.executable, "-m", "tests.benchmarks.at_once", "--child", name, url, wire, form, str(questions)]
            run = subprocess.run(argv, stdout=subprocess.PIPE, check=True)
            answered, most = Answered(**json.loads(run.stdout)), peak(url)
    said = (
        f"{answered.done} done, {most} at once, in {answered.seconds:.1f} s of which {delay_s:.0f} are the provider's; "
        f"CPU {answered.cpu_s:.1f} s; {answered.before_mib:.0f} MiB before, {answered.peak_mib:.0f} at most; {load()}"
    )
    title = f"{questions} questions at once in one worker, {wire}, {form}"
    return Figure(title, "all done", said, COMMAND, answered.done == questions)


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    if arguments[:1] == ["--child"]:
        folder, url, wire, form, questions = arguments[1:]
        answered = asyncio.run(ask_all(Path(folder), url, wire, int(questions), streamed=form == "streamed"))
        print(json.dumps(asdict(answered)))
        return
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--delay", type=float, default=DELAY_S)
    options = parser.parse_args(arguments)
    show(measure(options.questions, options.delay))


if __name__ == "__main__":
    main(sys.argv[1:])
