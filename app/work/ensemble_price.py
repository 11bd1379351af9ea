"""What it costs to put one question to the models that the policy wants, before anybody is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from app.work.ensembles import dealt
from providers.base import Kind, Question
from providers.budget import Priced
from providers.ensemble import JUDGED_TWICE
from review.policy import Policy
from review.policy_keys import MICRO, Ensemble
from review.prompts.verification import ANSWER_TOKENS, FINDINGS_BYTES, MOST_FINDINGS, SCHEMA, SYSTEM

ROOM = 500  # bytes of the verification's own words and fence
DEAREST = "\u00e9" * ((FINDINGS_BYTES + ROOM) // 2)  # a token a byte: no text of this length is dearer
TYPICAL_FINDINGS = 2
TYPICAL = "x" * 600 * TYPICAL_FINDINGS  # a finding is 400 to 800 bytes as JSON

UNKNOWN = "an unknown amount"
SAID = "{ensemble}: {calls} a question{twice}, {typical} as a rule, {most} at most; failed calls come on top"
CALL, CALLS = "1 call", "{count} calls"
TWICE = " with its second opinion"


@dataclass(frozen=True, slots=True)
class EnsemblePrice:
    """What one question costs in micro-dollars; None where the price of a model that may be asked is unknown.

    `typical` is when those who are asked first answer, a verification or second opinion included even though an answer
    without findings, or without doubtful ones, needs none. `most` is when the dearest answer, at their limits; a review
    asks for a second opinion on some of its questions only, so of many questions it is never reached. What failed calls
    cost comes on top, in every ensemble; the caps hold over all of it.
    """

    calls: int
    typical: int | None
    most: int | None


def price(question: Question, links: Sequence[Priced], policy: Policy) -> EnsemblePrice:
    """Return the price of asking `question` as the policy has it; `links` are in the order in which they are asked."""
    if not links:
        return EnsemblePrice(0, 0, 0)
    if question.kind not in JUDGED_TWICE:
        return _one(question, links)
    hands = dealt(links, policy.voters) if policy.ensemble is Ensemble.VOTE else (tuple(links),)
    prices = [_one(question, hand) for hand in hands]
    if policy.ensemble is Ensemble.VERIFY or policy.second_opinion:
        prices.append(_checking(question, links, writers={hand[0].model.name for hand in hands}))
    return _sum(prices)


def in_words(policy: Policy, priced: EnsemblePrice) -> str:
    """Say what a question costs, for a line of text."""
    calls = CALL if priced.calls == 1 else CALLS.format(count=priced.calls)
    twice = TWICE if policy.second_opinion and policy.ensemble is not Ensemble.VERIFY else ""
    typical, most = _usd(priced.typical), _usd(priced.most)
    return SAID.format(ensemble=policy.ensemble, calls=calls, twice=twice, typical=typical, most=most)


def _one(question: Question, links: Sequence[Priced]) -> EnsemblePrice:
    worst = [link.model.worst_cost(question) for link in links]
    known = [cost for cost in worst if cost is not None]
    most = max(known) if len(known) == len(worst) else None
    return EnsemblePrice(1, links[0].model.typical_cost(question), most)


def _checking(question: Question, links: Sequence[Priced], writers: Collection[str]) -> EnsemblePrice:
    """Return the price of asking another model than those that wrote, where there is one, what it thinks of it."""
    second = [link for link in links if link.model.name not in writers] or links
    typical = _one(_verification(question, TYPICAL, TYPICAL_FINDINGS), second)
    # Whoever wrote the answer, any of the links may be the one that checks it.
    most = _one(_verification(question, DEAREST, MOST_FINDINGS), links)
    return replace(typical, most=most.most)


def _verification(question: Question, findings: str, count: int) -> Question:
    return replace(
        question,
        kind=Kind.VERIFICATION,
        system=SYSTEM,
        user=question.user + findings,
        schema=SCHEMA,
        max_output_tokens=ANSWER_TOKENS * (1 + count),
        smaller=None,
    )


def _sum(prices: Iterable[EnsemblePrice]) -> EnsemblePrice:
    all_of_them = tuple(prices)
    return EnsemblePrice(
        calls=sum(one.calls for one in all_of_them),
        typical=_total(one.typical for one in all_of_them),
        most=_total(one.most for one in all_of_them),
    )


def _total(costs: Iterable[int | None]) -> int | None:
    total = 0
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return total


def _usd(cost: int | None) -> str:
    return UNKNOWN if cost is None else f"{cost / MICRO:.4f} USD"
