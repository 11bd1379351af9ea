"""The two sides of a model call, and the one thing a provider must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

OK = "ok"
CACHED = "cached"
OVERTAKEN = "overtaken"


class Kind(StrEnum):
    """What a question is for; the routing table has a line for each."""

    TRIAGE = "triage"
    REVIEW = "review"
    SECURITY = "security"
    VERIFICATION = "verification"
    SUMMARY = "summary"
    REPLY = "reply"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens by kind of price; they never overlap. None means that the provider did not say."""

    fresh_input: int | None
    cache_read: int | None
    cache_write: int | None
    output: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the headers of an answer say of a key's rate limits, requests and tokens apart; None where they say nothing.

    `..._reset_s` is in how many seconds the limit is whole again.
    """

    requests: int | None = None
    requests_left: int | None = None
    requests_reset_s: float | None = None
    tokens: int | None = None
    tokens_left: int | None = None
    tokens_reset_s: float | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call as it is recorded: `cost` is in micro-dollars, None when unknown, never zero for unknown.

    `outcome` is `OK`, `CACHED` (an earlier answer, nobody was asked), `OVERTAKEN` (another answered first and this call
    was given up) or a value of `providers.errors.Failure`.
    `first_token_ms` is None when the answer did not come as a stream, or not at all. `estimated_input` (tokens) and
    `estimated_cost` are what was expected before the call.
    """

    provider: str
    model: str
    kind: str
    usage: Usage | None
    cost: int | None
    latency_ms: int
    outcome: str
    detail: str = ""
    first_token_ms: int | None = None
    estimated_input: int | None = None
    estimated_cost: int | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A provider's text. `cut_off` means that it hit its output limit; `attempts` holds every call it took.

    `smaller` means that the question's smaller form was answered: whoever asked must not take the whole as read.
    `told` are the rate limits that came with the answer.
    """

    text: str
    provider: str
    model: str
    cut_off: bool
    usage: Usage | None
    attempts: tuple[Attempt, ...] = ()
    smaller: bool = False
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `accept` says whether a text is usable (pure, handed in by the caller, never raises).

    `kind` is a value of `Kind`. `schema` is a JSON Schema for the answer; `smaller` is the same question in less room,
    or None. `language` is the programming language most of it is about, "" when there is none. `share` is what asking
    it should cost at most, in micro-dollars, None when nobody says: dearer models are not chosen for it. `heard` is
    given the text as it comes, piece by piece, where the provider streams; after a failure it starts again with None.
    `avoid` names models that are asked after all others, for they wrote what this question is about.
    Only kind, system, user, schema and max_output_tokens reach a model.
    """

    kind: str
    system: str
    user: str
    schema: Mapping[str, object]
    max_output_tokens: int
    accept: Callable[[str], bool]
    smaller: Question | None = None
    language: str = ""
    share: int | None = None
    heard: Callable[[str | None], None] | None = None
    avoid: tuple[str, ...] = ()


class Provider(Protocol):
    """Somebody who can be asked; a chain of providers is one too."""

    @property
    def name(self) -> str:
        """Return the name as in the catalog and in `DIFFDIVER_PROVIDERS`."""
        ...

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Answer within `timeout` seconds; raise `ProviderError` otherwise, and nothing else on purpose."""
        ...


@runtime_checkable
class Closable(Protocol):
    """A provider that holds connections."""

    async def close(self) -> None:
        """Give the connections back; asking again opens new ones."""
        ...


async def close(provider: Provider) -> None:
    """Close a provider if it holds connections."""
    if isinstance(provider, Closable):
        await provider.close()


@runtime_checkable
class Warmable(Protocol):
    """A provider whose first question is slow unless it is made ready before."""

    async def warm(self) -> None:
        """Make ready what the first question needs; asks nothing."""
        ...


async def warm(provider: Provider) -> None:
    """Make a provider ready if there is anything to make ready."""
    if isinstance(provider, Warmable):
        await provider.warm()
