"""Periodic work is raised when it is due, once for all workers, and never piles up."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from app.errors import UsageError
from app.settings import load
from app.store.jobs import JobState
from app.store.tables import jobs
from app.work.reconcile.handler import Reconcile
from tests.app.work.reconcile.scene import Scene

PARTS = {"checks", "deliveries", "pull_requests"}


async def wanted(scene: Scene) -> dict[str, int]:
    async with scene.database.read() as tx:
        return {row.subject: row.wanted_generation for row in await tx.execute(select(jobs))}


async def ended(scene: Scene, subject: str, minutes: float, state: JobState = JobState.DONE) -> None:
    """Let a part have ended so long ago."""
    async with scene.database.begin() as tx:
        ago = jobs.c.updated_ms - int(minutes * 60_000)
        await tx.execute(update(jobs).where(jobs.c.subject == subject).values(state=state, updated_ms=ago))


async def test_of_many_workers_one_raises_what_is_due(scene_on_each: Scene) -> None:
    workers = [scene_on_each.reconcile() for _ in range(5)]
    await workers[0].raise_due()
    for part in PARTS:
        await ended(scene_on_each, part, 120)
    await asyncio.gather(*[worker.raise_due() for worker in workers])
    assert await wanted(scene_on_each) == dict.fromkeys(PARTS, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("part", "minutes"), [("deliveries", 5), ("pull_requests", 15), ("checks", 60)])
async def test_a_part_is_due_when_its_time_is_over(scene: Scene, part: str, minutes: float) -> None:
    await scene.reconcile().raise_due()
    await ended(scene, part, minutes - 0.1)
    await scene.reconcile().raise_due()
    assert (await wanted(scene))[part] == 1
    await ended(scene, part, 0.2)
    await scene.reconcile().raise_due()
    assert (await wanted(scene))[part] == 2


async def test_what_waits_or_runs_is_not_raised_again_and_what_failed_is(scene: Scene) -> None:
    await scene.reconcile().raise_due()
    await ended(scene, "deliveries", 600, JobState.WAITING)
    await ended(scene, "pull_requests", 600, JobState.RUNNING)
    await ended(scene, "checks", 600, JobState.FAILED)
    await scene.reconcile().raise_due()
    assert await wanted(scene) == {"deliveries": 1, "pull_requests": 1, "checks": 2}


@pytest.mark.slow
async def test_the_intervals_are_settings(scene: Scene) -> None:
    seconds = {f"reconcile_{part}_s": 2 for part in PARTS}
    handler: Reconcile = scene.reconcile(**seconds)
    await handler.raise_due()
    for part in PARTS:
        await ended(scene, part, 0.05)
    await handler.raise_due()
    assert set((await wanted(scene)).values()) == {2}


async def test_who_polls_for_deliveries_does_not_have_them_sent_again(scene: Scene) -> None:
    await scene.reconcile(poll_deliveries=30).raise_due()
    assert set(await wanted(scene)) == {"checks", "poll", "pull_requests"}


def test_polling_more_often_than_every_ten_seconds_is_refused() -> None:
    with pytest.raises(UsageError, match="POLL_DELIVERIES"):
        load(poll_deliveries=9)


@pytest.mark.slow
async def test_an_unknown_part_is_ended_with_the_reason(scene: Scene) -> None:
    job = await scene.run("everything")
    assert (job.state, job.last_error) == (JobState.FAILED, "there is nothing of the name 'everything' to reconcile")
