"""Installations and repositories as the payloads tell of them: hints for finding one's way, never the truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import KnownInstallation, KnownRepository
from app.store.clock import now
from app.store.tables import installations, repositories
from app.store.upsert import insert_into

K = TypeVar("K", KnownInstallation, KnownRepository)


async def save_installations(tx: AsyncConnection, known: Iterable[KnownInstallation]) -> None:
    """Remember what is said; a field that is None keeps what was known before."""
    await _save(tx, installations, known, await _current(tx, installations, KnownInstallation, known))


async def save_repositories(tx: AsyncConnection, known: Iterable[KnownRepository]) -> None:
    """Remember what is said; a field that is None keeps what was known before."""
    await _save(tx, repositories, known, await _current(tx, repositories, KnownRepository, known))


async def find_installation(tx: AsyncConnection, installation_id: int) -> KnownInstallation | None:
    """Return what was last said of it."""
    return (await _rows(tx, installations, KnownInstallation, [installation_id])).get(installation_id)


async def find_repository(tx: AsyncConnection, repository_id: int) -> KnownRepository | None:
    """Return what was last said of it; a removed one is returned too, marked."""
    return (await _rows(tx, repositories, KnownRepository, [repository_id])).get(repository_id)


async def _current(tx: AsyncConnection, table: Table, noun: type[K], known: Iterable[K]) -> Mapping[int, K]:
    return await _rows(tx, table, noun, sorted({one.id for one in known}))


async def _rows(tx: AsyncConnection, table: Table, noun: type[K], ids: Sequence[int]) -> Mapping[int, K]:
    if not ids:
        return {}
    columns = [table.c[field.name] for field in fields(noun)]
    return {row.id: noun(*row) for row in await tx.execute(select(*columns).where(table.c.id.in_(ids)))}


async def _save(tx: AsyncConnection, table: Table, known: Iterable[K], before: Mapping[int, K]) -> None:
    """Write only what is news: most deliveries say nothing new, and every write locks a row that all of them share."""
    latest = {one.id: one for one in known}
    news = [one for one in latest.values() if not _told(before.get(one.id), one)]
    if not news:
        return
    insert = insert_into(tx, table)
    names = [field.name for field in fields(news[0]) if field.name != "id"]
    values = {name: func.coalesce(insert.excluded[name], table.c[name]) for name in names}
    upsert = insert.on_conflict_do_update(index_elements=[table.c.id], set_={**values, "updated_ms": now()})
    rows = [{field.name: getattr(one, field.name) for field in fields(one)} for one in news]
    await tx.execute(upsert, sorted(rows, key=lambda row: int(row["id"])))


def _told(before: K | None, one: K) -> bool:
    """Say whether this says nothing that was not known before."""
    if before is None:
        return False
    said = ((getattr(one, field.name), getattr(before, field.name)) for field in fields(one))
    return all(new is None or new == old for new, old in said)
