"""What a model is asked, what it may know, and what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EarlierFinding:
    """A finding of an earlier review of this pull request, and whether a comment for it stands on GitHub."""

    fingerprint: str
    path: str
    posted: bool
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Guideline:
    """A file of the base branch that tells how this repository wants its code."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything beside the change that a review may read. `fence_key` makes the prompt boundaries unguessable.

    `notices` are things a person must be told with the review, such as a wrong key in the policy file.
    """

    fence_key: bytes
    models_configured: bool
    guidelines: tuple[Guideline, ...] = ()
    earlier: tuple[EarlierFinding, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to a model, in the review's words; `smaller` is what to ask when this does not fit, or None."""

    id: str
    kind: str
    system: str
    user: str
    schema: Mapping[str, object]
    max_output_tokens: int
    paths: tuple[str, ...]
    smaller: Prompt | None = None


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
