"""What was left under way, and is nobody's any more, is handed to the job that settles it."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from app.store import tables
from app.store.jobs import JobState
from app.work.reconcile.checks import LEFT_MS, check
from tests.app.work.reconcile.scene import Scene
from tests.stand_in.repository import PullRequest


async def settling(scene: Scene, pull: PullRequest) -> int:
    job = await scene.job("settle", f"{pull.repository.id}/{pull.number}")
    return 0 if job is None else job.wanted_generation


async def sent(scene: Scene, pull: PullRequest) -> None:
    """Let a write have been sent long ago whose answer nobody saw."""
    row = {"kind": "comment", "repository_id": pull.repository.id, "number": pull.number, "target": {}, "fence": 1}
    async with scene.database.begin() as tx:
        values = {**row, "key": "k", "body_hash": "h", "state": "planned", "updated_ms": 1}
        await tx.execute(insert(tables.outbox).values(**values))


async def test_a_review_that_was_begun_and_is_nobodys_is_settled(scene_on_each: Scene) -> None:
    await scene_on_each.know()
    begun, ended = scene_on_each.open(2)
    await scene_on_each.reviewed(begun, "running")
    await scene_on_each.reviewed(ended)
    assert (await scene_on_each.run("checks")).state is JobState.DONE
    assert (await settling(scene_on_each, begun), await settling(scene_on_each, ended)) == (1, 0)
    job = await scene_on_each.job("settle", f"{begun.repository.id}/{begun.number}")
    assert job is not None
    assert job.installation_id == scene_on_each.installation.id


async def test_a_write_without_an_answer_is_settled(scene_on_each: Scene) -> None:
    await scene_on_each.know()
    (pull,) = scene_on_each.open()
    await sent(scene_on_each, pull)
    await scene_on_each.run("checks")
    assert await settling(scene_on_each, pull) == 1
    assert (await scene_on_each.counts())["left_under_way"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
async def test_what_a_review_still_comes_by_is_left_to_it(scene: Scene, state: JobState) -> None:
    await scene.know()
    (pull,) = scene.open()
    await scene.reviewed(pull, "running")
    await sent(scene, pull)
    await scene.set_job(pull, state=state)
    await scene.run("checks")
    assert await settling(scene, pull) == 0


@pytest.mark.slow
async def test_what_was_begun_lately_is_left_alone_and_what_is_being_settled_is_not_wanted_twice(scene: Scene) -> None:
    await scene.know()
    (pull,) = scene.open()
    await scene.reviewed(pull, "running")
    century_ms = 100 * 365 * 86_400_000
    assert await check(scene.database, older_than_ms=century_ms) == 0
    assert [await check(scene.database, LEFT_MS), await check(scene.database, LEFT_MS)] == [1, 0]
