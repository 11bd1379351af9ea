"""GitHub's rate limits: always counted, enforced when switched on."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.stand_in.answers import Json, Refused
from tests.stand_in.clock import Clock

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
PRIMARY_PER_HOUR = 5_000
CONTENT_PER_MINUTE = 80
CONTENT_PER_HOUR = 500
POINTS_PER_MINUTE = 900
CONCURRENT = 100
RETRY_AFTER = 60
# Writes that show up in a conversation and may notify people.
CREATES_CONTENT = frozenset(
    {
        "pulls/create-review",
        "pulls/submit-review",
        "pulls/create-review-comment",
        "pulls/create-reply-for-review-comment",
        "issues/create-comment",
    }
)
_SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(slots=True)
class _Used:
    """What one caller used lately."""

    window_start: float
    requests: int = 0
    running: int = 0
    content: deque[float] = field(default_factory=deque)
    points: deque[tuple[float, int]] = field(default_factory=deque)
    points_sum: int = 0


class Limits:
    """The limits of each caller. `violations` names every request past one; `enforced` refuses them too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._used: dict[int, _Used] = {}
        self.enforced = False
        self.primary = PRIMARY_PER_HOUR
        self.violations: list[str] = []

    def _of(self, caller: int) -> _Used:
        used = self._used.setdefault(caller, _Used(self._clock.now()))
        if self._clock.now() - used.window_start >= 3600:
            used.window_start, used.requests = self._clock.now(), 0
        return used

    def enter(self, caller: int, method: str, operation: str) -> None:
        """Count one request; raise the refusal of the limit it breaks, if limits are enforced.

        A caller that was let in must `leave` when its request ends; a refused one must not.
        """
        used, now = self._of(caller), self._clock.now()
        used.requests += 1
        broken = self._broken(used, now, method, operation)
        if broken:
            self.violations.append(f"{broken}: {method} {operation}")
        if self.enforced and used.requests > self.primary:
            raise Refused(403, f"API rate limit exceeded for installation ID {caller}.", headers=self.headers(caller))
        if self.enforced and broken:
            raise Refused(403, _SECONDARY, headers={"retry-after": str(RETRY_AFTER)})
        used.running += 1

    def leave(self, caller: int) -> None:
        """Count one request as over."""
        self._of(caller).running -= 1

    def running(self, caller: int) -> int:
        """Return how many requests of a caller are under way."""
        return self._of(caller).running

    def _broken(self, used: _Used, now: float, method: str, operation: str) -> str | None:
        cost = 1 if method in ("GET", "HEAD", "OPTIONS") else 5
        used.points.append((now, cost))
        used.points_sum += cost
        while used.points[0][0] <= now - 60:
            used.points_sum -= used.points.popleft()[1]
        if operation in CREATES_CONTENT:
            used.content.append(now)
        while used.content and used.content[0] <= now - 3600:
            used.content.popleft()
        if operation in CREATES_CONTENT and len(used.content) > CONTENT_PER_HOUR:
            return f"more than {CONTENT_PER_HOUR} content creations an hour"
        if operation in CREATES_CONTENT and sum(at > now - 60 for at in used.content) > CONTENT_PER_MINUTE:
            return f"more than {CONTENT_PER_MINUTE} content creations a minute"
        if used.points_sum > POINTS_PER_MINUTE:
            return f"more than {POINTS_PER_MINUTE} points a minute"
        return f"more than {CONCURRENT} requests at once" if used.running >= CONCURRENT else None

    def headers(self, caller: int) -> Mapping[str, str]:
        """Return the rate limit headers of every answer."""
        return {f"x-ratelimit-{key}": str(value) for key, value in {**self.state(caller), "resource": "core"}.items()}

    def state(self, caller: int) -> Json:
        """Return the primary limit as /rate_limit shows it."""
        used = self._of(caller)
        return {
            "limit": self.primary,
            "remaining": max(0, self.primary - used.requests),
            "reset": int(used.window_start) + 3600,
            "used": used.requests,
        }
