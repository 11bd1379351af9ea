"""Every call to a model, an attempt a row: failed ones cost time and sometimes money too."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import model_counters
from app.store.reviews import StartedReview
from app.store.tables import completions
from providers.base import Attempt

DETAIL_CHARACTERS = 500


async def save(
    tx: AsyncConnection, attempts: Sequence[Attempt], review: StartedReview, installation_id: int | None
) -> None:
    """Record the attempts made for a review; unknown counts and costs stay unknown."""
    rows = [
        {
            "review_id": review.id,
            "installation_id": installation_id,
            "repository_id": review.repository_id,
            "number": review.number,
            "provider": attempt.provider,
            "model": attempt.model,
            "kind": attempt.kind,
            "fresh_input": attempt.usage.fresh_input if attempt.usage else None,
            "cache_read": attempt.usage.cache_read if attempt.usage else None,
            "cache_write": attempt.usage.cache_write if attempt.usage else None,
            "output": attempt.usage.output if attempt.usage else None,
            "cost_microusd": attempt.cost,
            "latency_ms": attempt.latency_ms,
            "first_token_ms": attempt.first_token_ms,
            "estimated_input": attempt.estimated_input,
            "estimated_cost": attempt.estimated_cost,
            "outcome": attempt.outcome,
            "detail": attempt.detail[:DETAIL_CHARACTERS],
        }
        for attempt in attempts
    ]
    if rows:
        await tx.execute(insert(completions), rows)
        await model_counters.count(tx, attempts)
