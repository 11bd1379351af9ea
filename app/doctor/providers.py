"""Which models would be asked? Nobody is."""

from __future__ import annotations

from collections.abc import Sequence

from app.doctor.outcome import Outcome, fail, ok, skipped, warn
from app.errors import UsageError
from app.settings import Settings
from app.work.models import models
from providers.state import MemoryLedger

NAME = "providers"
NONE = "none configured: the security check does its work alone"
SET_ONE = "for the review check set the key of one, such as OPENAI_API_KEY or ANTHROPIC_API_KEY"
MEND = "correct the variable that is named; see deploy/env.example"
NO_PRICE = "a model without a known price is asked only where the policy says allow_unknown_prices"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Build what the settings name, in the order of asking."""
    try:
        available = models(settings, MemoryLedger())
    except UsageError as error:
        return [fail(NAME, str(error), MEND)]
    if not available.configured:
        return [skipped(NAME, NONE, SET_ONE)]
    found = ", then ".join(f"{link.name} ({link.model.name})" for link in available.links)
    priceless = [link.name for link in available.links if link.model.price is None]
    await available.close()
    if priceless:
        return [warn(NAME, f"{found}; price unknown: {', '.join(priceless)}", NO_PRICE)]
    return [ok(NAME, found)]
