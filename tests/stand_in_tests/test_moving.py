"""Repositories that move, and commits of the merge queue, as GitHub shows them."""

from __future__ import annotations

from tests.stand_in import git
from tests.stand_in_tests.conftest import Scene


async def test_an_old_name_redirects_to_the_number_until_another_takes_it(scene: Scene) -> None:
    old = scene.path
    scene.github.rename(scene.repository, f"{scene.repository.owner.login}/other-name")
    moved = await scene.call("GET", f"{old}/pulls/{scene.pull.number}")
    assert moved.status_code == 301
    location = moved.headers["location"].removeprefix(scene.github.api_url)
    assert location == f"/repositories/{scene.repository.id}/pulls/{scene.pull.number}"
    assert (await scene.call("GET", location)).json()["number"] == scene.pull.number
    scene.github.add_repository(old.removeprefix("/repos/"), files={"a": "b"})
    assert (await scene.call("GET", old)).status_code == 404


async def test_an_entry_of_the_queue_is_a_branch_with_a_merge_commit(scene: Scene) -> None:
    github, pull = scene.github, scene.pull
    first = github.queue(pull)
    second = github.queue(pull, behind=first)
    path = scene.repository.path
    assert git.resolve(path, first.ref) == first.head_sha
    parents = git.line(path, "rev-parse", f"{second.head_sha}^1", f"{second.head_sha}^2").split()
    assert parents == [first.head_sha, pull.head_sha]
    github.destroy(first)
    assert git.resolve(path, "refs/heads/" + first.ref) is None
    assert f"pr-{pull.number}" not in git.git(path, "for-each-ref", first.ref).decode()
