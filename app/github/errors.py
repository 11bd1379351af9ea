"""What GitHub's refusals mean for the caller, sorted once, here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.errors import AppError, Deferred, Retryable, Terminal
from app.github.answer_time import answered_at

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
DEFAULT_WAIT_S = 60.0
MAX_WAIT_S = 3600.0
MAX_MESSAGE = 300

DENIED = (
    "GitHub denied {what}: {message}. Check that the App still has its permissions (pull requests and checks: write; "
    "contents and issues: read) and, if the organisation has an IP allow list, that this server is on it."
)
NOT_FOUND = (
    "GitHub does not show {what} to the App: it was deleted, or the App is no longer installed on this repository."
)
GONE = "{what} is gone from GitHub: {message}."
LEGAL = "GitHub withholds {what} for legal reasons (451): {message}."
UNEXPECTED = "GitHub refused {what} with status {status}: {message}."
UNAUTHORIZED = (
    "GitHub does not accept the App's credentials for {what}: {message}. Check GITHUB_APP_ID, the private key and this "
    "machine's clock."
)


class RateLimited(Deferred):
    """A rate limit of GitHub's, or our own pacing ahead of it; `after` says how long to stay away, in seconds.

    `named` is false when GitHub gave no time, and `after` is the least that it wants then.
    """

    def __init__(self, detail: str, *, after: float | None = None, named: bool = True) -> None:
        super().__init__(detail, after=after)
        self.named = named


class StillRefused(Retryable):
    """GitHub goes on refusing though each wait was longer than the last: a failure that counts, so that it ends."""


class Unavailable(Retryable):
    """The network, a 5xx or an unreadable answer. `ambiguous`: the write may be committed, so look first."""

    def __init__(self, detail: str, *, ambiguous: bool, after: float | None = None) -> None:
        super().__init__(detail, after=after)
        self.ambiguous = ambiguous


class Unauthorized(Retryable):
    """401 with a token made just now: the operator's to mend, so it comes back later."""


class Denied(Terminal):
    """GitHub will not do this, now or later; the text says what a user can do. `status` is the HTTP status."""

    def __init__(self, detail: str, status: int) -> None:
        super().__init__(detail)
        self.status = status


class NotFound(Denied):
    """404: absent, or hidden from us; GitHub does not say which."""


class Refused(Terminal):
    """422: this body is wrong; nothing of it was done. `errors` are GitHub's own sentences."""

    def __init__(self, detail: str, errors: tuple[str, ...]) -> None:
        super().__init__(detail)
        self.errors = errors


def sort(what: str, status: int, headers: Mapping[str, str], body: object, *, write: bool) -> AppError:
    """Return the error that an answer of status 400 or above means; `what` is "GET /path", without secrets."""
    message = _message(body)
    if status in (403, 429) and (wait := _wait(status, headers, message)) is not None:
        seconds, named = wait
        return RateLimited(f"GitHub's rate limit ({what}): {message}", after=seconds, named=named)
    if status == 401:
        return Unauthorized(UNAUTHORIZED.format(what=what, message=message), after=DEFAULT_WAIT_S)
    if status >= 500:
        return Unavailable(f"GitHub answered {status} to {what}", ambiguous=write, after=_retry_after(headers))
    if status in (408, 409):
        return Unavailable(f"GitHub answered {status} to {what}: {message}", ambiguous=False)
    if status == 422:
        return Refused(f"GitHub refused {what}: {message}", _details(body))
    return _denied(what, status, message)


def _denied(what: str, status: int, message: str) -> Denied:
    if status == 404:
        return NotFound(NOT_FOUND.format(what=what), status)
    text = {403: DENIED, 410: GONE, 451: LEGAL}.get(status, UNEXPECTED)
    return Denied(text.format(what=what, status=status, message=message), status)


def _wait(status: int, headers: Mapping[str, str], message: str) -> tuple[float, bool] | None:
    """Return how long a limit lasts and whether GitHub named that, or None when the answer tells of no limit."""
    if (told := _retry_after(headers)) is not None:
        return told, True
    if headers.get("x-ratelimit-remaining") == "0" and (reset := _number(headers.get("x-ratelimit-reset"))) is not None:
        # One second more: GitHub counts whole seconds.
        return min(max(reset - answered_at(headers) + 1, 1.0), MAX_WAIT_S), True
    limited = status == 429 or "rate limit" in message.lower() or "abuse detection" in message.lower()
    return (DEFAULT_WAIT_S, False) if limited else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return Retry-After in seconds; a proxy's date form counts as the default wait."""
    if (raw := headers.get("retry-after")) is None:
        return None
    seconds = _number(raw)
    return DEFAULT_WAIT_S if seconds is None else min(seconds, MAX_WAIT_S)


def _number(raw: str | None) -> float | None:
    return float(raw.strip()) if raw is not None and re.fullmatch(r"[0-9]{1,12}", raw.strip()) else None


def _message(body: object) -> str:
    message = body.get("message") if isinstance(body, dict) else None
    return _plain(message) if isinstance(message, str) and message else "no reason given"


def _details(body: object) -> tuple[str, ...]:
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list):
        return (_message(body),)
    return tuple(
        _plain(e if isinstance(e, str) else str(e.get("message") if isinstance(e, dict) else e)) for e in errors
    )


def _plain(text: str) -> str:
    """Make outside text fit for a log line and a check run: printable, one line, short."""
    return "".join(c if c.isprintable() else " " for c in text[:MAX_MESSAGE]).rstrip(". ")
