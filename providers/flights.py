"""Questions under way in this process: whoever asks the same one meanwhile waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from providers.base import Completion


class Flights:
    """Shared by every review of a worker; `key` is what makes two questions one, tenant included.

    Nobody depends on another's fate: when who asks fails or is cancelled, the next who waits asks for itself.
    """

    def __init__(self) -> None:
        self._under_way: dict[tuple[str, ...], asyncio.Future[Completion | None]] = {}

    async def ask_once(
        self, key: tuple[str, ...], ask: Callable[[], Awaitable[Completion]], *, patience: float
    ) -> tuple[Completion, bool]:
        """Return the completion, and whether it is another's; after `patience` seconds of waiting ask all the same."""
        end = monotonic() + patience
        while (other := self._under_way.get(key)) is not None:
            await asyncio.wait({other}, timeout=max(0.0, end - monotonic()))
            if not other.done():
                return await ask(), False
            if (completion := other.result()) is not None:
                return completion, True
        return await self._ask(key, ask), False

    async def _ask(self, key: tuple[str, ...], ask: Callable[[], Awaitable[Completion]]) -> Completion:
        mine = self._under_way[key] = asyncio.get_running_loop().create_future()
        completion = None
        try:
            completion = await ask()
        finally:
            del self._under_way[key]
            mine.set_result(completion)
        return completion
