"""`diffdiver backfill`: reviews of pull requests that nobody asked for, after showing what they would cost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import click
import orjson

from app import log, settings
from app.cli import output
from app.cli.store import operator, store
from app.github.auth import AppAuth
from app.settings import Settings
from app.shown import clean, span
from app.store import sweeping
from app.store.database import Database
from app.work.links import links
from app.work.reconcile import backfill as backfilling
from app.work.reconcile.backfill import Asked, Plan
from review.policy import Policy

MICRO = 1_000_000
CAPS = Policy()
QUESTION = "Review them?"
NOTHING = "nothing to review"
STARTED = "wanted: the workers take them from here, `diffdiver queue` shows how far they are"
NOT_STARTED = "nothing was started: say --yes to start it"
QUIET = "security check only: no model is asked, nothing is commented"
NO_MODEL = "no provider is configured: no model is asked"
UNKNOWN = "unknown: no review by a model is finished yet"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the models would cost, in micro-dollars, None for unknown; `of` reviews were averaged."""

    cost: float | None
    of: int
    why: str | None = None


@click.command()
@click.option("--repo", metavar="OWNER/NAME", help="Only this repository.")
@click.option("--limit", type=click.IntRange(1), help="So many at most: those that changed last.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only those that changed since (UTC).")
@click.option("--full", is_flag=True, help="With comments and models; else the security check alone.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def backfill(repo: str | None, limit: int | None, since: datetime | None, full: bool, yes: bool, form: str) -> None:
    """Review open pull requests that have no review of their head yet, such as those from before the installation.

    Shows how many they are, what the models would cost and which caps hold, and asks. The reviews are wanted one after
    the other, those that changed last first; the workers do them, and none needs to run now. With --format json nothing
    is asked, and nothing is started without --yes.

    \b
    Exit status: 2 bad usage or the App is not there, 3 GitHub or the database cannot be used, else 0.
    """
    chosen = settings.load()
    log.configure("ERROR")
    from_day = since.replace(tzinfo=UTC) if since else None
    asked = Asked(repo.lower() if repo else None, from_day, limit, full)
    asyncio.run(_backfill(chosen, asked, yes=yes, as_json=form == "json"))


async def _backfill(chosen: Settings, asked: Asked, *, yes: bool, as_json: bool) -> None:
    auth = AppAuth(chosen)
    async with store(chosen) as database:
        plan = await backfilling.find(database, auth, asked)
        estimate = await _estimate(chosen, database, plan, full=asked.full)
        if not as_json:
            output.write("\n".join(_text(chosen, plan, estimate)).encode())
            yes = bool(plan.candidates) and (yes or click.confirm(QUESTION, err=True))
        if yes:
            every_ms = int(chosen.quiet_every_s * 1000)
            who = f"operator:{operator()}"
            await backfilling.start(database, plan, every_ms, full=asked.full, operator=who)
    if as_json:
        output.write(orjson.dumps(_json(chosen, plan, estimate, started=yes), option=orjson.OPT_INDENT_2))
    elif plan.candidates:
        output.tell(STARTED if yes else NOT_STARTED, style="default")


async def _estimate(chosen: Settings, database: Database, plan: Plan, *, full: bool) -> Estimate:
    if not full:
        return Estimate(0, 0, QUIET)
    if not (await links(chosen)).configured:
        return Estimate(0, 0, NO_MODEL)
    async with database.read() as tx:
        average, of = await sweeping.average_cost(tx)
    if average is None:
        return Estimate(None, 0, UNKNOWN)
    return Estimate(average * len(plan.candidates), of)


def _text(chosen: Settings, plan: Plan, estimate: Estimate) -> Iterator[str]:
    if not plan.candidates:
        yield NOTHING
    else:
        longest = max(Counter(one.installation.id for one in plan.candidates).values())
        every_s = chosen.quiet_every_s
        takes = span(int(longest * every_s * 1000))
        yield f"{len(plan.candidates)} pull requests to review, one every {every_s:g} s, over about {takes}"
        for name, count in Counter(one.repository.full_name for one in plan.candidates).most_common():
            yield f"  {clean(name)}: {count}"
    for why, count in sorted(plan.left_out.items()):
        yield f"left out: {count} {why}"
    for name, error in sorted(plan.not_shown.items()):
        yield f"not shown by GitHub: {clean(name)}: {clean(error)}"
    yield f"cost: {_cost(estimate)}"
    yield f"caps, unless a policy file says otherwise: {_caps(plan)}"


def _cost(estimate: Estimate) -> str:
    if estimate.cost is None or estimate.why is not None:
        return estimate.why or UNKNOWN
    return f"about {estimate.cost / MICRO:.2f} USD, by the average of the last {estimate.of} reviews"


def _caps(plan: Plan) -> str:
    all_of_them = len(plan.candidates) * CAPS.budget_per_review / MICRO
    return (
        f"{CAPS.budget_per_review / MICRO:.2f} USD a review (so {all_of_them:.2f} USD for these), "
        f"{CAPS.budget_per_pull_request / MICRO:.2f} USD a pull request, "
        f"{CAPS.budget_per_day / MICRO:.2f} USD a day and installation"
    )


def _json(chosen: Settings, plan: Plan, estimate: Estimate, *, started: bool) -> Mapping[str, object]:
    return {
        "schema_version": 1,
        "pull_requests": [
            {
                "installation_id": one.installation.id,
                "repository": one.repository.full_name,
                "number": one.number,
                "updated_at": one.updated_at.isoformat(),
            }
            for one in plan.candidates
        ],
        "left_out": plan.left_out,
        "not_shown": plan.not_shown,
        "every_s": chosen.quiet_every_s,
        "estimated_cost_usd": None if estimate.cost is None else round(estimate.cost / MICRO, 6),
        "cost_basis": estimate.why or f"the average of the last {estimate.of} reviews",
        "caps_usd": {
            "review": CAPS.budget_per_review / MICRO,
            "pull_request": CAPS.budget_per_pull_request / MICRO,
            "installation_and_day": CAPS.budget_per_day / MICRO,
        },
        "started": started,
    }
