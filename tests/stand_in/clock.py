"""The stand-in's time: the machine's, moved forward at will."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Seconds since the epoch plus what a test has added; from `origin` on `speed` times as fast as they are."""

    def __init__(self) -> None:
        self._added = 0.0
        self.speed = 1.0
        self.origin = 0.0

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return self.origin + (time.time() - self.origin) * self.speed + self._added

    def advance(self, seconds: float) -> None:
        """Move the time; App JWTs made with the machine's clock stop being valid after ten minutes of this."""
        self._added += seconds

    def stamp(self) -> str:
        """Return the time as GitHub writes it."""
        return stamp(self.now())


def stamp(seconds: float) -> str:
    """Write a time as GitHub does: whole seconds in UTC with a Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
