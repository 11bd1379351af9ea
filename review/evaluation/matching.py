"""Which findings say what was expected: one to one, as many as can be, and why the others are wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from review.evaluation.cases import Case, Expected
from review.findings.invisible import portable
from review.models import FateKind, Finding
from review.models.finding import WHOLE_CHANGE

TOLERANCE = 2
# What a person gets to read; a finding with any other fate was kept from him.
SAID = frozenset({FateKind.POSTED, FateKind.SUMMARY, FateKind.REPORTED})
COMMENTED = frozenset({FateKind.POSTED, FateKind.REPORTED})

Pair = tuple[int, int]


class Wrong(StrEnum):
    """Why a finding counts as wrong: its place is known to be clean, its defect was told before, or nobody labelled it.

    The last may be a defect that the labels do not know.
    """

    ON_CLEAN = "on_clean"
    DUPLICATE = "duplicate"
    UNLABELLED = "unlabelled"


@dataclass(frozen=True, slots=True)
class Matched:
    """What a review of a case said against what was expected; `apart` is said of the whole change, about no line.

    No label of a line can tell whether that is right, so it counts only where it was expected.
    """

    found: tuple[tuple[Finding, Expected], ...]
    wrong: tuple[tuple[Finding, Wrong], ...]
    missed: tuple[Expected, ...]
    apart: tuple[Finding, ...] = ()


def said(findings: Iterable[Finding], fates: Collection[FateKind] = SAID) -> tuple[Finding, ...]:
    """Return the findings that a person gets to read, in their order."""
    return tuple(one for one in findings if one.fate is not None and one.fate.kind in fates)


def match(findings: Sequence[Finding], case: Case, tolerance: int, same: Collection[Pair] | None = None) -> Matched:
    """Match by path and overlapping lines, `tolerance` lines apart at most; the nearest first.

    `same` are the pairs (finding, expected), by their places in both lists, that a judge holds to say the same: then
    these count, and lines do not.
    """
    edges = [_edges(number, finding, case.expect, tolerance, same) for number, finding in enumerate(findings)]
    given = assign(edges)
    found = tuple((findings[one], case.expect[given[one]]) for one in sorted(given))
    left = [(finding, bool(edges[number])) for number, finding in enumerate(findings) if number not in given]
    wrong = tuple((one, _wrong(one, case, told=told)) for one, told in left if one.source != WHOLE_CHANGE)
    taken = set(given.values())
    missed = tuple(one for number, one in enumerate(case.expect) if number not in taken)
    return Matched(found, wrong, missed, tuple(one for one, _ in left if one.source == WHOLE_CHANGE))


def in_one_file(findings: Sequence[Finding], expected: Sequence[Expected]) -> list[Pair]:
    """Return the pairs that may say the same at all."""
    return [
        (number, other)
        for number, finding in enumerate(findings)
        for other, one in enumerate(expected)
        if portable(finding.location.path) == one.spot.path
    ]


def assign(edges: Sequence[Sequence[int]]) -> dict[int, int]:
    """Give each left one at most one of its right ones, none twice, to as many as can be; earlier ones first."""
    holds: dict[int, int] = {}
    taken: dict[int, int] = {}
    for start in range(len(edges)):
        wanted: dict[int, int] = {}
        end = _way(start, edges, taken, wanted)
        while end is not None:
            left = wanted[end]
            before = holds.get(left)
            holds[left], taken[end] = end, left
            end = before
    return holds


def _way(start: int, edges: Sequence[Sequence[int]], taken: dict[int, int], wanted: dict[int, int]) -> int | None:
    """Return a free right one that can be had by moving others on; `wanted` then leads back to `start`."""
    queue = deque([start])
    while queue:
        left = queue.popleft()
        for right in edges[left]:
            if right in wanted:
                continue
            wanted[right] = left
            if right not in taken:
                return right
            queue.append(taken[right])
    return None


def _edges(
    number: int, finding: Finding, expected: Sequence[Expected], tolerance: int, same: Collection[Pair] | None
) -> list[int]:
    at = finding.location
    path = portable(at.path)
    near = []
    for other, one in enumerate(expected):
        apart = one.spot.distance(at)
        by_lines = path == one.spot.path and at.side is one.spot.side and apart <= tolerance
        if by_lines if same is None else (number, other) in same:
            near.append((apart, other))
    return [other for _, other in sorted(near)]


def _wrong(finding: Finding, case: Case, *, told: bool) -> Wrong:
    at = finding.location
    path = portable(at.path)
    # A clean place has no tolerance: next to it may be a defect.
    if any(spot.path == path and spot.side is at.side and spot.distance(at) == 0 for spot in case.clean):
        return Wrong.ON_CLEAN
    return Wrong.DUPLICATE if told else Wrong.UNLABELLED
