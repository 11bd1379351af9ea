"""Asking a model which findings say what was expected."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.cli.eval_asking import FENCE_KEY, Watched
from providers.base import Attempt, Kind, Question
from providers.errors import Misconfigured
from review.evaluation.cases import Case
from review.evaluation.judging import SCHEMA, SYSTEM, questions, readable, same_pairs
from review.evaluation.matching import Pair, in_one_file
from review.models import Finding
from review.pack import LOCAL

TIMEOUT_S = 120.0
NOBODY = "the policy allows no model, so none can judge"
UNREADABLE = "the judge's answer cannot be read"


async def judged(
    provider: Watched | None, findings: Sequence[Finding], case: Case
) -> tuple[Collection[Pair], Sequence[Attempt]]:
    """Return the pairs that are the same, by their places in both lists; raises ProviderError when nobody says so."""
    same: set[Pair] = set()
    attempts: list[Attempt] = []
    for asked in questions(findings, case.expect, in_one_file(findings, case.expect), key=FENCE_KEY, scope=LOCAL):
        if provider is None:
            raise Misconfigured(NOBODY)
        question = Question(Kind.VERIFICATION, SYSTEM, asked.user, SCHEMA, asked.max_output_tokens, readable)
        completion = await provider.complete(question, timeout=TIMEOUT_S)
        if not readable(completion.text):
            raise Misconfigured(UNREADABLE)
        same |= same_pairs(completion.text, asked)
        attempts.extend(completion.attempts)
    return same, attempts
