"""Who answers the questions of an evaluation, and which of their failures say nothing of a review's quality."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.cli.answering import NOBODY, Answering
from app.errors import UsageError
from app.settings import Settings
from app.work.ensembles import Fence
from app.work.models import Models, Terms, configured_models
from app.work.recordings import new_recording, replaying
from providers.base import Completion, Provider, Question
from providers.digest import digest
from providers.errors import AllProvidersFailed, BudgetExceeded, Failure, ProviderError, ProviderFailure
from providers.memory.ledger import MemoryLedger
from providers.recording import Recording, Replaying
from providers.state import Cap
from review.pack import LOCAL
from review.policy import Policy

# A local evaluation has one reader: there is nobody to hide the prompt's boundaries from.
FENCE_KEY = b"local"
WHOLE = "eval"
MICRO = 1_000_000
# The model was there and this is what it made of the question.
_ITS_OWN = frozenset({Failure.MALFORMED, Failure.REFUSED, Failure.CUT_OFF, Failure.CONTEXT_TOO_LONG})

Kept = dict[tuple[object, str], "asyncio.Future[Completion]"]


def says_nothing(error: ProviderError) -> bool:
    """Say whether a failure is one of the machinery: then a review without that answer shows no quality.

    An unusable answer is the model's own doing, and questions left out under the policy's budget are the policy's.
    """
    match error:
        case AllProvidersFailed():
            return not error.causes or any(says_nothing(cause) for _, cause in error.causes)
        case BudgetExceeded():
            return error.scope == WHOLE
        case ProviderFailure():
            return error.failure not in _ITS_OWN
        case _:
            return True


class Watched:
    """A provider for one case: it keeps what failed around the model, and what the answers cost."""

    def __init__(self, provider: Provider, terms: object, kept: Kept) -> None:
        self.name = provider.name
        self.failures: list[str] = []
        self._provider = provider
        self._terms = terms
        self._kept = kept

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask, unless the same was asked on the same terms: then answer, and fail, as it went then, at its cost."""
        key = (self._terms, digest(question))
        asked = self._kept.get(key)
        if asked is None:
            asked = self._kept[key] = asyncio.ensure_future(self._provider.complete(question, timeout=timeout))
        try:
            completion = await asyncio.shield(asked)
        except ProviderError as error:
            if says_nothing(error):
                self.failures.append(str(error))
            raise
        return completion


@dataclass(slots=True)
class Asking:
    """The configured models, a recording of them, or nobody: one for a whole evaluation.

    What two configurations ask in the same words is asked once: then only what they differ in makes a difference.
    """

    models: Models | None
    replay: Replaying | None
    write: Callable[[str], None] | None
    prompts: bool
    budget: int | None
    _kept: Kept = field(default_factory=dict, repr=False)

    @property
    def anybody(self) -> bool:
        """Say whether there is somebody to ask."""
        return self.models is not None or self.replay is not None

    def provider(self, policy: Policy, name: str, scope: str = LOCAL) -> Watched | None:
        """Return who answers one case, None for nobody; `name` is its account's, `scope` that of its fences."""
        if not policy.asks_models:
            return None
        asked = self.replay or self._model(policy, name, scope)
        if asked is None:
            return None
        terms = (policy.providers, policy.ensemble, policy.voters, policy.votes, policy.allow_unknown_prices)
        budgets = (policy.budget_per_call, policy.budget_per_review)
        return Watched(asked, (terms, budgets), self._kept)

    async def close(self) -> None:
        """Close the models' connections."""
        if self.models is not None:
            await self.models.close()

    def _model(self, policy: Policy, name: str, scope: str) -> Provider | None:
        if self.models is None:
            return None
        caps = [Cap("review", name, policy.budget_per_review)]
        if self.budget is not None:
            caps.append(Cap(WHOLE, "once", self.budget))
        # What is kept here is kept with its cost; an answer out of a cache would look free.
        terms = Terms(replace(policy, cache_hours=0), tuple(caps), LOCAL, Fence(FENCE_KEY, scope))
        provider = self.models.under(terms)
        if provider is None or self.write is None:
            return provider
        return Recording(provider, self.write, prompts=self.prompts)


async def asking(chosen: Settings, answering: Answering, budget_usd: float | None) -> Asking:
    """Find out who is to answer; raise UsageError when nobody can be recorded or a recording is none."""
    budget = None if budget_usd is None else round(budget_usd * MICRO)
    if answering.no_model:
        return Asking(None, None, None, False, budget)
    if answering.replay is not None:
        return Asking(None, await asyncio.to_thread(replaying, answering.replay), None, False, budget)
    models = await configured_models(chosen, MemoryLedger())
    record: Path | None = answering.record
    if not models.configured:
        if record is not None:
            raise UsageError(NOBODY)
        return Asking(None, None, None, False, budget)
    write = None if record is None else new_recording(record)
    return Asking(models, None, write, answering.record_prompts, budget)
