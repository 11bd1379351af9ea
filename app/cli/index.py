"""`diffdiver index`: what is known of a repository's code, and the order to bring it up to date."""

from __future__ import annotations

import asyncio

import click

from app import log, settings
from app.cli import output
from app.cli.audit import repository_of
from app.cli.queue import wake
from app.cli.store import operator, store
from app.errors import UsageError
from app.index import kept
from app.index.derived import GRAPH
from app.index.kept import About
from app.index.knowledge import NOT_INDEXED
from app.intake.intent import KnownRepository
from app.settings import Settings
from app.shown import clean
from app.store import audit, installations, jobs
from app.store.audit import Entry
from app.store.database import Database
from app.work.index_job import KIND, clones_of

UNKNOWN = "nothing is known of the repository {repo}: is the App installed there?"
KNOWN = "{name}: indexed at {commit:.12}, {files} files read, {unread} not"
UNCLEAR = "{name}: {reason}"
ORDERED = "job {id}: to be indexed; {woken}"


@click.command()
@click.argument("repo", metavar="REPOSITORY")
@click.option("--show", is_flag=True, help="Only show what is known.")
def index(repo: str, show: bool) -> None:
    """Have the default branch of REPOSITORY (owner/name, or its number) indexed again, and show what was known.

    That happens by itself when the App is installed and after each push. Exit status: 2 bad usage, else 0.
    """
    chosen = settings.load()
    log.configure("ERROR")
    output.write("\n".join(asyncio.run(_index(chosen, repo, show=show))).encode())


async def _index(chosen: Settings, repo: str, *, show: bool) -> list[str]:
    async with store(chosen) as database:
        async with database.read() as tx:
            known = await installations.find_repository(tx, await repository_of(tx, repo))
        if known is None:
            raise UsageError(UNKNOWN.format(repo=clean(repo)))
        about = await asyncio.to_thread(kept.read_about, clones_of(chosen).folder(known.id), GRAPH)
        told = [_told(known, about)]
        if not show:
            job_id = await _order(database, known)
            told.append(ORDERED.format(id=job_id, woken=await wake(chosen, [job_id])))
    return told


def _told(known: KnownRepository, about: About | None) -> str:
    name = clean(known.full_name)
    if about is None:
        return UNCLEAR.format(name=name, reason=NOT_INDEXED)
    line = KNOWN.format(name=name, commit=clean(about.commit), files=about.files, unread=about.unread)
    return f"{line}; {about.left_out}" if about.left_out else line


async def _order(database: Database, known: KnownRepository) -> int:
    async with database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, KIND, str(known.id), known.installation_id, redo=True)
        await jobs.hurry(tx, job_id)
        target = f"job:{job_id} {KIND} {known.id}"
        await audit.record(
            tx, Entry(f"operator:{operator()}", "index", target, "asked for", installation_id=known.installation_id)
        )
    return job_id
