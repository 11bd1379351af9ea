"""`diffdiver queue`: what is wanted, running, waiting, failed and put away, and how to set it going again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence

import click
import orjson

from app import log, settings
from app.cli import output
from app.cli.queue_text import as_json, as_text, job_name
from app.cli.store import operator, store
from app.errors import Retryable
from app.settings import Settings
from app.state.valkey import socket_path
from app.store import audit, jobs, queue_report
from app.store.audit import Entry
from app.store.database import Database
from app.store.jobs import Job, JobState
from app.store.queue_report import Standing
from app.work.queue import ArqWakeUps, redis_settings

MOST = 1_000_000
STATES = [standing.value for standing in Standing]
NO_JOB = "job {id}: there is none of this number"
NOT_STUCK = "job {id} ({name}): neither failed nor quarantined but {state}, so left alone"
RELEASED = "job {id} ({name}): released, it was {state}"
RETRIED = "job {id} ({name}): wanted once more, it was {state}"
NOTHING = "nothing is quarantined"
WOKEN = "a worker was woken"
NOT_WOKEN = "no worker could be woken ({why}): its sweep finds the work within a few seconds of its start"

Order = Callable[[Database, int], Awaitable[tuple[bool, str]]]


@click.group(invoke_without_command=True)
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only these; may be repeated.")
@click.option("--kind", help="Only jobs of this kind, such as review.")
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="So many of each state.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def queue(ctx: click.Context, states: Sequence[str], kind: str | None, limit: int, form: str) -> None:
    """Show the work that is not done: what is wanted, running, waiting (until when, why), failed, quarantined.

    Exit status: 2 bad usage, 3 the database cannot be used, else 0.
    """
    if ctx.invoked_subcommand is not None:
        return
    chosen = _settings()
    asked = tuple(Standing(state) for state in states) or tuple(Standing)

    async def look() -> queue_report.Report:
        async with store(chosen) as database, database.read() as tx:
            return await queue_report.report(tx, asked, kind, limit)

    found = asyncio.run(look())
    shown = orjson.dumps(as_json(found), option=orjson.OPT_INDENT_2) if form == "json" else as_text(found).encode()
    output.write(shown)


@queue.command()
@click.argument("ids", metavar="JOB...", type=int, nargs=-1)
@click.option("--all-quarantined", is_flag=True, help="Every quarantined job.")
def release(ids: Sequence[int], all_quarantined: bool) -> None:
    """Give failed or quarantined jobs a fresh start. Exit status: 1 if one of those named was not released."""
    if bool(ids) == all_quarantined:
        raise click.UsageError("name the jobs (`diffdiver queue` lists them), or say --all-quarantined")
    _carry_out(_release, ids)


@queue.command()
@click.argument("job_id", metavar="JOB", type=int)
def retry(job_id: int) -> None:
    """Do a job again now, whatever it waits for and even if nothing changed."""
    _carry_out(_retry, [job_id])


def _carry_out(order: Order, ids: Sequence[int]) -> None:
    chosen = _settings()
    done, told = asyncio.run(_ordered(chosen, order, ids))
    output.write("\n".join(told).encode())
    sys.exit(0 if done else 1)


async def _ordered(chosen: Settings, order: Order, ids: Sequence[int]) -> tuple[bool, Sequence[str]]:
    async with store(chosen) as database:
        wanted = ids or await _quarantined(database)
        done = [(job_id, *await order(database, job_id)) for job_id in dict.fromkeys(wanted)]
    told = [line for _, _, line in done] or [NOTHING]
    moved = [job_id for job_id, did, _ in done if did]
    if moved:
        told.append(await wake(chosen, moved))
    return len(moved) == len(done), told


async def _quarantined(database: Database) -> Sequence[int]:
    async with database.read() as tx:
        found = await queue_report.report(tx, [Standing.QUARANTINED], limit=MOST)
    return [job.id for job in found.jobs]


async def _release(database: Database, job_id: int) -> tuple[bool, str]:
    async with database.begin() as tx:
        job = await jobs.find(tx, job_id)
        if job is None:
            return False, NO_JOB.format(id=job_id)
        if not await jobs.release(tx, job_id):
            return False, NOT_STUCK.format(id=job_id, name=job_name(job), state=job.state)
        await audit.record(tx, _entry(job, "queue.release"))
    return True, RELEASED.format(id=job_id, name=job_name(job), state=job.state)


async def _retry(database: Database, job_id: int) -> tuple[bool, str]:
    async with database.begin() as tx:
        job = await jobs.find(tx, job_id)
        if job is None:
            return False, NO_JOB.format(id=job_id)
        await jobs.raise_wanted(tx, job.kind, job.subject, job.installation_id, redo=True)
        await jobs.hurry(tx, job_id)
        await audit.record(tx, _entry(job, "queue.retry"))
    return True, RETRIED.format(id=job_id, name=job_name(job), state=job.state)


def _entry(job: Job, action: str) -> Entry:
    why = f"{job.state}: {job.last_error}" if job.last_error and job.state is not JobState.DONE else job.state.value
    target = f"job:{job.id} {job.kind} {job.subject}"
    return Entry(f"operator:{operator()}", action, target, why, installation_id=job.installation_id)


async def wake(chosen: Settings, ids: Sequence[int]) -> str:
    """Wake a worker for jobs that were raised, and return how that went."""
    url = chosen.redis_url.get_secret_value() if chosen.redis_url else None
    wakeups = ArqWakeUps(redis_settings(url, socket_path(chosen.data_dir)))
    try:
        await wakeups.wake(ids)
    except Retryable as error:
        return NOT_WOKEN.format(why=error)
    finally:
        await wakeups.close()
    return WOKEN


def _settings() -> Settings:
    chosen = settings.load()
    log.configure("ERROR")
    return chosen
