"""The work as an operator sees it: what is open, how old it is and why; finished rows are never looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.leases import ready
from app.store.tables import jobs, repositories


class Standing(StrEnum):
    """How an open job stands now; one whose worker was lost is wanted again."""

    WANTED = "wanted"
    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Open:
    """A job that is not done; times are epoch milliseconds by database time.

    `until_ms` is when a waiting one is due, or when a running one's lease ends. `repository` is the name last heard of.
    """

    id: int
    kind: str
    subject: str
    standing: Standing
    installation_id: int | None
    owner: str | None
    wanted_ms: int
    started_ms: int | None
    until_ms: int | None
    attempts: int
    crashes: int
    superseded: int
    wanted_generation: int
    done_generation: int
    error: str | None
    repository: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The open jobs of one kind and standing; `oldest_due_ms` is None unless they could be worked on now."""

    count: int
    oldest_ms: int
    oldest_due_ms: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Totals of everything open, and the oldest jobs of each standing asked for."""

    now_ms: int
    totals: Mapping[tuple[str, Standing], Total]
    jobs: tuple[Open, ...]


async def report(
    tx: AsyncConnection, standings: Collection[Standing] = tuple(Standing), kind: str | None = None, limit: int = 20
) -> Report:
    """Return the totals and, of each standing, at most `limit` jobs, the oldest first."""
    at = int((await tx.execute(select(now()))).scalar_one())
    found = [job for standing in Standing if standing in standings for job in await _listed(tx, standing, kind, limit)]
    return Report(at, await totals(tx), await _named(tx, found))


async def totals(tx: AsyncConnection) -> Mapping[tuple[str, Standing], Total]:
    """Count what is open by kind and standing."""
    found: dict[tuple[str, Standing], Total] = {}
    for part in (_unfinished(), _quarantined()):
        due = case((_standing() == Standing.WANTED, _due_since()))
        query = select(
            _kind().label("of_kind"),
            _standing().label("standing"),
            func.count().label("many"),
            func.min(_since()),
            func.min(due),
        )
        for kind, standing, many, oldest, oldest_due in await tx.execute(
            query.where(part).group_by("of_kind", "standing")
        ):
            found[kind, Standing(standing)] = Total(many, int(oldest), None if oldest_due is None else int(oldest_due))
    return found


async def _listed(tx: AsyncConnection, standing: Standing, kind: str | None, limit: int) -> list[Open]:
    part = _quarantined() if standing is Standing.QUARANTINED else and_(_unfinished(), _standing() == standing)
    query = select(jobs, _since().label("since")).where(part).order_by("since", jobs.c.id).limit(limit)
    if kind is not None:
        query = query.where(_kind() == kind)
    return [_open(row, standing) for row in (await tx.execute(query)).mappings()]


async def _named(tx: AsyncConnection, found: Sequence[Open]) -> tuple[Open, ...]:
    """Add the names of the repositories whose number the subjects begin with."""
    numbers = {job.id: int(head) for job in found if (head := job.subject.partition("/")[0]).isdecimal()}
    known = select(repositories.c.id, repositories.c.full_name).where(repositories.c.id.in_(set(numbers.values())))
    names = {row.id: row.full_name for row in await tx.execute(known)} if numbers else {}
    return tuple(replace(job, repository=names.get(numbers.get(job.id, 0))) for job in found)


def _open(row: RowMapping, standing: Standing) -> Open:
    running = standing is Standing.RUNNING
    return Open(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        standing=standing,
        installation_id=row["installation_id"],
        owner=row["lease_owner"],
        wanted_ms=row["since"],
        started_ms=row["started_ms"],
        until_ms=row["lease_until"] if running else row["not_before"],
        attempts=row["attempts"],
        crashes=row["crashes"],
        superseded=row["superseded"],
        wanted_generation=row["wanted_generation"],
        done_generation=row["done_generation"],
        error=row["last_error"],
    )


def _unfinished() -> ColumnElement[bool]:
    return jobs.c.wanted_generation > jobs.c.done_generation


def _quarantined() -> ColumnElement[bool]:
    # Not a bound value: only with the text itself is it known that the partial index holds these rows.
    # https://www.sqlite.org/partialindex.html#queries_using_partial_indexes
    return jobs.c.state == literal_column("'quarantined'")


def _standing() -> ColumnElement[str]:
    return case(
        (jobs.c.state == "failed", "failed"),
        (jobs.c.state == "quarantined", "quarantined"),
        (ready(), "wanted"),
        (jobs.c.lease_until > now(), "running"),
        else_="waiting",
    )


def _kind() -> ColumnElement[str]:
    # An expression, so that no planner walks through the index that begins with the column: it holds the finished too.
    return func.coalesce(jobs.c.kind, "")


def _since() -> ColumnElement[int]:
    """Return since when it is wanted; a row of an older version does not say, its last change is the nearest to it."""
    return func.coalesce(jobs.c.wanted_ms, jobs.c.updated_ms)


def _due_since() -> ColumnElement[int]:
    later = [jobs.c.not_before > _since(), jobs.c.lease_until > _since()]
    return case((later[1], jobs.c.lease_until), (later[0], jobs.c.not_before), else_=_since())
