"""Keeping step with GitHub, one installation in one process: nothing is sent that its limits have no room for.

A short wait is slept here; a longer one is raised as RateLimited, and the job goes back to the queue.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.github.account import Account
from app.github.answer_time import answered_at
from app.github.clock import TRUE, Clock
from app.github.errors import RateLimited
from app.github.limits import CONTENT, POINTS, POINTS_READ, POINTS_WRITE

MAX_SLEEP_S = 2.0
# GitHub takes 100 requests of an installation at once: five workers may each have so many under way.
CONCURRENT = 20
# Points are taken from the account in blocks, so that a request does not cost a transaction; what is left of a block
# after some seconds is lost (limits.LATE_S covers those seconds).
BLOCK = 30
BLOCK_LIFE_S = 5.0
# So much of the hourly limit stays for requests under way and for other workers that have not heard of it yet.
RESERVE = 150

PACED = "GitHub takes at most 80 new comments a minute and 500 an hour from one installation: waiting {wait:.0f} s"
BUSY = "GitHub takes at most 900 points of requests a minute from one installation: waiting {wait:.0f} s"
USED_UP = "the installation has {left} requests left of {limit} an hour: waiting {wait:.0f} s"


@dataclass(slots=True)
class Pace:
    """One installation's way to GitHub; without an account only GitHub's own word counts."""

    installation_id: int
    account: Account | None = None
    clock: Clock = TRUE
    _running: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONCURRENT))
    _taking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _points: int = 0
    _points_until: float = 0.0
    _left: tuple[int, int, float] | None = None  # requests left, of how many, and when the hour ends by our clock

    @asynccontextmanager
    async def request(self, method: str) -> AsyncIterator[None]:
        """Wait for room for one request, and hold its place while it is under way."""
        self._require_primary()
        await self._point(POINTS_READ if method in ("GET", "HEAD") else POINTS_WRITE)
        async with self._running:
            yield

    async def content(self) -> None:
        """Wait for room for one new comment."""
        if self.account is not None:
            await self._take(self.account, CONTENT, 1, PACED)

    async def room(self, contents: int) -> None:
        """Raise RateLimited unless so many new comments fit now: before money is spent on what could not be said."""
        self._require_primary()
        if self.account is not None and (waiting := await self.account.room(self.installation_id, contents)) > 0:
            raise self._limited(PACED, waiting)

    def heard(self, headers: Mapping[str, str]) -> None:
        """Learn from an answer how much of the hour's limit is left.

        https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
        """
        if headers.get("x-ratelimit-resource", "core") != "core":
            return
        left, most, reset = (headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit", "reset"))
        if left.isdecimal() and most.isdecimal() and reset.isdecimal():
            seconds = max(0.0, float(reset) + 1 - answered_at(headers, self.clock))
            self._left = int(left), int(most), time.monotonic() + self.clock.real(seconds)

    async def told(self, error: RateLimited) -> RateLimited:
        """Take GitHub at its word, for all workers; return the error with the true time to wait."""
        asked = error.after if error.named else None
        if self.account is not None:
            asked = await self.account.rest(self.installation_id, asked)
        return RateLimited(str(error), after=self.clock.real(asked or error.after or 0.0), named=error.named)

    def _require_primary(self) -> None:
        if self._left is None:
            return
        left, most, until = self._left
        waiting = until - time.monotonic()
        if left <= min(RESERVE, most // 10) and waiting > 0:
            raise RateLimited(USED_UP.format(left=left, limit=most, wait=waiting), after=waiting)

    async def _point(self, cost: int) -> None:
        if self.account is None:
            return
        async with self._taking:
            if self._points < cost or time.monotonic() > self._points_until:
                await self._take(self.account, POINTS, BLOCK, BUSY)
                self._points, self._points_until = BLOCK, time.monotonic() + BLOCK_LIFE_S
            self._points -= cost

    async def _take(self, account: Account, kind: str, amount: int, why: str) -> None:
        while (waiting := await account.take(self.installation_id, kind, amount)) > 0:
            if self.clock.real(waiting) > MAX_SLEEP_S:
                raise self._limited(why, waiting)
            await asyncio.sleep(self.clock.real(waiting))

    def _limited(self, why: str, seconds: float) -> RateLimited:
        return RateLimited(why.format(wait=seconds), after=self.clock.real(seconds))
