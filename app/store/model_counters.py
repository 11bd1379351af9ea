"""What metrics count of the calls to models, over all workers: no scrape reads the calls themselves.

A counter's name is a JSON list: this family, what is counted, and the labels.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import counters
from providers.base import CACHED, Attempt

FAMILY = "model"
# Seconds; from a small model's summary to the most that a review waits.
LATENCY_BUCKETS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 180.0)
ABOVE = "+Inf"


class Measure(StrEnum):
    """What is counted, and which labels follow the provider's and the model's names."""

    CALLS = "calls"  # kind, outcome
    HITS = "hits"
    TOKENS = "tokens"  # type
    COST = "cost"  # micro-dollars
    COST_UNKNOWN = "cost_unknown"
    LATENCY = "latency"  # upper limit of its bucket
    LATENCY_MS = "latency_ms"
    FIRST_TOKEN = "first_token"  # noqa: S105 - a token of text
    FIRST_TOKEN_MS = "first_token_ms"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Counted:
    """One counter, read back."""

    measure: Measure
    labels: tuple[str, ...]
    value: int


async def count(tx: AsyncConnection, attempts: Iterable[Attempt]) -> None:
    """Count the attempts; an answer from the cache is a hit and no call."""
    total = Counter[str]()
    for attempt in attempts:
        for measure, labels, amount in _measured(attempt):
            total[json.dumps([FAMILY, measure, attempt.provider, attempt.model, *labels])] += amount
    await counters.add_all(tx, total)


def read(counted: Mapping[str, int]) -> Iterator[Counted]:
    """Pick these counters out of all, sorted."""
    for name in sorted(counted):
        if name.startswith(f'["{FAMILY}", '):
            _, measure, *labels = json.loads(name)
            yield Counted(Measure(measure), tuple(labels), counted[name])


def _measured(attempt: Attempt) -> Iterator[tuple[Measure, Sequence[str], int]]:
    if attempt.outcome == CACHED:
        yield Measure.HITS, (), 1
        return
    yield Measure.CALLS, (attempt.kind, attempt.outcome), 1
    usage = attempt.usage
    for field in ("fresh_input", "cache_read", "cache_write", "output"):
        if usage is not None and (tokens := getattr(usage, field)):
            yield Measure.TOKENS, (field,), tokens
    yield (Measure.COST_UNKNOWN, (), 1) if attempt.cost is None else (Measure.COST, (), attempt.cost)
    place = bisect_left(LATENCY_BUCKETS, attempt.latency_ms / 1000)
    yield Measure.LATENCY, ([*map(str, LATENCY_BUCKETS), ABOVE][place],), 1
    yield Measure.LATENCY_MS, (), attempt.latency_ms
    if attempt.first_token_ms is not None:
        yield Measure.FIRST_TOKEN, (), 1
        yield Measure.FIRST_TOKEN_MS, (), attempt.first_token_ms
