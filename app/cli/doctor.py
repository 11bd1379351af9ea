"""`diffdiver doctor`: is everything there and as it should be?"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace

import click
import orjson

from app import log, settings
from app.doctor import examine
from app.doctor.outcome import Outcome, Status, fail, skipped
from app.errors import UsageError
from app.version import VERSION

COLOURS = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "red", Status.SKIPPED: "bright_black"}
NOT_LOOKED_AT = "not looked at: the settings cannot be read"
MEND = "correct the variable that is named, and run `diffdiver doctor` again"


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(form: str) -> None:
    """Check the installation and say what to do about each fault.

    Looks only: nothing is changed, no model is asked. Exit status: 1 if a check failed, else 0.
    """
    outcomes = tuple(_redacted(outcome) for outcome in _examine())
    if form == "json":
        click.echo(_json(outcomes))
    else:
        for outcome in outcomes:
            click.echo(_text(outcome))
    sys.exit(_fails(outcomes))


def _examine() -> Sequence[Outcome]:
    try:
        chosen = settings.load()
    except UsageError as error:
        return [fail("settings", str(error), MEND), skipped("everything else", NOT_LOOKED_AT)]
    log.configure("ERROR")
    return asyncio.run(examine(chosen))


def _fails(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.status is Status.FAIL for outcome in outcomes)


def _redacted(outcome: Outcome) -> Outcome:
    """Remove what looks like a credential: the texts hold other programs' error messages."""
    return replace(outcome, found=str(log.redact(outcome.found)), todo=str(log.redact(outcome.todo)))


def _text(outcome: Outcome) -> str:
    mark = click.style(f"{outcome.status:8}", fg=COLOURS[outcome.status])
    todo = f"\n{'':8}-> {outcome.todo}" if outcome.todo else ""
    return f"{mark}{outcome.name}: {outcome.found}{todo}"


def _json(outcomes: Sequence[Outcome]) -> str:
    checks = [
        {"name": one.name, "status": one.status, "found": one.found, "todo": one.todo or None} for one in outcomes
    ]
    document = {"version": VERSION, "ok": not _fails(outcomes), "checks": checks}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
