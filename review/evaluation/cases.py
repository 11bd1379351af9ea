"""Labelled cases as they are written down: JSON, one object a line; keys that are not ours are left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from review.errors import ReviewError
from review.models import Finding, Location, Side

WRONG = "line {number}: {place}: {why}"
TWICE = "line {number}: the id {id!r} was used before"
EMPTY = "it holds no case"
ONE_CHANGE = "a case needs `diff`, or `repo` and what of it (`base`, `head`), and not both"
BACKWARDS = "`end` is before `start`"
NO_START = "`end` without `start`"
UNCATEGORISED = "uncategorised"
SECURITY = "security"
# What other sets of cases call our categories.
SAME = {
    "bug": "correctness",
    "logic": "correctness",
    "race": "concurrency",
    "race-condition": "concurrency",
    "resource": "resources",
    "resource-leak": "resources",
    "perf": "performance",
    "test": "tests",
    "docs": "documentation",
}

Line = Annotated[int, Field(ge=1)]


class WrongCase(ReviewError):
    """A line is no case; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Lines of a file on one side of the diff; without lines it is the whole file. `path` is as reports write it."""

    path: str
    start: int | None = None
    end: int | None = None
    side: Side = Side.RIGHT

    def distance(self, at: Location) -> int:
        """Return how many lines lie between this and lines of the same file; 0 where they overlap."""
        if self.start is None or self.end is None:
            return 0
        gap = max(self.start - at.end_line, at.start_line - self.end)
        return max(gap, 0)


@dataclass(frozen=True, slots=True)
class Expected:
    """A defect that a review should find; `category` is one of ours where it has one."""

    spot: Spot
    what: str
    category: str
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A change and what is known of it: a unified `diff`, or two revisions of a repository."""

    id: str
    expect: tuple[Expected, ...]
    clean: tuple[Spot, ...]
    diff: str | None = None
    repo: str | None = None
    base: str | None = None
    head: str | None = None
    title: str = ""
    body: str = ""
    kind: str = ""
    language: str = ""


def read_cases(lines: Iterable[str]) -> tuple[Case, ...]:
    """Read every line that is not blank; raise WrongCase naming the first that is wrong."""
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        case = _read(number, line)
        if case.id in cases:
            raise WrongCase(TWICE.format(number=number, id=case.id))
        cases[case.id] = case
    if not cases:
        raise WrongCase(EMPTY)
    return tuple(cases.values())


def category_of(finding: Finding) -> str:
    """Return the category a finding counts in: all that checks find is security."""
    return SECURITY if finding.deterministic else category(finding.category)


def category(written: str) -> str:
    """Return our word for a category."""
    plain = "-".join(written.lower().replace("_", " ").split())
    return SAME.get(plain, plain) or UNCATEGORISED


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class _Place(_Strict):
    path: Annotated[str, Field(min_length=1)]
    start: Line | None = None
    end: Line | None = None
    side: Side = Side.RIGHT

    @model_validator(mode="after")
    def _in_order(self) -> _Place:
        if self.end is not None and self.start is None:
            raise ValueError(NO_START)
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(BACKWARDS)
        return self

    def spot(self) -> Spot:
        return Spot(self.path, self.start, self.start if self.end is None else self.end, self.side)


class _Expect(_Place):
    what: str = ""
    severity: str | None = None
    category: str | None = None


class _Case(_Strict):
    id: Annotated[str, Field(min_length=1)]
    diff: str | None = None
    repo: str | None = None
    base: str | None = None
    head: str | None = None
    title: str | None = None
    body: str | None = None
    expect: tuple[_Expect, ...] = ()
    clean: tuple[str | _Place, ...] = ()
    kind: str | None = None
    lang: str | None = None

    @model_validator(mode="after")
    def _one_change(self) -> _Case:
        revisions = self.base or self.head
        if (self.diff is None) is (self.repo is None) or (self.diff is not None and revisions):
            raise ValueError(ONE_CHANGE)
        return self


def _read(number: int, line: str) -> Case:
    try:
        read = _Case.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        raise WrongCase(WRONG.format(number=number, place=place, why=first["msg"])) from None
    return Case(
        read.id,
        tuple(_expected(read.expect)),
        tuple(Spot(one) if isinstance(one, str) else one.spot() for one in read.clean),
        diff=read.diff,
        repo=read.repo,
        base=read.base,
        head=read.head,
        title=read.title or "",
        body=read.body or "",
        kind=read.kind or ("defects" if read.expect else "clean"),
        language=read.lang or "unknown",
    )


def _expected(places: Iterable[_Expect]) -> Iterator[Expected]:
    for one in places:
        yield Expected(one.spot(), one.what, category(one.category or ""), one.severity or "")
