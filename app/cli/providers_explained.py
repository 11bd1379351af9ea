"""Who would be asked now, who follows and why, and what an answer costs, in words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.cli.providers_look import Look
from app.cli.providers_text import NONE, SCHEMA_VERSION, Json
from app.shown import clean
from app.work.ensemble_price import in_words, price
from providers.base import Question
from providers.budget import Priced
from providers.ensemble import JUDGED_TWICE
from providers.estimate import TYPICAL_BYTES_PER_TOKEN
from providers.reasons import MICRO, reasons
from providers.routed import candidate
from providers.routing import Choice, Need, order
from review.policy import Policy
from review.policy_keys import Ensemble

PRICE = "with review.ensemble {said}"


@dataclass(frozen=True, slots=True)
class Explained:
    """One kind of question: every model in the order of asking, why, and what each ensemble would cost, in words."""

    need: Need
    choices: Sequence[tuple[Choice, tuple[str, ...]]]
    prices: Sequence[str]


def explained(look: Look, needs: Sequence[Need], explicit: Sequence[str]) -> Sequence[Explained]:
    """Explain the order for each need as things stand now."""
    links = {candidate(link): link for link in look.links}
    told = []
    for need in needs:
        figures = look.health.figures.get(need.kind, {})
        choices = order(tuple(links), need, figures, look.health.breakers, explicit)
        asked = [links[choice.candidate] for choice in choices if choice.place.asked]
        why = [(choice, reasons(choice, need, explicit)) for choice in choices]
        told.append(Explained(need, why, _prices(need, asked)))
    return told


def as_text(told: Sequence[Explained], look: Look) -> str:
    """Return a block for each kind, then what cannot be asked or was not looked at."""
    blocks = ["\n".join([f"{one.need.kind}:", *_lines(one)]) for one in told if one.choices]
    ends = [*map(clean, look.away.values()), *map(clean, look.notes)]
    return "\n\n".join([*(blocks or [NONE]), *(["\n".join(ends)] if ends else [])])


def as_json(told: Sequence[Explained], look: Look) -> Json:
    """Return the same for programs."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kinds": {one.need.kind: [_row(choice, why) for choice, why in one.choices] for one in told},
        "prices": {one.need.kind: list(one.prices) for one in told if one.prices},
        "away": {name: clean(why) for name, why in look.away.items()},
        "notes": [clean(note) for note in look.notes],
    }


def _lines(one: Explained) -> Sequence[str]:
    lines = []
    for number, (choice, why) in enumerate(one.choices, 1):
        place = f"{number}." if choice.place.asked else "-"
        model = clean(choice.candidate.model.name)
        lines.append(f"  {place:3} {choice.candidate.provider} {model}: {'; '.join(why)}")
    return [*lines, *(f"      {said}" for said in one.prices)]


def _row(choice: Choice, why: Sequence[str]) -> Json:
    return {
        "provider": choice.candidate.provider,
        "model": clean(choice.candidate.model.name),
        "asked": choice.place.asked,
        "cost_usd": None if choice.cost is None else choice.cost / MICRO,
        "reasons": list(why),
    }


def _prices(need: Need, asked: Sequence[Priced]) -> Sequence[str]:
    """Say what an answer costs with each ensemble, where a kind may be put to more than one model."""
    if need.kind not in JUDGED_TWICE or not asked:
        return ()
    text = "x" * int(need.tokens * TYPICAL_BYTES_PER_TOKEN)
    question = Question(need.kind, "", text, {}, need.output, accept=bool)
    policies = [Policy(ensemble=ensemble) for ensemble in Ensemble]
    return [PRICE.format(said=in_words(policy, price(question, asked, policy))) for policy in policies]
