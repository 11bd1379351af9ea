"""Can the operator's own scan rules be used?"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.analyzers import own_rules, semgrep
from app.analyzers.own_rules import SHOWN
from app.doctor.outcome import Outcome, fail, ok, skipped
from app.errors import UsageError
from app.settings import Settings
from app.shown import clean
from review.checks.own_rules import Reading
from review.report.wording import count

NAME = "own scan rules"
NONE = "none: DIFFDIVER_RULES_DIR is not set"
EMPTY = "no rule in {folder}"
NO_ENGINE = "not tried: see the scan engine above"
MEND = "correct what is named, then start the workers again: none starts with a wrong rule"
MEND_FOLDER = "set DIFFDIVER_RULES_DIR to a folder that this user can read, or leave it empty"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Read the folder as a worker does at its start, and have the engine try each rule on an empty file."""
    folder = settings.rules_dir
    if folder is None:
        return [skipped(NAME, NONE)]
    try:
        engine = await asyncio.to_thread(semgrep.find, settings.semgrep)
    except UsageError:
        return [skipped(NAME, NO_ENGINE)]
    with tempfile.TemporaryDirectory(prefix="diffdiver-") as scratch:
        try:
            return [_outcome(folder, await own_rules.examine(folder, engine, Path(scratch)))]
        except UsageError as error:
            return [fail(NAME, str(error), MEND_FOLDER)]


def _outcome(folder: Path, reading: Reading) -> Outcome:
    many = count(len(reading.rules.described), "rule")
    if reading.wrong:
        named = "; ".join(clean(one, 300) for one in reading.wrong[:SHOWN])
        more = f"; and {len(reading.wrong) - SHOWN} more" if len(reading.wrong) > SHOWN else ""
        return fail(NAME, f"{folder}: {count(len(reading.wrong), 'fault')}: {named}{more}", MEND)
    return ok(NAME, f"{many} in {folder}" if reading.rules.described else EMPTY.format(folder=folder))
