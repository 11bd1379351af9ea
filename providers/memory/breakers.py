"""Health, within one process."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from providers.kept.breakers import KeptBreakers
from providers.kept.cells import MemoryCells
from providers.kept.vitals import WELL


class MemoryBreakers(KeptBreakers):
    """The breakers of one process: for local reviews and tests."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(MemoryCells(WELL, clock))
