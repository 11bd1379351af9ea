"""What must hold after every failure at every place of a chain of three links."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from providers.errors import Failure
from providers.guarded import FOR_OPERATOR
from providers.link import CURABLE, MOST_CALLS
from tests.providers.failures import KINDS, Kind, Variant
from tests.providers.three_links import CAP, NAMES, Outcome, ThreeLinks

SPARE_S = 5.0
SHORT_S = 3.0  # for failures that take all the time they get
LONG_S = 30.0
DOWN = next(kind for kind in KINDS if kind.name == "HTTP 503")


class Place(StrEnum):
    """Where a failure is met; whoever comes before it is down."""

    FIRST = "the first link"
    SECOND = "the second link"
    THIRD = "the third link"
    ALL = "all links"
    ALL_ONCE = "all links, once"


def kinds_at(place: Place, kind: Kind) -> Mapping[int, Kind]:
    """Return how the links fail, by position."""
    match place:
        case Place.FIRST:
            return {0: kind}
        case Place.SECOND:
            return {0: DOWN, 1: kind}
        case Place.THIRD:
            return {0: DOWN, 1: DOWN, 2: kind}
        case _:
            return dict.fromkeys(range(3), kind)


def possible(place: Place, kind: Kind) -> bool:
    """Say whether a failure can be met so: nobody listens, and no field is taken, for good only."""
    return place is not Place.ALL_ONCE or (kind.sent and not kind.rejects)


async def check(links: ThreeLinks, variant: Variant, place: Place, kind: Kind) -> None:
    """Ask, and hold what came of it against what must hold."""
    failing = kinds_at(place, kind)
    times = 1 if place is Place.ALL_ONCE else None
    deadline = SHORT_S if kind.silent else LONG_S
    outcome = await links.ask(variant, failing, times=times, deadline=deadline)
    assert outcome.took < deadline + SPARE_S
    assert outcome.charged <= outcome.settled <= CAP.limit
    assert outcome.unsettled == 0
    assert max(outcome.requests.values()) <= MOST_CALLS
    if place is Place.ALL_ONCE:
        _healed(kind, outcome)
    else:
        _answered(failing, outcome)
        _calls(failing, outcome)
        _alerts(failing, outcome)


def _answered(failing: Mapping[int, Kind], outcome: Outcome) -> None:
    """The first link that works answers the whole question; without one, every link's failure is among the causes."""
    working = [name for position, name in enumerate(NAMES) if position not in failing]
    if working:
        assert outcome.answer is not None, f"not answered: {outcome.error}"
        assert (outcome.answer.provider, outcome.answer.smaller) == (working[0], False)
        return
    assert outcome.error is not None
    assert [name for name in NAMES if name in dict(outcome.error.causes)] == list(NAMES)
    assert not outcome.error.budget_spent


def _calls(failing: Mapping[int, Kind], outcome: Outcome) -> None:
    """No call more than is of use, none hidden, and each under its own name."""
    answered = outcome.answer is not None
    for position, name in enumerate(NAMES):
        kind = failing.get(position)
        if kind is None:
            assert outcome.requests[name] <= 1
            continue
        twice = kind.again or (not answered and (kind.waits or kind.outcome in CURABLE))
        if kind.silent and twice:  # on a busy machine no time may be left for the second call
            assert set(outcome.outcomes[name]) == {kind.outcome}
            continue
        assert outcome.outcomes[name] == [kind.outcome] * (1 + twice), name
        assert outcome.requests[name] == (1 + twice) * kind.sent, name


def _alerts(failing: Mapping[int, Kind], outcome: Outcome) -> None:
    """What a person must mend is told once for each provider."""
    expected = [(NAMES[at], kind.outcome) for at, kind in failing.items() if kind.outcome in FOR_OPERATOR]
    assert [(target.provider, failure) for target, failure in outcome.alerts] == expected


def _healed(kind: Kind, outcome: Outcome) -> None:
    """A failure that has passed when the first link may be asked again does not keep the answer away."""
    if not (kind.again or kind.waits or kind.outcome in CURABLE):
        assert outcome.error is not None
        return
    assert outcome.answer is not None, f"not answered: {outcome.error}"
    assert outcome.answer.provider == NAMES[0]
    smaller = kind.outcome is Failure.CONTEXT_TOO_LONG or not (kind.again or kind.waits)
    assert outcome.answer.smaller is smaller
