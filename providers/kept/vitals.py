"""What a call says of the health of its model and its provider, and when a breaker opens for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite

from providers.base import CACHED, OK, OVERTAKEN
from providers.errors import Failure
from providers.kept import switch as switches
from providers.kept import tally as tallies
from providers.kept.switch import NEVER_OPEN, Opening, Switch
from providers.kept.tally import Tally, share_left
from providers.state import BreakerState, Result

SLOW = "slow"

# Two minutes: some calls of one review, and forgotten when the next one starts.
RECENT_HALF_LIFE_S = 120.0
# And no more than about the last ten, or a busy model would have to fail as often as it answered before.
RECENT_CALLS = 10.0
# Five calls, of which the first faded a little; fewer are chance.
ENOUGH_CALLS = 4.5
# Below one in two the chain's own fallback costs less than doing without.
TOO_MANY = 0.5
# One or two are a hiccup; three connections in a row that fail are an address where nobody is.
CONNECTIONS_IN_A_ROW = 3
# A call is slow that takes four times what half of them took: one may be a long answer, every other one is not. Nobody
# minds one that is over within ten seconds.
SLOW_TIMES, SLOW_MS, ENOUGH_USUAL = 4, 10_000, 20.0
# Longer is not believed at once: it is asked again after a minute, with one call.
LONGEST_SAID_S = 60.0

# The provider answered, and to something else it may answer well: too long, too little room, against its rules, or
# put in a way that it does not know.
HARMLESS = frozenset(
    {
        OK,
        Failure.CONTEXT_TOO_LONG,
        Failure.CUT_OFF,
        Failure.REFUSED,
        Failure.BAD_REQUEST,
        Failure.SCHEMA_REJECTED,
    }
)
# Anything else counts in full. A weak model's text is often malformed and sometimes good, and the chain repairs it;
# but where nine in ten are, it is somebody's error page: at 0.55 each they pass one half.
MALFORMED_WEIGHT = 0.55
# Nobody was asked, or nobody waited for what came of it.
UNASKED = frozenset({CACHED, OVERTAKEN, Failure.NOT_ADMITTED})

SAID = frozenset({Failure.RATE_LIMITED, Failure.OVERLOADED, Failure.SERVER})
ACCOUNT = frozenset({Failure.AUTH, Failure.QUOTA})
# A server that says anything at all is there and knows the key; a timeout may be a network that swallows everything.
UNREACHED = frozenset({Failure.CONNECTION, Failure.TIMEOUT}) | ACCOUNT


@dataclass(frozen=True, slots=True)
class Recent:
    """The calls of the last minutes, decayed as of `at`: all, by how much they failed, and the slow ones."""

    at: float = 0.0
    calls: float = 0.0
    faults: float = 0.0
    slow: float = 0.0


NO_CALLS = Recent()


@dataclass(frozen=True, slots=True)
class Vitals:
    """A model's health, or a provider's: breaker, connections that failed in a row, recent calls, tallies by kind."""

    switch: Switch = NEVER_OPEN
    unconnected: int = 0
    recent: Recent = NO_CALLS
    kinds: Mapping[str, Tally] = field(default_factory=dict)


WELL = Vitals()


def admitted(provider: Vitals, model: Vitals, now: float) -> tuple[Vitals, Vitals, float]:
    """Return both as they are after somebody asked to call, and 0 or for how many seconds not to."""
    waits = max(switches.wait(provider.switch, now), switches.wait(model.switch, now))
    if waits > 0:
        return provider, model, waits
    provider = _with(provider, switches.claimed(provider.switch, now))
    return provider, _with(model, switches.claimed(model.switch, now)), 0.0


def recorded(provider: Vitals, model: Vitals, result: Result, now: float) -> tuple[Vitals, Vitals]:
    """Return both as they are after a call; one that was not made after all leaves the place of the probe free."""
    if result.outcome in UNASKED:
        return _with(provider, switches.released(provider.switch)), _with(model, switches.released(model.switch))
    return _provider(provider, result, now), _model(model, result, now)


def _provider(vitals: Vitals, result: Result, now: float) -> Vitals:
    row = vitals.unconnected
    if result.outcome == Failure.CONNECTION:
        row += 1
    elif result.outcome != Failure.TIMEOUT:
        row = 0
    opening = None
    if result.outcome in ACCOUNT:
        opening = Opening.MENDABLE
    elif row >= CONNECTIONS_IN_A_ROW and result.outcome == Failure.CONNECTION:
        opening = Opening.TRANSIENT
    switch = _judged(vitals.switch, result.outcome, opening, now, failed=result.outcome in UNREACHED)
    if row == vitals.unconnected and switch is vitals.switch:
        return vitals  # as a rule: then nothing has to be written
    return replace(vitals, unconnected=row, switch=switch)


def _model(vitals: Vitals, result: Result, now: float) -> Vitals:
    tally = vitals.kinds.get(result.kind, tallies.EMPTY)
    slow = _slow(tally, result, now)
    fault = _fault(result.outcome)
    recent = _counted(vitals.recent, fault, slow, now)
    opening, cause = None, SLOW if slow and not fault else result.outcome
    said = _said(result)
    if result.outcome == Failure.UNKNOWN_MODEL:
        opening = Opening.MENDABLE
    elif said or _unwell(recent, fault, slow):
        opening = Opening.TRANSIENT
    switch = _judged(vitals.switch, cause, opening, now, failed=fault > 0 or slow, at_least=said)
    if switch is not vitals.switch or switches.state(switch, now) is not BreakerState.CLOSED:
        recent = NO_CALLS  # what opened it, calls still under way included, must not do so again
    kinds = {**vitals.kinds, result.kind: tallies.counted(tally, result, now)}
    return replace(vitals, switch=switch, recent=recent, kinds=kinds)


def _judged(
    switch: Switch, cause: str, opening: Opening | None, now: float, *, failed: bool, at_least: float = 0.0
) -> Switch:
    half_open = switches.state(switch, now) is BreakerState.HALF_OPEN
    if half_open and failed and switches.probed(switch, now):
        opening = opening or Opening.TRANSIENT
    if opening is not None:
        return switches.opened(switch, cause, opening, now, at_least)
    return switches.closed(switch) if half_open and not failed else switch


def _fault(outcome: str) -> float:
    if outcome in HARMLESS:
        return 0.0
    return MALFORMED_WEIGHT if outcome == Failure.MALFORMED else 1.0


def _slow(tally: Tally, result: Result, now: float) -> bool:
    """Say whether a call took far longer than is usual; one that timed out is counted as a fault already."""
    if result.outcome == Failure.TIMEOUT or result.latency_ms <= SLOW_MS:
        return False
    usual = tallies.figures(tally, now)
    if usual.latency_p50_ms is None or usual.calls < ENOUGH_USUAL:
        return False
    return result.latency_ms > SLOW_TIMES * usual.latency_p50_ms


def _counted(recent: Recent, fault: float, slow: bool, now: float) -> Recent:
    share = share_left(now - recent.at, RECENT_HALF_LIFE_S)
    if recent.calls * share > RECENT_CALLS - 1:
        share = (RECENT_CALLS - 1) / recent.calls
    return Recent(now, recent.calls * share + 1, recent.faults * share + fault, recent.slow * share + slow)


def _unwell(recent: Recent, fault: float, slow: bool) -> bool:
    if recent.calls < ENOUGH_CALLS:
        return False
    return (fault > 0 and recent.faults >= TOO_MANY * recent.calls) or (slow and recent.slow >= TOO_MANY * recent.calls)


def _said(result: Result) -> float:
    """Return for how long the provider asked to be left alone, 0 when it did not."""
    said = result.retry_after
    if result.outcome not in SAID or said is None or not isfinite(said):
        return 0.0
    return min(max(0.0, said), LONGEST_SAID_S)


def _with(vitals: Vitals, switch: Switch) -> Vitals:
    return vitals if switch is vitals.switch else replace(vitals, switch=switch)
