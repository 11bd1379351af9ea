"""What the repository says around a change: what reaches it, what belongs with it, who knows it, how risky it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.models.finding import Finding


@dataclass(frozen=True, slots=True)
class KnownRepository:
    """What is known of the default branch, encoded; None for what is not. `behind` is how many commits it lacks.

    `now` is the time of the review in seconds since 1970: the core has no clock. `owners` are the CODEOWNERS files by
    path, `missing` says why nothing is known, "" where something is.
    """

    now: int
    graph: bytes | None = None
    mined: bytes | None = None
    models: bytes | None = None
    behind: int | None = None
    owners: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One place in another file, which a policy may keep from models, and the line that tells of it."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Around:
    """Lines for the questions about one file: who calls what changes there, what that calls, which tests reach it."""

    callers: tuple[Elsewhere, ...] = ()
    callees: tuple[Elsewhere, ...] = ()
    tests: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The answer: advice, context by path, and what is told to people; empty where the repository is not known.

    `risk` is 0 to 100 with its `reasons`, None where nothing is known; `reviewers` are one line each. `files` is the
    risk of what changes in each file by that file's past, 0 to 1. `notice` says what was missing. Texts are Markdown
    that is safe to post.
    """

    findings: tuple[Finding, ...] = ()
    around: Mapping[str, Around] = field(default_factory=dict)
    risk: int | None = None
    reasons: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    files: Mapping[str, float] = field(default_factory=dict)
    notice: str = ""


NO_SURROUNDINGS = Surroundings()
