"""The rate buckets of every key, over cells wherever they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from providers.base import Told
from providers.kept import bucket as rules
from providers.kept.bucket import Bucket, Place
from providers.kept.cells import Cells
from providers.state import Rate, Turn


class KeptBuckets:
    """Satisfies `providers.state.RateBuckets`. A key's name is not the key: it is stored and shown."""

    def __init__(self, cells: Cells[Bucket]) -> None:
        self._cells = cells

    async def take(self, key: str, rate: Rate, tokens: int, *, hold_s: float) -> Turn:
        """Take a request, its tokens and a place, all or nothing."""
        place_id = uuid4().hex[:16]

        def step(values: Sequence[Bucket], now: float) -> tuple[Sequence[Bucket], float]:
            bucket, waits = rules.taken(values[0], rate, Place(place_id, now, now + hold_s, max(0, tokens)))
            return (bucket,), waits

        waits = await self._cells.change([key], step)
        return Turn("", waits) if waits else Turn(place_id)

    async def give_back(self, key: str, turn: Turn, *, tokens: int | None = None, told: Told | None = None) -> None:
        """Free the place and adapt; doing it twice frees it once.

        After a refusal that names a time but no limit, `told` is `Told(requests_left=0, requests_reset_s=...)`.
        """

        def step(values: Sequence[Bucket], now: float) -> tuple[Sequence[Bucket], None]:
            return (rules.given_back(values[0], turn.id, tokens, told, now),), None

        if turn.id:
            await self._cells.change([key], step)
