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


class Account(Protocol):
    """Who knows what an installation has spent. All times are seconds of GitHub's clock."""

    async def take(self, installation_id: int, kind: str, amount: int) -> float:
        """Spend it and return 0, or spend nothing and return how long to wait."""
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

    async def take(self, installation_id: int, kind: str, amount: int) -> float:
        """Spend it and return 0, or spend nothing and return how long to wait."""
        async with self.database.begin() as tx:
            now = self.clock.at(await spent.lock(tx, installation_id) / 1000)
            waiting = await self._wait(tx, installation_id, kind, amount, now)
            if waiting > 0:
                # Who has to wait waits for more than his own part: hundreds that wake for one free place would only
                # wake each other.
                return await self._wait(tx, installation_id, kind, max(amount, WORTH_WAKING), now)
            step = SLOT_S * self.clock.speed
            await spent.add(tx, installation_id, kind, _ms(now // step * step), amount)
            await spent.forget(tx, installation_id, kind, _ms(now - kept(kind, self.clock.speed)))
            return 0.0

    async def room(self, installation_id: int, contents: int) -> float:
        """Return how long to wait until so many new comments fit, without spending them."""
        async with self.database.read() as tx:
            now = self.clock.at(await spent.database_ms(tx) / 1000)
            waiting = await self._wait(tx, installation_id, CONTENT, contents, now)
            return waiting and await self._wait(tx, installation_id, CONTENT, max(contents, WORTH_WAKING), now)

    async def rest(self, installation_id: int, seconds: float | None) -> float:
        """Let nobody send anything for a while and return for how long; None when GitHub named no time."""
        async with self.database.begin() as tx:
            now = self.clock.at(await spent.lock(tx, installation_id) / 1000)
            until_ms, strikes = await spent.blocked(tx, installation_id)
            if until_ms > _ms(now) and seconds is None:
                return until_ms / 1000 - now  # requests that were under way when the first was refused
            if now - until_ms / 1000 >= IN_A_ROW_S:
                strikes = 0
            if seconds is None:
                strikes += 1
            resting = min(FIRST_REST_S * 2 ** (strikes - 1), LONGEST_REST_S) if seconds is None else seconds
            await spent.block(tx, installation_id, max(until_ms, _ms(now + resting)), strikes)
            return resting

    async def left(self) -> Mapping[tuple[int, str, int], int]:
        """Return what may be spent now, by installation, kind and the window's seconds."""
        found: dict[tuple[int, str, int], int] = {}
        async with self.database.read() as tx:
            now = self.clock.at(await spent.database_ms(tx) / 1000)
            for number in await spent.installations(tx):
                for kind in WINDOWS:
                    budget = left(await self._slots(tx, number, kind, now), kind, now, self.clock.speed)
                    found |= {(number, kind, seconds): most for seconds, most in budget.items()}
        return found

    async def _wait(self, tx: AsyncConnection, installation_id: int, kind: str, amount: int, now: float) -> float:
        until_ms, _ = await spent.blocked(tx, installation_id)
        if until_ms > _ms(now):
            return until_ms / 1000 - now
        return wait(await self._slots(tx, installation_id, kind, now), kind, amount, now, self.clock.speed)

    async def _slots(self, tx: AsyncConnection, installation_id: int, kind: str, now: float) -> list[Slot]:
        since_ms = _ms(now - kept(kind, self.clock.speed))
        found = await spent.slots(tx, installation_id, kind, since_ms)
        return [Slot(at_ms / 1000, amount) for at_ms, amount in found.items()]


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
