"""What git shows of the merge queue is read strictly: a branch is an entry only if it is named as GitHub names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Retryable
from app.git.merge_queue import Entry, entries
from app.git.plumbing import Git, write_empty_repository
from app.git.remote import Remote
from tests.stand_in import git
from tests.stand_in.auth import issue
from tests.stand_in.fixtures import github
from tests.stand_in.github import GitHubStandIn

__all__ = ["github"]
BASE = "b" * 40
QUEUE = "refs/heads/gh-readonly-queue"


@pytest.fixture
def local(tmp_path: Path) -> Git:
    write_empty_repository(tmp_path / "local")
    return Git(tmp_path / "local")


async def read(github: GitHubStandIn, local: Git, names: list[str]) -> tuple[tuple[Entry, ...], str]:
    """Return the entries of a repository with branches of these names, and the commit that they all point to."""
    app = github.create_app()
    repository = github.add_repository("octo/shop", files={"a": "b"})
    installation = github.install(app, [repository])
    sha = github.sha(repository, "main")
    for name in names:
        git.set_ref(repository.path, f"{QUEUE}/{name}", sha)
    token = issue(github.world, installation, {"contents": "read"}, None).value
    remote = Remote(f"{github.url}/octo/shop.git", token, allow_http=True)
    return await entries(local, remote), sha


async def test_entries_carry_the_base_branch_the_number_and_the_commit(github: GitHubStandIn, local: Git) -> None:
    found, sha = await read(github, local, [f"main/pr-7-{BASE}", f"release/1.0/pr-12-{BASE}"])
    assert set(found) == {Entry("main", 7, sha), Entry("release/1.0", 12, sha)}


async def test_other_names_are_no_entries(github: GitHubStandIn, local: Git) -> None:
    hostile = ["main/x", f"main/pr-0-{BASE}", f"main/pr--1-{BASE}", "main/pr-7-abc", f"pr-7-{BASE}", f"m/pr-7-{BASE}x"]
    assert (await read(github, local, hostile))[0] == ()


async def test_a_server_that_cannot_be_reached_is_tried_again_later(local: Git) -> None:
    with pytest.raises(Retryable):
        await entries(local, Remote("http://127.0.0.1:9/octo/shop.git", None, allow_http=True))
