"""`diffdiver audit`: every write to GitHub and every order of an operator: when, who, what, why, under which key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import click
import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from app import log, settings
from app.cli import output
from app.cli.store import store
from app.errors import UsageError
from app.settings import Settings
from app.shown import clean
from app.store import audit as entries
from app.store.audit import Recorded

SCHEMA_VERSION = 1
NONE = "nothing is recorded that matches"
UNKNOWN = "no repository {name!r} is known here: give owner/name as GitHub writes it, or its number"
BAD_SINCE = "{text!r} is neither a time (2026-11-20 or 2026-11-20T10:00) nor a while ago (90min, 24h, 7d)"
AGO = re.compile(r"(\d{1,6})\s*(min|h|d)")
UNITS = {"min": "minutes", "h": "hours", "d": "days"}


@click.command()
@click.option("--repo", help="Only this repository: owner/name, or its number.")
@click.option("--number", type=int, help="Only this pull request.")
@click.option("--since", help="Only from this time (UTC) or while on: 2026-11-20, 2026-11-20T10:00, 90min, 24h, 7d.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, help="The newest so many.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def audit(repo: str | None, number: int | None, since: str | None, limit: int, form: str) -> None:
    """Show what was written to GitHub, oldest first: when, who asked for it, what, where, why, and the outbox key.

    The actor is a job (its number is that of `diffdiver queue`), or an operator. Kept apart from the logs.
    """
    chosen = settings.load()
    log.configure("ERROR")
    since_ms = None if since is None else _since_ms(since, datetime.now(UTC))
    found = asyncio.run(_found(chosen, repo, number, since_ms, limit))
    if form == "json":
        document = {"schema_version": SCHEMA_VERSION, "entries": [_row(one) for one in found]}
        output.write(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        output.write("\n".join([_line(one) for one in found] or [NONE]).encode())


async def _found(
    chosen: Settings, repo: str | None, number: int | None, since_ms: int | None, limit: int
) -> Sequence[Recorded]:
    async with store(chosen) as database, database.read() as tx:
        repository_id = None if repo is None else await repository_of(tx, repo)
        newest = await entries.latest(tx, limit=limit, repository_id=repository_id, number=number, since_ms=since_ms)
    return newest[::-1]


async def repository_of(tx: AsyncConnection, name: str) -> int:
    """Return the number of a repository by owner/name or number; raise UsageError for one that is not known."""
    if name.isdecimal():
        return int(name)
    found = await entries.repository_named(tx, name)
    if found is None:
        raise UsageError(UNKNOWN.format(name=name))
    return found


def _since_ms(text: str, at: datetime) -> int:
    if ago := AGO.fullmatch(text.strip()):
        return int((at - timedelta(**{UNITS[ago[2]]: int(ago[1])})).timestamp() * 1000)
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(BAD_SINCE.format(text=text)) from None
    return int((given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp() * 1000)


def _line(one: Recorded) -> str:
    entry = one.entry
    key = f" [{clean(entry.key)}]" if entry.key else ""
    told = " ".join(clean(part) for part in (entry.actor, entry.action, entry.target))
    return f"{_at(one)}  {told}: {clean(entry.reason)}{key}"


def _row(one: Recorded) -> Mapping[str, object]:
    entry = one.entry
    return {
        "at": _at(one),
        "actor": clean(entry.actor),
        "action": clean(entry.action),
        "target": clean(entry.target),
        "reason": clean(entry.reason),
        "key": None if entry.key is None else clean(entry.key),
        "installation_id": entry.installation_id,
        "repository_id": entry.repository_id,
        "number": entry.number,
    }


def _at(one: Recorded) -> str:
    return datetime.fromtimestamp(one.at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
