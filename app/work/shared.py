"""What all workers know together of the models: who is well, what keys may be asked, what was answered already."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.settings import Settings
from app.state.answers import RedisAnswers
from app.state.breakers import RedisBreakers
from app.state.buckets import RedisBuckets
from app.state.redis_link import RedisLink, open_link
from app.state.valkey import socket_path
from app.work.queue import redis_settings
from providers.memory.answers import MemoryAnswers
from providers.memory.breakers import MemoryBreakers
from providers.memory.buckets import MemoryBuckets
from providers.state import Answers, Breakers, RateBuckets


@dataclass(frozen=True, slots=True)
class Shared:
    """The three states that may be lost; by default those of one process."""

    breakers: Breakers = field(default_factory=MemoryBreakers)
    buckets: RateBuckets = field(default_factory=MemoryBuckets)
    answers: Answers = field(default_factory=MemoryAnswers)


def link_to_redis(settings: Settings) -> RedisLink:
    """Return the way to the Redis that the settings name; raise UsageError for a URL that is none."""
    url = settings.redis_url.get_secret_value() if settings.redis_url else None
    socket = socket_path(settings.data_dir)
    redis_settings(url, socket)  # says in words what is wrong with the URL
    return open_link(url, socket)


def shared_on(link: RedisLink) -> Shared:
    """Return the states of all workers; while Redis is away each process goes by its own."""
    return Shared(RedisBreakers(link), RedisBuckets(link), RedisAnswers(link))
