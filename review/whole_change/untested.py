"""Behaviour that changed without any test."""

from __future__ import annotations

import re

from review.models import Finding, LineKind, Severity
from review.report.wording import count
from review.whole_change.parts import Parts, logic, told

LEAST_LINES = 25  # of logic added; below, a change often has its tests already
LEAST_BRANCHES = 3
# Tests that live beside the code: Rust's, doctests, and a main guard that checks itself.
INLINE = re.compile(r"#\[(?:cfg\(test\)|test|tokio::test)|^\s*>>> |\bassert_eq!|^\s*(?:describe|it)\(")
BRANCH = re.compile(r"\s*(?:}\s*)?(?:if|elif|else if|for|while|case|except|catch|switch|match)\b")

TITLE = "Behaviour changes and no test does"
MESSAGE = (
    "{lines} of logic are new in {files}, {branches} among them, and the change touches no test. "
    "A test for the longest part, `{path}`, would show that it does what it is meant to."
)


def untested(parts: Parts) -> tuple[Finding, ...]:
    """Tell of logic with branches that came without a test; one finding for the change."""
    if parts.tests or _inline(parts):
        return ()
    gone = {line.text.strip() for part in parts.code for line in part.lines(LineKind.REMOVED)}
    # What only moved was tested, or not, where it came from.
    added = {part: [line for line in logic(part) if line.text.strip() not in gone] for part in parts.code}
    total = sum(len(lines) for lines in added.values())
    branches = sum(bool(BRANCH.match(line.text)) for lines in added.values() for line in lines)
    if total < LEAST_LINES or branches < LEAST_BRANCHES:
        return ()
    longest = max(parts.code, key=lambda part: len(added[part]))
    message = MESSAGE.format(
        lines=count(total, "line"),
        files=count(sum(bool(lines) for lines in added.values()), "file"),
        branches=f"{branches:,} branches",
        path=longest.path.replace("`", "'"),
    )
    return (told("untested", Severity.LOW, "tests", TITLE, message, longest, added[longest][0]),)


def _inline(parts: Parts) -> bool:
    return any(INLINE.search(line.text[:200]) for part in parts.code for line in part.lines(LineKind.ADDED))
