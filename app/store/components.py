"""What reviews cost by the folders that they found something in: completions do not say which files they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import completions, findings
from providers.base import CACHED

MAX_REVIEWS = 10_000  # the newest
DEPTH = 2  # folders of a component's name
NO_FINDING = ""  # the component of reviews without a finding


@dataclass(frozen=True, slots=True)
class ComponentSpending:
    """What was spent on reviews that found something in a component; one in several is shared equally among them.

    `component` is up to two folders, `.` for files at the root, NO_FINDING for what no finding places. Cost in
    micro-dollars; `unpriced` calls are not counted in it.
    """

    component: str
    reviews: int
    tokens: int
    cost: int
    unpriced: int


async def by_component(tx: AsyncConnection, repository_id: int) -> Sequence[ComponentSpending]:
    """Return the spending of a repository's reviews, the dearest component first."""
    table = completions.c
    query = (
        select(
            table.review_id,
            func.sum(
                func.coalesce(table.fresh_input, 0)
                + func.coalesce(table.cache_read, 0)
                + func.coalesce(table.cache_write, 0)
                + func.coalesce(table.output, 0)
            ),
            func.coalesce(func.sum(table.cost_microusd), 0),
            func.count() - func.count(table.cost_microusd),
        )
        .where(table.repository_id == repository_id, table.review_id.is_not(None), table.outcome != CACHED)
        .group_by(table.review_id)
        .order_by(table.review_id.desc())
        .limit(MAX_REVIEWS)
    )
    spent = {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in await tx.execute(query)}
    found = findings.c
    of_these = found.repository_id == repository_id, found.review_id >= min(spent, default=0)
    places = select(found.review_id, found.path).where(*of_these).distinct()
    return shared(spent, ((row[0], row[1]) for row in await tx.execute(places)))


def shared(spent: Mapping[int, tuple[int, int, int]], places: Iterable[tuple[int, str]]) -> Sequence[ComponentSpending]:
    """Share what each review took (tokens, cost, unpriced calls) among the components of its findings' paths."""
    touched: dict[int, set[str]] = defaultdict(set)
    for review, path in places:
        touched[review].add("/".join(path.split("/")[:-1][:DEPTH]) or ".")
    totals: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for review, amounts in spent.items():
        components = touched.get(review) or {NO_FINDING}
        for component in components:
            total = totals[component]
            total[0] += 1
            for at, amount in enumerate(amounts, 1):
                total[at] += amount / len(components)
    rows = [ComponentSpending(name, int(each[0]), *map(round, each[1:])) for name, each in totals.items()]
    return sorted(rows, key=lambda row: (-row.cost, -row.tokens, row.component))
