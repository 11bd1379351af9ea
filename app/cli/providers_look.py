"""What is known of the configured models now: their health from Redis, what they took from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.cli.store import store
from app.errors import AppError
from app.settings import Settings
from app.state.breakers import RedisBreakers
from app.store import spending
from app.store.spending import Spending
from app.work.links import links
from app.work.shared import link_to_redis
from providers.base import Kind
from providers.budget import Priced
from providers.state import Breaker, Figures, Target

NO_REDIS = "Redis does not answer: breakers and what was learned lately are not known here"
NO_DATABASE = "what was spent is not known: {why}"


@dataclass(frozen=True, slots=True)
class Health:
    """What the workers share; empty and not `known` when Redis does not answer."""

    known: bool = False
    figures: Mapping[str, Mapping[Target, Figures]] = field(default_factory=dict)
    breakers: Sequence[Breaker] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """The models that can be asked, why others cannot, and what is known; `notes` say what could not be looked at.

    `today` is None when nobody knows; days are counted in UTC, as the caps count them.
    """

    links: Sequence[Priced]
    away: Mapping[str, str]
    health: Health
    today: Mapping[Target, Spending] | None
    notes: tuple[str, ...] = ()


async def look(settings: Settings, *, money: bool = True) -> Look:
    """Look at everything; what does not answer is left out and named. Raises UsageError for wrong settings."""
    found = await links(settings)
    targets = [Target(link.name, link.model.name) for link in found.available]
    notes: list[str] = []
    health = await _health(settings, targets, notes)
    today = await _today(settings, notes) if money else None
    return Look(found.available, found.away, health, today, tuple(notes))


async def _health(settings: Settings, targets: Sequence[Target], notes: list[str]) -> Health:
    link = link_to_redis(settings)
    try:
        shared = RedisBreakers(link)
        found = Health(
            True, {kind.value: await shared.figures(targets, kind) for kind in Kind}, await shared.breakers()
        )
    finally:
        await link.close()
    if link.away:
        notes.append(NO_REDIS)
        return Health()
    return found


async def _today(settings: Settings, notes: list[str]) -> Mapping[Target, Spending] | None:
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        async with store(settings) as database, database.read() as tx:
            found = await spending.by_model(tx, hours=(now - midnight) / timedelta(hours=1))
    except AppError as error:
        notes.append(NO_DATABASE.format(why=error))
        return None
    return {Target(one.provider, one.model): one for one in found}
