"""What stands in the pull requests of each repository, for its security score."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.reviews import ReviewState
from app.store.tables import findings, pull_requests, repositories, reviews
from review.models import Severity
from review.score import Weighed
from review.verdict import OPEN

DAY_MS = 24 * 3600 * 1000


async def standing(
    tx: AsyncConnection, sources: Collection[str], days: int, repository_id: int | None = None
) -> Mapping[str, tuple[int, Sequence[Weighed]]]:
    """Map each repository's full name to how many pull requests were reviewed, and what stands in them.

    Those count that were seen in so many days, each by its newest finished review. `sources` are the checks asked for.
    """
    seen = and_(
        pull_requests.c.repository_id == reviews.c.repository_id,
        pull_requests.c.number == reviews.c.number,
        pull_requests.c.updated_ms >= now() - days * DAY_MS,
    )
    query = (
        select(func.max(reviews.c.id).label("id"))
        .join(pull_requests, seen)
        .where(reviews.c.state == ReviewState.FINISHED)
        .group_by(reviews.c.repository_id, reviews.c.number)
    )
    if repository_id is not None:
        query = query.where(reviews.c.repository_id == repository_id)
    newest = query.subquery()
    counting = and_(
        findings.c.review_id == newest.c.id,
        findings.c.fate.in_([str(fate) for fate in OPEN]),
        findings.c.source.in_(sorted(sources)),
    )
    columns = (findings.c.source, findings.c.rule_id, findings.c.severity, findings.c.confidence)
    rows = await tx.execute(
        select(repositories.c.full_name, reviews.c.number, *columns)
        .select_from(newest)
        .join(reviews, reviews.c.id == newest.c.id)
        .join(repositories, repositories.c.id == reviews.c.repository_id)
        .outerjoin(findings, counting)
        .where(~repositories.c.removed)
        .order_by(repositories.c.full_name)
    )
    numbers: dict[str, set[int]] = {}
    found: dict[str, list[Weighed]] = {}
    for row in rows:
        numbers.setdefault(row.full_name, set()).add(row.number)
        weighed = found.setdefault(row.full_name, [])
        if row.source is not None:
            weighed.append(Weighed(row.source, row.rule_id, Severity(row.severity), row.confidence))
    return {name: (len(numbers[name]), found[name]) for name in found}
