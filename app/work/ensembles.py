"""Which models one question of a review is put to, as the policy has it: one, a writer and a verifier, or voters.

The only translator between the ensembles of `providers`, which know nothing of findings, and `review`, which judges
them and knows nothing of providers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from providers.base import Completion, Kind, Provider, Question
from providers.budget import Priced
from providers.ensemble import ForKinds, Verified, Voted
from review.findings.verifying import to_verify, verdicts_readable, verified
from review.findings.voting import vote
from review.models import Prompt
from review.policy import Policy
from review.policy_keys import Ensemble

Chained = Callable[[Sequence[Priced]], Provider]


@dataclass(frozen=True, slots=True)
class Fence:
    """What marks off hostile text in the questions of one repository; `scope` is its id, or "local"."""

    key: bytes
    scope: str


def ensembled(links: Sequence[Priced], policy: Policy, fence: Fence, chained: Chained) -> Provider:
    """Return who answers the questions of a review; `chained` makes a provider of the links that may answer.

    Only questions whose answers are findings are put to more than one model.
    """
    alone = chained(links)
    if policy.ensemble is Ensemble.VERIFY:
        return ForKinds(_verified(links, fence, alone, chained), alone)
    if policy.ensemble is Ensemble.VOTE:
        return ForKinds(_voted(links, policy, chained), alone)
    return alone


def dealt(links: Sequence[Priced], hands: int) -> tuple[tuple[Priced, ...], ...]:
    """Deal links to at most so many voters, so that no two ask one model; of several vendors where there are.

    The order of the links stays within each hand. A model that two vendors offer goes to one voter, as a fallback.
    """
    models = tuple(dict.fromkeys(link.model.name for link in _vendors_first(links)))
    count = min(hands, len(models))
    held = [frozenset(models[hand::count]) for hand in range(count)]
    return tuple(tuple(link for link in links if link.model.name in hand) for hand in held)


def others(links: Sequence[Priced], model: str) -> tuple[Priced, ...]:
    """Return the links to other models than this one; all of them where there is no other."""
    return tuple(link for link in links if link.model.name != model) or tuple(links)


def question_about(asked: Question, prompt: Prompt) -> Question:
    """Translate the question about an answer; it is about the same code, so the language and the share stay."""
    return replace(
        asked,
        kind=Kind.VERIFICATION,
        system=prompt.system,
        user=prompt.user,
        schema=prompt.schema,
        max_output_tokens=prompt.max_output_tokens,
        accept=verdicts_readable,
        smaller=None,
        heard=None,
    )


def _verified(links: Sequence[Priced], fence: Fence, alone: Provider, chained: Chained) -> Provider:
    def ask(asked: Question, answer: str) -> Question | None:
        prompt = to_verify(asked.user, answer, key=fence.key, scope=fence.scope)
        return None if prompt is None else question_about(asked, prompt)

    def verifier(first: Completion) -> Provider:
        return chained(others(links, first.model))

    def merge(asked: Question, answer: str, verdicts: str | None) -> str:
        return verified(asked.user, answer, verdicts)

    return Verified(alone, verifier, ask, merge)


def _voted(links: Sequence[Priced], policy: Policy, chained: Chained) -> Provider:
    def combine(asked: Question, answers: Sequence[str]) -> str:
        return vote(asked.user, answers, votes=policy.votes, voters=policy.voters)

    return Voted([chained(hand) for hand in dealt(links, policy.voters)], combine)


def _vendors_first(links: Sequence[Priced]) -> list[Priced]:
    """Put the first model of every vendor first, then the second ones, and so on."""
    seen: dict[str, int] = {}
    rounds = []
    for link in links:
        rounds.append(seen.get(link.name, 0))
        seen[link.name] = rounds[-1] + 1
    return [link for _, link in sorted(zip(rounds, links, strict=True), key=lambda pair: pair[0])]
