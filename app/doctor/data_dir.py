"""Is the data directory there, writable, private and not full?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from app import credentials
from app.doctor.outcome import Outcome, fail, ok, warn
from app.settings import Settings

NAME = "data directory"
CREDENTIALS = "credentials file"
FREE_BYTES = 1 << 30
OTHERS = 0o077
CHOOSE = "give it to the user that runs diffdiver, or set DIFFDIVER_DATA_DIR to a directory of that user"
ROOM = "free some space: with a full disk no delivery can be stored"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Look at the directory and at the credentials in it."""
    path = settings.data_dir
    if not path.is_dir():
        return [_missing(path)]
    return [_directory(path), *_credentials(credentials.path_in(path))]


def _missing(path: Path) -> Outcome:
    existing = next(parent for parent in path.absolute().parents if parent.exists())
    if path.exists() or not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return fail(NAME, f"{path} does not exist and cannot be made", CHOOSE)
    return ok(NAME, f"{path} will be made at the first start")


def _directory(path: Path) -> Outcome:
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return fail(NAME, f"{path} cannot be read and written", CHOOSE)
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS:
        return warn(NAME, f"{path} is open to other users (mode {mode:o})", f"run: chmod 700 {path}")
    free = shutil.disk_usage(path).free
    if free < FREE_BYTES:
        return warn(NAME, f"{path} has only {free >> 20} MB left", ROOM)
    return ok(NAME, f"{path}, {free >> 30} GB free")


def _credentials(path: Path) -> Sequence[Outcome]:
    if not path.exists():
        return []
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS:
        return [fail(CREDENTIALS, f"{path} can be read by other users (mode {mode:o})", f"run: chmod 600 {path}")]
    return [ok(CREDENTIALS, f"{path} is readable by its owner only")]
