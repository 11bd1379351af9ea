"""A title or a description that the change contradicts. What somebody wrote is quoted and never obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from review.models import FileStatus, Finding, Line, LineKind, Severity
from review.report.wording import count
from review.whole_change.parts import MAX_LINE, Part, Parts, logic, told

MAX_BODY = 20_000
LEAST_LOGIC = 3
# https://www.conventionalcommits.org/en/v1.0.0/
PREFIX = re.compile(r"\s{0,9}(docs?|tests?|typos?)(?:\([^()]{0,50}\))?: ", re.IGNORECASE)
# A ticked box of a template that says in the past tense what only a test file can show.
TICKED = re.compile(
    r"[-*+] \[[xX]\] .{0,60}\b(?:added|wrote|written|updated|includes?)\b.{0,30}\btests?\b|"
    r"[-*+] \[[xX]\] .{0,60}\btests?\b.{0,40}\b(?:added|written|updated|included)\b",
    re.IGNORECASE,
)
UNLESS = re.compile(r"\bn/?a\b|\bnot\b|\bno\b|\bif\b|n't\b|\bwhere\b|\bwhen\b|\bor\b", re.IGNORECASE)

KIND = {"d": "documentation only", "t": "tests only"}
TITLE = "The title says {kind}, and code changes"
MESSAGE = "The title begins with `{prefix}`, and {lines} of logic change outside of it, first in `{path}`."
TESTS_TITLE = "The description says that tests were added, and the change has none"
TESTS_MESSAGE = "Ticked in the description: `{line}`. No test file is in the change, and `{path}` changes logic."


def mismatches(parts: Parts) -> tuple[Finding, ...]:
    """Compare title and ticked boxes with what changed; a local review has neither."""
    return tuple(_mismatches(parts))


def _mismatches(parts: Parts) -> Iterator[Finding]:
    pull_request = parts.pull_request
    if pull_request is None:
        return
    prefix, ticked = PREFIX.match(pull_request.title[:MAX_LINE]), _ticked(pull_request.body)
    changed = _changed(parts) if prefix or ticked else []
    total = sum(len(lines) for _, lines in changed)
    if total < LEAST_LOGIC:
        return
    part, lines = changed[0]
    if prefix:
        said = prefix[1].lower()
        kind = "a typo" if said.startswith("typo") else KIND[said[0]]
        message = MESSAGE.format(prefix=f"{said}:", lines=count(total, "line"), path=_shown(part))
        yield told("description", Severity.LOW, "documentation", TITLE.format(kind=kind), message, part, lines[0])
    if ticked and not parts.tests and not _tests_inside(changed):
        message = TESTS_MESSAGE.format(line=ticked.replace("`", "'"), path=_shown(part))
        yield told("ticked", Severity.LOW, "tests", TESTS_TITLE, message, part, lines[0])


def _changed(parts: Parts) -> list[tuple[Part, list[Line]]]:
    moved = FileStatus.RENAMED
    return [(part, lines) for part in parts.code if part.file.status is not moved and (lines := logic(part))]


def _ticked(body: str) -> str:
    """Return the first ticked line that says without an if or a but that tests were added."""
    for line in body[:MAX_BODY].split("\n"):
        found = line.strip()[:200]
        if TICKED.match(found) and not UNLESS.search(found):
            return found
    return ""


def _tests_inside(changed: Sequence[tuple[Part, object]]) -> bool:
    """Say whether the code itself speaks of tests, as where they stand beside it."""
    return any("test" in line.text[:200].lower() for part, _ in changed for line in part.lines(LineKind.ADDED))


def _shown(part: Part) -> str:
    return part.path.replace("`", "'")
