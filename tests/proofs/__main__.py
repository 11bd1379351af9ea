"""Fuzz the parsers for a while: `python -m tests.proofs [--seconds N] [--seed N] [PARSER ...]`.

With atheris installed (`pip install atheris`; it is no dependency) `--atheris PARSER` has it look for new branches.
Every finding is printed with its bytes, so that it can become a test. Exit status: 1 if there was one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from contextlib import suppress

from tests.proofs.parsers import PARSERS, Parser
from tests.proofs.test_parsers import CHUNKS, LIMIT_S


def mutate(source: random.Random, parser: Parser) -> bytes:
    """Change a sample in a few places."""
    data = source.choice(parser.seeds)
    for _ in range(source.randint(1, 8)):
        at = source.randint(0, len(data))
        until = min(len(data), at + source.choice((0, 0, 1, 4, 40)))
        put = source.choice((source.choice(CHUNKS), source.randbytes(source.randint(0, 4)), data[at:until] * 2))
        data = data[:at] + put + data[until:]
    return data


def tried(name: str, data: bytes) -> bool:
    """Say whether the parser behaves, and print the bytes when it does not."""
    parser, began = PARSERS[name], time.perf_counter()
    try:
        with suppress(*parser.declared):
            parser.read(data)
    except Exception:  # noqa: BLE001  # whatever it is, it is the finding
        print(f"{name}: {data!r}\n{traceback.format_exc()}")
        return False
    took_s = time.perf_counter() - began
    if took_s > LIMIT_S:
        print(f"{name}: took {took_s:.1f} s for {data!r}")
    return took_s <= LIMIT_S


def fuzz(name: str, seconds: float, seed: int) -> bool:
    """Run one parser for so long; stop at the first finding."""
    source, count, end = random.Random(seed), 0, time.monotonic() + seconds
    fine = True
    while fine and time.monotonic() < end:
        fine = tried(name, mutate(source, PARSERS[name]))
        count += 1
    print(f"{name}: {count} inputs, {'only declared errors' if fine else 'A FINDING'}", flush=True)
    return fine


def guided(name: str, seconds: float) -> None:
    """Hand the parser to atheris; it ends the process itself."""
    import atheris  # type: ignore[import-untyped]  # optional, see above

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={int(seconds)}"], lambda data: tried(name, data) or sys.exit(1))
    atheris.Fuzz()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs")
    parser.add_argument("parsers", nargs="*", choices=[*PARSERS, []], help="all unless named")
    parser.add_argument("--seconds", type=float, default=30.0, help="for each parser")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true")
    given = parser.parse_args()
    names = given.parsers or list(PARSERS)
    if given.atheris:
        guided(names[0], given.seconds)
    fine = [fuzz(name, given.seconds, given.seed) for name in names]
    sys.exit(not all(fine))


if __name__ == "__main__":
    main()
