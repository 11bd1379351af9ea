"""What is published, in GitHub's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from review.models.change import Side
from review.models.finding import Coverage, Finding
from review.models.question import ModelUsage


class Conclusion(StrEnum):
    """GitHub's check run conclusions, as far as Diffdiver uses them."""

    SUCCESS = "success"
    FAILURE = "failure"
    NEUTRAL = "neutral"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """A line comment in GitHub's words; `start_line` is None for a single line. `body` carries no marker yet."""

    path: str
    line: int
    side: Side
    start_line: int | None
    body: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """A check run annotation; `level` is notice, warning or failure."""

    path: str
    start_line: int
    end_line: int
    level: str
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckRun:
    """What a check run says once completed."""

    name: str
    conclusion: Conclusion
    title: str
    summary: str
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be published; `summary` is None when the pull request gets no summary comment."""

    comments: tuple[ReviewComment, ...]
    summary: str | None
    checks: tuple[CheckRun, ...]


@dataclass(frozen=True, slots=True)
class Concluded:
    """The end of a review: what to publish, and the account of every finding, file and dollar.

    `fixed` are earlier model findings of this pull request, by fingerprint and path, whose code was changed since.
    """

    review: Review
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    usage: tuple[ModelUsage, ...] = field(default=())
    fixed: tuple[tuple[str, str], ...] = ()
