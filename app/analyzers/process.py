"""The one way an analyzer is started: own session, hard limits, whole environment given, group killed at the end."""

from __future__ import annotations

import asyncio
import resource
import signal
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.child import kill_group, start

REAP_S = 5.0
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard limits of one child, in the units of setrlimit(2): bytes, seconds, counts.

    `processes` counts everything the same user runs, and does not bind root: it stops a fork bomb, nothing finer.
    """

    address_space: int = 4096 * MIB
    cpu_seconds: int = 120
    file_size: int = 256 * MIB
    open_files: int = 256
    processes: int = 4096


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child ended. `returncode` is negative for a signal; `truncated`: a stream hit the output limit."""

    returncode: int
    stdout: bytes
    stderr: bytes
    timed_out: bool
    truncated: bool


async def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    timeout: float,
    limits: Limits,
    output_limit: int,
    stdin: bytes | None = None,
) -> Finished:
    """Run one program to its end and return what it said.

    `env` is the child's whole environment. On timeout, and when the caller is cancelled, the child's whole process
    group is killed. Output goes to unlinked files and not to pipes, so that a grandchild holding a pipe open can stall
    nobody and the kernel itself enforces `output_limit` (bytes per stream). Raises OSError when the program cannot be
    started.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given:
        given.write(stdin or b"")
        given.seek(0)
        process = await start(
            argv,
            stdin=given,
            stdout=out,
            stderr=err,
            env=dict(env),
            cwd=cwd,
            preexec_fn=_applier(limits, output_limit),
        )
        timed_out = await _wait_and_kill(process, timeout)
        stdout, cut_out = _read(out, output_limit)
        stderr, cut_err = _read(err, output_limit)
        returncode = -signal.SIGKILL if process.returncode is None else process.returncode
        return Finished(returncode, stdout, stderr, timed_out, cut_out or cut_err)


async def _wait_and_kill(process: asyncio.subprocess.Process, timeout: float) -> bool:
    timed_out = False
    try:
        async with asyncio.timeout(timeout):
            await process.wait()
    except TimeoutError:
        timed_out = True
    finally:
        kill_group(process)
        with suppress(TimeoutError):
            async with asyncio.timeout(REAP_S):
                await process.wait()
    return timed_out


def _applier(limits: Limits, output_limit: int) -> Callable[[], None]:
    """Return what sets the limits between fork and exec: set from outside they could come after bwrap's own fork."""
    wanted = (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, min(limits.file_size, output_limit + 1)),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CORE, 0),
    )
    capped = [(name, _within_hard_limit(name, value)) for name, value in wanted]

    def apply() -> None:
        for name, value in capped:
            resource.setrlimit(name, (value, value))

    return apply


def _within_hard_limit(name: int, value: int) -> int:
    hard = resource.getrlimit(name)[1]
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


def _read(stream: IO[bytes], limit: int) -> tuple[bytes, bool]:
    stream.seek(0)
    content = stream.read(limit + 1)
    return content[:limit], len(content) > limit
