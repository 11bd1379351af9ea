"""Git over smart HTTP takes installation tokens and serves partial, shallow fetches."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from tests.stand_in.git import create, git
from tests.stand_in_tests.conftest import Scene


async def fetch(scene: Scene, target: Path, token: str | None, *refs: str) -> int:
    """Fetch as Diffdiver does and return git's exit status."""
    create(target, "main")
    header = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    extra = ["-c", f"http.extraHeader=Authorization: Basic {header}"] if token else []
    url = f"{scene.github.url}/{scene.repository.full_name}.git"
    child = await asyncio.create_subprocess_exec(
        "git", *extra, f"--git-dir={target}", "fetch", "-q", "--depth=1", "--filter=blob:none", url, *refs,
        env={"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent"},
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return await child.wait()


async def test_a_token_fetches_commits_and_pull_request_heads(scene: Scene, tmp_path: Path) -> None:
    refs = (scene.pull.merge_base, "refs/pull/1/head:refs/heads/x")
    assert await fetch(scene, tmp_path / "clone", await scene.token(), *refs) == 0
    assert git(tmp_path / "clone", "rev-parse", "x").decode().strip() == scene.pull.head_sha


async def test_a_private_repository_is_closed_without_a_live_token(scene: Scene, tmp_path: Path) -> None:
    token = await scene.token()
    assert await fetch(scene, tmp_path / "a", None, scene.pull.head_sha) == 128
    scene.github.expire_tokens()
    assert await fetch(scene, tmp_path / "b", token, scene.pull.head_sha) == 128
    assert {r.status for r in scene.github.requests if r.operation == "git"} == {401}


async def test_a_token_without_contents_is_refused(scene: Scene, tmp_path: Path) -> None:
    token = await scene.token(permissions={"pull_requests": "write"})
    assert await fetch(scene, tmp_path / "a", token, scene.pull.head_sha) == 128
    assert scene.github.requests[-1].status == 403


@pytest.mark.parametrize("status", [500, 404])
async def test_git_can_be_made_to_fail_by_rule(scene: Scene, tmp_path: Path, status: int) -> None:
    scene.github.fault(None, r"\.git/info/refs", status=status)
    assert await fetch(scene, tmp_path / "a", await scene.token(), scene.pull.head_sha) == 128
    assert scene.github.requests[-1].status == status
