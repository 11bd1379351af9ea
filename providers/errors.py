"""Failures of a provider, by what the chain can do about them; each is a named reason to fall back.

No text here holds anything a provider, a model or a user wrote: it may end in a public comment. What a provider said
is in the chained cause.
"""

from __future__ import annotations

from enum import StrEnum

from providers.base import Attempt, Told, Usage


class Failure(StrEnum):
    """The closed list of ways a provider fails, as recorded in `completions.outcome`.

    `NOT_ADMITTED` is our own: a breaker is open or a rate bucket is empty, and nothing was sent.
    """

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    SERVER = "server_error"
    OVERLOADED = "overloaded"
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota"
    AUTH = "auth"
    UNKNOWN_MODEL = "unknown_model"
    CONTEXT_TOO_LONG = "context_too_long"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    MALFORMED = "malformed"
    BAD_REQUEST = "bad_request"
    SCHEMA_REJECTED = "schema_rejected"
    NOT_ADMITTED = "not_admitted"


class ProviderError(Exception):
    """Root of everything `providers` raises on purpose; `attempts` holds every call that was made until then."""

    attempts: tuple[Attempt, ...] = ()


class ProviderFailure(ProviderError):
    """One attempt failed in a named way. `retry_after` is in seconds, None when the provider did not say.

    `usage` is what the provider counted all the same; `unbilled` means that it cannot have charged for the call; `told`
    are the rate limits that came with the answer.
    """

    def __init__(
        self,
        failure: Failure,
        detail: str,
        *,
        retry_after: float | None = None,
        usage: Usage | None = None,
        unbilled: bool = False,
        told: Told | None = None,
    ) -> None:
        super().__init__(f"{failure.value}: {detail}")
        self.failure = failure
        self.detail = detail
        self.retry_after = retry_after
        self.usage = usage
        self.unbilled = unbilled
        self.told = told


class BudgetExceeded(ProviderError):
    """A cap leaves no room for this call; nothing was sent. `scope` and `period` name the cap."""

    def __init__(self, scope: str, period: str = "") -> None:
        super().__init__(f"the budget of {scope} is spent")
        self.scope = scope
        self.period = period


class PriceUnknown(ProviderError):
    """The model has no known price and the budget does not allow that; nothing was sent."""

    def __init__(self, model: str) -> None:
        super().__init__(f"the price of {model} is unknown, and models without a price are not allowed")
        self.model = model


class NobodyAllowed(ProviderError):
    """Nobody may, or can, be asked at all; nothing was sent. The text says why."""


class Misconfigured(ProviderError):
    """The operator can mend it: catalog, address, key or model. The text says what, where and how."""


class AllProvidersFailed(ProviderError):
    """Every link failed; `causes` pairs each provider's name with its failure, in the order tried."""

    def __init__(
        self, causes: tuple[tuple[str, ProviderError], ...], *, attempts: tuple[Attempt, ...] | None = None
    ) -> None:
        super().__init__("; ".join(f"{name}: {error}" for name, error in causes) or "no provider is configured")
        self.causes = causes
        self.attempts = tuple(a for _, e in causes for a in e.attempts) if attempts is None else attempts

    @property
    def budget_spent(self) -> bool:
        """Say whether money, and nothing else, is what stopped every link."""
        return bool(self.causes) and all(_for_money(error) for _, error in self.causes)


def _for_money(error: ProviderError) -> bool:
    nested = isinstance(error, AllProvidersFailed) and error.budget_spent
    return nested or isinstance(error, BudgetExceeded | PriceUnknown)
