"""What calls of one kind were like lately: counts in which older calls weigh less and less."""

from __future__ import annotations

from dataclasses import dataclass, replace

from providers.base import CACHED, OK, OVERTAKEN
from providers.errors import Failure
from providers.kept.histogram import Histogram, added, faded, percentiles
from providers.state import Figures, Result

# Half an hour: long enough that a repository with a review an hour has figures at all, short enough that a provider's
# bad morning does not count in its afternoon.
HALF_LIFE_S = 1800.0
# Less than a hundredth of a call is a call of more than three hours ago: nobody knows any more.
FORGOTTEN = 0.01

# Nobody was asked, nobody waited for the end, or it was put in a way not used again: nothing about the next call.
UNCOUNTED = frozenset({CACHED, OVERTAKEN, Failure.NOT_ADMITTED, Failure.SCHEMA_REJECTED})
# A refused key fails at once and must not make a provider look fast; a call that timed out took at least so long.
TIMED = frozenset({OK, Failure.CUT_OFF, Failure.MALFORMED, Failure.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Tally:
    """Decayed sums as of `at`. `priced` are the calls whose cost is known, `cost` their sum in micro-dollars."""

    at: float = 0.0
    calls: float = 0.0
    failures: float = 0.0
    priced: float = 0.0
    cost: float = 0.0
    input_bytes: float = 0.0
    input_tokens: float = 0.0
    latency: Histogram = ()


EMPTY = Tally()


def share_left(seconds: float, half_life: float) -> float:
    """Return what is left of a weight after so long; a clock that went back takes nothing away."""
    return float(0.5 ** (max(0.0, seconds) / half_life))


def counted(tally: Tally, result: Result, now: float) -> Tally:
    """Return the tally with one call more."""
    if result.outcome in UNCOUNTED:
        return tally
    tally = _as_of(tally, now)
    latency = added(tally.latency, result.latency_ms) if result.outcome in TIMED else tally.latency
    priced, cost = (0, 0) if result.cost is None else (1, result.cost)
    measured = bool(result.input_bytes and result.input_tokens)
    return replace(
        tally,
        calls=tally.calls + 1,
        failures=tally.failures + (result.outcome != OK),
        priced=tally.priced + priced,
        cost=tally.cost + cost,
        input_bytes=tally.input_bytes + (result.input_bytes or 0) * measured,
        input_tokens=tally.input_tokens + (result.input_tokens or 0) * measured,
        latency=latency,
    )


def figures(tally: Tally, now: float) -> Figures:
    """Return what people and the router read."""
    tally = _as_of(tally, now)
    if tally.calls < FORGOTTEN:
        return Figures()
    p50, p95 = percentiles(tally.latency, (0.5, 0.95))
    return Figures(
        calls=tally.calls,
        failures=tally.failures,
        latency_p50_ms=p50,
        latency_p95_ms=p95,
        cost=tally.cost / tally.priced if tally.priced > 0 else None,
        bytes_per_token=tally.input_bytes / tally.input_tokens if tally.input_tokens > 0 else None,
    )


def _as_of(tally: Tally, now: float) -> Tally:
    share = share_left(now - tally.at, HALF_LIFE_S)
    return Tally(
        at=now,
        calls=tally.calls * share,
        failures=tally.failures * share,
        priced=tally.priced * share,
        cost=tally.cost * share,
        input_bytes=tally.input_bytes * share,
        input_tokens=tally.input_tokens * share,
        latency=faded(tally.latency, share),
    )
