"""A child is started in a group of its own, and nothing of it outlives a caller that was cancelled meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app import child
from tests.app.analyzers.hostile import gone

SCRIPT = "/bin/sleep 300 & echo $! > grandchild; wait"


async def test_a_caller_cancelled_while_the_child_is_on_its_way_leaves_nobody_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child has started others before its start was told of: the pause stands for a busy machine."""
    pid, started, original = tmp_path / "grandchild", asyncio.Event(), asyncio.create_subprocess_exec

    async def slow(*argv: str, **options: object) -> asyncio.subprocess.Process:
        process = await original(*argv, **options)  # type: ignore[arg-type]  # handed through
        while not (pid.exists() and pid.read_text().strip()):
            await asyncio.sleep(0.005)
        started.set()
        await asyncio.sleep(0.05)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", slow)
    task = asyncio.create_task(child.start(["/bin/sh", "-c", SCRIPT], cwd=tmp_path))
    async with asyncio.timeout(20):
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert gone(int(pid.read_text()))


async def test_a_program_that_is_not_there_is_an_os_error() -> None:
    with pytest.raises(OSError, match="nowhere"):
        await child.start(["/nowhere"])
