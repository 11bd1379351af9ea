"""What providers remember between calls, as four protocols: health, rate, answers, money.

The versions of one process are in `providers.memory`; `app.state` has the first three on Redis, `app.store` the last on
the database. One contract test per protocol runs against all of its versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from providers.base import Told


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """Who is asked: a provider's name and a model's."""

    provider: str
    model: str


# Health


@dataclass(frozen=True, slots=True)
class Result:
    """How one call went, for health and for routing. `outcome` is as in `Attempt`, `cost` in micro-dollars.

    `retry_after` is in seconds. `input_bytes` and `input_tokens` are what was sent and what the provider counted.
    """

    kind: str
    outcome: str
    latency_ms: int
    cost: int | None = None
    retry_after: float | None = None
    first_token_ms: int | None = None
    input_bytes: int | None = None
    input_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What calls were like lately, older ones counting less and less; None where nobody knows.

    `calls` and `failures` are the decayed counts; `cost` is the mean in micro-dollars; `bytes_per_token` the mean.
    """

    calls: float = 0.0
    failures: float = 0.0
    latency_p50_ms: float | None = None
    latency_p95_ms: float | None = None
    cost: float | None = None
    bytes_per_token: float | None = None

    @property
    def success(self) -> float | None:
        """Return the share of calls that gave a usable answer, None when there was no call."""
        return 1 - self.failures / self.calls if self.calls > 0 else None


class BreakerState(StrEnum):
    """Whether calls go through: all, none, or one to try."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Breaker:
    """A breaker as people see it: `cause` is the outcome that opened it, or "slow"; `wait_s` how long it stays so.

    A provider's own, which holds for all of its models, has a target without a model.
    """

    target: Target
    state: BreakerState
    cause: str = ""
    wait_s: float = 0.0


class Breakers(Protocol):
    """The health of providers and models, shared by all workers."""

    async def admit(self, target: Target) -> float:
        """Return 0 when the target may be asked now, else for how many seconds it should be left alone.

        Half-open, one caller is let through to try, and the others wait for what it records.
        """
        ...

    async def record(self, target: Target, result: Result) -> None:
        """Count a call; open the breaker, of the model or of the whole provider, when that is due."""
        ...

    async def figures(self, targets: Sequence[Target], kind: str) -> Mapping[Target, Figures]:
        """Return what calls of this kind were like lately, for every target that was asked."""
        ...

    async def breakers(self) -> Sequence[Breaker]:
        """Return every breaker that is not closed, sorted by target."""
        ...


# Rate


@dataclass(frozen=True, slots=True)
class Rate:
    """Limits of one key; None where there is none that we know of."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    concurrent: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the bucket, or with an empty `id` how many seconds to wait for one."""

    id: str
    wait_s: float = 0.0


class RateBuckets(Protocol):
    """What a key may still be asked, shared by all workers."""

    async def take(self, key: str, rate: Rate, tokens: int, *, hold_s: float) -> Turn:
        """Take a request, its tokens and a place among the concurrent ones, all or nothing.

        A place that is never given back, its worker having died, is free again after `hold_s` seconds.
        """
        ...

    async def give_back(self, key: str, turn: Turn, *, tokens: int | None = None, told: Told | None = None) -> None:
        """Free the place; correct the tokens to what was used (None: as taken), and adapt to what the answer told."""
        ...


# Answers


class Answers(Protocol):
    """Answers that were paid for already. Keys begin with their tenant and hold everything that changes an answer."""

    async def find(self, keys: Sequence[str]) -> tuple[str, bytes] | None:
        """Return the first of the keys that has an answer, with it, or None."""
        ...

    async def keep(self, key: str, answer: bytes, *, seconds: int) -> None:
        """Keep an answer for so long."""
        ...

    async def forget(self, prefix: str) -> int:
        """Drop every answer whose key begins so and return how many there were."""
        ...


# Money


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit on spending: `scope` and `period` name the account ("installation:7", "2026-11-21"), in micro-dollars."""

    scope: str
    period: str
    limit: int


class Ledger(Protocol):
    """Money: reserved before a call, settled after it, so that no crash and no race can pass a cap."""

    async def reserve(self, caps: Sequence[Cap], amount: int) -> str:
        """Reserve `amount` micro-dollars under every cap at once and return the id, or raise BudgetExceeded."""
        ...

    async def settle(self, reservation: str, cost: int) -> int:
        """Replace the reservation by what was really spent; settling twice changes nothing.

        Returns the overdraft: by how much the cost is above what was reserved, recorded as such; 0 as a rule.
        """
        ...

    async def room(self, caps: Sequence[Cap]) -> int:
        """Return how many micro-dollars can be reserved under all of the caps now."""
        ...
