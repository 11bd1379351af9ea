"""An evaluation for people: the figures with their intervals, one run or two side by side, and what failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.shown import clean
from review.evaluation.document import Run, changes
from review.evaluation.figures import (
    COST,
    F1,
    FINDINGS,
    SECONDS,
    Difference,
    Figures,
    by_category,
    by_group,
    differences,
)
from review.evaluation.intervals import Interval
from review.evaluation.matching import Wrong

BY_LINES = "Matched one to one by path and lines, {tolerance} lines apart at most."
BY_JUDGE = "Matched one to one within a file by a judge model."
COUNTED = (
    "Counted is what a person gets to read of lines. Whatever matches nothing expected is wrong, a second finding of "
    "one defect too. 95 % intervals: Wilson for precision and recall, else drawn again by cases. ? is unknown, - is of "
    "nothing."
)
ROWS = (("F1", F1), ("findings a case", FINDINGS), ("USD a case", COST), ("seconds a case", SECONDS))
WIDTH = 28
NONE = "-"


def as_text(runs: Sequence[Run], *, tolerance: int, judge: bool) -> str:
    """Return the whole text; with two runs their overall figures stand side by side."""
    return "\n".join(_lines(runs, BY_JUDGE if judge else BY_LINES.format(tolerance=tolerance)))


def _lines(runs: Sequence[Run], how: str) -> Iterator[str]:
    yield from (how, COUNTED, "")
    yield from _overall(runs)
    for run in runs:
        title = f" ({clean(run.policy)})" if len(runs) > 1 else ""
        yield from _table(f"by class{title}", by_category(run.scored))
        yield from _table(f"by kind of case{title}", by_group(run.scored, lambda case: case.kind))
        yield from _table(f"by language{title}", by_group(run.scored, lambda case: case.language))
        yield from _wrong(run)
    if len(runs) > 1:
        yield from _changed(*runs[:2])
    for run in runs:
        yield from _failed(run)


def _overall(runs: Sequence[Run]) -> Iterator[str]:
    overall = [run.overall for run in runs]
    compared: Mapping[str, Difference] = {}
    heads = [clean(run.policy, WIDTH - 2) for run in runs]
    if len(runs) > 1:
        common, compared = differences(runs[0].scored, runs[1].scored)
        heads.append(f"difference ({common} cases)")
    yield _row("overall", heads)
    yield _row("cases", [str(one.cases) for one in overall])
    yield _row("right / said", [f"{one.found} / {one.found + sum(one.wrong.values())}" for one in overall])
    yield _row("found / expected", [f"{one.found} / {one.found + one.missed}" for one in overall])
    for label, name in (("precision", "precision"), ("recall", "recall"), *ROWS):
        cells = [_cell(_value(one, name), one.intervals[name], name) for one in overall]
        if name in compared:
            cells.append(_cell(*compared[name], name, sign="+"))
        yield _row(label, cells)
    yield _row("precision of comments", [_cell(run.comments.precision, None, "precision") for run in runs])
    yield _row("not reviewed", [f"{len(run.failed)} (no quality)" if run.failed else "0" for run in runs])


def _table(title: str, groups: Mapping[str, Figures]) -> Iterator[str]:
    yield ""
    yield _row(title, ["precision", "recall", "F1", "findings", "USD", "seconds", "cases"], 16)
    for name, one in groups.items():
        cells = [_number(_value(one, key), key) for key in ("precision", "recall", F1, FINDINGS, COST, SECONDS)]
        yield _row(clean(name, WIDTH - 2), [*cells, str(one.cases)], 16)


def _wrong(run: Run) -> Iterator[str]:
    wrong = run.overall.wrong
    yield ""
    yield (
        f"wrong findings ({clean(run.policy)}): {wrong[Wrong.ON_CLEAN]} where a case is known to be clean, "
        f"{wrong[Wrong.DUPLICATE]} of a defect told already, {wrong[Wrong.UNLABELLED]} where nothing is labelled; "
        f"not counted: {sum(len(one.matched.apart) for one in run.scored)} of a whole change"
    )


def _changed(first: Run, second: Run) -> Iterator[str]:
    for one in changes(first, second):
        gained, lost = one["gained"], one["lost"]
        assert isinstance(gained, list)  # noqa: S101  # as `changes` builds it
        assert isinstance(lost, list)  # noqa: S101
        told = f"{len(gained):+d} found, {-len(lost):+d} lost, {one['false_positives']:+d} wrong"
        yield f"changed: {clean(str(one['id']))}: {told}"


def _failed(run: Run) -> Iterator[str]:
    for one in run.failed:
        yield f"not reviewed ({clean(run.policy)}): {clean(one.case.id)}: {one.what}: {clean(one.why)}"


def _row(label: str, cells: Sequence[str], width: int = WIDTH) -> str:
    return f"{label:<{WIDTH}}{''.join(f'{cell:<{width}}' for cell in cells)}".rstrip()


def _cell(value: float | None, within: Interval | None, name: str, *, sign: str = "") -> str:
    ends = "" if within is None else f" ({' to '.join(_number(end, name, sign) for end in within)})"
    return _number(value, name, sign) + ends


def _number(value: float | None, name: str, sign: str = "") -> str:
    if value is None:
        return "?" if name == COST else NONE
    return format(value, f"{sign}.4f" if name == COST else f"{sign}.2f")


def _value(one: Figures, name: str) -> float | None:
    values = {FINDINGS: one.findings_per_case, COST: one.cost_usd_per_case, SECONDS: one.seconds_per_case}
    return {"precision": one.precision, "recall": one.recall, F1: one.f1, **values}[name]
