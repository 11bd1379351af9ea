"""GitHub's time as we count it: ours, unless a trial of the limits lets hours pass in minutes."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds since the epoch, running `speed` times as fast from `origin` on; the default is the true time."""

    speed: float = 1.0
    origin: float = 0.0

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return self.at(time.time())

    def at(self, real: float) -> float:
        """Return this clock's time at a moment of true time."""
        return self.origin + (real - self.origin) * self.speed

    def real(self, seconds: float) -> float:
        """Return how long a span of this clock's time truly takes."""
        return seconds / self.speed


TRUE = Clock()
