"""Findings and cases for tests of the evaluation."""

from __future__ import annotations

from review.evaluation.cases import Case, Expected, Spot
from review.models import Fate, FateKind, Finding, Location, Severity, Side


def finding(
    path: str = "a.py",
    start: int = 1,
    end: int | None = None,
    *,
    category: str = "correctness",
    source: str = "model",
    fate: FateKind = FateKind.POSTED,
    side: Side = Side.RIGHT,
) -> Finding:
    """Return a finding that a person gets to read, unless its fate says otherwise."""
    return Finding(
        source=source,
        rule_id=source,
        severity=Severity.MEDIUM,
        category=category,
        cwe=(),
        confidence=0.8,
        title=f"{path}:{start}",
        message="It is wrong.",
        location=Location(path, start, start if end is None else end, side),
        evidence="",
        suggestion=None,
        fingerprint="",
        fate=Fate(fate, "a test"),
    )


def expected(
    path: str = "a.py", start: int | None = 1, end: int | None = None, category: str = "correctness"
) -> Expected:
    return Expected(Spot(path, start, start if end is None else end), f"{path}:{start}", category)


def case(*expect: Expected, clean: tuple[Spot, ...] = (), name: str = "one", kind: str = "defects") -> Case:
    return Case(name, expect, clean, diff="", kind=kind, language="python")
