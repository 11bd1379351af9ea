"""Reading a repository: what GitHub says becomes our own values, with nothing lost on later pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.github.account import DatabaseAccount
from app.github.auth import AppAuth
from app.github.client import Client
from app.github.errors import NotFound, RateLimited, Unavailable
from app.github.limits import CONTENT_PER_MINUTE
from app.github.pace import CONCURRENT
from app.store.database import Database
from tests.app.github.conftest import Scene, settings_for
from tests.stand_in.rulesets import pull_requests


@pytest.fixture
async def client(scene: Scene, auth: AppAuth) -> AsyncIterator[Client]:
    async with auth.installation_client(scene.installation.id, scene.repository.id) as opened:
        yield opened


async def test_a_pull_request_becomes_the_reviews_noun(scene: Scene, client: Client) -> None:
    read = await client.pull_request(scene.name, 1)
    assert (read.repository_id, read.repository, read.number) == (scene.repository.id, "octo/shop", 1)
    assert (read.head_sha, read.base_sha) == (scene.pull.head_sha, scene.pull.base_sha)
    assert (read.base_ref, read.head_ref, read.default_branch) == ("main", "topic", "main")
    assert (read.author, read.author_is_bot, read.state, read.draft) == ("octocat", False, "open", False)
    assert not read.from_fork


async def test_a_pull_request_from_a_deleted_fork_without_words_is_read(scene: Scene, client: Client) -> None:
    fork = scene.github.fork(scene.repository, "contributor")
    pull = scene.github.open_pull_request(scene.repository, head_repository=fork, body=None)
    scene.github.delete_repository(fork)
    read = await client.pull_request(scene.name, pull.number)
    assert (read.body, read.head_repository_id, read.from_fork) == ("", None, True)


async def test_the_merge_base_is_named_by_github(scene: Scene, client: Client) -> None:
    scene.github.commit(scene.repository, "main", {"d.py": "meanwhile\n"})
    base = scene.github.sha(scene.repository, "main")
    assert await client.merge_base(scene.name, base, scene.pull.head_sha) == scene.pull.merge_base


async def test_the_merge_base_with_a_forks_head_is_found(scene: Scene, client: Client) -> None:
    fork = scene.github.fork(scene.repository, "contributor")
    scene.github.commit(fork, "idea", {"e.py": "new\n"}, parent=scene.github.sha(fork, "main"))
    pull = scene.github.open_pull_request(scene.repository, head="idea", head_repository=fork)
    assert await client.merge_base(scene.name, pull.base_sha, pull.head_sha, "contributor") == pull.merge_base


async def test_a_commit_that_is_gone_is_not_found(scene: Scene, client: Client) -> None:
    with pytest.raises(NotFound):
        await client.merge_base(scene.name, scene.pull.base_sha, "f" * 40)


async def test_a_file_is_read_as_bytes_at_a_commit(scene: Scene, client: Client) -> None:
    sha = scene.github.commit(scene.repository, "main", {"a dir/ü#?%.bin": b"\xff\x00raw"})
    assert await client.file(scene.name, "a dir/ü#?%.bin", sha) == b"\xff\x00raw"


async def test_a_file_that_is_not_there_is_none(scene: Scene, client: Client) -> None:
    assert await client.file(scene.name, ".github/diffdiver.yml", "main") is None


async def test_comments_on_later_pages_are_read(scene: Scene, client: Client) -> None:
    for number in range(205):
        scene.github.comment(scene.pull, f"chat {number}")
    read = await client.issue_comments(scene.name, 1)
    assert [comment.body for comment in read] == [f"chat {number}" for number in range(205)]


async def test_check_runs_are_only_those_of_the_app_asked_for(scene: Scene, client: Client) -> None:
    body = {"name": "n", "head_sha": scene.pull.head_sha, "external_id": "key", "status": "in_progress"}
    made = await client.create_check_run(scene.name, body)
    assert [run.id for run in await client.check_runs(scene.name, scene.pull.head_sha, scene.app.id)] == [made.id]
    assert await client.check_runs(scene.name, scene.pull.head_sha, scene.app.id + 1) == ()


async def test_an_installation_lists_its_repositories(scene: Scene, auth: AppAuth) -> None:
    async with auth.installation_client(scene.installation.id, None) as client:
        (found,) = await client.repositories()
    assert (found.id, found.full_name) == (scene.repository.id, "octo/shop")
    assert scene.github.requests[0].body == {"permissions": {"metadata": "read"}}


async def test_open_pull_requests_and_those_with_a_commit_are_listed(scene: Scene, client: Client) -> None:
    assert [pull.number for pull in await client.open_pull_requests(scene.name)] == [1]
    assert [pull.number for pull in await client.pull_requests_with(scene.name, scene.pull.head_sha)] == [1]


async def test_whether_conversations_must_be_resolved_is_read_of_the_rules_of_that_very_branch(
    scene: Scene, client: Client
) -> None:
    unlike = {"type": "deletion"}
    others = {"type": "required_status_checks", "parameters": {"required_status_checks": [{"context": "build"}]}}
    scene.github.add_ruleset(scene.repository, unlike, others, pull_requests(resolved=False))
    assert not await client.threads_must_be_resolved(scene.name, "main")
    scene.github.add_ruleset(scene.repository, pull_requests(resolved=True), branches=("release/*",))
    scene.github.add_ruleset(scene.repository, pull_requests(resolved=True), enforcement="evaluate")
    start = len(scene.github.requests)
    assert not await client.threads_must_be_resolved(scene.name, "main")
    assert await client.threads_must_be_resolved(scene.name, "release/1.0")
    assert scene.asked(start) == ["GET repos/get-branch-rules"] * 2
    assert scene.github.faults_found == []


async def test_a_users_permission_comes_with_the_users_number(scene: Scene, client: Client) -> None:
    scene.repository.collaborators["helper"] = "write"
    helper = scene.github.world.account("helper")
    read = await client.permission(scene.name, "helper")
    assert read.user is not None
    assert (read.permission, read.user.id) == ("write", helper.id)


async def test_the_app_finds_its_installation_by_repository(scene: Scene, auth: AppAuth) -> None:
    async with auth.app_client() as app:
        found = await app.repository_installation(scene.name)
        assert [one.id for one in await app.installations()] == [scene.installation.id]
        assert await app.repository_installation("octo/elsewhere") is None
    assert found is not None
    assert found.id == scene.installation.id


async def test_failed_deliveries_are_found_past_the_first_page_and_sent_again(scene: Scene, auth: AppAuth) -> None:
    for _ in range(105):
        await scene.github.deliver("pull_request", "opened", pull_request=scene.pull, lost=True)
    async with auth.app_client() as app:
        found = [delivery async for delivery in app.deliveries()]
        await app.redeliver(found[-1].id)
    assert len(found) == 105
    assert [delivery.redelivery for delivery in scene.github.deliveries[105:]] == [True]


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"null", b""])
async def test_an_answer_that_is_not_githubs_is_not_believed(scene: Scene, client: Client, body: bytes) -> None:
    scene.github.fault("GET", "/pulls/1$", status=200, body=body, times=None)
    with pytest.raises(Unavailable, match="not as described"):
        await client.pull_request(scene.name, 1)


@pytest.mark.slow
async def test_comments_are_held_back_before_github_has_to_refuse(scene: Scene, database: Database) -> None:
    """The 81st comment in a minute is not sent by any worker: the job goes back to the queue until there is room."""
    workers = [AppAuth(settings_for(scene.github, scene.app), DatabaseAccount(database)) for _ in range(2)]
    for number in range(CONTENT_PER_MINUTE):
        async with workers[number % 2].installation_client(scene.installation.id, scene.repository.id) as client:
            await client.create_comment(scene.name, 1, "text")
    async with workers[0].installation_client(scene.installation.id, scene.repository.id) as client:
        start = len(scene.github.requests)
        with pytest.raises(RateLimited) as caught:
            await client.create_comment(scene.name, 1, "text")
        with pytest.raises(RateLimited):
            await client.room(1)
    assert len(scene.github.requests) == start
    assert caught.value.after is not None
    assert 10 < caught.value.after <= 70


async def test_what_github_tells_one_worker_to_wait_no_other_breaks(scene: Scene, database: Database) -> None:
    scene.github.fault("GET", "/pulls/1$", status=429, retry_after=30)
    one, other = (AppAuth(settings_for(scene.github, scene.app), DatabaseAccount(database)) for _ in range(2))
    async with one.installation_client(scene.installation.id, scene.repository.id) as client:
        with pytest.raises(RateLimited) as told:
            await client.pull_request(scene.name, 1)
    assert told.value.after == 30
    async with other.installation_client(scene.installation.id, scene.repository.id) as client:
        start = len(scene.github.requests)
        with pytest.raises(RateLimited) as kept:
            await client.pull_request(scene.name, 1)
    assert kept.value.after is not None
    assert 25 < kept.value.after <= 30
    assert [one.path for one in scene.github.requests[start:] if "/pulls/" in one.path] == []


async def test_the_last_requests_of_the_hour_are_left_alone(scene: Scene, auth: AppAuth) -> None:
    scene.github.world.limits.primary = 20
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        while scene.github.world.limits.state(scene.installation.id)["remaining"] != 2:
            await client.pull_request(scene.name, 1)
        with pytest.raises(RateLimited) as caught:
            await client.pull_request(scene.name, 1)
    assert caught.value.after is not None
    assert caught.value.after > 3000
    assert scene.github.world.limits.state(scene.installation.id)["remaining"] == 2


async def test_so_many_requests_and_no_more_are_under_way_at_once(scene: Scene, auth: AppAuth) -> None:
    scene.github.fault("GET", "/pulls/1$", times=None, delay=0.05)
    most = 0

    async def ask(client: Client) -> None:
        nonlocal most
        await client.pull_request(scene.name, 1)
        most = max(most, scene.github.world.limits.running(scene.installation.id))

    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        await asyncio.gather(*(ask(client) for _ in range(3 * CONCURRENT)))
    assert 2 <= most <= CONCURRENT
