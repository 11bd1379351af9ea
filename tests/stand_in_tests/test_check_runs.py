"""Check runs keep GitHub's limits and belong to the App that made them."""

from __future__ import annotations

from tests.stand_in.answers import Json
from tests.stand_in_tests.conftest import Scene

OUTPUT: Json = {"title": "t", "summary": "s"}


def notes(count: int) -> list[Json]:
    """Build annotations."""
    one = {"path": "a.txt", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "m"}
    return [one] * count


async def create(scene: Scene, **more: object) -> Json:
    """Create a check run on the head."""
    body = {"name": "diffdiver/security", "head_sha": scene.pull.head_sha, **more}
    answer = await scene.call("POST", f"{scene.path}/check-runs", body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def test_annotations_of_several_requests_add_up(scene: Scene) -> None:
    made = await create(scene, external_id="key", output=OUTPUT | {"annotations": notes(50)})
    path = f"{scene.path}/check-runs/{made['id']}"
    updated = await scene.call("PATCH", path, {"output": OUTPUT | {"annotations": notes(20)}})
    assert updated.json()["output"]["annotations_count"] == 70
    assert updated.json()["external_id"] == "key"
    assert updated.json()["app"]["id"] == scene.app.id
    listed = await scene.call("GET", f"{path}/annotations?per_page=100")
    assert len(listed.json()) == 70


async def test_more_than_50_annotations_a_request_are_refused(scene: Scene) -> None:
    body = {"name": "x", "head_sha": scene.pull.head_sha, "output": OUTPUT | {"annotations": notes(51)}}
    assert (await scene.call("POST", f"{scene.path}/check-runs", body)).status_code == 422
    assert scene.github.check_runs(scene.pull) == []
    assert scene.github.faults_found != []


async def test_an_output_text_has_at_most_65535_characters(scene: Scene) -> None:
    body = {"name": "x", "head_sha": scene.pull.head_sha, "output": OUTPUT | {"summary": "x" * 65_536}}
    assert (await scene.call("POST", f"{scene.path}/check-runs", body)).status_code == 422


async def test_a_run_needs_a_commit_of_the_repository(scene: Scene) -> None:
    body = {"name": "x", "head_sha": "0" * 40}
    assert (await scene.call("POST", f"{scene.path}/check-runs", body)).status_code == 422


async def test_a_conclusion_completes_a_run(scene: Scene) -> None:
    made = await create(scene, status="in_progress")
    assert (made["status"], made["completed_at"]) == ("in_progress", None)
    path = f"{scene.path}/check-runs/{made['id']}"
    done = (await scene.call("PATCH", path, {"conclusion": "success"})).json()
    assert (done["status"], done["conclusion"]) == ("completed", "success")


async def test_a_listing_shows_the_newest_of_each_name_unless_all_are_asked_for(scene: Scene) -> None:
    first, second = await create(scene), await create(scene)
    path = f"{scene.path}/commits/{scene.pull.head_sha}/check-runs"
    latest = (await scene.call("GET", path)).json()
    assert [run["id"] for run in latest["check_runs"]] == [second["id"]]
    everything = (await scene.call("GET", f"{path}?filter=all&check_name=diffdiver/security")).json()
    assert {run["id"] for run in everything["check_runs"]} == {first["id"], second["id"]}


async def test_only_the_app_that_made_a_run_may_change_it(scene: Scene) -> None:
    made = await create(scene)
    scene.app = scene.github.create_app("Another")
    scene.installation = scene.github.install(scene.app, [scene.repository])
    scene.headers.clear()
    path = f"{scene.path}/check-runs/{made['id']}"
    assert (await scene.call("PATCH", path, {"conclusion": "success"})).status_code == 403


async def test_a_push_leaves_an_empty_suite_until_that_is_switched_off(scene: Scene) -> None:
    """https://docs.github.com/en/rest/checks/suites#update-repository-preferences-for-check-suites."""
    github, repository = scene.github, scene.repository
    github.commit(repository, "topic", {"one.txt": "1\n"})
    assert len(github.empty_suites(repository)) == 1
    body = {"auto_trigger_checks": [{"app_id": scene.app.id, "setting": False}]}
    assert (await scene.call("PATCH", f"{scene.path}/check-suites/preferences", body)).status_code == 200
    github.commit(repository, "topic", {"two.txt": "2\n"})
    assert len(github.empty_suites(repository)) == 1
