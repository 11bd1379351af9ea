"""Starting a child process in a group of its own, so that none is ever left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any


async def start(argv: Sequence[str], **options: Any) -> asyncio.subprocess.Process:  # noqa: ANN401  # asyncio's own
    """Start a program in its own session; raise OSError when it cannot be started.

    A caller that is cancelled while the child is on its way waits for it and kills the whole group: asyncio itself
    would kill the child alone, and nobody would know what it had started.
    """
    starting = asyncio.ensure_future(asyncio.create_subprocess_exec(*argv, start_new_session=True, **options))
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with suppress(OSError):
            process = await starting
            kill_group(process)
            if process.stdin is not None:
                process.stdin.close()
            await process.wait()
        raise


def kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill the child and all that it started; a group that is gone, or holds only zombies (macOS: EPERM), is fine."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
