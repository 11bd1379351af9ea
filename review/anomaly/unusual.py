"""What of a change is unlike the rest of its repository, as findings: advice, at most a few, each with its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.anomaly.explanation import Reason, is_share, nearest, reasons_for, shown
from review.anomaly.feature import Family
from review.anomaly.features import Measured, functions_of
from review.anomaly.model import CHANGES, Example, Learnt, Models, Population, part
from review.anomaly.named import CATEGORY, NAME
from review.anomaly.place import first_place
from review.checks.check import added_lines
from review.checks.text import code_at, lines_of
from review.findings.sanitise import code_line
from review.models import FileDiff, FileKind, Finding, Line, LineKind, Location, Severity
from review.models.code import FileFacts
from review.survey import Survey

MOST_FUNCTIONS = 200  # of a change that are scored
MOST_FINDINGS = 2  # of functions; the change's own shape is one more
NEW = 0.6  # of a function's lines are added: it is new, or another one
LEAST_LINES = 6
EVIDENCE_LINES = 6
NAME_LIMIT = 80
SHORT_ID = 12

TITLES = {
    Family.COMPLEXITY: "A function far more complex than others here",
    Family.STYLE: "A function written unlike others here",
    Family.SHAPE: "A function that does what hardly any other here does",
    Family.CHANGE: "A change shaped unlike earlier ones",
}
FUNCTION_TEXT = "{name} is unlike the other functions in {language} of this repository, {size} of them. {reasons}"
CHANGE_TEXT = "It is unlike the earlier changes of this repository, {size} of them. {reasons}"
REASON = "{words}: {value}, here mostly {low} to {high}{beyond}"
MORE_THAN, LESS_THAN = "more than {share} of them", "less than {share} of them"
MORE_THAN_ANY, LESS_THAN_ANY = "more than any of them", "less than any of them"
LIKE = " An ordinary one most like it: {name} in {path}."
LIKE_CHANGE = " An ordinary one most like it begins with commit {name}."
HINT = " That alone is no mistake: look whether it has to be so."


@dataclass(frozen=True, slots=True)
class _Odd:
    """A function, and the family in which it is furthest from what is ordinary."""

    function: Measured
    population: Population
    learnt: Learnt
    excess: float


def unusual(
    survey: Survey, models: Models, facts: Mapping[str, FileFacts | None], shape: Sequence[float] | None = None
) -> tuple[Finding, ...]:
    """Return the new and rewritten functions, and the change itself, that are unlike the rest of the repository.

    `facts` are those of the files at head, by path. `shape` is the change as `change_of` measures it, None to leave
    that out. The findings are not stamped.
    """
    odd = [one for function in _changed(survey, facts) if (one := _odd(function, models)) is not None]
    found = [_of_function(one, survey) for one in sorted(odd, key=lambda one: -one.excess)[:MOST_FINDINGS]]
    if shape is not None and (whole := _of_change(survey, models, shape)) is not None:
        found.append(whole)
    return tuple(found)


def _changed(survey: Survey, facts: Mapping[str, FileFacts | None]) -> Iterator[Measured]:
    """Yield the functions whose lines the change mostly adds, moved ones left out."""
    files = survey.change.diff.files
    moved = Counter(line.text.strip() for file in files for line in _removed(file))
    left = MOST_FUNCTIONS
    for file in files:
        source = survey.change.sources.get(file.path)
        known = facts.get(file.path)
        if source is None or source.head is None or source.fragment or known is None or not _written(survey, file):
            continue
        added = {line.new for line in added_lines(file) if line.text.strip() and not moved[line.text.strip()]}
        lines = lines_of(source.head)
        for function in functions_of(file.path, source.head, known) if added else ():
            if left and _new(function, lines, added):
                left -= 1
                yield function


def _removed(file: FileDiff) -> Iterator[Line]:
    return (line for hunk in file.hunks for line in hunk.lines if line.kind is LineKind.REMOVED)


def _written(survey: Survey, file: FileDiff) -> bool:
    return survey.kinds.get(file.path) in {FileKind.SOURCE, FileKind.MINIFIED} and file.path not in survey.marked


def _new(function: Measured, lines: Sequence[str], added: set[int | None]) -> bool:
    filled = [number for number in range(function.start, function.end + 1) if lines[number - 1].strip()]
    return len(filled) >= LEAST_LINES and sum(number in added for number in filled) >= NEW * len(filled)


def _odd(function: Measured, models: Models) -> _Odd | None:
    population = models.populations.get(function.language)
    if population is None:
        return None
    found = [
        _Odd(function, population, learnt, excess)
        for learnt in reversed(population.families)  # of equals the last: what it does before how it looks
        if (excess := learnt.excess(part(learnt.family, function.values))) > 0
    ]
    return max(found, key=lambda one: one.excess, default=None)


def _of_function(odd: _Odd, survey: Survey) -> Finding:
    function, learnt = odd.function, odd.learnt
    values = part(learnt.family, function.values)
    text = FUNCTION_TEXT.format(
        name=code_line(function.name, NAME_LIMIT),
        size=f"{odd.population.size:,}",
        language=function.language,
        reasons=_reasons(learnt, reasons_for(learnt, values)),
    )
    like = _like(nearest(odd.population, learnt, function.values), LIKE)
    source = survey.change.sources[function.path]
    return Finding(
        source=NAME,
        rule_id=f"unusual-{learnt.family.value}",
        severity=Severity.LOW,
        category=CATEGORY,
        cwe=(),
        confidence=0.5,
        title=TITLES[learnt.family],
        message=text + like + HINT,
        location=Location(function.path, function.start, function.end),
        evidence=code_at(lines_of(source.head), function.start, function.end, EVIDENCE_LINES),
        suggestion=None,
        fingerprint="",
    )


def _of_change(survey: Survey, models: Models, shape: Sequence[float]) -> Finding | None:
    population = models.populations.get(CHANGES)
    files = survey.change.diff.files
    if population is None or not files or population.families[0].excess(shape) <= 0:
        return None
    learnt = population.families[0]
    text = CHANGE_TEXT.format(size=f"{population.size:,}", reasons=_reasons(learnt, reasons_for(learnt, shape)))
    return Finding(
        source=NAME,
        rule_id="unusual-change",
        severity=Severity.INFO,
        category=CATEGORY,
        cwe=(),
        confidence=0.5,
        title=TITLES[Family.CHANGE],
        message=text + _like(nearest(population, learnt, shape), LIKE_CHANGE) + HINT,
        location=first_place(next((file for file in files if file.hunks), files[0])),
        evidence="",
        suggestion=None,
        fingerprint="",
    )


def _reasons(learnt: Learnt, reasons: Sequence[Reason]) -> str:
    told = "; ".join(_told(learnt.family, reason) for reason in reasons)
    return f"{told[:1].upper()}{told[1:]}."


def _told(family: Family, reason: Reason) -> str:
    share = is_share(family, reason.words)
    beyond = f", {_compared(reason)}" if reason.beyond > 0 else ""
    return REASON.format(
        words=reason.words,
        value=shown(reason.value, share=share),
        low=shown(reason.low, share=share),
        high=shown(reason.high, share=share),
        beyond=beyond,
    )


def _compared(reason: Reason) -> str:
    if reason.beyond >= 1:
        return LESS_THAN_ANY if reason.below else MORE_THAN_ANY
    return (LESS_THAN if reason.below else MORE_THAN).format(share=f"{reason.beyond:.1%}")


def _like(example: Example | None, text: str) -> str:
    if example is None:
        return ""
    name = example.name if example.path else example.name[:SHORT_ID]
    return text.format(name=code_line(name), path=code_line(example.path))
