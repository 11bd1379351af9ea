"""Why a model stands where it stands in line, in words for the operator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from providers.base import Kind
from providers.model import Speed
from providers.routing import FEW_CALLS, TABLE, Choice, Need, Place
from providers.state import BreakerState, Figures

MICRO = 1_000_000
TIERS = ("as {kind} wants", "second best for {kind}", "last choice for {kind}")
NAMED = "named {place} in DIFFDIVER_PROVIDERS"
STRONG = "strong at {what}"
COST = "about {usd} USD"
COST_UNKNOWN = "price unknown"
LATELY = "{percent} of {calls} calls answered lately"
HALF_WITHIN = "half within {seconds:.1f} s"
NEVER_ASKED = "not asked lately"
HALF_OPEN = "one call is let through to try it again ({cause})"
PLACES = {
    Place.UNWELL: "moved back: fewer than half of its last calls were answered",
    Place.DEAR: "moved back: above what this question should cost ({share} USD)",
    Place.SHRUNK: "moved back: only the smaller form of the question fits its window of {window:,} tokens",
    Place.RESTING: "moved back: left alone for another {wait:.0f} s ({cause})",
    Place.TOO_SMALL: "not asked: {tokens:,} tokens and the answer do not fit its window of {window:,}",
    Place.UNPRICED: "not asked: its price is unknown, and the policy does not allow that",
    Place.FORBIDDEN: "not asked: the policy allows only {providers}",
}


def reasons(choice: Choice, need: Need, explicit: Sequence[str] = ()) -> tuple[str, ...]:
    """Return why, what weighs most first."""
    return tuple(_reasons(choice, need, explicit))


def usd(micro: int) -> str:
    """Return an amount of micro-dollars in dollars, as fine as small ones need."""
    return f"{micro / MICRO:.4f}"


def _reasons(choice: Choice, need: Need, explicit: Sequence[str]) -> Iterator[str]:
    if choice.place in PLACES:
        yield _moved(choice, need)
    if not choice.place.asked:
        return
    if choice.breaker is not None and choice.breaker.state is BreakerState.HALF_OPEN:
        yield HALF_OPEN.format(cause=choice.breaker.cause or "it failed")
    if choice.candidate.provider in explicit:
        yield NAMED.format(place=_ordinal(list(explicit).index(choice.candidate.provider) + 1))
    model = choice.candidate.model
    row = TABLE.get(need.kind, TABLE[Kind.REVIEW])
    yield f"{model.tier}, {TIERS[row.tiers.index(model.tier)].format(kind=need.kind)}"
    if row.speed and model.speed is not Speed.MEDIUM:
        yield str(model.speed)
    strong = [what for what in (need.kind, need.language) if what and what in model.strengths]
    if strong:
        yield STRONG.format(what=" and ".join(strong))
    yield COST_UNKNOWN if choice.cost is None else COST.format(usd=usd(choice.cost))
    yield _lately(choice.figures)


def _moved(choice: Choice, need: Need) -> str:
    breaker = choice.breaker
    return PLACES[choice.place].format(
        share=usd(need.share or 0),
        window=choice.candidate.model.window or 0,
        wait=breaker.wait_s if breaker else 0,
        cause=breaker.cause if breaker and breaker.cause else "it failed",
        tokens=need.tokens,
        providers=", ".join(need.providers),
    )


def _lately(figures: Figures) -> str:
    if figures.calls < 1 or figures.success is None:
        return NEVER_ASKED
    told = LATELY.format(percent=f"{figures.success:.0%}", calls=round(figures.calls))
    if figures.calls >= FEW_CALLS and figures.latency_p50_ms is not None:
        told += ", " + HALF_WITHIN.format(seconds=figures.latency_p50_ms / 1000)
    return told


def _ordinal(number: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(number, f"{number}th")
