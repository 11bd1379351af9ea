"""Is there work that waits for a person: failed, or put away because it took its worker down?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.doctor.outcome import Outcome, ok, skipped, warn
from app.doctor.stores import PATIENCE_S
from app.errors import AppError
from app.settings import Settings
from app.shown import clean, span
from app.store import queue_report
from app.store.connection import sqlite_file
from app.store.database import HEAD, Database
from app.store.queue_report import Open, Report, Standing

QUARANTINED = "quarantined jobs"
FAILED = "failed jobs"
OVERDUE = "work"
SHOWN = 5
OVERDUE_MS = 10 * 60_000
# One runs at a time, after the reviews: a new installation's may wait for hours.
PATIENT = frozenset({"index"})
NOT_LOOKED_AT = "not looked at: see the database above"
RELEASE = "look into the worker's log for each, then `diffdiver queue release JOB` or `release --all-quarantined`"
AGAIN = "mend what is named; a new event brings each back, `diffdiver queue release JOB` at once"
START = "check that `diffdiver worker` (or `up`) runs and reaches the same database; `diffdiver queue` lists the work"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Look at the queue; nothing is changed."""
    found = await _report(settings.database)
    if found is None:
        return [skipped(OVERDUE, NOT_LOOKED_AT)]
    return [
        _stuck(QUARANTINED, found, Standing.QUARANTINED, RELEASE),
        _stuck(FAILED, found, Standing.FAILED, AGAIN),
        _overdue(found),
    ]


async def _report(url: str) -> Report | None:
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            database = await Database.open(url)
            try:
                if (await database.revision() or "") < HEAD:
                    return None
                async with database.read() as tx:
                    return await queue_report.report(tx, [Standing.QUARANTINED, Standing.FAILED], limit=SHOWN)
            finally:
                await database.close()
    except (AppError, TimeoutError):
        return None


def _stuck(name: str, found: Report, standing: Standing, todo: str) -> Outcome:
    many = sum(total.count for (_, its), total in found.totals.items() if its is standing)
    if not many:
        return ok(name, "none")
    named = "; ".join(_told(job) for job in found.jobs if job.standing is standing)
    more = f"; and {many - SHOWN} more" if many > SHOWN else ""
    return warn(name, f"{many}: {named}{more}", todo)


def _told(job: Open) -> str:
    where = f"{clean(job.kind)} {clean(job.repository or '')} {clean(job.subject)}".replace("  ", " ")
    return f"{job.id} ({where}): {clean(job.error or 'no reason recorded', 100)}"


def _overdue(found: Report) -> Outcome:
    due = [total.oldest_due_ms for (kind, _), total in found.totals.items() if kind not in PATIENT]
    waited = found.now_ms - min((at for at in due if at is not None), default=found.now_ms)
    if waited > OVERDUE_MS:
        return warn(OVERDUE, f"the oldest job has been due for {span(waited)}", START)
    return ok(OVERDUE, "nothing is overdue")
