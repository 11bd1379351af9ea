"""The coverage of a review as every report counts it: each changed file is read, skipped or incomplete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.models import Coverage, CoverageStatus


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """Files by what became of them; one incomplete check makes a file incomplete, one that nobody reads is skipped."""

    total: int
    reviewed: int
    skipped: tuple[Coverage, ...]
    incomplete: tuple[Coverage, ...]


def by_file(coverage: Sequence[Coverage]) -> FileCoverage:
    """Count files; `skipped` has one entry for each file, with the reason of its first check."""
    statuses: dict[str, set[CoverageStatus]] = {}
    skipped: dict[str, Coverage] = {}
    for one in coverage:
        statuses.setdefault(one.path, set()).add(one.status)
        skipped.setdefault(one.path, one)
    reviewed = sum(found in ({CoverageStatus.SCANNED}, {CoverageStatus.SCANNED, CoverageStatus.NOT_APPLICABLE})
                   for found in statuses.values())  # fmt: skip
    unread = tuple(one for path, one in skipped.items() if statuses[path] == {CoverageStatus.NOT_APPLICABLE})
    gaps = tuple(one for one in coverage if one.status is CoverageStatus.INCOMPLETE)
    return FileCoverage(len(statuses), reviewed, unread, gaps)
