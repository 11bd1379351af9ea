"""A process that reads files for the index: one after the other from its input, an answer for each on its output.

Run as `python -m app.index.child`. It dies of a file that crashes a parser, takes too long or too much memory; who
started it sees which file that was, for its answer is missing.
"""

from __future__ import annotations

import os
import resource
import signal
import struct
import sys
from typing import BinaryIO

from review.anomaly.beside import measure
from review.code.facts import facts_of
from review.code.stored import encode, refuse

HELLO = b"ready\n"
# Lengths of the language and the code; then of an answer.
FILE = struct.Struct("<HI")
ANSWER = struct.Struct("<I")
MEMORY_BYTES = 1 << 30
CPU_S = 5.0
NICER = 10  # reviews go first
TOO_MUCH_MEMORY = "its parser ran out of memory"
NOT_PARSED = "no parser reads it, or it is not such as people write"


def main() -> None:
    """Read files until there are no more."""
    _limit()
    files, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(HELLO)
    answers.flush()
    while head := files.read(FILE.size):
        length, size = FILE.unpack(head)
        language = files.read(length).decode("ascii")
        # Processor time, which no busy machine takes from it, and the parser's C code cannot put it off.
        signal.setitimer(signal.ITIMER_PROF, CPU_S)
        answer = _answer(files.read(size), language)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(answers, answer)


def _answer(code: bytes, language: str) -> bytes:
    try:
        facts = facts_of(code, language, fragile=True)
        return refuse(NOT_PARSED) if facts is None else encode(facts, measure(code, facts))
    except MemoryError:
        return refuse(TOO_MUCH_MEMORY)


def _write(answers: BinaryIO, answer: bytes) -> None:
    answers.write(ANSWER.pack(len(answer)) + answer)
    answers.flush()


def _limit() -> None:
    """Bound the memory, write no core, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICER)


if __name__ == "__main__":
    main()
