"""How every model does, read at most once a second however many questions are asked."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from providers.state import Breaker, Breakers, Figures, Target

FRESH_S = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What calls of one kind were like lately, and which breakers are not closed."""

    figures: Mapping[Target, Figures]
    breakers: Sequence[Breaker]


class Health:
    """The figures and breakers of all workers; one for as long as its worker lives."""

    def __init__(
        self, breakers: Breakers, targets: Sequence[Target], *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._breakers = breakers
        self._targets = tuple(dict.fromkeys(targets))
        self._clock = clock
        self._known: dict[str, tuple[float, Standing]] = {}
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, kind: str) -> Standing:
        """Return how it stands with this kind of question; many that ask at once wait for one reading."""
        if (known := self._fresh(kind)) is not None:
            return known
        async with self._reading[kind]:
            if (known := self._fresh(kind)) is not None:
                return known
            figures = await self._breakers.figures(self._targets, kind)
            standing = Standing(figures, await self._breakers.breakers())
            self._known[kind] = self._clock(), standing
            return standing

    def bytes_per_token(self, target: Target) -> float | None:
        """Return the fewest bytes a token of this model had in any kind of question read so far; None if unknown."""
        known = [standing.figures.get(target) for _, standing in self._known.values()]
        return min((one.bytes_per_token for one in known if one and one.bytes_per_token), default=None)

    def _fresh(self, kind: str) -> Standing | None:
        at, standing = self._known.get(kind, (0.0, None))
        return standing if standing is not None and self._clock() - at < FRESH_S else None
