"""A standing stand-in is driven over HTTP by another process, with a repository of the user's."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import orjson
import pytest

from tests.stand_in import git
from tests.stand_in.commits import commit
from tests.stand_in.control import Controlled
from tests.stand_in.github import GitHubStandIn

TREE = Path(__file__).parent.parent.parent


@pytest.fixture
async def standing(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Start the stand-in as `make demo` does."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.stand_in", "--root", str(tmp_path / "standing"), "--until-eof",
        cwd=TREE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdin is not None
    coordinates = orjson.loads(await child.stdout.readline())
    async with httpx.AsyncClient(base_url=f"{coordinates['control_url']}/", verify=False) as http:
        yield http
    child.stdin.close()
    assert await child.wait() == 0


@pytest.fixture
async def controlled(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the same control from this process, which starts sooner."""
    github = GitHubStandIn(tmp_path / "github")
    server = github.start(0, Controlled(github))
    async with httpx.AsyncClient(base_url=f"{server.url}/_control/", verify=False) as http:
        yield http
    server.stop()


def everything_in(path: Path) -> list[tuple[Path, int]]:
    """List a folder with the times of its last changes."""
    return sorted((p, p.stat().st_mtime_ns) for p in path.rglob("*"))


@pytest.fixture
def users(tmp_path: Path) -> Path:
    """Make a repository of a user's with three commits."""
    path = tmp_path / "users.git"
    git.create(path, "main")
    for n in range(3):
        commit(path, "main", {"a.py": f"x = {n}\n"})
    return path


@pytest.mark.slow
async def test_a_pull_request_is_opened_from_a_users_repository(standing: httpx.AsyncClient, users: Path) -> None:
    before = everything_in(users)
    app = (await standing.post("apps", json={"webhook_url": "http://127.0.0.1:9/webhook"})).json()
    assert app["pem"].startswith("-----BEGIN RSA")
    asked = {"full_name": "you/users", "path": str(users), "base": "main~1", "head": "main"}
    made = (await standing.post("repositories", json=asked)).json()
    assert made["head_sha"] == git.resolve(users, "refs/heads/main")
    await standing.post("installations", json={"app_id": app["id"], "repositories": ["you/users"]})
    pull = (
        await standing.post("pull_requests", json={"repository": "you/users", "base": "main", "head": "topic"})
    ).json()
    assert (pull["number"], pull["changed_files"]) == (1, 1)
    event = {"event": "pull_request", "action": "opened", "repository": "you/users", "number": 1}
    assert (await standing.post("deliveries", json=event)).json()["status"] == "failed to connect to host"
    posted = (await standing.get("posted", params={"repository": "you/users", "number": 1})).json()
    assert (posted["comments"], posted["check_runs"], posted["faults_found"]) == ([], [], [])
    assert everything_in(users) == before


async def test_a_revision_that_is_not_there_is_named(controlled: httpx.AsyncClient, users: Path) -> None:
    asked = {"full_name": "you/users", "path": str(users), "base": "nothing", "head": "main"}
    answer = await controlled.post("repositories", json=asked)
    assert answer.status_code == 422
    assert "has no commit nothing" in answer.json()["message"]


async def test_a_shallow_work_tree_will_do(controlled: httpx.AsyncClient, users: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    command = ["git", "clone", "-q", "--depth=2", f"file://{users}", str(clone)]
    assert await (await asyncio.create_subprocess_exec(*command)).wait() == 0
    asked = {"full_name": "you/users", "path": str(clone), "base": "HEAD~1", "head": "HEAD"}
    assert (await controlled.post("repositories", json=asked)).status_code == 200
    pull = (
        await controlled.post("pull_requests", json={"repository": "you/users", "base": "main", "head": "topic"})
    ).json()
    assert (pull["additions"], pull["deletions"]) == (1, 1)


async def test_an_enterprise_server_answers_below_api_v3(tmp_path: Path) -> None:
    async with GitHubStandIn.running(tmp_path, enterprise=True) as github:
        assert github.api_url.endswith("/api/v3")
        async with httpx.AsyncClient(verify=False) as http:
            assert (await http.get(f"{github.api_url}/rate_limit")).status_code == 401
            assert (await http.get(f"{github.url}/rate_limit")).status_code == 404
            assert (await http.post(github.graphql_url, json={"query": "query{viewer{login}}"})).status_code == 401
