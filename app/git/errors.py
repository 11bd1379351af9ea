"""What git could not do, by what the caller can do about it."""

from __future__ import annotations

from app.errors import AppError, Retryable


class StaleToken(Retryable):
    """The server refused the token (401): get a new one and call again at once."""


class GitFailed(AppError):
    """A git command failed; `detail` is the end of what it printed."""

    def __init__(self, command: str, status: int, detail: str) -> None:
        super().__init__(f"git {command} failed with status {status}: {detail or 'no message'}")
        self.status = status
        self.detail = detail


class TooMuchOutput(GitFailed):
    """A command printed or wrote more than it may: part of the change stays unread."""
