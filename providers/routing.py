"""Which model a question goes to, and which ones follow if it fails: a table, then what was learned lately.

Pure: the same candidates, figures and breakers give the same order, whatever order they came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from providers.base import Kind, Question, Usage
from providers.estimate import typical_output, typical_tokens
from providers.model import Model, Speed, Tier
from providers.state import Breaker, BreakerState, Figures, Target

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Row:
    """What a kind of question wants: the tiers, best first, and how much slowness and a price count against a model."""

    tiers: tuple[Tier, Tier, Tier]
    speed: int
    price: int


_S, _M, _L = Tier.SMALL, Tier.MEDIUM, Tier.LARGE

# Somebody waits for a reply; nobody waits for a review, and what it misses costs more than what it asks. Sorting and
# summing up are within any model's reach.
TABLE: Mapping[str, Row] = {
    Kind.TRIAGE: Row((_S, _M, _L), speed=2, price=2),
    Kind.REVIEW: Row((_M, _L, _S), speed=0, price=1),
    Kind.SECURITY: Row((_L, _M, _S), speed=0, price=0),
    Kind.VERIFICATION: Row((_M, _L, _S), speed=0, price=1),
    Kind.SUMMARY: Row((_S, _M, _L), speed=1, price=2),
    Kind.REPLY: Row((_M, _S, _L), speed=2, price=1),
    Kind.COMMIT: Row((_S, _M, _L), speed=2, price=2),
}
# A tier further from what is wanted weighs more than the whole way from free to dear where a price counts once.
TIER_STEP = 4
STRONG_AT_KIND, STRONG_AT_LANGUAGE = 2, 1
SPEEDS: Mapping[Speed, int] = {Speed.FAST: 0, Speed.MEDIUM: 1, Speed.SLOW: 2}
# USD per million tokens, three of the input to one of the output as in a review's questions; the steps between the
# vendors' small, medium and large models of late 2026.
PRICE_STEPS = (500_000, 2_500_000, 6_000_000)

# Before anything was learned a model is taken to answer as most do, which so many calls of its own outweigh.
USUAL_SUCCESS, USUAL_WEIGHT = 0.95, 4
USUAL_MS: Mapping[Speed, int] = {Speed.FAST: 3_000, Speed.MEDIUM: 8_000, Speed.SLOW: 20_000}
FEW_CALLS = 3
# A model that failed most of so many calls is no longer anybody's equal; older ones count less, so it gets back.
ENOUGH_CALLS, UNWELL_BELOW = 6, 0.5
SUCCESS_STEPS = 20  # success within 5 % is the same


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that could be asked; `local` means that it runs on this machine."""

    provider: str
    model: Model
    local: bool = False

    @property
    def target(self) -> Target:
        """Return the name under which its health is known."""
        return Target(self.provider, self.model.name)


@dataclass(frozen=True, slots=True)
class Need:
    """What a question needs: tokens in and at most out, `smaller` those of its smaller form; `share` is micro-dollars.

    `providers` are those that the policy allows, with `LOCAL` for every model on this machine; empty means all.
    """

    kind: str
    tokens: int
    output: int
    smaller: int | None = None
    language: str = ""
    share: int | None = None
    providers: tuple[str, ...] = ()
    unpriced: bool = False

    @staticmethod
    def of(question: Question, *, unpriced: bool = False) -> Need:
        """Return what a question needs."""
        smaller = typical_tokens(question.smaller) if question.smaller is not None else None
        return Need(
            question.kind,
            typical_tokens(question),
            question.max_output_tokens,
            smaller,
            question.language,
            question.share,
            unpriced=unpriced,
        )


class Place(IntEnum):
    """Where a model stands in line; those from `TOO_SMALL` on are not asked at all."""

    GOOD = 0
    UNWELL = 1
    DEAR = 2
    SHRUNK = 3
    RESTING = 4
    TOO_SMALL = 5
    UNPRICED = 6
    FORBIDDEN = 7

    @property
    def asked(self) -> bool:
        """Say whether a model in this place is asked, if its turn comes."""
        return self < Place.TOO_SMALL


@dataclass(frozen=True, slots=True)
class Choice:
    """A model in its place in line; `cost` is what asking it costs as a rule. `points` against it: fewer is better."""

    candidate: Candidate
    place: Place
    points: int
    cost: int | None
    figures: Figures
    breaker: Breaker | None = None


def permitted(candidate: Candidate, names: Sequence[str]) -> bool:
    """Say whether a policy that allows these providers allows this one."""
    return not names or candidate.provider in names or (LOCAL in names and candidate.local)


def order(
    candidates: Sequence[Candidate],
    need: Need,
    figures: Mapping[Target, Figures],
    breakers: Sequence[Breaker] = (),
    explicit: Sequence[str] = (),
) -> tuple[Choice, ...]:
    """Return every candidate in the order of asking, those that are not asked last.

    `explicit` is the operator's order of providers: within a place it goes before the table, and the table decides
    between the models of one provider. What was learned decides between equals only, and names between what is left.
    """
    choices = [
        _choice(one, need, figures.get(one.target, Figures()), breaker_of(breakers, one.target)) for one in candidates
    ]
    positions = {name: position for position, name in reversed(list(enumerate(explicit)))}

    def key(choice: Choice) -> tuple[int, int, int, int, tuple[int, int, int], str, str]:
        cheapest_first = choice.cost or 0 if choice.place is Place.DEAR else 0
        position = positions.get(choice.candidate.provider, len(positions))
        names = choice.candidate.provider, choice.candidate.model.name
        return (choice.place, cheapest_first, position, choice.points, _learned(choice, need), *names)

    return tuple(sorted(choices, key=key))


def tokens_of(choice: Choice, need: Need) -> int:
    """Return how many tokens the model would be sent: those of the smaller form where only that fits."""
    return need.smaller if choice.place is Place.SHRUNK and need.smaller is not None else need.tokens


def success(figures: Figures) -> float:
    """Return the share of calls that a model is taken to answer: few calls say little."""
    answered = figures.calls - figures.failures + USUAL_SUCCESS * USUAL_WEIGHT
    return answered / (figures.calls + USUAL_WEIGHT)


def breaker_of(breakers: Sequence[Breaker], target: Target) -> Breaker | None:
    """Return the model's breaker or its whole provider's, whichever stays open longer; None when both are closed."""
    found = [breaker for breaker in breakers if breaker.target in (target, Target(target.provider, ""))]
    return max(found, key=lambda breaker: (breaker.wait_s, breaker.target), default=None)


def _choice(one: Candidate, need: Need, figures: Figures, breaker: Breaker | None) -> Choice:
    cost = _cost(one.model, need)
    place = _place(one, need, figures, breaker, cost)
    return Choice(one, place, _points(one.model, need), cost, figures, breaker)


def _place(one: Candidate, need: Need, figures: Figures, breaker: Breaker | None, cost: int | None) -> Place:
    fits = _fits(one.model, need.tokens, need.output)
    found = {
        Place.FORBIDDEN: not permitted(one, need.providers),
        Place.UNPRICED: cost is None and not need.unpriced,
        Place.TOO_SMALL: not fits and not (need.smaller is not None and _fits(one.model, need.smaller, need.output)),
        # Half-open it keeps its place: somebody must try it, or it stays out for ever.
        Place.RESTING: breaker is not None and breaker.state is BreakerState.OPEN and breaker.wait_s > 0,
        Place.SHRUNK: not fits,
        Place.DEAR: need.share is not None and cost is not None and cost > need.share,
        Place.UNWELL: figures.calls >= ENOUGH_CALLS and (figures.success or 0) < UNWELL_BELOW,
        Place.GOOD: True,
    }
    return next(place for place, holds in found.items() if holds)


def _fits(model: Model, tokens: int, output: int) -> bool:
    return model.window is None or tokens + min(output, model.max_output or output) <= model.window


def _cost(model: Model, need: Need) -> int | None:
    if model.price is None:
        return None
    output = typical_output(min(need.output, model.max_output or need.output))
    return model.price.cost(Usage(need.tokens, None, None, output))


def _points(model: Model, need: Need) -> int:
    row = TABLE.get(need.kind, TABLE[Kind.REVIEW])
    points = row.tiers.index(model.tier) * TIER_STEP + SPEEDS[model.speed] * row.speed
    points += _price_step(model) * row.price
    points -= STRONG_AT_KIND * (need.kind in model.strengths)
    return points - STRONG_AT_LANGUAGE * (need.language != "" and need.language in model.strengths)


def _price_step(model: Model) -> int:
    if model.price is None:
        return len(PRICE_STEPS)
    blended = (3 * model.price.fresh_input + model.price.output) // 4
    return sum(blended > step for step in PRICE_STEPS)


def _learned(choice: Choice, need: Need) -> tuple[int, int, int]:
    """Return success, then what matters more to this kind of question of time and money, in coarse steps."""
    figures, model = choice.figures, choice.candidate.model
    known = figures.calls >= FEW_CALLS
    latency = figures.latency_p50_ms if known and figures.latency_p50_ms is not None else USUAL_MS[model.speed]
    spent = figures.cost if known and figures.cost is not None else choice.cost
    # Steps of two: what differs by less is a matter of chance.
    time = int(latency).bit_length()
    money = int(spent).bit_length() if spent is not None else 99
    row = TABLE.get(need.kind, TABLE[Kind.REVIEW])
    failing = -round(success(figures) * SUCCESS_STEPS)
    return (failing, money, time) if row.price > row.speed else (failing, time, money)
