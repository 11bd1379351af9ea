"""`diffdiver purge`: remove at once what is stored of an installation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import click

from app import log, settings
from app.errors import UsageError
from app.facts.store import Facts
from app.settings import Settings
from app.state.answers import RedisAnswers
from app.store import installations
from app.store.database import Database
from app.store.purge import purge as purge_installation
from app.work.index_job import clones_of
from app.work.purge_job import forget_answers, forget_facts
from app.work.recordings import Recordings
from app.work.shared import link_to_redis

UNKNOWN = "nothing is known of an installation {number}: see its number in the address of its settings page on GitHub"
ACTIVE = "It is {state}: what is under way may be stored again, and its open pull requests are looked at afresh."
ASK = (
    "Remove everything stored of installation {number} ({account}): reviews, findings, usage, deliveries, jobs? "
    "{warning}The audit log is kept."
)
NOTHING = "Nothing was stored of it."
NO_REDIS = "Redis does not answer: answers of models that it keeps are gone within a day at most, or run this again."


@click.command()
@click.argument("installation_id", type=click.IntRange(min=1))
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(installation_id: int, yes: bool) -> None:
    """Remove everything that is stored of INSTALLATION_ID, now and for good; the audit log stays.

    Nothing on GitHub is changed. Data of an installation that is removed on GitHub goes by itself within a day.
    """
    chosen = settings.load()
    log.configure("ERROR")
    asyncio.run(_purge(chosen, installation_id, ask=not yes))


async def _purge(chosen: Settings, installation_id: int, *, ask: bool) -> None:
    database = await Database.open(chosen.database)
    try:
        await database.migrate()
        async with database.read() as tx:
            known = await installations.find_installation(tx, installation_id)
        if known is None and ask:
            raise UsageError(UNKNOWN.format(number=installation_id))
        if ask and known is not None:
            warning = "" if known.state == installations.DELETED else ACTIVE.format(state=known.state) + " "
            click.confirm(
                ASK.format(number=installation_id, account=known.account, warning=warning), abort=True, err=True
            )
        facts = await _forget_facts(chosen, database, installation_id)
        rows = await purge_installation(database, installation_id)
        _tell({**facts, **rows, **await _forget_answers(chosen, installation_id)})
    finally:
        await database.close()


async def _forget_facts(chosen: Settings, database: Database, installation_id: int) -> Mapping[str, int]:
    facts = await Facts.open(chosen.database, database)
    try:
        gone = await forget_facts(database, installation_id, facts, clones_of(chosen))
    finally:
        await facts.close()
    return {"facts": gone} if gone else {}


async def _forget_answers(chosen: Settings, installation_id: int) -> Mapping[str, int]:
    link = link_to_redis(chosen)
    try:
        recordings = Recordings(chosen.record_dir) if chosen.record_dir is not None else None
        gone = await forget_answers(installation_id, RedisAnswers(link), recordings)
    finally:
        await link.close()
    if link.away:
        click.echo(NO_REDIS, err=True)
    return {"kept answers": gone} if gone else {}


def _tell(gone: Mapping[str, int]) -> None:
    for name, count in gone.items():
        click.echo(f"{name}: {count} removed")
    if not gone:
        click.echo(NOTHING)
