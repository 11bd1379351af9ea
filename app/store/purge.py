"""Removing all that is stored of an installation; what we did on GitHub stays in the audit log for its own time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select, update

from app.store import tables
from app.store.batches import Rows, delete_all
from app.store.clock import now
from app.store.database import Database
from app.store.installations import DELETED

PURGE = "purge"
BY_REPOSITORY = (
    tables.findings,
    tables.reviews,
    tables.pull_requests,
    tables.outbox,
    tables.accepted_risks,
    tables.feedback,
    tables.completions,
    tables.postponed,
)


async def purge(database: Database, installation_id: int) -> Mapping[str, int]:
    """Delete what is stored of an installation and its repositories; return how many rows of which table went.

    The installation itself is forgotten only when it is deleted: one that lives on goes on from nothing.
    """
    owned = await owned_by(database, installation_id)
    async with database.read() as tx:
        known = tables.installations.c
        query = select(known.state).where(known.id == installation_id)
        deleted = (await tx.execute(query)).scalar_one_or_none() in (DELETED, None)
    gone: dict[str, int] = {}
    for rows in [*_of_repositories(owned), *_of_installation(installation_id), *(_itself(installation_id, deleted))]:
        count, _ = await delete_all(database, rows)
        gone[rows.table.name] = gone.get(rows.table.name, 0) + count
    if not deleted:
        await _anew(database, installation_id)
    return {name: count for name, count in gone.items() if count}


async def owned_by(database: Database, installation_id: int) -> Sequence[int]:
    """Return the numbers of an installation's repositories."""
    mine = tables.repositories.c.installation_id == installation_id
    async with database.read() as tx:
        return list((await tx.execute(select(tables.repositories.c.id).where(mine))).scalars())


def _of_repositories(owned: Sequence[int]) -> list[Rows]:
    """Return what hangs on repositories, one by one: no statement grows with their number."""
    found: list[Rows] = []
    for repository_id in owned:
        found += (Rows(table, table.c.repository_id == repository_id) for table in BY_REPOSITORY)
        scope = tables.ledger.c.scope
        starts = (f"review:{repository_id}/", f"pull_request:{repository_id}/")
        mine = or_(scope == f"repository:{repository_id}", *(scope.startswith(one, autoescape=True) for one in starts))
        found.append(Rows(tables.ledger, mine))
    return found


def _of_installation(installation_id: int) -> list[Rows]:
    jobs, spent, ledger = tables.jobs, tables.spent, tables.ledger
    return [
        Rows(tables.completions, tables.completions.c.installation_id == installation_id),
        Rows(tables.deliveries, tables.deliveries.c.installation_id == installation_id),
        # The one that does this is still running; retention takes it.
        Rows(jobs, (jobs.c.installation_id == installation_id) & (jobs.c.kind != PURGE)),
        Rows(spent, spent.c.installation_id == installation_id),
        Rows(ledger, ledger.c.scope == f"installation:{installation_id}"),
    ]


def _itself(installation_id: int, deleted: bool) -> list[Rows]:
    if not deleted:
        return []
    return [
        Rows(tables.repositories, tables.repositories.c.installation_id == installation_id),
        Rows(tables.installations, tables.installations.c.id == installation_id),
    ]


async def _anew(database: Database, installation_id: int) -> None:
    """Let a living installation's repositories be as when they were first seen."""
    here = tables.repositories.c.installation_id == installation_id
    async with database.begin() as tx:
        await tx.execute(update(tables.repositories).where(here).values(suites_off=None, created_ms=now()))
