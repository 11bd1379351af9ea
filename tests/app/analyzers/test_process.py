"""How an analyzer is run: what it gets, what it may use, and that nothing of it stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from app.analyzers.process import MIB, Finished, Limits, run
from tests.app.analyzers.hostile import gone

LIMITS = Limits(open_files=64)
# Starts a child in the background, says who it is, and waits: what a build tool or a daemon would do.
WITH_GRANDCHILD = "/bin/sleep 300 & echo $! > grandchild; wait"


async def shell(
    script: str, cwd: Path, *, timeout: float = 10, output_limit: int = MIB, stdin: bytes = b""
) -> Finished:
    return await run(
        ["/bin/sh", "-c", script],
        env={"GREETING": "hello"},
        cwd=cwd,
        timeout=timeout,
        limits=LIMITS,
        output_limit=output_limit,
        stdin=stdin,
    )


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A pipe that the grandchild's number comes through, so that reading it waits for the grandchild."""
    os.mkfifo(tmp_path / "grandchild")
    return tmp_path / "grandchild"


async def number(pipe: Path) -> int:
    return int(await asyncio.to_thread(pipe.read_text))


async def test_it_returns_what_the_program_said(tmp_path: Path) -> None:
    done = await shell("cat; echo problem >&2; exit 3", tmp_path, stdin=b"input")
    assert (done.returncode, done.stdout, done.stderr) == (3, b"input", b"problem\n")
    assert not done.timed_out
    assert not done.truncated


async def test_the_environment_is_what_was_given_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_PRIVATE_KEY", "canary")
    done = await run(
        ["/usr/bin/env"], env={"GREETING": "hello"}, cwd=tmp_path, timeout=10, limits=LIMITS, output_limit=MIB
    )
    assert done.stdout == b"GREETING=hello\n"


async def test_it_runs_in_a_session_of_its_own(tmp_path: Path) -> None:
    done = await shell("cut -d' ' -f1,5,6 /proc/$$/stat", tmp_path)
    assert len(set(done.stdout.split())) == 1, "process, group and session have the same number"


async def test_the_limits_hold_in_the_child(tmp_path: Path) -> None:
    done = await shell("cat /proc/self/limits", tmp_path)
    soft = {line[:26].strip(): line[26:].split()[0] for line in done.stdout.decode().split("\n")[1:] if line}
    assert soft["Max address space"] == str(LIMITS.address_space)
    assert soft["Max cpu time"] == str(LIMITS.cpu_seconds)
    assert soft["Max open files"] == "64"
    assert soft["Max core file size"] == "0"
    assert int(soft["Max processes"]) <= LIMITS.processes


async def test_output_beyond_the_limit_is_cut_and_said_to_be(tmp_path: Path) -> None:
    done = await shell("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", tmp_path, output_limit=10_000)
    assert (len(done.stdout), done.truncated) == (10_000, True)


async def test_a_timeout_kills_the_whole_group(tmp_path: Path, named: Path) -> None:
    done, grandchild = await asyncio.gather(shell(WITH_GRANDCHILD, tmp_path, timeout=0.3), number(named))
    assert done.timed_out
    assert done.returncode == -signal.SIGKILL
    assert gone(grandchild)


def test_killing_only_the_child_would_leave_the_grandchild(tmp_path: Path, named: Path) -> None:
    """The control of the test above: this is what the group kill is for."""
    child = subprocess.Popen(["/bin/sh", "-c", WITH_GRANDCHILD], cwd=tmp_path, start_new_session=True)
    grandchild = os.pidfd_open(int(named.read_text()))
    child.kill()
    child.wait()
    signal.pidfd_send_signal(grandchild, signal.SIGKILL)  # raises ProcessLookupError if it were gone
    os.close(grandchild)


async def test_cancelling_the_caller_kills_the_whole_group(tmp_path: Path, named: Path) -> None:
    task = asyncio.create_task(shell(WITH_GRANDCHILD, tmp_path, timeout=60))
    grandchild = await number(named)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gone(grandchild)


async def test_a_grandchild_that_keeps_the_output_open_delays_nobody(tmp_path: Path, named: Path) -> None:
    begun = time.monotonic()
    script = "/bin/sleep 300 & echo $! > grandchild; echo done"
    done, grandchild = await asyncio.gather(shell(script, tmp_path), number(named))
    assert done.stdout == b"done\n"
    assert time.monotonic() - begun < 5
    assert gone(grandchild)


async def test_a_program_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        await run(["/nowhere"], env={}, cwd=tmp_path, timeout=1, limits=LIMITS, output_limit=MIB)
