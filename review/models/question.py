"""What a model is asked, what it may know, and what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from review.models.advisory import Advisories
from review.models.surroundings import NO_SURROUNDINGS, KnownRepository, Surroundings


@dataclass(frozen=True, slots=True)
class EarlierFinding:
    """A finding of an earlier review of this pull request, and whether a comment for it stands on GitHub.

    `comment_id` is that comment's, None when there is none or it is not known. Of a model's finding `category` is
    known, and `code` is the digest of its `lines` lines (`review.findings.outcome`). `acceptance` tells who took
    the risk, until when and why.
    """

    fingerprint: str
    path: str
    posted: bool
    accepted: bool = False
    title: str = field(default="", compare=False)
    comment_id: int | None = field(default=None, compare=False)
    acceptance: str = field(default="", compare=False)
    category: str = ""
    code: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the posted findings of one model in one category: how many people acted on, and how many not."""

    model: str
    category: str
    useful: int
    useless: int


@dataclass(frozen=True, slots=True)
class Guideline:
    """A file of the base branch that tells how this repository wants its code."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkedIssue:
    """An issue of the same repository that the description names; `closes` when the change is to close it."""

    number: int
    title: str
    body: str
    closes: bool = False


class Speaker(StrEnum):
    """Who answered, as far as GitHub says it; no one's word changes what a check found."""

    MAINTAINER = "someone who belongs to this repository"
    AUTHOR = "the author of the change"
    OTHER = "someone else"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person answered to one of our line comments."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """An earlier finding that people answered; `code` is the line that its comment stood on, as it was then."""

    path: str
    code: str
    title: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything beside the change that a review may read. `fence_key` makes the prompt boundaries unguessable.

    `notices` are things a person must be told with the review, such as a wrong key in the policy file.
    `machine` says what was missing there, such as a sandbox.
    `threads_must_be_resolved`: an open conversation keeps this pull request from being merged. `repository` is what is
    known of the default branch, None where nothing is looked for; `surroundings` is what that says around the change.
    """

    fence_key: bytes
    models_configured: bool
    guidelines: tuple[Guideline, ...] = ()
    earlier: tuple[EarlierFinding, ...] = ()
    notices: tuple[str, ...] = ()
    threads_must_be_resolved: bool = False
    issues: tuple[LinkedIssue, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    outcomes: tuple[Outcomes, ...] = ()
    advisories: Advisories = field(default_factory=Advisories)
    machine: tuple[str, ...] = ()
    repository: KnownRepository | None = None
    surroundings: Surroundings = NO_SURROUNDINGS


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to a model, in the review's words; `smaller` is what to ask when this does not fit, or None.

    `language` is that of most of its code, "" when unknown, and `share` its part of the review's budget in
    micro-dollars, and `avoid` the models that wrote what it is about: they choose the model and are no part of it.
    """

    id: str
    kind: str
    system: str
    user: str
    schema: Mapping[str, object]
    max_output_tokens: int
    paths: tuple[str, ...]
    smaller: Prompt | None = None
    language: str = ""
    share: int | None = None
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's text to the prompt of that id; `cut_off` means that it ended before it was done."""

    prompt_id: str
    text: str
    model: str
    cut_off: bool


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """One attempt at one model, as the report shows it. None means unknown, never zero."""

    provider: str
    model: str
    input_tokens: int | None
    cached_tokens: int | None
    output_tokens: int | None
    cost_microusd: int | None
    latency_ms: int
    outcome: str
