"""Deliveries that failed are asked for again, in step with the receiver, until they are in the inbox."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.errors import Superseded
from app.store import jobs, received, tables, watermarks
from app.store.jobs import JobState
from app.store.leases import Hold, Lease
from app.work.reconcile.deliveries import FULL, MOST, PROBES, SETTLED, Redelivery
from app.work.runner import Runner
from tests.app.work.reconcile.scene import Scene
from tests.stand_in.posted import Delivery

LIST, AGAIN = "apps/list-webhook-deliveries", "apps/redeliver-webhook-delivery"


def age(delivery: Delivery, minutes: float) -> None:
    """Let an attempt have been made so long ago."""
    made = datetime.now(UTC) - timedelta(minutes=minutes)
    delivery.delivered_at = made.strftime("%Y-%m-%dT%H:%M:%SZ")


def asked(scene: Scene, operation: str = AGAIN) -> int:
    return sum(logged.operation == operation for logged in scene.github.requests)


async def failed(scene: Scene, many: int, minutes: float = 30, status: int | None = None) -> list[Delivery]:
    """Let events of so many pull requests get lost at a dead address, or be answered with a status."""
    made = [await scene.deliver([pull]) for pull in scene.open(many)]
    for (delivery,) in made:
        age(delivery, minutes)
        if status is not None:
            delivery.status_code, delivery.status = status, f"Invalid HTTP Response: {status}"
    return [delivery for (delivery,) in made]


async def receiver_is_up(scene: Scene) -> None:
    """Let the receiver take something just now."""
    async with scene.receiving():
        await scene.github.deliver("ping")
    scene.app.webhook_url = "http://127.0.0.1:9/webhook"


@pytest.mark.slow
async def test_a_receiver_that_was_down_for_an_hour_catches_up_by_itself(scene_on_each: Scene) -> None:
    """Nothing else is delivered after its return: five minutes to the next round, half a minute to the second look."""
    scene = scene_on_each
    lost = await failed(scene, 60)
    for place, delivery in enumerate(lost):
        age(delivery, 60 - place)
    async with scene.receiving():
        first = await scene.run("deliveries")
        assert (first.state, asked(scene)) == (JobState.WAITING, PROBES)
        assert first.not_before is not None
        assert first.not_before - first.updated_ms < 40_000
        await scene.inbox(PROBES)
        assert (await scene.run("deliveries")).state is JobState.DONE
        assert set(await scene.inbox(60)) == {delivery.guid for delivery in lost}
    assert (asked(scene), (await scene.counts())["redeliveries"]) == (60, 60)
    raised = [await scene.review_of(pull) for pull in scene.github.world.pull_requests.values()]
    assert all(job is not None and job.state is JobState.WAITING for job in raised)


async def test_what_arrived_is_not_asked_for_again(scene: Scene) -> None:
    (delivery,) = await failed(scene, 1)
    async with scene.receiving():
        await scene.run("deliveries")
        await scene.inbox(1)
        await scene.run("deliveries")
    assert asked(scene) == 1
    assert [d.guid for d in scene.github.deliveries] == [delivery.guid] * 2


@pytest.mark.slow
async def test_a_delivery_that_got_through_to_us_at_last_is_settled(scene: Scene) -> None:
    (pull,) = scene.open()
    async with scene.receiving():
        await scene.deliver([pull])
    (delivery,) = scene.github.deliveries
    age(delivery, 30)
    delivery.status_code = 504  # our answer came too late for GitHub, but the row is there
    await scene.run("deliveries")
    assert asked(scene) == 0


@pytest.mark.slow
async def test_each_is_audited(scene: Scene) -> None:
    (delivery,) = await failed(scene, 1)
    await scene.run("deliveries")
    async with scene.database.read() as tx:
        (row,) = (await tx.execute(select(tables.audit))).all()
    assert (row.action, row.target) == ("redeliver", f"delivery {delivery.guid}")
    assert (row.installation_id, row.repository_id) == (scene.installation.id, scene.repository.id)
    assert row.reason == "pull_request: no attempt of 1 got through, the last was answered 0"


@pytest.mark.slow
async def test_a_receiver_that_stays_down_is_probed_and_not_flooded(scene: Scene) -> None:
    await failed(scene, 10)
    await scene.run("deliveries")
    await scene.run("deliveries")
    assert asked(scene) == PROBES, "what was sent just now has just failed again"


async def test_one_run_asks_for_so_many_and_the_next_goes_on(scene: Scene) -> None:
    await failed(scene, 7)
    await receiver_is_up(scene)
    handler = Redelivery(scene.database, scene.reconcile().auth, 300_000, most=4)
    async with scene.database.begin() as tx:
        job_id = await jobs.raise_wanted(tx, "reconcile", "deliveries", None)
    await Runner(scene.database, {"reconcile": handler}, owner="test", concurrency=1).run(job_id)
    job = await scene.job("reconcile", "deliveries")
    assert job is not None
    assert (asked(scene), job.state) == (4, JobState.WAITING)
    assert job.last_error == "3 failed deliveries are still to be asked for again"
    assert job.attempts == 0, "its turn has not come: that is no failure"
    await receiver_is_up(scene)
    await scene.run("deliveries")
    assert asked(scene) == 7
    assert MOST == 100


@pytest.mark.slow
async def test_what_was_refused_again_a_moment_ago_is_left_for_a_while(scene: Scene) -> None:
    (delivery,) = await failed(scene, 1, status=400)
    again = copy.copy(delivery)
    again.id, again.redelivery = scene.github.world.new_id(), True
    scene.github.world.deliveries[again.id] = again
    age(again, 4)
    await receiver_is_up(scene)
    await scene.run("deliveries")
    assert asked(scene) == 0
    age(again, 6)
    await scene.run("deliveries")
    assert asked(scene) == 1


async def test_the_list_is_read_back_to_the_watermark_only(scene: Scene) -> None:
    old, new = (await failed(scene, 1, minutes=1000)) + (await failed(scene, 1, minutes=5))
    await receiver_is_up(scene)
    async with scene.database.begin() as tx:
        now_ms = await received.clock_ms(tx)
        await watermarks.put(tx, FULL, now_ms)
        await watermarks.put(tx, SETTLED, now_ms - 600_000)
    await scene.run("deliveries")
    assert [d.guid for d in scene.github.deliveries if d.redelivery] == [new.guid]
    async with scene.database.begin() as tx:
        assert await watermarks.read(tx, SETTLED) <= now_ms - 290_000, "what is not settled is looked at again"
        await watermarks.put(tx, FULL, now_ms - 7 * 3_600_000)
    await receiver_is_up(scene)
    await scene.run("deliveries")
    assert [d.guid for d in scene.github.deliveries if d.redelivery] == [new.guid, old.guid], "the full look-back"


@pytest.mark.slow
async def test_what_github_keeps_no_more_is_left(scene: Scene) -> None:
    await failed(scene, 2, minutes=3 * 1440 + 5)
    assert (await scene.run("deliveries")).state is JobState.DONE
    assert asked(scene) == 0


@pytest.mark.slow
async def test_a_delivery_that_github_will_not_send_again_does_not_hold_up_the_others(scene: Scene) -> None:
    await failed(scene, 3)
    scene.github.fault("POST", r"/attempts$", status=404)
    assert (await scene.run("deliveries")).state is JobState.DONE
    assert (await scene.counts())["redeliveries"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("status", [500, 502, 401])
async def test_an_api_that_is_down_is_tried_again_later(scene: Scene, status: int) -> None:
    await failed(scene, 1)
    scene.github.fault("GET", r"/app/hook/deliveries", times=None, status=status)
    job = await scene.run("deliveries")
    assert (job.state, asked(scene)) == (JobState.WAITING, 0)
    assert job.not_before is not None
    scene.github.reset_faults()
    assert (await scene.run("deliveries")).state is JobState.DONE
    assert asked(scene) == 1


async def test_a_rate_limit_sends_the_job_back_to_the_queue(scene: Scene) -> None:
    await failed(scene, 2)
    await receiver_is_up(scene)
    scene.github.fault("POST", r"/attempts$", skip=1, status=429, retry_after=77)
    job = await scene.run("deliveries")
    assert (job.state, job.attempts, asked(scene)) == (JobState.WAITING, 0, 1)
    assert job.not_before is not None
    assert job.not_before - job.updated_ms >= 76_000
    await receiver_is_up(scene)
    await scene.run("deliveries")
    assert (await scene.counts())["redeliveries"] == 2


async def test_a_worker_that_was_stopped_for_long_asks_for_nothing(scene: Scene) -> None:
    await failed(scene, 1)
    handler = Redelivery(scene.database, scene.reconcile().auth, 300_000)
    lease = Lease(1, "reconcile", "deliveries", None, 1, 1, 1, hold=Hold(until=0.0))
    with pytest.raises(Superseded):
        await handler(lease)
    assert asked(scene) == 0
