"""Rate limits, within one process."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from providers.kept.bucket import FULL
from providers.kept.buckets import KeptBuckets
from providers.kept.cells import MemoryCells


class MemoryBuckets(KeptBuckets):
    """The rate buckets of one process: for local reviews and tests."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(MemoryCells(FULL, clock))
