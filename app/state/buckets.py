"""Rate limits, shared by all workers through Redis."""

from __future__ import annotations

from collections.abc import Callable

from app.state.cells import RedisCells
from app.state.redis_link import RedisLink
from providers.kept.bucket import FULL
from providers.kept.buckets import KeptBuckets

KEY = "diffdiver:rates"


class RedisBuckets(KeptBuckets):
    """The rate buckets of all workers; those of this process while Redis is away."""

    def __init__(self, link: RedisLink, clock: Callable[[], float] | None = None) -> None:
        super().__init__(RedisCells(link, KEY, FULL, clock))
