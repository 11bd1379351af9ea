"""Are the programs there that a review runs: git, the scan engine, and the box around it?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from app.analyzers import semgrep
from app.analyzers.sandbox import OPTIONAL, probe
from app.doctor.outcome import Outcome, fail, ok, warn
from app.errors import AppError, UsageError
from app.git.plumbing import Git, Limits
from app.settings import Settings

GIT = "git"
SCAN_ENGINE = "scan engine"
SANDBOX = "sandbox"
GIT_NEEDED = (2, 36)
# The first that obeys safe.bareRepository: https://git-scm.com/docs/git-config
GIT_SAFE = (2, 38)
VERSION = re.compile(r"git version (\d+)\.(\d+)\S*")
NEWER_GIT = "install a newer git (Debian 12 and Ubuntu 24.04 have one; elsewhere from https://git-scm.com)"
NO_WORKER = "none: no worker starts"
NO_BOX = "semgrep runs with resource limits only"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Ask each for its version; nothing is scanned or fetched."""
    return [
        await _git(),
        await asyncio.to_thread(_engine, settings.semgrep),
        await asyncio.to_thread(_sandbox, settings.sandbox),
    ]


async def _git() -> Outcome:
    try:
        told = (await Git(Path("/"), discover=True).run("version", limits=Limits(seconds=10))).decode(
            "utf-8", "replace"
        )
    except AppError as error:
        return fail(GIT, str(error), NEWER_GIT)
    match = VERSION.match(told)
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    if version < GIT_NEEDED:
        return fail(GIT, f"{told.strip()} is too old: 2.36 is needed", NEWER_GIT)
    if version < GIT_SAFE:
        return warn(GIT, f"{told.strip()} does not know safe.bareRepository (2.38)", NEWER_GIT)
    return ok(GIT, told.strip())


def _engine(setting: str | None) -> Outcome:
    try:
        engine = semgrep.find(setting)
    except UsageError as error:
        found, _, todo = str(error).partition("; ")
        return fail(SCAN_ENGINE, found, todo or "run `make setup`")
    return ok(SCAN_ENGINE, f"{engine.name} at {engine.core}")


def _sandbox(setting: str) -> Outcome:
    box = probe()
    if box.program is None:
        if setting == OPTIONAL:
            return warn(SANDBOX, f"none: {NO_BOX}", box.reason)
        return fail(SANDBOX, NO_WORKER, f"{box.reason}; or set DIFFDIVER_SANDBOX=optional")
    return ok(SANDBOX, f"{box.name} at {box.program}")
