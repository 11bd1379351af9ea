"""Answers that were paid for, within one process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

# Larger is no answer to a question of ours.
MAX_ANSWER = 512 * 1024
MAX_BYTES = 32 * 1024 * 1024


class MemoryAnswers:
    """The cache of one process, bounded: what was kept longest ago is dropped first."""

    def __init__(self, clock: Callable[[], float] = monotonic, *, max_bytes: int = MAX_BYTES) -> None:
        self._clock = clock
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: dict[str, tuple[float, bytes]] = {}

    async def find(self, keys: Sequence[str]) -> tuple[str, bytes] | None:
        """Return the first of the keys that has an answer, with it, or None."""
        for key in keys:
            until, answer = self._kept.get(key, (0.0, b""))
            if key in self._kept and self._clock() < until:
                return key, answer
        return None

    async def keep(self, key: str, answer: bytes, *, seconds: int) -> None:
        """Keep an answer for so long, unless it is larger than any should be."""
        if seconds <= 0 or len(answer) > MAX_ANSWER:
            return
        self._drop(key)
        self._kept[key] = (self._clock() + seconds, answer)
        self._bytes += len(answer)
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._kept)))

    async def forget(self, prefix: str) -> int:
        """Drop every answer whose key begins so and return how many there were."""
        keys = [key for key in self._kept if key.startswith(prefix)]
        for key in keys:
            self._drop(key)
        return len(keys)

    def _drop(self, key: str) -> None:
        if key in self._kept:
            self._bytes -= len(self._kept.pop(key)[1])
