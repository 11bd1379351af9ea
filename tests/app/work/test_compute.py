"""The pool runs pure steps apart: with a deadline, a memory limit, and their errors handed back."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Terminal
from app.work.compute import InProcess, Pool
from review.errors import MalformedDiff

MEMORY = 1 << 30


class Awkward(Exception):
    """An error that pickle cannot make again from its text alone."""

    def __init__(self, first: str, *, second: int) -> None:
        super().__init__(first)
        self.second = second


def double(number: int, *, more: int = 0) -> int:
    return number * 2 + more


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def fill(size: int) -> int:
    return len(bytearray(size))


def fail() -> None:
    raise MalformedDiff("line 7")


def fail_awkwardly() -> None:
    raise Awkward("x", second=2)


def crash() -> None:
    os._exit(11)


def linger(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(600)


def pid() -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(1, memory_bytes=MEMORY)
    yield made
    made.close()


@pytest.fixture(scope="module")
def hasty() -> Iterator[Pool]:
    made = Pool(1, deadline_s=0.2, memory_bytes=MEMORY)
    yield made
    made.close()


async def test_a_step_runs_in_another_process(pool: Pool) -> None:
    await pool.warm()
    assert await pool(double, 20, more=2) == 42
    assert await pool(pid) != os.getpid()


async def test_an_error_of_the_core_travels(pool: Pool) -> None:
    with pytest.raises(MalformedDiff, match="line 7"):
        await pool(fail)
    assert await pool(double, 1) == 2


async def test_an_error_that_cannot_travel_is_an_error_all_the_same(pool: Pool) -> None:
    async with asyncio.timeout(30):
        with pytest.raises(RuntimeError, match="Awkward: x"):
            await pool(fail_awkwardly)
        assert await pool(double, 1) == 2


async def test_a_step_over_the_memory_limit_is_given_up(pool: Pool) -> None:
    with pytest.raises(Terminal, match="`fill` ran out of memory"):
        await pool(fill, 2 * MEMORY)
    assert await pool(double, 1) == 2


async def test_below_the_limit_it_is_not(pool: Pool) -> None:
    """Control."""
    assert await pool(fill, MEMORY // 16) == MEMORY // 16


async def test_a_crash_costs_one_step(pool: Pool) -> None:
    with pytest.raises(Terminal, match="`crash` ran out of memory or crashed"):
        await pool(crash)
    assert await pool(double, 1) == 2


async def test_a_cancelled_step_is_killed(pool: Pool, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    task = asyncio.create_task(pool(linger, note))
    async with asyncio.timeout(30):
        while not (note.exists() and note.read_text()):
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while Path(f"/proc/{note.read_text()}").exists():
            await asyncio.sleep(0.005)
    assert await pool(double, 1) == 2


@pytest.mark.slow
async def test_a_step_past_its_deadline_is_given_up(hasty: Pool) -> None:
    await hasty.warm()
    with pytest.raises(Terminal, match="in the step `sleep`"):
        await hasty(sleep, 600)
    assert await hasty(double, 1) == 2


async def test_the_loop_turns_meanwhile(pool: Pool) -> None:
    turns = 0
    task = asyncio.create_task(pool(sleep, 0.1))
    while not task.done():
        turns += 1
        await asyncio.sleep(0.01)
    assert turns > 2


async def test_in_process_a_step_runs_at_once() -> None:
    assert await InProcess()(pid) == os.getpid()
    with pytest.raises(MalformedDiff):
        await InProcess()(fail)
