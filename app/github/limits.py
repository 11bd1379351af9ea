"""Staying under GitHub's content limits ahead of time, for one installation in this process."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
CONTENT_PER_MINUTE = 80
CONTENT_PER_HOUR = 500
_WINDOWS = ((60.0, CONTENT_PER_MINUTE), (3600.0, CONTENT_PER_HOUR))


class Pacing:
    """Counts content creations over the last hour; `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._created: deque[float] = deque(maxlen=CONTENT_PER_HOUR)

    def wait(self) -> float:
        """Return how many seconds to wait before the next creation fits every window, 0 when it fits now."""
        now = self._clock()
        waits = (self._created[-most] + window - now for window, most in _WINDOWS if len(self._created) >= most)
        return max(0.0, *waits, 0.0)

    def count(self) -> None:
        """Count one creation as sent, whatever its answer."""
        self._created.append(self._clock())
