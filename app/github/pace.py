"""Keeping step with GitHub, one installation in one process: nothing is sent that its limits have no room for.

A short wait is slept here; a longer one is raised as RateLimited, and the job goes back to the queue.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.errors import Retryable
from app.github.account import LONGEST_REST_S, Account
from app.github.answer_time import answered_at
from app.github.clock import TRUE, Clock
from app.github.errors import RateLimited, StillRefused
from app.github.limits import CONTENT, POINTS, is_content, points

MAX_SLEEP_S = 2.0
# GitHub takes 100 requests of an installation at once: five workers may each have so many under way.
CONCURRENT = 20
# Where there is plenty it is taken from the account in blocks, so that a request does not cost a transaction: what one
# review needs. What is left of a block after some seconds is lost (limits.LATE_S covers those seconds).
BLOCKS: Mapping[str, int] = {CONTENT: 3, POINTS: 60}
BLOCK_LIFE_S = 3.0
# So much of the hourly limit stays for requests under way and for other workers that have not heard of it yet.
RESERVE = 150

PACED = "GitHub takes at most 80 new comments a minute and 500 an hour from one installation: waiting {wait:.0f} s"
BUSY = "GitHub takes at most 900 points of requests a minute from one installation: waiting {wait:.0f} s"
RESTING = "GitHub asked this installation to wait: {wait:.0f} s of it are left"
USED_UP = "the installation has {left} requests left of {limit} an hour: waiting {wait:.0f} s"


@dataclass(slots=True)
class _Purse:
    """What is left of the last block of one kind, and until when it may be spent."""

    left: int = 0
    until: float = 0.0
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Pace:
    """One installation's way to GitHub; without an account only GitHub's own word counts."""

    installation_id: int
    account: Account | None = None
    clock: Clock = TRUE
    _running: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONCURRENT))
    _purses: Mapping[str, _Purse] = field(default_factory=lambda: {kind: _Purse() for kind in BLOCKS})
    _resting_until: float = 0.0
    _left: tuple[int, int, float] | None = None  # requests left, of how many, and when the hour ends by our clock

    @asynccontextmanager
    async def request(self, method: str, path: str) -> AsyncIterator[None]:
        """Wait for room for one request, and hold its place while it is under way."""
        async with self._running:
            # Counted when it can leave: from then on it has limits.LATE_S to arrive at GitHub.
            self._require_rest()
            self._require_primary()
            if self.account is not None:
                await self._spend(self.account, POINTS, points(method), BUSY)
                if is_content(method, path):
                    await self._spend(self.account, CONTENT, 1, PACED)
            yield

    async def room(self, contents: int) -> None:
        """Raise RateLimited unless so many new comments fit now."""
        self._require_rest()
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

    async def told(self, error: RateLimited) -> Retryable:
        """Take GitHub at its word, for all workers; return what to raise, with the true time to wait."""
        asked = error.after or 0.0
        if self.account is not None:
            self._rest(asked)  # at once here, whatever the database does
            asked = await self.account.rest(self.installation_id, asked if error.named else None)
            self._rest(asked)
        after = self.clock.real(asked)
        if not error.named and asked >= LONGEST_REST_S:
            return StillRefused(str(error), after=after)
        return RateLimited(str(error), after=after, named=error.named)

    def _rest(self, seconds: float) -> None:
        for purse in self._purses.values():
            purse.left = 0
        self._resting_until = max(self._resting_until, time.monotonic() + self.clock.real(seconds))

    def _require_rest(self) -> None:
        if (waiting := self._resting_until - time.monotonic()) > 0:
            raise RateLimited(RESTING.format(wait=waiting), after=waiting)

    def _require_primary(self) -> None:
        if self._left is None:
            return
        left, most, until = self._left
        waiting = until - time.monotonic()
        if left <= min(RESERVE, most // 10) and waiting > 0:
            raise RateLimited(USED_UP.format(left=left, limit=most, wait=waiting), after=waiting)

    async def _spend(self, account: Account, kind: str, amount: int, why: str) -> None:
        purse = self._purses[kind]
        async with purse.taking:
            if purse.left < amount or time.monotonic() > purse.until:
                await self._fill(purse, account, kind, amount, why)
            purse.left -= amount

    async def _fill(self, purse: _Purse, account: Account, kind: str, amount: int, why: str) -> None:
        patience = time.monotonic() + MAX_SLEEP_S
        while True:
            asked = time.monotonic()
            taken = await account.take(self.installation_id, kind, amount, BLOCKS[kind])
            if taken.amount:
                purse.left, purse.until = taken.amount, asked + BLOCK_LIFE_S
                return
            pause = self.clock.real(taken.wait)
            if time.monotonic() + pause > patience:
                raise self._limited(why, taken.wait)
            await asyncio.sleep(pause)

    def _limited(self, why: str, seconds: float) -> RateLimited:
        return RateLimited(why.format(wait=seconds), after=self.clock.real(seconds))
