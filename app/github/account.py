"""One account of GitHub's limits for all workers of all machines: in the database, by its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from app.github.clock import TRUE, Clock
from app.github.limits import CONTENT, SLOT_S, WINDOWS, Slot, kept, left, wait
from app.store import spent
from app.store.database import Database

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit : at least
# a minute, and exponentially longer when it goes on.
FIRST_REST_S = 60.0
LONGEST_REST_S = 3600.0
# A refusal so soon after the last rest is another in a row; a job comes back up to a quarter late.
IN_A_ROW_S = LONGEST_REST_S / 2
WORTH_WAKING = 25
# Old slots are dropped when so many are there, not one at every turn.
MANY = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """How much may be spent at once; 0 when there is no room, and how long to wait then."""

    amount: int
    wait: float = 0.0


class Account(Protocol):
    """Who knows what an installation has spent. All times are seconds of GitHub's clock."""

    async def take(self, installation_id: int, kind: str, amount: int, block: int = 0) -> Taken:
        """Spend the amount, or a whole block of it where there is plenty, or nothing."""
        ...

    async def room(self, installation_id: int, contents: int) -> float:
        """Return how long to wait until so many new comments fit, without spending them."""
        ...

    async def rest(self, installation_id: int, seconds: float | None) -> float:
        """Let nobody send anything for a while and return for how long; None when GitHub named no time."""
        ...


@dataclass(frozen=True, slots=True)
class DatabaseAccount:
    """The account that all workers share."""

    database: Database
    clock: Clock = TRUE

    async def take(self, installation_id: int, kind: str, amount: int, block: int = 0) -> Taken:
        """Spend the amount, or a whole block of it where there is plenty, or nothing."""
        async with self.database.begin() as tx:
            now = self.clock.at(await spent.lock(tx, installation_id) / 1000)
            book = await self._book(tx, installation_id, kind)
            if (waiting := book.wait(amount, now)) > 0:
                return Taken(0, waiting)
            if book.plenty(now):
                amount = max(amount, block)
            step = SLOT_S * self.clock.speed
            await spent.add(tx, installation_id, kind, _ms(now // step * step), amount)
            if len(book.slots) > MANY and book.slots[MANY].at < (old := now - kept(kind, self.clock.speed)):
                await spent.forget(tx, installation_id, kind, _ms(old))
            return Taken(amount)

    async def room(self, installation_id: int, contents: int) -> float:
        """Return how long to wait until so many new comments fit, without spending them."""
        async with self.database.read() as tx:
            now = self.clock.at(await spent.database_ms(tx) / 1000)
            return (await self._book(tx, installation_id, CONTENT)).wait(contents, now)

    async def rest(self, installation_id: int, seconds: float | None) -> float:
        """Let nobody send anything for a while and return for how long; None when GitHub named no time."""
        async with self.database.begin() as tx:
            now = self.clock.at(await spent.lock(tx, installation_id) / 1000)
            book = await self._book(tx, installation_id, CONTENT)
            if book.blocked_until > now and seconds is None:
                return book.blocked_until - now  # requests that were under way when the first was refused
            strikes = book.strikes if now - book.blocked_until < IN_A_ROW_S else 0
            if seconds is None:
                strikes += 1
            resting = min(FIRST_REST_S * 2 ** (strikes - 1), LONGEST_REST_S) if seconds is None else seconds
            await spent.block(tx, installation_id, _ms(max(book.blocked_until, now + resting)), strikes)
            return resting

    async def left(self) -> Mapping[tuple[int, str, int], int]:
        """Return what may be spent now, by installation, kind and the window's seconds."""
        found: dict[tuple[int, str, int], int] = {}
        async with self.database.read() as tx:
            now = self.clock.at(await spent.database_ms(tx) / 1000)
            for number in await spent.installations(tx):
                for kind in WINDOWS:
                    budget = (await self._book(tx, number, kind)).left(now)
                    found |= {(number, kind, seconds): most for seconds, most in budget.items()}
        return found

    async def _book(self, tx: AsyncConnection, installation_id: int, kind: str) -> _Book:
        found = await spent.slots(tx, installation_id, kind, spent.BLOCKED)
        until_ms, strikes = max(found[spent.BLOCKED].items(), default=(0, 0))
        slots = tuple(Slot(at_ms / 1000, amount) for at_ms, amount in found[kind].items())
        return _Book(kind, slots, until_ms / 1000, strikes, self.clock.speed)


@dataclass(frozen=True, slots=True)
class _Book:
    """What is recorded of one kind, and of GitHub's own word: until when to rest, and how often in a row it said so."""

    kind: str
    slots: tuple[Slot, ...]
    blocked_until: float
    strikes: int
    speed: float

    def wait(self, amount: int, now: float) -> float:
        if self.blocked_until > now:
            return self.blocked_until - now
        if wait(self.slots, self.kind, amount, now, self.speed) == 0:
            return 0.0
        # Who has to wait waits for more than his own part: hundreds that wake for one free place would only wake each
        # other.
        return wait(self.slots, self.kind, max(amount, WORTH_WAKING), now, self.speed)

    def plenty(self, now: float) -> bool:
        """Say whether no window is half used: then what is lost of a block will be missed by nobody."""
        left = self.left(now)
        return all(2 * left[int(window.seconds)] > window.most for window in WINDOWS[self.kind])

    def left(self, now: float) -> Mapping[int, int]:
        return left(self.slots, self.kind, now, self.speed)


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
