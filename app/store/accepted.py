"""Accepted risks: findings that a person lets be, in one pull request or a whole repository, for ever or until a day.

A risk is a fingerprint in a file: the same code elsewhere has not been accepted. Withdrawn and expired ones are
deleted; the audit log keeps what was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import Wanted
from app.store import jobs
from app.store.clock import now
from app.store.tables import accepted_risks as table
from app.store.tables import findings, pull_requests, repositories

FINGERPRINT_VERSION = 1
OPERATOR_ID = 0
OPEN = "open"
TOLD = "accepted as a known risk by {by}{until}: {reason}"
UNKNOWN_NAME = "account {number}"


@dataclass(frozen=True, slots=True)
class Risk:
    """What was accepted, by whom and why.

    `number` None: in the whole repository. `accepted_by_id` is a GitHub account's, 0 an operator's. `url`: of the
    comment that said so. `expires_ms` None: never.
    """

    repository_id: int
    number: int | None
    fingerprint: str
    path: str
    reason: str
    accepted_by_id: int
    accepted_by: str | None = None
    url: str | None = None
    expires_ms: int | None = None

    @property
    def told(self) -> str:
        """Return who accepted it, until when and why, as text from outside."""
        until = f" until {moment(self.expires_ms)}" if self.expires_ms is not None else ""
        return TOLD.format(by=self.by, until=until, reason=self.reason)

    @property
    def by(self) -> str:
        """Return the name of who accepted it."""
        return self.accepted_by or UNKNOWN_NAME.format(number=self.accepted_by_id)


@dataclass(frozen=True, slots=True)
class Stored:
    """A risk as it is listed; `repository` is None for one that is not known any more."""

    id: int
    created_ms: int
    repository: str | None
    installation_id: int | None
    risk: Risk


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that can be accepted: it was found in this file before."""

    fingerprint: str
    path: str
    severity: str
    title: str


def moment(at_ms: int) -> str:
    """Return a time in epoch milliseconds as people write it, in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


async def accept(tx: AsyncConnection, risk: Risk) -> None:
    """Record that a person takes the risk, in place of what was recorded for the same finding in the same scope."""
    await tx.execute(delete(table).where(*_same(risk)))
    await tx.execute(insert(table).values(fingerprint_version=FINGERPRINT_VERSION, **asdict(risk)))


async def withdraw(tx: AsyncConnection, stored: Stored) -> bool:
    """Take an acceptance back; False when it was gone already."""
    return (await tx.execute(delete(table).where(table.c.id == stored.id))).rowcount == 1


async def holding(tx: AsyncConnection, repository_id: int, number: int) -> Sequence[Risk]:
    """Return what holds for a pull request now; of a finding accepted twice the last word."""
    here = (table.c.repository_id == repository_id, or_(table.c.number.is_(None), table.c.number == number))
    rows = await tx.execute(select(table).where(*here, _valid()).order_by(table.c.id))
    return [_risk(row) for row in rows]


async def listed(
    tx: AsyncConnection,
    repository_id: int | None = None,
    *,
    number: int | None = None,
    fingerprint: str | None = None,
    limit: int = 1_000_000,
) -> Sequence[Stored]:
    """Return what holds now, the oldest first; `fingerprint` may be a beginning."""
    query = _listing().where(_valid())
    if repository_id is not None:
        query = query.where(table.c.repository_id == repository_id)
    if number is not None:
        query = query.where(table.c.number == number)
    if fingerprint is not None:
        query = query.where(table.c.fingerprint.startswith(fingerprint, autoescape=True))
    return [_stored(row) for row in await tx.execute(query.order_by(table.c.id).limit(limit))]


async def take_expired(tx: AsyncConnection, limit: int) -> Sequence[Stored]:
    """Delete what has expired and return it; of several workers that do so at once each gets others."""
    over = _listing().where(~_valid()).order_by(table.c.expires_ms, table.c.id).limit(limit)
    found = [_stored(row) for row in await tx.execute(over.with_for_update(of=table, skip_locked=True))]
    return [one for one in found if await withdraw(tx, one)]


async def found(
    tx: AsyncConnection, repository_id: int, fingerprint: str, number: int | None = None
) -> Sequence[Known]:
    """Return what reviews found under a fingerprint or its beginning, each file once, as it was called last."""
    here = [findings.c.repository_id == repository_id, findings.c.fingerprint.startswith(fingerprint, autoescape=True)]
    if number is not None:
        here.append(findings.c.number == number)
    return await _known(tx, here)


async def found_at(tx: AsyncConnection, repository_id: int, number: int, comment_id: int) -> Known | None:
    """Return the finding that a line comment of ours is about, None for a comment that is not ours."""
    here = (findings.c.repository_id == repository_id, findings.c.number == number)
    known = await _known(tx, (*here, findings.c.comment_id == comment_id))
    return known[-1] if known else None


async def judge_again(tx: AsyncConnection, repository_id: int, number: int | None, fingerprint: str) -> tuple[int, ...]:
    """Want the open pull requests reviewed again in which this was found; return their jobs."""
    query = (
        select(pull_requests.c.number, repositories.c.installation_id)
        .join(findings, _in_it())
        .join(repositories, repositories.c.id == pull_requests.c.repository_id)
        .where(pull_requests.c.repository_id == repository_id, pull_requests.c.state == OPEN)
        .where(findings.c.fingerprint == fingerprint, ~repositories.c.removed)
        .distinct()
    )
    if number is not None:
        query = query.where(pull_requests.c.number == number)
    rows = await tx.execute(query.order_by(pull_requests.c.number))
    wanted = [Wanted("review", f"{repository_id}/{row.number}", row.installation_id, redo=True) for row in rows]
    return tuple(raised.job_id for raised in (await jobs.raise_all(tx, wanted)).values())


async def _known(tx: AsyncConnection, where: Sequence[ColumnElement[bool]]) -> Sequence[Known]:
    last = select(func.max(findings.c.id)).where(*where).group_by(findings.c.fingerprint, findings.c.path)
    rows = await tx.execute(select(findings).where(findings.c.id.in_(last)).order_by(findings.c.id))
    return [Known(row.fingerprint, row.path, row.severity, row.title) for row in rows]


def _in_it() -> ColumnElement[bool]:
    same = findings.c.repository_id == pull_requests.c.repository_id
    return and_(same, findings.c.number == pull_requests.c.number)


def _same(risk: Risk) -> Sequence[ColumnElement[bool]]:
    scope = table.c.number.is_(None) if risk.number is None else table.c.number == risk.number
    here = (table.c.repository_id == risk.repository_id, scope)
    return (*here, table.c.fingerprint == risk.fingerprint, table.c.path == risk.path)


def _valid() -> ColumnElement[bool]:
    return or_(table.c.expires_ms.is_(None), table.c.expires_ms > now())


def _listing() -> Select[tuple[object, ...]]:
    joined = table.outerjoin(repositories, repositories.c.id == table.c.repository_id)
    return select(table, repositories.c.full_name, repositories.c.installation_id).select_from(joined)


def _stored(row: Row[tuple[object, ...]]) -> Stored:
    return Stored(row.id, row.created_ms, row.full_name, row.installation_id, _risk(row))


def _risk(row: Row[tuple[object, ...]]) -> Risk:
    return Risk(
        repository_id=row.repository_id,
        number=row.number,
        fingerprint=row.fingerprint,
        path=row.path,
        reason=row.reason,
        accepted_by_id=row.accepted_by_id,
        accepted_by=row.accepted_by,
        url=row.url,
        expires_ms=row.expires_ms,
    )
