"""A changed file with whole sources, and a model's finding on it that brings code."""

from __future__ import annotations

from dataclasses import replace

from review.models import (
    Change,
    Diff,
    FileDiff,
    FileKind,
    FileStatus,
    Finding,
    Hunk,
    Line,
    LineKind,
    Location,
    ScanTarget,
    Side,
    Source,
)
from review.survey import Survey
from tests.review.made import finding

PATH = "shop/cart.py"
HEAD = """\
import os


class Cart:
    def total(self):
        total = 0
        for item in self.items:
            total += item.price
        return total / len(self.items)

    def clear(self):
        self.items = []
"""
HUNK = (5, 10)  # lines of the head that the diff shows
ADDED = (7, 8, 9)


def surveyed(head: str = HEAD, path: str = PATH, language: str | None = "python", **other: object) -> Survey:
    lines = head.split("\n")
    shown = tuple(
        Line(LineKind.ADDED, None, number, lines[number - 1])
        if number in ADDED
        else Line(LineKind.CONTEXT, number, number, lines[number - 1])
        for number in range(HUNK[0], HUNK[1] + 1)
    )
    hunk = Hunk(5, len(shown) - len(ADDED), 5, len(shown), "", shown)
    file = FileDiff(path, None, FileStatus.MODIFIED, "100644", "100644", False, 3, 0, (hunk,))
    source = replace(Source(path, b"", head.encode()), **other)  # type: ignore[arg-type]  # tests name its fields
    target = ScanTarget(path, Side.RIGHT, language or "", head.encode())
    return Survey(
        Change(None, None, None, Diff((file,)), {path: source}),
        {path: FileKind.SOURCE},
        {path: language},
        {},
        (target,),
    )


def suggesting(text: str, start: int = 9, end: int | None = None, head: str = HEAD, **other: object) -> Finding:
    """Return a finding that quotes these lines of the head and would put `text` in their place."""
    end = start if end is None else end
    code = "\n".join(line for line in head.split("\n")[start - 1 : end] if line.strip())
    made = finding(PATH, start, code, source="model", rule_id="model", suggestion=text, category="correctness")
    return replace(made, **{"location": Location(PATH, start, end), **other})  # type: ignore[arg-type]
