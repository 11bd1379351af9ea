"""`diffdiver providers`: who is configured, how they do, who would be asked now and why, and whether they answer."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

import click
import orjson

from app import log, settings
from app.catalog import catalog_at
from app.cli import output, providers_explained, providers_text, providers_trial
from app.cli.providers_look import look
from app.errors import UsageError
from app.settings import Settings
from app.work.links import links
from providers.base import Kind, close
from providers.configured import named
from providers.routing import Need
from review.prompts.templates import MAX_OUTPUT_TOKENS

MICRO = 1_000_000
KINDS = [kind.value for kind in Kind]
USUAL_TOKENS = 8_000  # a few changed files with their surroundings
UNKNOWN = "{name}: not configured; there are {names}"
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def providers(ctx: click.Context, form: str) -> None:
    """Show the configured models: state, success and latency lately, what they cost today, price, window.

    Works while Redis and the database are away, and says what is then not known.
    """
    if ctx.invoked_subcommand is not None:
        return
    found = asyncio.run(look(_settings()))
    _write(form, providers_text.as_text(found), providers_text.as_json(found))


@providers.command()
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="Only these; may be repeated.",
)
@click.option("--language", default="", help="The programming language that it is about, such as python.")
@click.option("--tokens", type=click.IntRange(1), default=USUAL_TOKENS, show_default=True, help="How long it is.")
@click.option("--share", type=click.FloatRange(0), help="What it should cost at most, in USD.")
@click.option("--allow", multiple=True, help="As `review.providers` of a policy: a name, or local; may be repeated.")
@click.option("--unknown-prices", is_flag=True, help="As `budget.allow_unknown_prices` of a policy.")
@FORMAT
def explain(
    kinds: Sequence[str],
    language: str,
    tokens: int,
    share: float | None,
    allow: Sequence[str],
    unknown_prices: bool,
    form: str,
) -> None:
    """Print which model each kind of question would get now, who follows if it fails, and why. Asks no model."""
    chosen = _settings()
    found = asyncio.run(look(chosen, money=False))
    micro = None if share is None else round(share * MICRO)
    wanted = Need("", tokens, MAX_OUTPUT_TOKENS, None, language.lower(), micro, tuple(allow), unknown_prices)
    told = providers_explained.explained(
        found, [replace(wanted, kind=kind) for kind in kinds or KINDS], named(chosen.providers)
    )
    _write(form, providers_explained.as_text(told, found), providers_explained.as_json(told, found))


@providers.command()
@click.argument("names", metavar="NAME...", nargs=-1)
@FORMAT
def test(names: Sequence[str], form: str) -> None:
    """Ask each model, or those of the providers named, a tiny question for real; each costs 3 cents at the very worst.

    Exit status: 1 if one failed, 2 bad usage, else 0.
    """
    chosen = _settings()
    tried = asyncio.run(_tested(chosen, [name.lower() for name in names]))
    _write(form, providers_trial.as_text(tried) or providers_text.NONE, providers_trial.as_json(tried))
    sys.exit(1 if any(one.ok is False for one in tried) else 0)


async def _tested(chosen: Settings, names: Sequence[str]) -> Sequence[providers_trial.Tried]:
    found = await links(chosen)
    known = dict.fromkeys([*(link.name for link in found.available), *found.away])
    for name in names:
        if name not in known:
            raise UsageError(UNKNOWN.format(name=name, names=", ".join(known) or "none"))
    wanted = [link for link in found.available if not names or link.name in names]
    variables = {name: entry.env for name, entry in catalog_at(chosen.catalog).items()}
    away = [
        providers_trial.Tried(name, "", False, why.removeprefix(f"{name}: "))
        for name, why in found.away.items()
        if not names or name in names
    ]
    try:
        return [*await providers_trial.try_all(wanted, names, variables), *away]
    finally:
        for link in found.available:
            await close(link)


def _write(form: str, text: str, document: Mapping[str, object]) -> None:
    output.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) if form == "json" else text.encode())


def _settings() -> Settings:
    chosen = settings.load()
    log.configure("ERROR")
    return chosen
