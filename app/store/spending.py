"""What calls to models cost and how they went, as recorded, for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import completions, ledger
from providers.base import CACHED, OK

HOUR_MS = 3_600_000
NUMBERS = ("calls", "succeeded", "cached", "cost", "unpriced", "estimated", "real", "estimated_input", "real_input")


@dataclass(frozen=True, slots=True)
class Spending:
    """The calls to one model in a stretch of time; cost in micro-dollars, `unpriced` calls not counted in it.

    `cached` are answers that nobody was asked for. The percentiles are of calls that gave a usable answer, None when
    there was none. `estimated` and `real` compare what calls were expected to cost with what the same calls did cost;
    `estimated_input` and `real_input` do so with tokens.
    """

    provider: str
    model: str
    calls: int
    succeeded: int
    cached: int
    cost: int
    unpriced: int
    estimated: int
    real: int
    estimated_input: int
    real_input: int
    latency_p50_ms: int | None
    latency_p95_ms: int | None

    @property
    def success(self) -> float | None:
        """Return the share of calls that gave a usable answer, None when there was no call."""
        return self.succeeded / self.calls if self.calls else None

    @property
    def estimate_error(self) -> float | None:
        """Return by which share the estimates were above the real cost (below it: negative); None when nobody knows."""
        return self.estimated / self.real - 1 if self.real else None


@dataclass(frozen=True, slots=True)
class Booked:
    """An account of the ledger, in micro-dollars; `overdraft` is the part of `settled` above what was reserved."""

    scope: str
    period: str
    cap: int
    reserved: int
    settled: int
    overdraft: int


async def by_model(
    tx: AsyncConnection, *, hours: float, installation_id: int | None = None, kind: str | None = None
) -> Sequence[Spending]:
    """Return the calls of the last hours by model, the dearest first; of one installation or kind if one is named."""
    since = completions.c.created_ms >= now() - int(hours * HOUR_MS)
    named = (completions.c.installation_id, installation_id), (completions.c.kind, kind)
    where = and_(since, *(column == value for column, value in named if value is not None))
    rows = (await tx.execute(_totals(where))).mappings().all()
    found = []
    for row in rows:
        mine = and_(where, completions.c.provider == row["provider"], completions.c.model == row["model"])
        p50, p95 = [await _latency(tx, mine, row["succeeded"], share) for share in (0.5, 0.95)]
        numbers = {name: int(row[name]) for name in NUMBERS}  # PostgreSQL sums in decimals
        found.append(Spending(row["provider"], row["model"], **numbers, latency_p50_ms=p50, latency_p95_ms=p95))
    return sorted(found, key=lambda one: (-one.cost, one.provider, one.model))


async def booked(tx: AsyncConnection, scope: str, periods: Sequence[str]) -> Sequence[Booked]:
    """Return the accounts of a scope ("installation:7") in these periods, those that were ever used."""
    query = select(ledger).where(ledger.c.scope == scope, ledger.c.period.in_(list(periods)))
    return [Booked(**row) for row in (await tx.execute(query.order_by(ledger.c.period))).mappings()]


def _totals(where: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    table = completions.c
    called = table.outcome != CACHED
    # Compared only where both sides are known. The input is everything that was read, from a cache or not.
    both = and_(table.estimated_cost.is_not(None), table.cost_microusd.is_not(None), called)
    measured = and_(table.estimated_input.is_not(None), table.fresh_input.is_not(None), called)
    read = table.fresh_input + func.coalesce(table.cache_read, 0) + func.coalesce(table.cache_write, 0)
    return (
        select(
            table.provider,
            table.model,
            _count(called).label("calls"),
            _count(table.outcome == OK).label("succeeded"),
            _count(table.outcome == CACHED).label("cached"),
            func.coalesce(func.sum(table.cost_microusd), 0).label("cost"),
            _count(and_(called, table.cost_microusd.is_(None))).label("unpriced"),
            _sum(both, table.estimated_cost).label("estimated"),
            _sum(both, table.cost_microusd).label("real"),
            _sum(measured, table.estimated_input).label("estimated_input"),
            _sum(measured, read).label("real_input"),
        )
        .where(where)
        .group_by(table.provider, table.model)
    )


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def _sum(which: ColumnElement[bool], what: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, what), else_=0)), 0)


async def _latency(tx: AsyncConnection, where: ColumnElement[bool], many: int, share: float) -> int | None:
    """Return the latency that this share of the usable answers stayed within."""
    query = select(completions.c.latency_ms).where(where, completions.c.outcome == OK)
    place = max(0, -int(-many * share // 1) - 1)
    return (await tx.execute(query.order_by(completions.c.latency_ms).offset(place).limit(1))).scalar_one_or_none()
