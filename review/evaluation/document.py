"""An evaluation as JSON: scripts compare it between versions, so it only ever grows and its order never changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from review.evaluation.cases import Case, Expected
from review.evaluation.figures import (
    COST,
    F1,
    FINDINGS,
    SECONDS,
    Failed,
    Figures,
    Scored,
    by_category,
    by_group,
    differences,
    figures,
    tally,
)
from review.evaluation.intervals import LEVEL, RESAMPLES, SEED, Interval
from review.evaluation.matching import COMMENTED, SAID, Wrong
from review.findings.invisible import portable
from review.models import Finding

SCHEMA_VERSION = 1
DIGITS = 6

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Run:
    """All cases under one policy, in their order; `judged` is what the judge cost, in dollars, None when unknown."""

    policy: str
    scored: tuple[Scored, ...]
    failed: tuple[Failed, ...]
    judged: float | None = 0.0

    @property
    def overall(self) -> Figures:
        """Return the figures of all cases that were reviewed whole."""
        return figures([tally(one) for one in self.scored])

    @property
    def comments(self) -> Figures:
        """Return the figures of what stands at a line alone, without what only the summary says."""
        return figures([tally(one, COMMENTED) for one in self.scored])


def document(runs: Sequence[Run], *, version: str, tolerance: int, judge: bool) -> Json:
    """Return one run, or two of them side by side, as values that any JSON writer takes."""
    first, *others = runs
    told: Json = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "diffdiver", "version": version},
        "matching": {
            "by": "judge" if judge else "lines",
            "tolerance_lines": None if judge else tolerance,
            "one_to_one": True,
            "fates": sorted(SAID),
            "comment_fates": sorted(COMMENTED),
        },
        "intervals": {"level": LEVEL, "shares": "wilson", "others": "bootstrap", "resamples": RESAMPLES, "seed": SEED},
        **_run(first),
    }
    for other in others:
        told["against"] = _run(other)
        told["difference"] = _difference(first, other)
    return told


def _run(run: Run) -> Json:
    return {
        "policy": portable(run.policy),
        "overall": _figures(run.overall),
        "comments": _figures(run.comments),
        "by_class": {name: _figures(one) for name, one in by_category(run.scored).items()},
        "by_kind": _groups(run, lambda case: case.kind),
        "by_language": _groups(run, lambda case: case.language),
        "infrastructure": {
            "count": len(run.failed),
            "cases": [{"id": one.case.id, "what": one.what, "why": portable(one.why)} for one in run.failed],
        },
        "judge_cost_usd": _rounded(run.judged),
        "cases": [_case(one) for one in run.scored],
    }


def _groups(run: Run, group: Callable[[Case], str]) -> Json:
    return {name: _figures(one) for name, one in by_group(run.scored, group).items()}


def _figures(one: Figures) -> Json:
    return {
        "cases": one.cases,
        "precision": _rounded(one.precision),
        "recall": _rounded(one.recall),
        F1: _rounded(one.f1),
        FINDINGS: _rounded(one.findings_per_case),
        "true_positives": one.found,
        "false_positives": sum(one.wrong.values()),
        "false_negatives": one.missed,
        "false_positives_by_reason": {why.value: one.wrong[why] for why in Wrong},
        "cost_usd": _rounded(one.cost_usd),
        COST: _rounded(one.cost_usd_per_case),
        SECONDS: _rounded(one.seconds_per_case),
        "intervals": {name: _interval(one.intervals[name]) for name in sorted(one.intervals)},
    }


def _case(one: Scored) -> Json:
    return {
        "id": one.case.id,
        "found": [{**_finding(finding), "expected": _expected(what)} for finding, what in one.matched.found],
        "wrong": [{**_finding(finding), "reason": why.value} for finding, why in one.matched.wrong],
        "missed": [_expected(what) for what in one.matched.missed],
        "of_the_whole_change": [_finding(finding) for finding in one.matched.apart],
        "cost_usd": None if one.cost is None else _rounded(one.cost / 1_000_000),
        "seconds": _rounded(one.seconds),
    }


def _finding(finding: Finding) -> Json:
    at = finding.location
    return {
        "source": finding.source,
        "rule_id": portable(finding.rule_id),
        "category": portable(finding.category),
        "severity": finding.severity.value,
        "path": portable(at.path),
        "start_line": at.start_line,
        "end_line": at.end_line,
        "title": portable(finding.title),
        "fate": finding.fate.kind.value if finding.fate else None,
    }


def _expected(one: Expected) -> Json:
    spot = one.spot
    return {
        "path": spot.path,
        "start_line": spot.start,
        "end_line": spot.end,
        "what": one.what,
        "category": one.category,
        "severity": one.severity or None,
    }


def _difference(first: Run, second: Run) -> Json:
    cases, values = differences(first.scored, second.scored)
    compared = {
        name: {"value": _rounded(value), "interval": _interval(within)} for name, (value, within) in values.items()
    }
    return {"cases": cases, **compared, "changed": changes(first, second)}


def changes(first: Run, second: Run) -> list[Json]:
    """Return the cases in which other defects are found, or others than these are said."""
    others = {one.case.id: one for one in second.scored}
    changed: list[Json] = []
    for one in first.scored:
        other = others.get(one.case.id)
        if other is None:
            continue
        before, after = {what for _, what in one.matched.found}, {what for _, what in other.matched.found}
        wrong = len(other.matched.wrong) - len(one.matched.wrong)
        if before != after or wrong:
            told = {"gained": after - before, "lost": before - after}
            listed = {
                name: [_expected(what) for what in one.case.expect if what in each] for name, each in told.items()
            }
            changed.append({"id": one.case.id, **listed, "false_positives": wrong})
    return changed


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _interval(within: Interval | None) -> list[float] | None:
    return None if within is None else [round(end, DIGITS) for end in within]
