"""Open pull requests that no event told of are found; a sweep goes on where it stopped."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.store import tables, watermarks
from app.store.jobs import JobState
from app.work.reconcile.pull_requests import Sweep
from app.work.runner import Runner
from tests.app.work.reconcile.scene import Scene
from tests.stand_in.repository import PullRequest, Repository

DAY_MS = 86_400_000


def stamp(*, minutes: float = 0, days: float = 0) -> str:
    """Return a time so long ago, as GitHub writes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes, days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def lists(scene: Scene, repository: Repository | None = None) -> int:
    """Return how many pages of pull requests were read."""
    path = f"/repos/{repository.full_name}/pulls" if repository else "/pulls"
    return sum(logged.operation == "pulls/list" and logged.path.endswith(path) for logged in scene.github.requests)


async def wanted(scene: Scene, pull: PullRequest) -> int:
    job = await scene.review_of(pull)
    return 0 if job is None else job.wanted_generation


async def last_round(scene: Scene, **fields: int) -> None:
    """Let the last rounds have been so many milliseconds ago."""
    async with scene.database.begin() as tx:
        for name, ago in fields.items():
            key = f"sweep/{scene.installation.id}/{name}"
            await watermarks.put(tx, key, await watermarks.read(tx, key) - ago)


async def test_a_pull_request_whose_event_was_lost_is_found(scene_on_each: Scene) -> None:
    (pull,) = scene_on_each.open()
    assert (await scene_on_each.sweep()).state is JobState.DONE
    job = await scene_on_each.review_of(pull)
    assert job is not None
    assert (job.state, job.quiet, job.installation_id) == (JobState.WAITING, False, scene_on_each.installation.id)
    assert (await scene_on_each.counts())["missed_pull_requests"] == 1


async def test_a_lost_push_is_found(scene: Scene) -> None:
    (pull,) = scene.open()
    await scene.reviewed(pull)
    await scene.sweep()
    assert await wanted(scene, pull) == 1, "its head is reviewed"
    scene.github.commit(scene.repository, "topic", {"a.py": "one = 3\n"})
    await scene.sweep()
    assert await wanted(scene, pull) == 2


async def test_a_head_without_a_finished_review_is_found(scene_on_each: Scene) -> None:
    pulls = scene_on_each.open(4)
    for pull, state in zip(pulls, ("superseded", "failed", "running", "finished"), strict=True):
        await scene_on_each.reviewed(pull, state)
    await scene_on_each.sweep()
    assert [await wanted(scene_on_each, pull) for pull in pulls] == [2, 2, 2, 1]


@pytest.mark.slow
async def test_what_failed_for_good_is_tried_once_a_day(scene: Scene) -> None:
    (pull,) = scene.open()
    await scene.reviewed(pull, "failed")
    await scene.set_job(pull, state=JobState.FAILED)
    await scene.sweep()
    assert await wanted(scene, pull) == 1
    job = await scene.review_of(pull)
    assert job is not None
    await scene.set_job(pull, updated_ms=job.updated_ms - DAY_MS - 1)
    await scene.sweep()
    assert await wanted(scene, pull) == 2


@pytest.mark.slow
async def test_closed_pull_requests_are_not_swept(scene: Scene) -> None:
    (pull,) = scene.open()
    scene.github.close(pull)
    await scene.sweep()
    assert await wanted(scene, pull) == 0


async def test_what_was_open_before_the_installation_is_reviewed_quietly_newest_first_one_by_one(
    scene_on_each: Scene,
) -> None:
    scene = scene_on_each
    old, older, new = scene.open(3)
    old.created_at, older.created_at = stamp(days=2), stamp(days=9)
    await scene.sweep(quiet_every_s=20)
    first, second, loud = [await scene.review_of(pull) for pull in (old, older, new)]
    assert first is not None
    assert second is not None
    assert loud is not None
    assert (first.quiet, second.quiet, loud.quiet) == (True, True, False)
    assert first.not_before is not None
    assert second.not_before is not None
    assert 19_900 <= second.not_before - first.not_before <= 20_500
    assert loud.not_before is None
    assert (await scene.counts())["missed_pull_requests"] == 1


@pytest.mark.slow
async def test_the_line_of_quiet_ones_grows_at_its_end(scene: Scene) -> None:
    (first,) = scene.open()
    first.created_at = stamp(days=2)
    await scene.sweep(quiet_every_s=100)
    _, second = scene.add_repository("later")
    second.created_at = stamp(days=1)
    await scene.sweep(quiet_every_s=100)
    job = await scene.review_of(second)
    assert job is not None
    assert job.not_before is not None
    assert job.not_before - job.updated_ms > 95_000


@pytest.mark.slow
async def test_a_push_after_the_installation_that_was_lost_is_loud(scene: Scene) -> None:
    (pull,) = scene.open()
    pull.created_at = stamp(days=2)
    await scene.reviewed(pull, quiet=True)
    scene.github.commit(scene.repository, "topic", {"a.py": "one = 3\n"})
    await scene.sweep()
    job = await scene.review_of(pull)
    assert job is not None
    assert (job.wanted_generation, job.quiet) == (2, False)


async def test_a_rate_limit_interrupts_a_sweep_that_goes_on_where_it_was(scene: Scene) -> None:
    (first,) = scene.open()
    second, missed = scene.add_repository("second")
    scene.github.fault("GET", f"/repos/{second.full_name}/pulls$", status=403, retry_after=30)
    first.created_at = stamp(days=2)
    job = await scene.sweep()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert await wanted(scene, first) == 1, "what was found is not forgotten"
    assert await wanted(scene, missed) == 0
    assert (await scene.run(scene.sweep_subject)).state is JobState.DONE
    assert await wanted(scene, missed) == 1
    assert lists(scene, scene.repository) == 1


@pytest.mark.slow
async def test_a_run_costs_so_much_and_the_next_goes_on(scene: Scene) -> None:
    scene.open()
    second, missed = scene.add_repository("second")
    reconcile = scene.reconcile()
    sweep = Sweep(scene.database, reconcile.auth, 0, pages=1)
    runner = Runner(
        scene.database,
        {"reconcile": lambda lease: sweep.installation(lease, scene.installation.id)},
        owner="test",
        concurrency=1,
    )
    await scene.run("pull_requests")
    job = await scene.job("reconcile", scene.sweep_subject)
    assert job is not None
    await runner.run(job.id)
    assert (lists(scene, scene.repository), lists(scene, second)) == (1, 0)
    await scene.run(scene.sweep_subject)
    assert (lists(scene, scene.repository), lists(scene, second)) == (1, 1)
    assert await wanted(scene, missed) == 1


async def many(scene: Scene, count: int) -> None:
    """Open so many pull requests; copies, as only their numbers matter."""
    (pull,) = scene.open()
    for number in range(2, count + 1):
        twin = copy.copy(pull)
        twin.number = number
        scene.github.world.pull_requests[scene.repository.id, number] = twin


@pytest.mark.slow
async def test_every_page_is_read(scene: Scene) -> None:
    await many(scene, 201)
    await scene.sweep()
    async with scene.database.read() as tx:
        query = select(func.count()).select_from(tables.jobs).where(tables.jobs.c.kind == "review")
        assert (await tx.execute(query)).scalar_one() == 201
    assert lists(scene) == 3


@pytest.mark.slow
async def test_a_limit_between_two_pages_does_not_start_the_repository_over(scene: Scene) -> None:
    await many(scene, 150)
    scene.github.fault("GET", "/pulls$", skip=1, status=429, retry_after=5)
    assert (await scene.sweep()).state is JobState.WAITING
    assert lists(scene) == 1
    assert (await scene.run(scene.sweep_subject)).state is JobState.DONE
    assert [logged.query["page"] for logged in scene.github.requests if logged.operation == "pulls/list"] == ["1", "2"]


@pytest.mark.slow
async def test_what_did_not_change_since_the_last_round_is_passed_over_but_once_a_day(scene: Scene) -> None:
    (pull,) = scene.open()
    await scene.reviewed(pull)
    await scene.sweep()
    pull.updated_at = stamp(minutes=90)
    pull.base_ref = "elsewhere"
    await scene.sweep()
    assert await wanted(scene, pull) == 1
    await last_round(scene, last_full=DAY_MS + 1)
    await scene.sweep()
    assert await wanted(scene, pull) == 2


@pytest.mark.slow
async def test_what_changed_within_the_hour_before_the_last_round_is_looked_at(scene: Scene) -> None:
    (pull,) = scene.open()
    await scene.reviewed(pull)
    await scene.sweep()
    pull.updated_at = stamp(minutes=55)
    pull.base_ref = "elsewhere"
    await scene.sweep()
    assert await wanted(scene, pull) == 2


@pytest.mark.slow
async def test_a_repository_that_came_is_read_whole(scene: Scene) -> None:
    await scene.sweep()
    _, pull = scene.add_repository("later")
    pull.created_at = pull.updated_at = stamp(days=9)
    await scene.sweep()
    assert await wanted(scene, pull) == 1


@pytest.mark.slow
async def test_a_redo_reads_everything_again(scene: Scene) -> None:
    (pull,) = scene.open()
    await scene.reviewed(pull)
    await scene.sweep()
    pull.updated_at = stamp(days=1)
    pull.base_ref = "elsewhere"
    await scene.sweep(redo=True)
    assert await wanted(scene, pull) == 2


@pytest.mark.slow
@pytest.mark.parametrize("status", [404, 410, 451])
async def test_a_repository_that_github_does_not_show_does_not_hold_up_the_others(scene: Scene, status: int) -> None:
    scene.github.fault("GET", f"/repos/{scene.repository.full_name}/pulls$", times=None, status=status)
    _, pull = scene.add_repository("second")
    assert (await scene.sweep()).state is JobState.DONE
    assert await wanted(scene, pull) == 1


@pytest.mark.slow
async def test_a_refusal_of_all_ends_the_run_and_the_next_turn_tries_again(scene: Scene) -> None:
    (pull,) = scene.open()
    scene.github.fault("GET", "/pulls$", status=403)
    job = await scene.sweep()
    assert (job.state, lists(scene)) == (JobState.FAILED, 0)
    assert "IP allow list" in (job.last_error or "")
    await scene.sweep()
    assert await wanted(scene, pull) == 1


@pytest.mark.slow
async def test_an_api_that_is_down_is_tried_again_later(scene: Scene) -> None:
    (pull,) = scene.open()
    scene.github.fault("GET", "/pulls$", times=3, status=502)
    assert (await scene.sweep()).state is JobState.WAITING
    assert (await scene.run(scene.sweep_subject)).state is JobState.DONE
    assert await wanted(scene, pull) == 1


@pytest.mark.slow
async def test_an_installation_on_no_repository_has_nothing_to_sweep(scene: Scene) -> None:
    scene.installation.repository_ids = set()
    assert (await scene.sweep()).state is JobState.DONE
    assert lists(scene) == 0
