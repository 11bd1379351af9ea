"""What became of the findings that models wrote and people saw, and how often which model was worth reading.

An outcome is written on the finding that was commented, so it is counted once, and goes when its pull request is
forgotten: old models and old habits count no longer than that.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.reviews import ReviewState, StartedReview
from app.store.tables import findings, repositories, reviews
from review.models import FateKind, Outcomes, PullRequest


class Outcome(StrEnum):
    """What people made of a finding; a later source of outcomes is one more of these."""

    FIXED = "fixed"
    IGNORED = "ignored"


USEFUL = frozenset({Outcome.FIXED})


async def fixed(tx: AsyncConnection, review: StartedReview, gone: Collection[tuple[str, str]]) -> None:
    """Record that the code of these findings, by fingerprint and path, was changed since they were commented."""
    for fingerprint, path in gone:
        where = and_(findings.c.fingerprint == fingerprint, findings.c.path == path)
        await _record(tx, _commented(review.repository_id, review.number), where, Outcome.FIXED)


async def merged(tx: AsyncConnection, pull_request: PullRequest) -> None:
    """Record that nobody acted on what still stands: the pull request was merged at a head that was reviewed."""
    reviewed = exists().where(
        reviews.c.repository_id == pull_request.repository_id,
        reviews.c.number == pull_request.number,
        reviews.c.head_sha == pull_request.head_sha,
        reviews.c.state == ReviewState.FINISHED,
    )
    if pull_request.merged:
        await _record(tx, _commented(pull_request.repository_id, pull_request.number), reviewed, Outcome.IGNORED)


async def counts(tx: AsyncConnection, installation_id: int) -> tuple[Outcomes, ...]:
    """Return what became of each model's findings by category, in this installation only: no other one has a say."""
    useful = func.sum(case((findings.c.outcome.in_(USEFUL), 1), else_=0))
    query = (
        select(findings.c.model, findings.c.category, useful, func.count())
        .join(repositories, repositories.c.id == findings.c.repository_id)
        .where(repositories.c.installation_id == installation_id, findings.c.outcome.is_not(None))
        .group_by(findings.c.model, findings.c.category)
        .order_by(findings.c.model, findings.c.category)
    )
    rows = await tx.execute(query)
    return tuple(Outcomes(model, category, int(good), int(all_) - int(good)) for model, category, good, all_ in rows)


def _commented(repository_id: int, number: int) -> ColumnElement[bool]:
    """Say whether a row is a model's finding that has a comment, whose code can be recognised, and no outcome yet."""
    return and_(
        findings.c.repository_id == repository_id,
        findings.c.number == number,
        findings.c.fate == FateKind.POSTED,
        findings.c.model.is_not(None),
        findings.c.code.is_not(None),
        findings.c.outcome.is_(None),
    )


async def _record(
    tx: AsyncConnection, which: ColumnElement[bool], where: ColumnElement[bool], outcome: Outcome
) -> None:
    await tx.execute(update(findings).where(which, where).values(outcome=outcome))
