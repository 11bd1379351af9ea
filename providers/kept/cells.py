"""Where a state protocol keeps its values: named cells, changed in steps of which no two overlap.

The rules are written once, as pure steps; `providers.memory` keeps cells in one process, `app.state` in Redis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Generic, Protocol, TypeVar

S = TypeVar("S")
T = TypeVar("T")

# While Redis is away its time is guessed, and may be this far behind. What lies further ahead is not believed.
SLACK_S = 1.0

# From what the named cells hold and the time in seconds, to what they shall hold and what the caller is told. A step
# is pure: it may be run again when somebody else was faster.
Step = Callable[[Sequence[S], float], tuple[Sequence[S], T]]


class Cells(Protocol[S]):
    """Named values of one kind; a cell that nobody filled holds the empty value."""

    async def change(self, names: Sequence[str], step: Step[S, T]) -> T:
        """Take one step on these cells, all of them or none, and return what it tells."""
        ...

    async def all(self) -> tuple[Mapping[str, S], float]:
        """Return every filled cell and the time by which they are to be read."""
        ...


class MemoryCells(Generic[S]):
    """The cells of one process."""

    def __init__(self, empty: S, clock: Callable[[], float] = monotonic) -> None:
        self._empty = empty
        self._clock = clock
        self._values: dict[str, S] = {}

    async def change(self, names: Sequence[str], step: Step[S, T]) -> T:
        """Take one step; nothing else runs meanwhile, since a step does not wait."""
        return self.change_at(names, step, self._clock())

    def change_at(self, names: Sequence[str], step: Step[S, T], now: float) -> T:
        """Take one step as of a time."""
        values, told = step([self._values.get(name, self._empty) for name in names], now)
        self._values.update(zip(names, values, strict=True))
        return told

    async def all(self) -> tuple[Mapping[str, S], float]:
        """Return a copy of the cells."""
        return dict(self._values), self._clock()
