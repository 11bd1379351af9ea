"""The supervisor keeps its children running and leaves none behind; the children here are shells that write a diary."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.errors import UsageError
from app.work.supervisor import Child, supervise

PATIENCE_S = 20.0
OBEDIENT = (
    'trap "echo $NAME stop $$ >> {diary}; exit 0" TERM; echo $NAME start $$ >> {diary}; while :; do sleep 0.02; done'
)
STUBBORN = 'trap "echo $NAME stop $$ >> {diary}" TERM; echo $NAME start $$ >> {diary}; while :; do sleep 0.02; done'
PARENT = "sleep 600 & echo $NAME start $! >> {diary}; wait"


class Diary:
    """What the children wrote: a name, a word and a process id each line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def child(self, name: str, script: str = OBEDIENT) -> Child:
        """Return a child that keeps this diary."""
        text = f"NAME={name}; {script.format(diary=self.path)}"
        return Child(name, ["sh", "-c", text], ready=lambda: self.until(lambda: f"{name} start" in self.words))

    @property
    def words(self) -> list[str]:
        """Return "name word" of each line."""
        return [line.rpartition(" ")[0] for line in self.path.read_text().split("\n") if line]

    @property
    def pids(self) -> list[int]:
        """Return the process ids in order."""
        return [int(line.rpartition(" ")[2]) for line in self.path.read_text().split("\n") if line]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once it holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                await asyncio.sleep(0.005)


def lives(pid: int) -> bool:
    """Say whether a process runs; a zombie that nobody reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "diary")


@asynccontextmanager
async def supervised(children: Sequence[Child], grace_s: float = PATIENCE_S) -> AsyncIterator[None]:
    """Supervise for the length of the block."""
    stop = asyncio.Event()
    task = asyncio.create_task(supervise(children, stop, grace_s=grace_s))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await task


async def test_children_start_in_order_and_stop_in_the_opposite_one(diary: Diary) -> None:
    async with supervised([diary.child(name) for name in "abc"]):
        await diary.until(lambda: len(diary.words) == 3)
    assert diary.words == ["a start", "b start", "c start", "c stop", "b stop", "a stop"]


async def test_a_child_that_is_killed_is_started_again(diary: Diary) -> None:
    async with supervised([diary.child("a")]):
        await diary.until(lambda: len(diary.pids) == 1)
        os.kill(diary.pids[0], signal.SIGKILL)
        await diary.until(lambda: len(diary.pids) == 2)
    assert diary.words == ["a start", "a start", "a stop"]


async def test_a_child_that_ignores_the_request_is_killed_after_the_grace(diary: Diary) -> None:
    async with supervised([diary.child("a", STUBBORN)], grace_s=0.1):
        await diary.until(lambda: len(diary.pids) == 1)
    assert diary.words[:2] == ["a start", "a stop"]
    assert not lives(diary.pids[0])


async def test_what_a_child_left_behind_is_ended_with_it(diary: Diary) -> None:
    async with supervised([diary.child("a", PARENT)]):
        await diary.until(lambda: len(diary.pids) == 1)
        assert lives(diary.pids[0])
    await diary.until(lambda: not lives(diary.pids[0]))


async def test_when_a_child_does_not_get_ready_the_others_are_stopped(diary: Diary) -> None:
    async def never() -> None:
        raise UsageError("it does not start")

    broken = Child("broken", ["sleep", "600"], ready=never)
    with pytest.raises(UsageError, match="does not start"):
        await supervise([diary.child("a"), broken, diary.child("c")], asyncio.Event())
    assert diary.words == ["a start", "a stop"]


async def test_a_stop_while_a_child_is_getting_ready_is_obeyed_at_once(diary: Diary) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    async with supervised([diary.child("a"), Child("slow", ["sleep", "600"], ready=never), diary.child("c")]):
        await diary.until(lambda: diary.words == ["a start"])
    assert diary.words == ["a start", "a stop"]


async def test_a_program_that_is_not_there_keeps_nobody_else_from_running(diary: Diary) -> None:
    async with supervised([Child("missing", ["/nonexistent/program"]), diary.child("a")]):
        await diary.until(lambda: diary.words == ["a start"])
    assert diary.words == ["a start", "a stop"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child's life to its parent's")
async def test_a_supervisor_that_is_killed_leaves_no_orphan(diary: Diary) -> None:
    script = (
        "import asyncio, sys\nfrom app.work.supervisor import Child, supervise\n"
        "children = [Child('a', ['sh', '-c', sys.argv[1]]), Child('b', ['sh', '-c', sys.argv[2]])]\n"
        "asyncio.run(supervise(children, asyncio.Event()))\n"
    )
    scripts = [diary.child(name).argv[2] for name in "ab"]
    with subprocess.Popen([sys.executable, "-c", script, *scripts]) as supervisor:
        try:
            await diary.until(lambda: len(diary.pids) == 2)
        finally:
            supervisor.kill()
    started = diary.pids[:2]
    await diary.until(lambda: not any(lives(pid) for pid in started))
    assert sorted(diary.words[2:]) == ["a stop", "b stop"]
