"""`diffdiver score`: the security score of each repository, and the OWASP classes that it lost it to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import click
import orjson

from app import log, settings
from app.cli import output
from app.cli.audit import repository_of
from app.cli.store import store
from app.settings import Settings
from app.shown import clean
from app.store import scores
from review.checks import CHECKS
from review.checks.owasp import NAMES
from review.score import Score, Weighed
from review.score import score as scored

SCHEMA_VERSION = 1
DAYS = 90
NONE = "no pull request was reviewed in that time"


@click.command()
@click.option("--repo", help="Only this repository: owner/name, or its number.")
@click.option("--days", type=click.IntRange(1, 3650), default=DAYS, show_default=True, help="So far back.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def score(repo: str | None, days: int, form: str) -> None:
    """Show each repository's security score, 100 at best, and what it lost it to by OWASP class.

    It weighs what the checks found in the newest review of every pull request of that time, and nobody accepted:
    critical 50, high 25, medium 8, low 2, times the confidence; each 50 halves the score.
    """
    chosen = settings.load()
    log.configure("ERROR")
    found = asyncio.run(_found(chosen, repo, days))
    if form == "json":
        rows = [_row(name, *one) for name, one in found.items()]
        output.write(orjson.dumps({"schema_version": SCHEMA_VERSION, "repositories": rows}, option=orjson.OPT_INDENT_2))
    else:
        output.write("\n".join([_line(name, *one) for name, one in found.items()] or [NONE]).encode())


async def _found(chosen: Settings, repo: str | None, days: int) -> Mapping[str, tuple[int, Sequence[Weighed]]]:
    async with store(chosen) as database, database.read() as tx:
        repository_id = None if repo is None else await repository_of(tx, repo)
        return await scores.standing(tx, {check.name for check in CHECKS}, days, repository_id)


def _row(name: str, reviewed: int, standing: Sequence[Weighed]) -> dict[str, object]:
    found = scored(standing)
    return {"repository": name, "score": found.value, "pull_requests": reviewed, "owasp": dict(found.classes)}


def _line(name: str, reviewed: int, standing: Sequence[Weighed]) -> str:
    found = scored(standing)
    return f"{found.value:>3}  {clean(name)}  {reviewed} pull requests reviewed{_classes(found)}"


def _classes(found: Score) -> str:
    told = [f"{NAMES.get(name, name)} {many}" for name, many in found.classes.items()]
    return f"; {', '.join(told)}" if told else ""
