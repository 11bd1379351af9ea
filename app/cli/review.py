"""`diffdiver review`: the review of a pull request, for a change on this machine."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import orjson

from app import log, settings
from app.advisories.look_up import LookUp, look_up_of
from app.analyzers import own_rules, semgrep
from app.cli.answering import Answering
from app.cli.change import Asked, read_change
from app.cli.output import tell, write, write_text
from app.settings import Settings
from app.version import VERSION
from app.work.compute import InProcess
from app.work.context import base_files
from app.work.ensembles import Fence
from app.work.models import Terms, configured_models
from app.work.review import Reviewed, Reviewer, Timings, review_change
from providers.base import Provider, close
from providers.memory.ledger import MemoryLedger
from providers.state import Cap
from review.conclude import exit_status
from review.models import Knowledge, Severity
from review.pack import LOCAL
from review.policy import Policy

FORMATS = ("text", "json", "sarif", "markdown")
INTERRUPTED = 130  # as shells report SIGINT; click would exit with 1, which means a finding
# A local review has one author and one reader: there is nobody to hide the prompt's boundaries from.
LOCAL_FENCE_KEY = b"local"


@click.command()
@click.option("--repo", type=click.Path(path_type=Path), help="Repository to review, bare or not. [default: here]")
@click.option("--base", metavar="REV", help="Compare with the merge base of REV. [default: the default branch]")
@click.option("--head", metavar="REV", help="Review this commit. [default: HEAD]")
@click.option("--worktree", is_flag=True, help="Review the files on disk, uncommitted changes and all.")
@click.option("--diff", metavar="FILE", help="Review a unified diff instead of a repository; - reads stdin.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="Exit with 1 for a finding this severe or worse. [default: the policy's, else high]",
)
@click.option("--no-model", is_flag=True, help="Ask no model, whatever is configured.")
@click.option(
    "--record", metavar="FILE", type=click.Path(path_type=Path), help="Write down what the models answer, for --replay."
)
@click.option("--record-prompts", is_flag=True, help="With --record: what they are asked too, not its digest only.")
@click.option(
    "--replay",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Answer from a recording; asks nobody, needs no key.",
)
@click.option(
    "--config", metavar="FILE", type=click.Path(path_type=Path), help="Policy file to use instead of the base's."
)
@click.option(
    "--rules",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Scan with the rules of this folder too. [default: DIFFDIVER_RULES_DIR]",
)
@click.option("--advisories", is_flag=True, help="Look new packages up in OSV, over the network (DIFFDIVER_OSV_URL).")
def review(form: str, fail_on: str | None, rules: Path | None, advisories: bool, **named: Any) -> None:  # noqa: ANN401  # click names them
    """Review a local change and print it.

    Without options: the commits of HEAD since it left the default branch.

    \b
    Exit status: 2 bad usage or input, else 1 a finding at or above --fail-on,
    else 3 something could not be read or scanned, else 0.
    """
    log.configure("ERROR")  # by itself a log line would land amid the result
    try:
        answering = Answering(**{name: named.pop(name) for name in Answering.__dataclass_fields__})
        status = asyncio.run(_review(_settings(rules), Asked(**named), form, fail_on, answering, advisories))
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


@dataclass(frozen=True, slots=True)
class _Printed:
    """What is printed: the review, the two ends of the change, and where the time went."""

    reviewed: Reviewed
    base: str | None
    head: str | None
    timings: Timings


def _settings(rules: Path | None) -> Settings:
    return settings.load() if rules is None else settings.load(rules_dir=rules.absolute())


async def _review(
    chosen: Settings, asked: Asked, form: str, fail_on: str | None, answering: Answering, advisories: bool
) -> int:
    timings = Timings()
    engine = semgrep.find(chosen.semgrep)
    with timings.stage("read"):
        local = await read_change(asked)
    policy = local.policy.failing_on(Severity(fail_on)) if fail_on else local.policy
    for notice in local.notices:
        tell(notice, style="yellow")
    provider = await answering.provider(lambda: _models(chosen, policy)) if policy.asks_models else None
    with tempfile.TemporaryDirectory(prefix="diffdiver-") as scratch:
        reviewed = await review_change(
            Reviewer(
                InProcess(),
                engine,
                Path(scratch),
                advisories=_look_up(chosen, advisories),
                own=await own_rules.load(chosen.rules_dir, engine, Path(scratch)),
            ),
            local.fetched,
            None,
            policy,
            Knowledge(
                LOCAL_FENCE_KEY,
                models_configured=provider is not None,
                guidelines=base_files(policy).guidelines(local.fetched.base_files),
                notices=local.notices,
            ),
            provider,
            timings,
            lambda stage: tell(stage, style="dim"),
        )
    if provider is not None:
        await close(provider)
    _print(form, _Printed(reviewed, local.fetched.base_sha, local.fetched.head_sha, timings))
    return exit_status(reviewed.concluded, policy)


def _look_up(chosen: Settings, advisories: bool) -> LookUp | None:
    """Return who knows advisories: a local copy always where there is one, the service only when it is asked for."""
    if not advisories and chosen.osv_dir is None:
        return None
    return replace(look_up_of(chosen), said=lambda notice: tell(notice, style="yellow"))


async def _models(chosen: Settings, policy: Policy) -> Provider | None:
    caps = (Cap("review", "once", policy.budget_per_review),)
    models = await configured_models(chosen, MemoryLedger())
    return models.under(Terms(policy, caps, LOCAL, Fence(LOCAL_FENCE_KEY, LOCAL)))


def _print(form: str, printed: _Printed) -> None:
    """Write the review to stdout; the formats are imported when they are asked for."""
    concluded, change = printed.reviewed.concluded, printed.reviewed.survey.change
    if form == "text":
        from review.report.text import text

        write_text(text(concluded, change))
    elif form == "json":
        from review.report.json import report

        document = report(
            concluded, version=VERSION, timings_ms=printed.timings.ms, base=printed.base, head=printed.head
        )
        write(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    elif form == "sarif":
        from review.report.sarif import sarif

        write(orjson.dumps(sarif(concluded, version=VERSION), option=orjson.OPT_INDENT_2))
    else:
        from review.report.markdown import markdown

        write(markdown(concluded, change).encode("utf-8", "backslashreplace"))
