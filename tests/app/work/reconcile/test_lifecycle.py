"""Installations and repositories are learned from GitHub's lists where the events were lost."""

from __future__ import annotations

import pytest

from app.intake.intent import KnownInstallation, KnownRepository
from app.store import installations
from app.store.jobs import JobState
from tests.app.work.reconcile.scene import Scene


async def installation(scene: Scene) -> KnownInstallation | None:
    async with scene.database.read() as tx:
        return await installations.find_installation(tx, scene.installation.id)


async def repository(scene: Scene, repository_id: int | None = None) -> KnownRepository | None:
    async with scene.database.read() as tx:
        return await installations.find_repository(tx, repository_id or scene.repository.id)


async def test_an_installation_whose_event_was_lost_is_remembered_and_swept(scene_on_each: Scene) -> None:
    await scene_on_each.run("pull_requests")
    found = await installation(scene_on_each)
    assert found is not None
    assert (found.account, found.state) == ("octo", "active")
    job = await scene_on_each.job("reconcile", scene_on_each.sweep_subject)
    assert job is not None
    assert (job.state, job.installation_id) == (JobState.WAITING, scene_on_each.installation.id)


@pytest.mark.slow
async def test_what_is_known_already_is_not_told_again(scene: Scene) -> None:
    await scene.know()
    await scene.sweep()
    assert await scene.inbox() == []


@pytest.mark.slow
async def test_a_suspended_installation_is_remembered_and_not_swept(scene: Scene) -> None:
    await scene.know()
    scene.github.suspend(scene.installation)
    await scene.run("pull_requests")
    found = await installation(scene)
    assert found is not None
    assert found.state == "suspended"
    assert await scene.job("reconcile", scene.sweep_subject) is None
    assert (await scene.run(scene.sweep_subject)).state is JobState.DONE, "also when it was wanted before"


@pytest.mark.slow
async def test_the_end_of_a_suspension_is_learned(scene: Scene) -> None:
    await scene.know(state="suspended")
    await scene.run("pull_requests")
    found = await installation(scene)
    assert found is not None
    assert found.state == "active"


async def test_an_installation_that_was_removed_is_learned_of_as_from_its_event(scene: Scene) -> None:
    await scene.know()
    scene.github.uninstall(scene.installation)
    assert (await scene.run("pull_requests")).state is JobState.DONE
    found = await installation(scene)
    assert found is not None
    assert found.state == "deleted"
    assert await scene.job("purge", str(scene.installation.id)) is not None
    before = await scene.inbox()
    await scene.run("pull_requests")
    assert await scene.inbox() == before, "told once"


async def test_an_installation_that_a_list_left_out_is_not_taken_for_removed(scene: Scene) -> None:
    """Its data would be purged for a list that shifted while it was read."""
    await scene.know()
    scene.github.fault("GET", "/app/installations$", status=200, body=b"[]")
    await scene.run("pull_requests")
    found = await installation(scene)
    assert found is not None
    assert found.state == "active"


@pytest.mark.slow
async def test_repositories_are_learned(scene: Scene) -> None:
    await scene.sweep()
    assert await repository(scene) == KnownRepository(
        scene.repository.id, scene.installation.id, "octo/shop", "main", scene.repository.private
    )


@pytest.mark.slow
async def test_a_renamed_repository_is_learned(scene: Scene) -> None:
    await scene.know()
    scene.repository.name = "store"
    await scene.sweep()
    found = await repository(scene)
    assert found is not None
    assert found.full_name == "octo/store"


async def test_a_removed_repository_is_learned_and_one_that_a_list_left_out_is_kept(scene: Scene) -> None:
    other, _ = scene.add_repository("other")
    await scene.sweep()
    assert scene.installation.repository_ids is not None
    scene.installation.repository_ids.discard(other.id)
    scene.github.fault("GET", "/installation/repositories$", status=200, body=b'{"repositories": []}')
    await scene.sweep()
    kept, removed = await repository(scene), await repository(scene, other.id)
    assert kept is not None
    assert removed is not None
    assert (kept.removed, removed.removed) == (False, True)


@pytest.mark.slow
async def test_an_app_that_nobody_installed_has_nothing_to_learn(scene: Scene) -> None:
    scene.github.uninstall(scene.installation)
    assert (await scene.run("pull_requests")).state is JobState.DONE
    assert await installation(scene) is None


@pytest.mark.slow
async def test_an_app_that_is_refused_is_tried_again_later(scene: Scene) -> None:
    scene.github.fault("GET", "/app/installations$", times=None, status=401)
    job = await scene.run("pull_requests")
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert "GITHUB_APP_ID" in (job.last_error or "")
