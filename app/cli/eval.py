"""`diffdiver eval`: how good the review is, on cases whose defects are known."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import orjson

from app import log, settings
from app.analyzers import semgrep
from app.cli.answering import Answering
from app.cli.change import policy_in
from app.cli.eval_asking import Asking, asking
from app.cli.eval_run import Bench, run
from app.cli.eval_text import as_text
from app.cli.output import tell, write
from app.errors import UsageError
from app.settings import Settings
from app.shown import clean
from app.version import VERSION
from review.diff.fragments import fetched_from_patch
from review.errors import MalformedDiff
from review.evaluation.cases import Case, WrongCase, read_cases
from review.evaluation.document import Run, document
from review.evaluation.matching import TOLERANCE

CANNOT_READ = "{path} cannot be read: {why}"
NOT_TEXT = "it is not UTF-8"
WRONG_DIFF = "{path}: the diff of case {id!r}: {why}"
NO_JUDGE = "--judge asks a model: configure one, give --replay FILE, or leave it out"
CHECKS_ONLY = "no model is configured: only the checks are evaluated"
INTERRUPTED = 130
NOT_REVIEWED = 3
FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class _Given:
    """What the command line said, beside who answers."""

    cases: Path
    config: Path | None
    against: Path | None
    judge: bool
    tolerance: int
    budget: float | None
    at_once: int


# The name is the command's; Python's own function of that name has no use here.
@click.command(name="eval")
@click.argument("cases", type=FILE)
@click.option("--no-model", is_flag=True, help="Ask no model: evaluate the checks alone.")
@click.option("--record", metavar="FILE", type=FILE, help="Write down what the models answer, for --replay.")
@click.option("--record-prompts", is_flag=True, help="With --record: what they are asked too, not its digest only.")
@click.option("--replay", metavar="FILE", type=FILE, help="Answer from a recording; asks nobody, needs no key.")
@click.option("--config", metavar="FILE", type=FILE, help="Policy to review under. [default: none, or the base's own]")
@click.option("--against", metavar="FILE", type=FILE, help="A second policy, compared with the first side by side.")
@click.option("--judge", is_flag=True, help="Have a model say which findings are the expected ones, not the lines.")
@click.option(
    "--tolerance", type=click.IntRange(0, 1000), default=TOLERANCE, show_default=True, help="Lines between, at most."
)
@click.option("--budget", metavar="USD", type=click.FloatRange(min=0), help="What all of it may cost, at most.")
@click.option("--at-once", type=click.IntRange(1, 64), default=1, show_default=True, help="Cases side by side.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def eval(form: str, **named: Any) -> None:  # noqa: ANN401  # click names them
    """Review labelled CASES and print precision, recall and F1, what it cost and how long it took.

    CASES holds a JSON object a line: {id, diff | repo/base/head, title?, body?, expect[{path,start,end,what,severity?,
    category?}], clean[path | {path,start,end}]}. A repo is a folder beside CASES. A case whose engine, provider,
    recording or judge fails is counted apart and never as quality.

    \b
    Exit status: 2 bad usage or input, 3 a case could not be reviewed, else 0.
    """
    log.configure("ERROR")  # by itself a log line would land amid the result
    try:
        answering = Answering(**{name: named.pop(name) for name in Answering.__dataclass_fields__})
        given = _Given(**named)
        runs = asyncio.run(_runs(settings.load(), given, answering))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    if form == "json":
        told = document(runs, version=VERSION, tolerance=given.tolerance, judge=given.judge)
        write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    else:
        write(as_text(runs, tolerance=given.tolerance, judge=given.judge).encode("utf-8", "backslashreplace"))
    sys.exit(NOT_REVIEWED if any(one.failed for one in runs) else 0)


async def _runs(chosen: Settings, given: _Given, answering: Answering) -> list[Run]:
    cases = await asyncio.to_thread(_cases, given.cases)
    configs = [given.config] if given.against is None else [given.config, given.against]
    for config in configs:
        for notice in () if config is None else policy_in(config).notices:
            tell(notice, style="yellow")
    engine = semgrep.find(chosen.semgrep)
    asked = await asking(chosen, answering, given.budget)
    _tell_of_models(asked, given, answering)
    try:
        with tempfile.TemporaryDirectory(prefix="diffdiver-") as scratch:
            bench = Bench(
                engine,
                Path(scratch),
                given.cases.parent,
                asked,
                given.tolerance,
                given.judge,
                given.at_once,
                lambda text: tell(clean(text), style="dim"),
            )
            return [await run(bench, cases, config) for config in configs]
    finally:
        await asked.close()


def _tell_of_models(asked: Asking, given: _Given, answering: Answering) -> None:
    if given.judge and not asked.anybody:
        raise UsageError(NO_JUDGE)
    if not asked.anybody and not answering.no_model:
        tell(CHECKS_ONLY, style="yellow")


def _cases(path: Path) -> tuple[Case, ...]:
    """Read the cases, their diffs too: one that is wrong must not come to light after an hour."""
    try:
        cases = read_cases(path.read_text("utf-8").split("\n"))
    except OSError as error:
        raise UsageError(CANNOT_READ.format(path=path, why=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise UsageError(CANNOT_READ.format(path=path, why=NOT_TEXT)) from error
    except WrongCase as error:
        raise UsageError(clean(f"{path}: {error}")) from error
    for case in cases:
        try:
            fetched_from_patch((case.diff or "").encode())
        except MalformedDiff as error:
            raise UsageError(clean(WRONG_DIFF.format(path=path, id=case.id, why=error))) from error
    return cases
