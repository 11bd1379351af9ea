"""Who wrote what to GitHub, and why; kept apart from debug logs, and longer."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import audit


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


async def record(tx: AsyncConnection, *entries: Entry) -> None:
    """Add the entries, by database time."""
    for entry in entries:
        await tx.execute(insert(audit).values(at_ms=now(), **asdict(entry)))
