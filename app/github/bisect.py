"""Which of many are refused, when only "all" or "not all" is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

# Each trial is a request; past this, what is still unknown counts as refused: it goes to the summary, not lost.
MAX_TRIALS = 40

Accepted = Callable[[Sequence[str]], Awaitable[bool]]


async def refused_among(batch: Sequence[str], accepted: Accepted) -> tuple[str, ...]:
    """Return the members that are refused, given that the whole batch was; `accepted` tries a part."""
    return await _Search(accepted).within(batch, known_bad=True)


class _Search:
    def __init__(self, accepted: Accepted) -> None:
        self._accepted = accepted
        self._trials = 0

    async def within(self, part: Sequence[str], *, known_bad: bool) -> tuple[str, ...]:
        if self._trials < MAX_TRIALS and not known_bad and await self._fits(part):
            return ()
        if self._trials >= MAX_TRIALS or len(part) == 1:
            return tuple(part)
        middle = len(part) // 2
        left = await self.within(part[:middle], known_bad=False)
        # A good left half leaves the fault in the right one: no need to ask.
        return left + await self.within(part[middle:], known_bad=not left)

    async def _fits(self, part: Sequence[str]) -> bool:
        self._trials += 1
        return await self._accepted(part)
