"""The operator's folder of scan rules: read once at the start, tried by the engine, never out of a repository."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from app.analyzers import semgrep
from app.analyzers.answer import refused_rules
from app.analyzers.semgrep import Engine
from app.errors import UsageError
from review.checks.own_rules import NONE, OwnRules, Reading, read_rules
from review.models import ScanTarget, Side

MAX_FILES = 500
MAX_BYTES = 256 * 1024
SHOWN = 10
TRIAL_S = 60.0

NO_FOLDER = "DIFFDIVER_RULES_DIR (or --rules): {folder} is no folder that can be read ({why})"
TOO_MANY = f"there are more than {MAX_FILES} files"
TOO_LARGE = f"{{file}}: is larger than {MAX_BYTES // 1024} KiB"
NOT_READ = "{file}: cannot be read ({why})"
REFUSED = "rule `{rule}`: the scan engine refuses it: {why}"
NOT_TRIED = "the scan engine could not try the rules: {why}"
WRONG = "the scan rules in {folder} cannot be used: {what}"
MORE = "and {many} more"


async def load(folder: Path | None, engine: Engine, scratch: Path) -> OwnRules:
    """Return the rules of the folder, none where there is no folder; raise UsageError naming what is wrong.

    One wrong rule stops the start: the engine would refuse to scan with it, and a gate without it would be another one.
    """
    if folder is None:
        return NONE
    reading = await examine(folder, engine, scratch)
    if reading.wrong:
        more = [MORE.format(many=len(reading.wrong) - SHOWN)] if len(reading.wrong) > SHOWN else []
        raise UsageError(WRONG.format(folder=folder, what="; ".join([*reading.wrong[:SHOWN], *more])))
    return reading.rules


async def examine(folder: Path, engine: Engine, scratch: Path) -> Reading:
    """Read the folder and have the engine try its rules; raise UsageError when it is no folder."""
    files, unread = await asyncio.to_thread(_files, folder)
    reading = read_rules(files)
    refused = await _refused(reading.rules, engine, scratch)
    return Reading(reading.rules, (*unread, *reading.wrong, *refused))


async def _refused(own: OwnRules, engine: Engine, scratch: Path) -> Sequence[str]:
    """Give the engine a small file of each language: it only reads the rules that it may need."""
    languages = sorted({language for rule in own.described.values() for language in rule.languages})
    targets = [ScanTarget(f"trial-{language}", Side.RIGHT, language, b"\n") for language in languages]
    answers: list[bytes] = []
    report = await semgrep.scan(
        engine, targets, own.rules_for(languages), scratch=scratch, deadline=TRIAL_S, heard=answers.append
    )
    refused = {rule: why for answer in answers for rule, why in refused_rules(answer).items()}
    if refused or answers or not report.gaps:
        return [REFUSED.format(rule=rule, why=why) for rule, why in refused.items()]
    return [NOT_TRIED.format(why=report.gaps[0].reason)]


def _files(folder: Path) -> tuple[Mapping[str, str], Sequence[str]]:
    """Read the rule files of a folder, and say which cannot be; what begins with a dot is none."""
    try:
        found = list(islice(_named(folder), MAX_FILES + 1))
        list(folder.iterdir())
    except OSError as error:
        raise UsageError(NO_FOLDER.format(folder=folder, why=error.strerror)) from error
    texts: dict[str, str] = {}
    wrong = [TOO_MANY] if len(found) > MAX_FILES else []
    for path in found[:MAX_FILES]:
        name = path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                wrong.append(TOO_LARGE.format(file=name))
            else:
                texts[name] = content.decode("utf-8")
        except OSError as error:
            wrong.append(NOT_READ.format(file=name, why=error.strerror))
        except UnicodeDecodeError:
            wrong.append(NOT_READ.format(file=name, why="it is not UTF-8"))
    return texts, wrong


def _named(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.y*ml")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in (".yaml", ".yml") and not hidden and path.is_file():
            yield path
