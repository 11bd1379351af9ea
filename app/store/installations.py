"""Installations and repositories as the payloads tell of them: hints for finding one's way, never the truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.intake.intent import KnownInstallation, KnownRepository
from app.store.clock import now
from app.store.tables import installations, jobs, repositories
from app.store.upsert import insert_into

K = TypeVar("K", KnownInstallation, KnownRepository)


ACTIVE, SUSPENDED, DELETED = "active", "suspended", "deleted"


async def save_installations(tx: AsyncConnection, known: Iterable[KnownInstallation]) -> None:
    """Remember what is said; a field that is None keeps what was known before.

    What waited for an installation that is active again goes on; the repositories of a deleted one are no longer seen.
    """
    before = await _current(tx, installations, KnownInstallation, known)
    await _save(tx, installations, known, before)
    latest = {one.id: one.state for one in known}
    back = [i for i, state in latest.items() if state == ACTIVE and i in before and before[i].state != ACTIVE]
    if back:
        waiting = (jobs.c.installation_id.in_(sorted(back)), jobs.c.state == "waiting")
        await tx.execute(update(jobs).where(*waiting).values(not_before=None))
        refused = (repositories.c.installation_id.in_(sorted(back)), ~repositories.c.suites_off)
        await tx.execute(update(repositories).where(*refused).values(suites_off=None))
    if gone := sorted(i for i, state in latest.items() if state == DELETED):
        await tx.execute(update(repositories).where(repositories.c.installation_id.in_(gone)).values(removed=True))


async def save_repositories(tx: AsyncConnection, known: Iterable[KnownRepository]) -> None:
    """Remember what is said; a field that is None keeps what was known before."""
    await _save(tx, repositories, known, await _current(tx, repositories, KnownRepository, known))


async def find_installation(tx: AsyncConnection, installation_id: int) -> KnownInstallation | None:
    """Return what was last said of it."""
    return (await _rows(tx, installations, KnownInstallation, [installation_id])).get(installation_id)


async def find_repository(tx: AsyncConnection, repository_id: int) -> KnownRepository | None:
    """Return what was last said of it; a removed one is returned too, marked."""
    return (await _rows(tx, repositories, KnownRepository, [repository_id])).get(repository_id)


async def deleted_for_ms(tx: AsyncConnection, installation_id: int) -> int | None:
    """Return for how long it has been known to be deleted, by database time; None when it is not."""
    query = select(now() - installations.c.updated_ms).where(
        installations.c.id == installation_id, installations.c.state == DELETED
    )
    found = (await tx.execute(query)).scalar_one_or_none()
    return None if found is None else max(0, int(found))


async def suites_off(tx: AsyncConnection, repository_id: int) -> bool | None:
    """Return whether GitHub makes no empty check suites there: None when it was not told yet, False when it refused."""
    query = select(repositories.c.suites_off).where(repositories.c.id == repository_id)
    return (await tx.execute(query)).scalar_one_or_none()


async def save_suites_off(tx: AsyncConnection, repository_id: int, *, done: bool) -> None:
    """Remember that GitHub was told, and whether it did it."""
    await tx.execute(update(repositories).where(repositories.c.id == repository_id).values(suites_off=done))


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
