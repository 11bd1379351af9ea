"""Precision, recall and what they cost, over the cases that were reviewed whole; what failed around them is no quality.

Every finding that matches nothing expected is wrong here, also where it may be right and the labels poor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from review.evaluation.cases import Case, category_of
from review.evaluation.intervals import Interval, bootstrap, wilson
from review.evaluation.matching import SAID, Matched, Wrong, said
from review.models import FateKind, Finding

F1 = "f1"
FINDINGS = "findings_per_case"
COST = "cost_usd_per_case"
SECONDS = "seconds_per_case"
MICRO = 1_000_000
_COMPARED = ("precision", "recall", F1, FINDINGS, COST, SECONDS)
_COLUMNS = 6

Difference = tuple[float | None, Interval | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """A case that was reviewed whole: `cost` in micro-dollars, None when unknown; `seconds` on the clock."""

    case: Case
    matched: Matched
    cost: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A case whose review says nothing of its quality: engine, provider, recording, judge or repository failed."""

    case: Case
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one case, or of one class in it. `cost` in micro-dollars."""

    found: int
    missed: int
    wrong: Mapping[Wrong, int]
    cost: int | None
    seconds: float

    @property
    def said(self) -> int:
        """Return how many findings were told."""
        return self.found + sum(self.wrong.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """What the tallies come to; None where nothing can be said, as of the precision of no finding at all."""

    cases: int
    found: int
    missed: int
    wrong: Mapping[Wrong, int]
    precision: float | None
    recall: float | None
    f1: float | None
    findings_per_case: float | None
    cost_usd: float | None
    cost_usd_per_case: float | None
    seconds_per_case: float | None
    intervals: Mapping[str, Interval | None]


def tally(scored: Scored, fates: Collection[FateKind] = SAID, of: str | None = None) -> Tally:
    """Count a case: findings of these fates, and of one category (what is wrong counts in its own)."""

    def counts(finding: Finding, category: str) -> bool:
        return of in (None, category) and bool(said([finding], fates))

    matched = scored.matched
    found = sum(counts(finding, one.category) for finding, one in matched.found)
    wrong = [why for finding, why in matched.wrong if counts(finding, category_of(finding))]
    expected = sum(of in (None, one.category) for one in scored.case.expect)
    return Tally(found, expected - found, {why: wrong.count(why) for why in Wrong}, scored.cost, scored.seconds)


def figures(tallies: Sequence[Tally]) -> Figures:
    """Sum up; shares have Wilson's intervals, all else is drawn again by cases."""
    found, missed = sum(one.found for one in tallies), sum(one.missed for one in tallies)
    said = sum(one.said for one in tallies)
    costs = [one.cost for one in tallies if one.cost is not None]
    cost = sum(costs) / MICRO if len(costs) == len(tallies) else None
    values = _ratios(_sums(tallies))
    drawn = bootstrap([_row(one) for one in tallies], _ratios)
    intervals = dict(zip((F1, FINDINGS, COST, SECONDS), drawn or [None] * 4, strict=True))
    return Figures(
        len(tallies),
        found,
        missed,
        {why: sum(one.wrong[why] for one in tallies) for why in Wrong},
        _share(found, said),
        _share(found, found + missed),
        values[0],
        values[1],
        cost,
        None if cost is None else values[2],
        values[3],
        {
            "precision": wilson(found, said),
            "recall": wilson(found, found + missed),
            **intervals,
            **({} if cost is not None else {COST: None}),
        },
    )


def by_category(scored: Sequence[Scored]) -> dict[str, Figures]:
    """Return the figures of each category; cases, cost and time are of those in which it is expected."""
    named = {one.category for each in scored for one in each.case.expect}
    named |= {category_of(finding) for each in scored for finding, _ in each.matched.wrong}
    return {name: _in_category(scored, name) for name in sorted(named)}


def by_group(scored: Sequence[Scored], group: Callable[[Case], str]) -> dict[str, Figures]:
    """Return the figures of the cases of each group."""
    groups: dict[str, list[Tally]] = {}
    for one in scored:
        groups.setdefault(group(one.case), []).append(tally(one))
    return {name: figures(groups[name]) for name in sorted(groups)}


def differences(first: Iterable[Scored], second: Iterable[Scored]) -> tuple[int, dict[str, Difference]]:
    """Compare two runs over the cases that both reviewed whole: how many, and second less first with intervals."""
    others = {one.case.id: tally(one) for one in second}
    pairs = [(tally(one), others[one.case.id]) for one in first if one.case.id in others]
    rows = [_row(one) + _row(other) for one, other in pairs]
    sums = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * 2 * _COLUMNS
    known = all(tally.cost is not None for pair in pairs for tally in pair)
    values = _less(sums)
    intervals = bootstrap(rows, _less) or [None] * len(values)
    result = {name: (value, within) for name, value, within in zip(_COMPARED, values, intervals, strict=True)}
    if not known:
        result[COST] = (None, None)
    return len(pairs), result


def _in_category(scored: Sequence[Scored], name: str) -> Figures:
    concerned = [one for one in scored if any(each.category == name for each in one.case.expect)]
    counted = figures([tally(one, of=name) for one in scored])
    spent = figures([tally(one, of=name) for one in concerned])
    intervals = {**counted.intervals, COST: spent.intervals[COST], SECONDS: spent.intervals[SECONDS]}
    return replace(
        counted,
        cases=spent.cases,
        cost_usd=spent.cost_usd,
        cost_usd_per_case=spent.cost_usd_per_case,
        seconds_per_case=spent.seconds_per_case,
        intervals=intervals,
    )


def _row(one: Tally) -> tuple[float, ...]:
    return (one.found, one.said, one.missed, one.cost or 0, one.seconds, 1)


def _sums(tallies: Sequence[Tally]) -> list[float]:
    return [sum(column) for column in zip(*map(_row, tallies), strict=True)] if tallies else [0.0] * _COLUMNS


def _ratios(sums: Sequence[float]) -> list[float | None]:
    """Return F1, findings, cost in dollars and seconds a case."""
    found, said, missed, cost, seconds, cases = sums
    return [
        _share(2 * found, said + found + missed),
        _share(said, cases),
        _share(cost / MICRO, cases),
        _share(seconds, cases),
    ]


def _less(sums: Sequence[float]) -> list[float | None]:
    """Return what the second half of the columns comes to, less the first."""
    one, other = ([_share(half[0], half[1]), _share(half[0], half[0] + half[2]), *_ratios(half)]
                  for half in (sums[:_COLUMNS], sums[_COLUMNS:]))  # fmt: skip
    return [None if a is None or b is None else b - a for a, b in zip(one, other, strict=True)]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
