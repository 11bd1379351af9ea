"""One run: events and faults side by side, then rest, then the judgement."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.settings import Settings
from tests.chaos import oracle, processes, rest, stage
from tests.chaos.oracle import Verdict
from tests.chaos.plan import Event, Plan
from tests.chaos.rest import Look
from tests.chaos.stage import Casting, Stage

# How the time is shared: the bot must have caught up when the rest of it is over.
FEEDING = 0.6
# Faults that were begun but met nobody are not counted, so some more are begun.
MORE_FAULTS = 1.15
# Above so many open jobs, or this part of the events, the next events and faults wait a while.
LEAST_BACKLOG = 12
BACKLOG_SHARE = 40
LEAST_STEP_S = 0.05
QUIET_S = 3.0
TELL_S = 10.0
SHOWN = 25
# Between reading the head and the write that follows, with what may hold that up.
STALE_S = 8.0
# So many rounds of the reconciler in a run, whatever its length.
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, and in what time."""

    events: int
    faults: int
    seconds: float
    seed: int
    workers: int
    lease_s: float
    unguarded: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What became of it."""

    task: Task
    events: int
    faults: int
    kinds: int
    verdict: Verdict
    forbidden: int = 0

    @property
    def enough(self) -> bool:
        """Say whether as much happened as was asked for."""
        return self.events >= self.task.events and self.faults >= self.task.faults

    @property
    def holds(self) -> bool:
        """Say whether enough happened and nothing went wrong."""
        return self.enough and self.verdict.clean and not self.forbidden

    def last_line(self) -> str:
        """Return the counts on one line, which scripts read."""
        said = " ".join(f"{name}={self.verdict.count(name)}" for name in ("lost", "duplicated", "wrong_sha", "stuck"))
        return f"events={self.events} faults={self.faults} kinds={self.kinds} {said}"


async def play(task: Task, root: Path, logs: Path) -> Result:
    """Run everything in a folder that the caller removes; the processes' logs go to `logs`."""
    casting = Casting(
        task.seed,
        task.workers,
        min(12, max(4, task.events // 30)),
        task.lease_s,
        task.unguarded,
        _intervals(task.seconds),
    )
    begun = time.monotonic()
    try:
        async with stage.built(root, casting) as built:
            result = await _Run(task, built, begun).result()
    finally:
        stage.keep_logs(root, logs)
        left = await processes.end_orphans()
    if left:
        print(f"{len(left)} processes were left behind and ended: {sorted(set(left))[:3]}")
    return result


def _intervals(seconds: float) -> Mapping[str, str]:
    """Return short intervals for whatever the reconciler lets be set."""
    names = [name for name in Settings.model_fields if "reconcile" in name and name.endswith("_s")]
    return {f"DIFFDIVER_{name.upper()}": str(max(2.0, seconds / ROUNDS)) for name in names}


class _Run:
    def __init__(self, task: Task, built: Stage, begun: float) -> None:
        self._task = task
        self._stage = built
        self._begun = begun
        self._events = 0
        self._look = Look()
        self._released = 0
        self._forbidden = 0
        self._phase = "events and faults"

    async def result(self) -> Result:
        telling = asyncio.create_task(self._tell())
        try:
            await self._feed()
            self._phase = "coming to rest"
            await self._stage.saboteur.cease()
            verdict = await self._rest()
            self._forbidden = len(self._stage.scenery.github.faults_found)
        finally:
            telling.cancel()
        counts = self._stage.saboteur.counts
        result = Result(self._task, self._events, counts.total(), len(counts), verdict, self._forbidden)
        self._report(result)
        return result

    # Events and faults

    async def _feed(self) -> None:
        task, saboteur = self._task, self._stage.saboteur
        planned = int(task.faults * MORE_FAULTS)
        plan = Plan(task.seed, task.events, planned / task.events, saboteur.kinds)
        end = self._begun + task.seconds * FEEDING
        for number, step in enumerate(plan.steps()):
            enough = self._events >= task.events and saboteur.counts.total() >= task.faults
            if enough or time.monotonic() - self._begun > task.seconds:
                return
            left = max(1, task.events + planned - number)
            await asyncio.sleep(max(LEAST_STEP_S, (end - time.monotonic()) / left))
            if isinstance(step, Event):
                await self._stage.scenery.play(step)
                self._events += 1
                await self._hold_back()
            else:
                saboteur.strike(step)

    async def _hold_back(self) -> None:
        """Let the bot catch up when much is open: a backlog would only hide what faults do."""
        most = max(LEAST_BACKLOG, self._task.events // BACKLOG_SHARE)
        while self._events % 5 == 0 and await self._see() and self._look.open > most:
            if time.monotonic() - self._begun > self._task.seconds * (FEEDING + 0.1):
                return
            await asyncio.sleep(0.5)

    async def _see(self) -> bool:
        """Look at the work; False while the database is away."""
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            self._look = await rest.look(self._stage.database_url)
            return True
        return False

    # Rest

    async def _rest(self) -> Verdict:
        """Wait until nothing is open and nothing wrong is left, or the time is over; judge.

        What was lost on the way in is for the bot's reconciler; where none is at work, we deliver again ourselves.
        """
        scenery, end = self._stage.scenery, self._begun + self._task.seconds
        await asyncio.gather(*scenery.sending)
        quiet_since: float | None = None
        while time.monotonic() < end:
            await self._see()
            if self._look.quarantined:
                self._released += await rest.release(self._stage.database_url)
            if not self._look.reconciled and not self._task.unguarded:
                await scenery.redeliver()
            verdict = oracle.judge(scenery, STALE_S)
            calm = self._look.open == 0 and not (verdict.count("lost") or verdict.count("stuck"))
            quiet_since = (quiet_since or time.monotonic()) if calm else None
            if quiet_since is not None and time.monotonic() - quiet_since > max(QUIET_S, self._task.lease_s):
                break
            await asyncio.sleep(1.0)
        return oracle.judge(scenery, STALE_S)

    # Telling

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(TELL_S)
            processes.orphans({child.pid or 0 for child in self._stage.children.values()})
            await self._see()
            seconds = time.monotonic() - self._begun
            done = f"{self._look.finished} reviews done, {self._look.open} jobs open"
            faults = self._stage.saboteur.counts.total()
            line = f"{seconds:5.0f} s  {self._phase}: {self._events} events, {faults} faults, {done}"
            print(line, file=sys.stderr, flush=True)

    def _report(self, result: Result) -> None:
        verdict, saboteur, look = result.verdict, self._stage.saboteur, self._look
        print(f"seed {self._task.seed}, {self._task.workers} workers, {time.monotonic() - self._begun:.0f} s")
        for notice in self._stage.notices:
            print(f"notice: {notice}")
        _table("faults by kind", saboteur.counts)
        _table("where", saboteur.details)
        _table("events", self._stage.scenery.counts)
        _table("restarts", {name: child.deaths for name, child in self._stage.children.items()})
        _table("the bot's own counters", look.counters)
        done = {"reviews done": look.finished, "quarantined": len(look.quarantined), "failed": len(look.failed)}
        done["released from quarantine"] = self._released
        done["rounds of the reconciler"] = look.reconciled
        _table("at rest", {**done, "jobs open": look.open, **verdict.noted})
        for line in (*look.failed, *look.quarantined)[:SHOWN]:
            print(f"  given up: {line[:300]}")
        for name, found in verdict.faults.items():
            for line in found[:SHOWN]:
                print(f"  {name}: {line}")
        found = self._stage.scenery.github.faults_found
        print(f"requests that GitHub's description forbids: {len(found)}")
        for line in found[:SHOWN]:
            print(f"  {line[-600:]}")
        print(f"wrong_verdict={verdict.count('wrong_verdict')}")


def _table(title: str, counts: Mapping[str, int]) -> None:
    print(f"{title}: " + ", ".join(f"{name} {many}" for name, many in sorted(counts.items())))
