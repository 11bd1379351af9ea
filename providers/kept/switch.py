"""One circuit breaker: closed, open for a while that grows, then one call to try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from providers.kept.cells import SLACK_S
from providers.state import BreakerState

# No opening lasts longer; a later time was not written by us, or by a clock that has been set back since.
LONGEST_S = 900.0
# A probe whose worker died keeps nobody away for longer. Most calls are over by then; of a longer one a second probe
# may be let through, which does no harm.
PROBE_S = 60.0
# Others look again this soon while one tries.
LOOK_S = 2.0
# One that stayed closed for so long starts from the shortest opening again.
FORGIVEN_S = 600.0
# Doubling further would pass every limit below.
MOST_DOUBLINGS = 10


class Opening(Enum):
    """Why a breaker opens, as the first opening's length and the longest, in seconds."""

    # Loads and networks come back by themselves: look again soon, then less often.
    TRANSIENT = (5.0, 60.0)
    # A key, an account or a model's name is mended by a person: minutes.
    MENDABLE = (120.0, LONGEST_S)


@dataclass(frozen=True, slots=True)
class Switch:
    """A breaker: closed when `cause` is empty, else open `until` then and half-open from then on.

    `openings` are those in a row. `probe_until` is when the call that tries is given up, 0 when there is none.
    """

    cause: str = ""
    until: float = 0.0
    openings: int = 0
    probe_until: float = 0.0


NEVER_OPEN = Switch()


def state(switch: Switch, now: float) -> BreakerState:
    """Say what goes through."""
    if not switch.cause or switch.until > now + LONGEST_S + SLACK_S:
        return BreakerState.CLOSED
    return BreakerState.OPEN if now < switch.until else BreakerState.HALF_OPEN


def wait(switch: Switch, now: float) -> float:
    """Return 0 when a call may go through, else after how many seconds to ask again."""
    match state(switch, now):
        case BreakerState.CLOSED:
            return 0.0
        case BreakerState.OPEN:
            return switch.until - now
        case BreakerState.HALF_OPEN:
            return min(switch.probe_until - now, LOOK_S) if probed(switch, now) else 0.0


def probed(switch: Switch, now: float) -> bool:
    """Say whether somebody tries at present."""
    return now < switch.probe_until <= now + PROBE_S + SLACK_S


def claimed(switch: Switch, now: float) -> Switch:
    """Return the breaker with the caller as the one who tries, when it is half-open."""
    return replace(switch, probe_until=now + PROBE_S) if state(switch, now) is BreakerState.HALF_OPEN else switch


def released(switch: Switch) -> Switch:
    """Return the breaker with nobody trying."""
    return replace(switch, probe_until=0.0) if switch.probe_until else switch


def closed(switch: Switch) -> Switch:
    """Return the breaker closed; when it was last open is remembered, so that flapping is seen."""
    return replace(switch, cause="", probe_until=0.0) if switch.cause else switch


def opened(switch: Switch, cause: str, opening: Opening, now: float, at_least: float = 0.0) -> Switch:
    """Return the breaker open for longer than the time before, or as it says itself, whichever is more.

    While it is open already, calls that were under way only make sure that it stays so: they are no new opening.
    """
    already = state(switch, now) is BreakerState.OPEN
    before = switch.openings if now - switch.until <= FORGIVEN_S and switch.until <= now + LONGEST_S + SLACK_S else 0
    before = max(0, before - already)
    first, longest = opening.value
    if before or not at_least:
        at_least = max(at_least, first * 2 ** min(max(0, before - bool(at_least)), MOST_DOUBLINGS))
    until = now + min(at_least, longest)
    if already and until <= switch.until:
        return switch
    return Switch(cause=cause, until=until, openings=before + 1)
