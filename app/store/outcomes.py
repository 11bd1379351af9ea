"""What became of the findings that models wrote and people saw, and how often which model was worth reading.

An outcome is written on the finding that was commented, so it is counted once, and goes when its pull request is
forgotten: old models and old habits count no longer than that. What people say of a finding outweighs what was guessed
from what they did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.reviews import ReviewState, StartedReview
from app.store.tables import findings, repositories, reviews
from review.models import FateKind, Outcomes, PullRequest


class Outcome(StrEnum):
    """What people made of a finding; a later source of outcomes is one more of these."""

    FIXED = "fixed"
    IGNORED = "ignored"
    LIKED = "liked"
    DISLIKED = "disliked"


USEFUL = frozenset({Outcome.FIXED, Outcome.LIKED})


async def fixed(tx: AsyncConnection, review: StartedReview, gone: Collection[tuple[str, str]]) -> None:
    """Record that the code of these findings, by fingerprint and path, was changed since they were commented."""
    for fingerprint, path in gone:
        where = and_(findings.c.fingerprint == fingerprint, findings.c.path == path)
        await _record(tx, _undecided(review.repository_id, review.number), where, Outcome.FIXED)


async def merged(tx: AsyncConnection, pull_request: PullRequest) -> None:
    """Record that nobody acted on what still stands: the pull request was merged at a head that was reviewed."""
    reviewed = exists().where(
        reviews.c.repository_id == pull_request.repository_id,
        reviews.c.number == pull_request.number,
        reviews.c.head_sha == pull_request.head_sha,
        reviews.c.state == ReviewState.FINISHED,
    )
    if pull_request.merged:
        await _record(tx, _undecided(pull_request.repository_id, pull_request.number), reviewed, Outcome.IGNORED)


async def commented(tx: AsyncConnection, pull_request: PullRequest) -> Mapping[int, int]:
    """Map the line comments with a model's finding on which readers have a say to the finding's row.

    In a public repository anybody may react: there readers are heard only where the pull request was merged, so that
    nobody can have a model muted by pull requests of their own.
    """
    heard = or_(repositories.c.private.is_(True), true() if pull_request.merged else false())
    query = (
        select(findings.c.comment_id, findings.c.id)
        .join(repositories, repositories.c.id == findings.c.repository_id)
        .where(_seen(pull_request.repository_id, pull_request.number), findings.c.comment_id.is_not(None), heard)
        .order_by(findings.c.id)
    )
    return {row.comment_id: row.id for row in await tx.execute(query)}


async def reacted(tx: AsyncConnection, said: Mapping[int, Outcome]) -> None:
    """Record what people said of findings, by row, in place of what was guessed or what they said before."""
    for row, outcome in said.items():
        await tx.execute(update(findings).where(findings.c.id == row).values(outcome=outcome))


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


def _undecided(repository_id: int, number: int) -> ColumnElement[bool]:
    """Say whether a row is a model's finding that has a comment, whose code can be recognised, and no outcome yet."""
    return and_(_seen(repository_id, number), findings.c.code.is_not(None), findings.c.outcome.is_(None))


def _seen(repository_id: int, number: int) -> ColumnElement[bool]:
    """Say whether a row is a model's finding that people saw as a comment."""
    return and_(
        findings.c.repository_id == repository_id,
        findings.c.number == number,
        findings.c.fate == FateKind.POSTED,
        findings.c.model.is_not(None),
    )


async def _record(
    tx: AsyncConnection, which: ColumnElement[bool], where: ColumnElement[bool], outcome: Outcome
) -> None:
    await tx.execute(update(findings).where(which, where).values(outcome=outcome))
