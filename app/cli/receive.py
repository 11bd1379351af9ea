"""`diffdiver receive`: a recorded delivery, once more, from intake to review."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import click
import orjson
from pydantic import SecretStr

from app import log, settings
from app.errors import UsageError
from app.intake.handlers import HANDLERS
from app.intake.intent import Delivery, Intent
from app.intake.router import route
from app.settings import Settings
from app.store import jobs
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.jobs import Job, JobState
from app.work.publishing import DryRun
from app.work.worker_tools import open_tools

UNREADABLE = "{path} cannot be read: {why}"
NOT_JSON = "{path} is not a JSON object, as the body of a webhook is"
UNKNOWN = "there is no handler for the event {event!r}{hint}; there are {known}"


@click.command()
@click.argument("event")
@click.argument("payload", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Publish and store nothing; print what would have been published.")
def receive(event: str, payload: Path, dry_run: bool) -> None:
    """Replay a recorded webhook PAYLOAD (a JSON file) of EVENT, as if it had just been delivered.

    The jobs that it asks for are done at once, in this process. What became of them is printed as JSON.
    A dry run knows no earlier findings: it works on an empty store of its own.

    \b
    Exit status: 2 bad usage or input, else 1 a job was not done, else 0.
    """
    if event not in HANDLERS:
        raise UsageError(_unknown(event))
    body, document = _read(payload)
    chosen = settings.load()
    log.configure(chosen.log_level)
    delivery, intent = route(str(uuid.uuid4()), event, body, document, chosen.github_app_id)
    published = DryRun() if dry_run else None
    done = asyncio.run(_replay(chosen, delivery, intent, published))
    told = _told(delivery, intent, done)
    if published is not None:
        told["reviews"] = [dataclasses.asdict(review) for review in published.reviews]
    click.echo(json.dumps(told, indent=2))
    # A running one was taken by another worker, who woke up sooner.
    sys.exit(any(job.state not in (JobState.DONE, JobState.RUNNING) for job in done))


def _unknown(event: str) -> str:
    near = get_close_matches(event, HANDLERS, 1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return UNKNOWN.format(event=event, hint=hint, known=", ".join(HANDLERS))


def _read(path: Path) -> tuple[bytes, Mapping[str, object]]:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(UNREADABLE.format(path=path, why=error.strerror)) from error
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise UsageError(NOT_JSON.format(path=path))
    return body, document


async def _replay(chosen: Settings, delivery: Delivery, intent: Intent, dry_run: DryRun | None) -> Sequence[Job]:
    if dry_run is None:
        return await (_work(chosen, delivery, intent, None) if intent.jobs else _record(chosen, delivery, intent))
    if not intent.jobs:
        return ()
    # What a review leaves in the store would make the real one believe that all was said already.
    with tempfile.TemporaryDirectory(prefix="diffdiver-") as directory:
        url = SecretStr(f"sqlite:///{directory}/dry-run.db")
        apart = chosen.model_copy(update={"database_url": url})
        return await _work(apart, delivery, intent, dry_run)


async def _work(chosen: Settings, delivery: Delivery, intent: Intent, dry_run: DryRun | None) -> Sequence[Job]:
    """Store the delivery and do its jobs."""
    async with open_tools(chosen, dry_run=dry_run) as tools:
        accepted = await Inbox(tools.database).accept(delivery, intent)
        for job_id in accepted.job_ids:
            await tools.runner.run(job_id)
        async with tools.database.read() as tx:
            found = [await jobs.find(tx, job_id) for job_id in accepted.job_ids]
    return [job for job in found if job is not None]


async def _record(chosen: Settings, delivery: Delivery, intent: Intent) -> Sequence[Job]:
    """Store a delivery that asks for no job: it was ignored, or tells of an installation."""
    database = await Database.open(chosen.database)
    try:
        await database.migrate()
        await Inbox(database).accept(delivery, intent)
    finally:
        await database.close()
    return ()


def _told(delivery: Delivery, intent: Intent, done: Sequence[Job]) -> dict[str, object]:
    return {
        "delivery": delivery.id,
        "event": delivery.event,
        "action": delivery.action,
        "status": "ignored" if intent.ignored else "accepted",
        "reason": intent.ignored,
        "jobs": [
            {"id": job.id, "kind": job.kind, "subject": job.subject, "state": job.state, "error": job.last_error}
            for job in done
        ],
    }
