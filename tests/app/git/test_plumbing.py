"""Running git."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from app.errors import Retryable, UsageError
from app.git.errors import GitFailed, TooMuchOutput
from app.git.plumbing import Git, Limits, write_empty_repository
from app.git.remote import Remote
from tests.app.git.repositories import Repository


@pytest.fixture
def git(tmp_path: Path) -> Git:
    write_empty_repository(tmp_path / "r")
    return Git(tmp_path / "r")


async def test_the_environment_of_this_process_does_not_reach_git(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell alias prints what git's children see."""
    monkeypatch.setenv("GITHUB_PRIVATE_KEY", "canary")
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    seen = (await git.run("show-env", config={"alias.show-env": "!env"})).decode()
    assert "canary" not in seen
    assert "elsewhere" not in seen
    assert "HOME=/nonexistent" in seen


async def test_a_failure_carries_what_git_said(git: Git) -> None:
    with pytest.raises(GitFailed, match="Not a valid object name") as failed:
        await git.run("cat-file", "-p", "nope")
    assert failed.value.status == 128
    assert await git.run("config", "--get", "no.such", accept=(0, 1)) == b""


async def test_more_output_than_allowed_ends_the_command(git: Git) -> None:
    with pytest.raises(TooMuchOutput):
        await git.run("forever", config={"alias.forever": "!yes"}, limits=Limits(output_bytes=1_000))


async def test_a_command_that_takes_too_long_is_killed_with_its_children(git: Git, tmp_path: Path) -> None:
    """The alias starts a child that would hold the pipe open for a minute; the call returns at once."""
    async with asyncio.timeout(10):
        with pytest.raises(Retryable, match="longer than"):
            await git.run("hang", config={"alias.hang": "!sleep 60 & sleep 60"}, limits=Limits(seconds=0.2))


async def test_a_file_larger_than_allowed_is_not_written(git: Git) -> None:
    with pytest.raises(GitFailed):
        await git.run("hash-object", "-w", "--stdin", stdin=bytes(range(256)) * 400, limits=Limits(file_bytes=100))
    assert await git.run("count-objects") == b"0 objects, 0 kilobytes\n"


async def test_a_lot_of_input_and_output_does_not_block(git: Git) -> None:
    missing = b"0123456789" * 4 + b"\n"
    out = await git.run("cat-file", "--batch-check", stdin=missing * 20_000)
    assert out.count(b"missing\n") == 20_000


async def test_our_empty_repository_is_what_git_init_makes(git: Git, tmp_path: Path) -> None:
    made = Repository.create(tmp_path / "theirs", object_format="sha256")
    write_empty_repository(tmp_path / "ours", "sha256")
    theirs, ours = Git(made.path), Git(tmp_path / "ours")
    asked = ("rev-parse", "--is-bare-repository", "--show-object-format")
    assert await theirs.run(*asked) == await ours.run(*asked) == b"true\nsha256\n"
    assert await git.run(*asked) == b"true\nsha1\n"


def test_the_token_goes_to_its_own_host_only_and_is_in_no_repr() -> None:
    remote = Remote("https://git.example.invalid:8443/o/r.git", "ghs_canary")
    basic = base64.b64encode(b"x-access-token:ghs_canary").decode()
    key = "http.https://git.example.invalid:8443/.extraHeader"
    assert remote.config()[key] == f"Authorization: Basic {basic}"
    assert [name for name, value in remote.config().items() if basic in value] == [key]
    assert "canary" not in repr(remote)


def test_an_address_without_encryption_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        Remote("ssh://user:secret@example.invalid/o/r", None)
    assert "secret" not in str(refused.value)
