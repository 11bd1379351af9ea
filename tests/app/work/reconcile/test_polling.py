"""Where GitHub cannot reach us, its list of deliveries is fetched into the same inbox."""

from __future__ import annotations

import pytest

from app.store import jobs
from app.store.jobs import JobState
from app.work.reconcile.polling import Polling
from app.work.runner import Runner
from tests.app.work.reconcile.scene import Scene


def fetched(scene: Scene) -> int:
    return sum(logged.operation == "apps/get-webhook-delivery" for logged in scene.github.requests)


@pytest.mark.slow
async def test_deliveries_that_could_not_come_in_are_fetched(scene_on_each: Scene) -> None:
    scene = scene_on_each
    pulls = scene.open(3)
    await scene.deliver(pulls)
    assert (await scene.run("poll")).state is JobState.DONE
    assert set(await scene.inbox()) == {delivery.guid for delivery in scene.github.deliveries}
    raised = [await scene.review_of(pull) for pull in pulls]
    assert all(job is not None and job.installation_id == scene.installation.id for job in raised)
    assert (await scene.counts())["polled"] == 3


async def test_each_is_fetched_once_and_none_is_asked_for_again(scene: Scene) -> None:
    (pull,) = scene.open()
    await scene.deliver([pull])
    await scene.run("poll")
    await scene.run("poll")
    job = await scene.review_of(pull)
    assert job is not None
    assert (fetched(scene), job.wanted_generation) == (1, 1)
    assert all(logged.method == "GET" for logged in scene.github.requests)


@pytest.mark.slow
async def test_the_attempts_at_one_delivery_are_one_delivery(scene: Scene) -> None:
    (pull,) = scene.open()
    first = (await scene.deliver([pull]))[0]
    await scene.github.deliver("pull_request", "opened", pull_request=pull, guid=first.guid)
    await scene.run("poll")
    assert (fetched(scene), await scene.inbox()) == (1, [first.guid])


@pytest.mark.slow
async def test_what_came_in_by_itself_is_not_fetched(scene: Scene) -> None:
    async with scene.receiving():
        await scene.deliver(scene.open())
    await scene.run("poll")
    assert fetched(scene) == 0


@pytest.mark.slow
async def test_a_run_fetches_so_many_and_the_next_goes_on(scene: Scene) -> None:
    await scene.deliver(scene.open(3))
    async with scene.database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "reconcile", "poll", None)
    handler = Polling(scene.database, scene.reconcile().auth, most=2)
    await Runner(scene.database, {"reconcile": handler}, owner="test", concurrency=1).run(job_id)
    first = [delivery.guid for delivery in scene.github.deliveries][:2]
    assert sorted(await scene.inbox()) == sorted(first), "the oldest first"
    assert (await scene.run("poll")).state is JobState.DONE
    assert len(await scene.inbox()) == 3


async def test_a_payload_that_is_none_or_strange_is_ignored_with_the_reason(scene: Scene) -> None:
    pulls = scene.open(2)
    for pull, payload in zip(pulls, ({}, {"action": 7, "pull_request": "x"}), strict=True):
        (delivery,) = await scene.deliver([pull])
        delivery.payload = payload
    assert (await scene.run("poll")).state is JobState.DONE
    assert len(await scene.inbox()) == 2
    assert [await scene.review_of(pull) for pull in pulls] == [None, None]


@pytest.mark.slow
async def test_a_delivery_that_is_gone_does_not_hold_up_the_others(scene: Scene) -> None:
    await scene.deliver(scene.open(2))
    scene.github.fault("GET", r"/app/hook/deliveries/\d+$", status=404)
    assert (await scene.run("poll")).state is JobState.DONE
    assert len(await scene.inbox()) == 1
