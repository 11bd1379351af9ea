"""Who wrote what to GitHub, and why; kept apart from debug logs, and longer."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import audit, repositories


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: `actor` is who asked for it ("job:17", "user:583231"), `key` the outbox key where there is one."""

    actor: str
    action: str
    target: str
    reason: str
    key: str | None = None
    installation_id: int | None = None
    repository_id: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act and when it was recorded, in epoch milliseconds by database time."""

    id: int
    at_ms: int
    entry: Entry


async def record(tx: AsyncConnection, *entries: Entry) -> None:
    """Add the entries, by database time."""
    for entry in entries:
        await tx.execute(insert(audit).values(at_ms=now(), **asdict(entry)))


async def latest(
    tx: AsyncConnection,
    *,
    limit: int,
    repository_id: int | None = None,
    number: int | None = None,
    since_ms: int | None = None,
) -> tuple[Recorded, ...]:
    """Return the newest acts that match, newest first; as many as are asked for, however many there are."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if repository_id is not None:
        query = query.where(audit.c.repository_id == repository_id)
    if number is not None:
        query = query.where(audit.c.number == number)
    if since_ms is not None:
        query = query.where(audit.c.at_ms >= since_ms)
    return tuple(_recorded(row) for row in (await tx.execute(query)).mappings())


async def repository_named(tx: AsyncConnection, full_name: str) -> int | None:
    """Return the number of the repository last heard of under this name, None when there is none."""
    same = func.lower(repositories.c.full_name) == full_name.lower()
    query = select(repositories.c.id).where(same).order_by(repositories.c.removed, repositories.c.id.desc()).limit(1)
    found = (await tx.execute(query)).scalar_one_or_none()
    return None if found is None else int(found)


def _recorded(row: RowMapping) -> Recorded:
    values = dict(row)
    return Recorded(values.pop("id"), values.pop("at_ms"), Entry(**values))
