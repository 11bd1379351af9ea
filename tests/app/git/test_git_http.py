"""The git server that the tests and the GitHub stand-in serve repositories with."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.app.git.conftest import TOKEN, Server
from tests.app.git.repositories import ENVIRONMENT, Repository


def git(*args: str, trace: bool = False) -> subprocess.CompletedProcess[str]:
    extra = {"GIT_TERMINAL_PROMPT": "0", **({"GIT_TRACE_CURL": "1"} if trace else {})}
    return subprocess.run(["git", *args], env={**ENVIRONMENT, **extra}, capture_output=True, text=True)


@pytest.mark.slow
def test_an_ordinary_clone_works_and_speaks_protocol_two(server: Server, served: Repository, tmp_path: Path) -> None:
    head = served.commit({f"{n}.py": b"%d\n" % n for n in range(300)})
    served.point("refs/heads/main", head)
    url = f"http://127.0.0.1:{server.port}/t/{served.path.stem}"
    cloned = git("clone", url + ".git", str(tmp_path / "a"), trace=True)
    assert cloned.returncode == 0, cloned.stderr
    assert (tmp_path / "a" / "299.py").read_text() == "299\n"
    assert "git-protocol: version=2" in cloned.stderr.lower()
    assert git("clone", "-q", url, str(tmp_path / "b")).returncode == 0


def test_a_large_request_comes_gzipped_and_is_understood(server: Server, served: Repository, tmp_path: Path) -> None:
    """git compresses a request of more than 1,024 bytes: here the wants of a hundred blobs."""
    blobs = [served.blob(b"%d\n" % n) for n in range(100)]
    target = Repository.create(tmp_path / "r")
    url = f"http://127.0.0.1:{server.port}/t/{served.path.stem}.git"
    target.git("-c", "protocol.version=2", "fetch", "-q", "--stdin", url, stdin="\n".join(blobs).encode())
    assert target.git("cat-file", "blob", blobs[99]) == "99"


@pytest.mark.parametrize(("token", "status", "said"), [("other", 0, "terminal prompts disabled"), (None, 403, "403")])
def test_who_is_refused_gets_the_status(
    server: Server, served: Repository, tmp_path: Path, token: str | None, status: int, said: str
) -> None:
    server.token, server.refusals = (TOKEN if token else None), ([status] if status else [])
    refused = git("clone", f"http://127.0.0.1:{server.port}/t/{served.path.stem}.git", str(tmp_path / "a"))
    assert refused.returncode != 0
    assert said in refused.stderr


def test_nothing_can_be_pushed_and_no_other_path_is_served(server: Server, served: Repository) -> None:
    served.point("refs/heads/main", served.commit({"a": b"1\n"}))
    url = f"http://127.0.0.1:{server.port}/t/{served.path.stem}.git"
    assert "not found" in git(f"--git-dir={served.path}", "push", url, "main:other").stderr
    assert git("ls-remote", f"http://127.0.0.1:{server.port}/t/../{served.path.name}").returncode != 0
