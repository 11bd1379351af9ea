"""What concluding costs: from the answers of the models to what is published, for 500 findings of a model.

Usage: python -m tests.benchmarks concluding [--runs 20]

A pull request of 50 Python files with twelve questions, and answers to them that hold 500 findings on true lines: 20
titles that come back in all files, so that there is much to cluster, each seventh with wrong code, so that it has to be
looked for and is dropped, each third with a suggestion. Timed are `judge` (reading, evidence, fingerprints) and
`conclude` (clustering, fates, comments, both check runs, summary), by the processor time of the process, which other
programs disturb less than the clock. Each finding must come out with a fate.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial

from review.conclude import conclude
from review.diff.fragments import fetched_from_patch
from review.judge import judge
from review.models import Answer, Knowledge, Prompt, ScanReport
from review.pack import Pack, pack
from review.policy import Policy
from review.survey import Survey, survey
from tests.benchmarks.figures import Figure, distribution, load, show
from tests.review.made import PULL_REQUEST, new_file

COMMAND = "python -m tests.benchmarks concluding"
RUNS = 20
TARGET_MS = 200
FILES, FINDINGS, MATTERS, ROWS = 50, 500, 20, 60
WRONG, SUGGESTED = 7, 3
KNOWN = Knowledge(b"k" * 32, models_configured=True)
SCANNED = ScanReport("none", (), ())
POLICY = Policy()
WORDS = [
    "total",
    "order",
    "price",
    "discount",
    "account",
    "session",
    "cursor",
    "buffer",
    "socket",
    "parser",
    "header",
    "worker",
    "ticket",
    "invoice",
    "cache",
]
FAULTS = ["overflows", "leaks", "races", "truncates", "rounds"]
CATEGORIES = ("correctness", "security", "concurrency", "resources", "performance")
SEVERITIES = ("critical", "high", "medium", "low", "info")


def prepared() -> tuple[Survey, Pack, tuple[Answer, ...]]:
    """Return a packed change and the answers to its questions, with 500 findings together."""
    patch = "".join(new_file(f"shop/part{number:02}.py", *_code(number)) for number in range(FILES))
    surveyed = survey(fetched_from_patch(patch.encode()), PULL_REQUEST, POLICY)
    packed = pack(surveyed, SCANNED, KNOWN, POLICY)
    assert {path for prompt in packed.prompts for path in prompt.paths} == {f.path for f in surveyed.change.diff.files}
    return surveyed, packed, tuple(_answer(prompt) for prompt in packed.prompts)


def _code(number: int) -> Iterator[str]:
    for row in range(ROWS):
        word = WORDS[(number + row) % len(WORDS)]
        yield f"def {word}_{row}({word}):" if row % 6 == 0 else f"    {word}_{row} = read_{word}({number}, {row})"


def _answer(prompt: Prompt) -> Answer:
    found = [_finding(path, number) for path in prompt.paths for number in range(FINDINGS // FILES)]
    return Answer(prompt.id, json.dumps({"findings": found}), "model", cut_off=False)


def _finding(path: str, number: int) -> dict[str, object]:
    part = int(path.removesuffix(".py")[-2:])
    which = part * (FINDINGS // FILES) + number
    row = number * 6 + 1 + part % 5
    code = list(_code(part))[row]
    matter = which % MATTERS
    word, fault = WORDS[matter % len(WORDS)], FAULTS[matter % len(FAULTS)]
    return {
        "path": path,
        "start_line": row + 1,
        "end_line": row + 1,
        "quoted_code": code if which % WRONG else f"{code} or missing_{which}(value)",
        "category": CATEGORIES[matter % len(CATEGORIES)],
        "severity": SEVERITIES[which % len(SEVERITIES)],
        "title": f"The {word} of a {WORDS[matter // 2]} {fault} when the {WORDS[-matter % len(WORDS)]} is empty",
        "message": f"With an empty {word} the call returns None, and the next line fails with a TypeError. " * 2,
        "why": "Whoever runs this sees a failure that names another place.",
        "suggestion": None if which % SUGGESTED else f"{code}  # checked",
        "fix": f"Check the {word} before it is used.",
        "test": None,
        "confidence": 0.5 + which % 5 / 10,
    }


def once(surveyed: Survey, packed: Pack, answers: Sequence[Answer]) -> tuple[float, float]:
    """Judge and conclude once; return the milliseconds of each."""
    start = time.process_time()
    judgement = judge(surveyed, packed, answers, {})
    judged = time.process_time()
    concluded = conclude(surveyed, packed, judgement, KNOWN, POLICY, ())
    end = time.process_time()
    found = [one for one in concluded.findings if one.source == "model"]
    assert len(found) == FINDINGS
    assert all(one.fate is not None and one.fate.reason for one in found)
    assert concluded.review.comments
    return (judged - start) * 1000, (end - judged) * 1000


def measure(runs: int = RUNS) -> list[Figure]:
    """Conclude so many times and return the distribution."""
    step = partial(once, *prepared())
    step()
    parts = [step() for _ in range(runs)]
    totals = [sum(part) for part in parts]
    judged, concluded = (statistics.median(part[which] for part in parts) for which in (0, 1))
    said = f"{distribution(totals)} (judge {judged:.0f}, conclude {concluded:.0f}); n={runs}, {load()}"
    reached = statistics.median(totals) < TARGET_MS
    return [Figure(f"concluding {FINDINGS} findings", f"median < {TARGET_MS} ms", said, COMMAND, reached)]


def main(arguments: Sequence[str]) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--runs", type=int, default=RUNS)
    show(measure(parser.parse_args(arguments).runs))


if __name__ == "__main__":
    main(sys.argv[1:])
