"""How many jobs run beside each other in one worker; one that is under suspicion runs with nothing beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Slots:
    """So many slots, given out in the order they were asked for."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._free = asyncio.Semaphore(number)
        self._turn = asyncio.Lock()

    @property
    def free(self) -> bool:
        """Say whether there is a slot for who asks now."""
        return not (self._free.locked() or self._turn.locked())

    @asynccontextmanager
    async def take(self, *, alone: bool = False) -> AsyncIterator[None]:
        """Hold one slot, or all of them."""
        needed, held = self._number if alone else 1, 0
        try:
            async with self._turn:  # who waits for all of them must not be overtaken for ever
                while held < needed:
                    await self._free.acquire()
                    held += 1
            yield
        finally:
            for _ in range(held):
                self._free.release()
