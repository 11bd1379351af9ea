"""Failures of a provider, by what the chain can do about them; each is a named reason to fall back."""

from __future__ import annotations

from enum import StrEnum


class Failure(StrEnum):
    """The closed list of ways a provider fails, as recorded in `completions.outcome`."""

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


class ProviderError(Exception):
    """Root of everything `providers` raises on purpose."""


class ProviderFailure(ProviderError):
    """One attempt failed in a named way. `retry_after` is in seconds, None when the provider did not say."""

    def __init__(self, failure: Failure, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"{failure.value}: {detail}")
        self.failure = failure
        self.detail = detail
        self.retry_after = retry_after


class BudgetExceeded(ProviderError):
    """A cap leaves no room for this call; nothing was sent. `scope` names the cap."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"the budget of {scope} is spent")
        self.scope = scope


class AllProvidersFailed(ProviderError):
    """Every link failed; `causes` pairs each provider's name with its failure, in the order tried."""

    def __init__(self, causes: tuple[tuple[str, ProviderError], ...]) -> None:
        super().__init__("; ".join(f"{name}: {error}" for name, error in causes) or "no provider is configured")
        self.causes = causes
