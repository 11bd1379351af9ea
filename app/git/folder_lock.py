"""A lock for each folder, held by one task of one process; the system releases it when the process dies."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.errors import Retryable

BUSY = "another process has worked in {folder} for more than {seconds:g} s"
_AGAIN_S = 0.1


@asynccontextmanager
async def lock_folder(folder: Path, wait_s: float) -> AsyncIterator[None]:
    """Hold the lock of a folder, which need not exist yet; raise Retryable when it does not come free in time."""
    try:
        async with asyncio.timeout(wait_s):
            while (opened := _try(folder)) is None:  # noqa: ASYNC110  # no event comes from another process
                await asyncio.sleep(_AGAIN_S)
    except TimeoutError:
        raise Retryable(BUSY.format(folder=folder.name, seconds=wait_s)) from None
    try:
        yield
    finally:
        os.close(opened)


@asynccontextmanager
async def try_lock_folder(folder: Path) -> AsyncIterator[bool]:
    """Hold the lock of a folder if it is free at once, and say whether it is."""
    opened = _try(folder)
    try:
        yield opened is not None
    finally:
        if opened is not None:
            os.close(opened)


def _try(folder: Path) -> int | None:
    # Beside the folder, so that the folder may be removed under its lock; the empty file itself stays.
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        return None
    return opened
