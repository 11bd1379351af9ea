"""What must hold for a write to leave: the lease is ours, and the head is still the one that was reviewed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.errors import LeaseLost, Superseded
from app.store.leases import Hold

HEAD_MOVED = "the head of the pull request moved on"
LEASE_LOST = "another worker has taken this job over"

StillCurrent = Callable[[], Awaitable[bool]]


async def always() -> bool:
    """Say that the head stands still: for writes that do not depend on it."""
    return True


@dataclass(slots=True)
class Guard:
    """Asked before writes of one job. Its own clock tells a process that was stopped for long that it may be too late.

    That leaves the moment between the question and the network: what slips through there is healed by `settle`.
    """

    hold: Hold
    still_current: StillCurrent = always
    _writes: int = 0
    _asked: int | None = None

    def leaving(self) -> None:
        """Raise Superseded when the lease may be somebody else's; called just before each write leaves."""
        if not self.hold.alive():
            raise LeaseLost(LEASE_LOST)
        self._writes += 1

    def follow(self, still_current: StillCurrent) -> None:
        """Ask this about the head from now on."""
        self.still_current, self._asked = still_current, None

    async def require_head(self) -> None:
        """Raise Superseded when the head moved on; costs nothing when nothing was written since it was last asked."""
        if self._asked == self._writes:
            return
        if not await self.still_current():
            raise Superseded(HEAD_MOVED)
        self._asked = self._writes
