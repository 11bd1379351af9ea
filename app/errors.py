"""Errors of the application, by what the caller can do about them."""

from __future__ import annotations


class AppError(Exception):
    """Root of everything `app` raises on purpose."""


class UsageError(AppError):
    """The user or operator can mend it: bad option, bad setting, missing program. The text says what, where and how."""


class Retryable(AppError):
    """It may work later. `after` is the number of seconds to wait at least, None when nobody said."""

    def __init__(self, detail: str, *, after: float | None = None) -> None:
        super().__init__(detail)
        self.after = after


class Deferred(Retryable):
    """Its turn has not come, such as under a rate limit: it waits `after` seconds, and that is no failure."""


class StoreUnavailable(Retryable):
    """The database did not take the write or the read; nothing was half done."""


class Terminal(AppError):
    """It will never work for this pull request; the check run is concluded with the reason, which a user can act on."""


class Superseded(AppError):
    """Something newer is there, or another worker took over: nothing more may be written for this one."""


class LeaseLost(Superseded):
    """Another worker may have the job by now: it goes on from what is there, so nothing may be ended or undone."""
