"""The two sides of a model call, and the one thing a provider must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

OK = "ok"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens by kind of price; they never overlap. None means that the provider did not say."""

    fresh_input: int | None
    cache_read: int | None
    cache_write: int | None
    output: int | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call as it is recorded: `cost` is in micro-dollars, None when unknown, never zero for unknown.

    `outcome` is `OK` or a value of `providers.errors.Failure`.
    """

    provider: str
    model: str
    kind: str
    usage: Usage | None
    cost: int | None
    latency_ms: int
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """A provider's text. `cut_off` means that it hit its output limit; `attempts` holds every call it took.

    `smaller` means that the question's smaller form was answered: whoever asked must not take the whole as read.
    """

    text: str
    provider: str
    model: str
    cut_off: bool
    usage: Usage | None
    attempts: tuple[Attempt, ...] = ()
    smaller: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `accept` says whether a text is usable (pure, handed in by the caller, never raises).

    `schema` is a JSON Schema for the answer; `smaller` is the same question in less room, or None.
    """

    kind: str
    system: str
    user: str
    schema: Mapping[str, object]
    max_output_tokens: int
    accept: Callable[[str], bool]
    smaller: Question | None = None


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
