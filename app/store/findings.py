"""The account of a review: every finding with its fate, never its code, and what earlier reviews said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, case, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import accepted, reviews
from app.store.accepted import Risk
from app.store.reviews import StartedReview
from app.store.tables import findings
from review.findings.outcome import code_digest
from review.models import EarlierFinding, Fate, FateKind, Finding

FINGERPRINT_VERSION = 1
REFUSED = Fate(FateKind.SUMMARY, "GitHub took no comment on this line")
UNDECIDED = Fate(FateKind.SUPPRESSED, "the review ended before its fate was decided")


async def save_account(
    tx: AsyncConnection,
    review: StartedReview,
    account: Sequence[Finding],
    comments: Mapping[tuple[str, str], int] | None = None,
    *,
    fingerprint_version: int = FINGERPRINT_VERSION,
) -> None:
    """Record every finding of a review, in place of what was recorded of it before.

    `comments` maps (fingerprint, path) to comment ids on GitHub: a finding that was to be posted and is not among them
    is recorded as refused. None means that nothing is known of comments. A worker that lost the review records nothing.
    """
    if not await reviews.holds(tx, review):
        return
    await tx.execute(delete(findings).where(findings.c.review_id == review.id))
    rows = [_row(review, finding, comments) | {"fingerprint_version": fingerprint_version} for finding in account]
    if rows:
        await tx.execute(insert(findings), rows)


async def earlier(tx: AsyncConnection, repository_id: int, number: int) -> tuple[EarlierFinding, ...]:
    """Return what earlier reviews of this pull request found, each once a file, and what is accepted in its repository.

    `posted` says that any of them has a comment for it.
    """
    commented = or_(findings.c.fate == FateKind.POSTED, findings.c.comment_id.is_not(None))
    latest = (
        select(
            func.max(findings.c.id).label("id"),
            func.max(case((commented, 1), else_=0)).label("posted"),
            func.max(findings.c.comment_id).label("commented_on"),
        )
        .where(findings.c.repository_id == repository_id, findings.c.number == number)
        .group_by(findings.c.fingerprint, findings.c.path)
        .subquery()
    )
    query = select(findings, latest.c.posted, latest.c.commented_on).join(latest, findings.c.id == latest.c.id)
    risks = {(risk.fingerprint, risk.path): risk for risk in await accepted.holding(tx, repository_id, number)}
    known = {key: _risk(risk) for key, risk in risks.items()}
    for row in await tx.execute(query.order_by(findings.c.id)):
        key = (row.fingerprint, row.path)
        known[key] = _earlier(row, risks.get(key))
    return tuple(known.values())


def _risk(risk: Risk) -> EarlierFinding:
    return EarlierFinding(risk.fingerprint, risk.path, posted=False, accepted=True, acceptance=risk.told)


def _earlier(row: Row[*tuple[Any, ...]], risk: Risk | None) -> EarlierFinding:
    known = EarlierFinding(
        row.fingerprint,
        row.path,
        posted=bool(row.posted),
        accepted=risk is not None,
        acceptance=risk.told if risk is not None else "",
        title=row.title,
        comment_id=row.commented_on,
    )
    if row.code is None:
        return known
    return replace(known, category=row.category, code=row.code, lines=row.end_line - row.start_line + 1)


def _row(review: StartedReview, finding: Finding, comments: Mapping[tuple[str, str], int] | None) -> dict[str, object]:
    fate = finding.fate or UNDECIDED
    comment_id = comments.get((finding.fingerprint, finding.location.path)) if comments is not None else None
    if fate.kind is FateKind.POSTED and comments is not None and comment_id is None:
        fate = REFUSED
    return {
        "review_id": review.id,
        "repository_id": review.repository_id,
        "number": review.number,
        "source": finding.source,
        "rule_id": finding.rule_id,
        "severity": finding.severity,
        "category": finding.category,
        "cwe": list(finding.cwe),
        "confidence": finding.confidence,
        "title": finding.title,
        "path": finding.location.path,
        "start_line": finding.location.start_line,
        "end_line": finding.location.end_line,
        "side": finding.location.side,
        "fingerprint": finding.fingerprint,
        "fate": fate.kind,
        "fate_reason": fate.reason,
        "comment_id": comment_id,
        "model": finding.model or None,
        "code": code_digest(finding) or None,
    }
