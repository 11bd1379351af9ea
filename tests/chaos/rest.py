"""The run's own look into the bot's database: what is still open, and what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import asyncpg

# Work that comes back for ever by the clock is never "open".
_OPEN = """SELECT count(*) FROM jobs WHERE wanted_generation > done_generation
  AND state NOT IN ('failed', 'quarantined') AND kind = ANY($1)"""
_KINDS = "SELECT DISTINCT kind FROM jobs"
_ENDED = "SELECT kind || ' ' || subject || ': ' || coalesce(last_error, '') FROM jobs WHERE state = $1 ORDER BY id"
_RECONCILED = "SELECT sum(done_generation)::bigint FROM jobs WHERE kind = 'reconcile'"
PERIODIC = ("reconcile", "sweep", "poll", "purge", "retention", "backfill")


@dataclass(frozen=True, slots=True)
class Look:
    """How the work stands: open jobs, those put away, those given up, and the bot's own counters.

    `reconciled` counts the rounds of the bot's reconciler so far.
    """

    open: int = 0
    quarantined: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    finished: int = 0
    counters: Mapping[str, int] = field(default_factory=dict)
    reconciled: int = 0


async def look(url: str) -> Look:
    """Look once."""
    connection = await asyncpg.connect(url, timeout=5)
    try:
        kinds = [row["kind"] for row in await connection.fetch(_KINDS)]
        kinds = [kind for kind in kinds if not kind.startswith(PERIODIC)]
        return Look(
            await connection.fetchval(_OPEN, kinds),
            tuple(row[0] for row in await connection.fetch(_ENDED, "quarantined")),
            tuple(row[0] for row in await connection.fetch(_ENDED, "failed")),
            await connection.fetchval("SELECT count(*) FROM reviews WHERE state = 'finished'"),
            {row["name"]: row["value"] for row in await connection.fetch("SELECT name, value FROM counters")},
            await connection.fetchval(_RECONCILED) or 0,
        )
    finally:
        await connection.close()


async def release(url: str) -> int:
    """Give every job that was put away another chance, as an operator does once the machine is well again."""
    from app.store import jobs
    from app.store.database import Database

    connection = await asyncpg.connect(url, timeout=5)
    try:
        put_away = [row["id"] for row in await connection.fetch("SELECT id FROM jobs WHERE state = 'quarantined'")]
    finally:
        await connection.close()
    database = await Database.open(url)
    try:
        async with database.begin() as tx:
            for job in put_away:
                await jobs.release(tx, job)
    finally:
        await database.close()
    return len(put_away)
