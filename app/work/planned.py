"""What is to be published, as JSON in the database: a worker that comes after a lost one need not ask again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from app.github.target import Published
from review.models import Concluded, Finding, ReviewComment
from review.report.summary import with_refused


@dataclass(frozen=True, slots=True)
class Planned:
    """A concluded review that is to be published, and what it took so far; `timings` are milliseconds by stage."""

    concluded: Concluded
    timings: Mapping[str, int] = field(default_factory=dict)
    version: Literal[1] = 1


_PLANNED = TypeAdapter(Planned)


def to_json(planned: Planned) -> object:
    """Return JSON without the code that findings quote: it is published or never needed again."""
    concluded = planned.concluded
    bare = replace(concluded, findings=tuple(_without_code(finding) for finding in concluded.findings))
    return _PLANNED.dump_python(replace(planned, concluded=bare), mode="json")


def from_json(stored: object) -> Planned | None:
    """Return what `to_json` made; None for anything else, such as a row of another version."""
    try:
        return _PLANNED.validate_python(stored)
    except ValidationError:
        return None


def kept(planned: Planned, published: Published) -> Planned:
    """Return what may have to be said again of a published review: its summary and its check runs."""
    review = planned.concluded.review
    missing = tuple(comment for comment in review.comments if _key(comment) in published.refused)
    summary = with_refused(review.summary, missing) if missing and published.denied is None else review.summary
    return Planned(Concluded(replace(review, comments=(), summary=summary), (), ()))


def _key(comment: ReviewComment) -> tuple[str, str]:
    return comment.fingerprint, comment.path


def _without_code(finding: Finding) -> Finding:
    return replace(finding, message="", evidence="", suggestion=None, fix="", test="")
