"""Fetching: what the server refuses, what is too large, what must not leak, what is left behind."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from app.errors import Retryable, Terminal, UsageError
from app.git.errors import StaleToken
from app.git.reading import ReadLimits
from app.git.remote import Remote
from app.git.scratch import FetchLimits, Scratch
from review.diff.change import read_diff
from review.models import FetchedChange
from tests.app.git.conftest import TOKEN, Server
from tests.app.git.repositories import Repository


async def fetched(parent: Path, remote: Remote, base: str, head: str) -> FetchedChange:
    async with Scratch.open(parent, remote) as scratch:
        return await scratch.change(base, head)


async def test_a_commit_that_was_force_pushed_away_is_terminal(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    served.point("refs/heads/main", base)
    with pytest.raises(Terminal, match="force-pushed"):
        await fetched(tmp_path, remote, base, "f" * 40)


@pytest.mark.parametrize("sha", ["", "HEAD", "--upload-pack=touch x", "refs/heads/main", "a" * 39])
async def test_only_a_whole_commit_id_is_ever_asked_for(remote: Remote, tmp_path: Path, sha: str) -> None:
    with pytest.raises(Terminal, match="not a commit id"):
        await fetched(tmp_path, remote, "a" * 40, sha)


async def test_a_stale_token_is_told_apart_and_a_new_one_works(
    served: Repository, server: Server, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    head = served.commit({"a.py": b"two\n"}, base)
    served.point("refs/heads/main", head)
    server.token = TOKEN
    with pytest.raises(StaleToken):
        await fetched(tmp_path, server.remote(f"t/{served.path.stem}", token="ghs_old"), base, head)
    assert (await fetched(tmp_path, server.remote(f"t/{served.path.stem}"), base, head)).counts


@pytest.mark.parametrize(("status", "error"), [(500, Retryable), (502, Retryable), (429, Retryable), (403, Terminal)])
async def test_a_refusing_server_says_whether_to_come_back(
    server: Server, remote: Remote, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    server.refusals = [status] * 4
    with pytest.raises(error) as raised:
        await fetched(tmp_path, remote, "a" * 40, "b" * 40)
    assert not isinstance(raised.value, StaleToken)


async def test_an_unreachable_server_is_worth_another_try(tmp_path: Path) -> None:
    with pytest.raises(Retryable, match="could not be reached"):
        await fetched(tmp_path, Remote("http://127.0.0.1:9/o/r.git", TOKEN, allow_http=True), "a" * 40, "b" * 40)


async def test_a_missing_repository_is_terminal(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Terminal, match="not found"):
        await fetched(tmp_path, server.remote("no/such"), "a" * 40, "b" * 40)


def test_plain_http_is_refused_unless_asked_for() -> None:
    with pytest.raises(UsageError, match="https"):
        Remote("http://user:pw@example.invalid/o/r.git", TOKEN)


@pytest.mark.slow
async def test_a_file_larger_than_the_cap_is_named_and_the_rest_is_read(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    served.git("config", "core.compression", "0")
    huge = os.urandom(3 << 19)
    files = {"a.py": b"two\n", "huge.dat": huge, **{f"f{n}.py": b"x %d\n" % n for n in range(20)}}
    head = served.commit(files, base)
    served.point("refs/heads/main", head)
    limits = FetchLimits(pack_bytes=1 << 20)
    async with Scratch.open(tmp_path, remote, fetching=limits) as scratch:
        change = await scratch.change(base, head)
        leftovers = list((scratch.git.directory / "objects" / "pack").glob("tmp_*"))
    assert set(change.unread) == {"huge.dat"}
    assert len(change.counts) == 21
    assert {c.path for c in change.tree} == set(files)
    assert leftovers == []
    assert read_diff(change).broken == {}


@pytest.mark.slow
async def test_a_sixty_megabyte_file_is_cut_off_by_the_standard_limits(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    served.git("config", "core.compression", "0")
    head = served.commit({"a.py": b"two\n", "huge.dat": os.urandom(60 << 20)}, base)
    served.point("refs/heads/main", head)
    change = await fetched(tmp_path, remote, base, head)
    assert set(change.unread) == {"huge.dat"}
    assert change.counts == {"a.py": (1, 1)}


@pytest.mark.slow
async def test_when_the_tries_are_used_up_the_rest_is_named(served: Repository, remote: Remote, tmp_path: Path) -> None:
    base = served.commit({"a.py": b"one\n"})
    head = served.commit({"a.py": b"one\n"} | {f"{n}.dat": os.urandom(1 << 18) for n in range(8)}, base)
    served.point("refs/heads/main", head)
    limits = FetchLimits(pack_bytes=1 << 16, tries=4)
    async with Scratch.open(tmp_path, remote, fetching=limits) as scratch:
        change = await scratch.change(base, head)
    assert set(change.unread) == {f"{n}.dat" for n in range(8)}


async def test_a_text_above_the_reading_limit_is_named_and_a_binary_one_is_only_known_as_such(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    head = served.commit({"a.py": b"two\n", "text": b"word\n" * 3_000, "image": b"\0" + b"x" * 15_000}, base)
    served.point("refs/heads/main", head)
    async with Scratch.open(tmp_path, remote, reading=ReadLimits(file_bytes=10_000)) as scratch:
        change = await scratch.change(base, head)
    assert set(change.unread) == {"text"}
    assert change.counts == {"a.py": (1, 1), "image": None}
    assert len(change.sources["image"].head or b"") == 8_000
    assert read_diff(change).broken == {}


async def test_the_token_is_on_no_command_line_and_on_no_disk(
    served: Repository, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrapper named git, found first on PATH, writes down every argument list that it is started with."""
    base = served.commit({"a.py": b"one\n"})
    head = served.commit({"a.py": b"two\n"}, base)
    served.point("refs/heads/main", head)
    server.token = TOKEN
    log = tmp_path / "argv"
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\ntr "\\0" " " < /proc/$$/cmdline >> {log}\nexec /usr/bin/git "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    work = tmp_path / "work"
    work.mkdir()
    async with Scratch.open(work, server.remote(f"t/{served.path.stem}")) as scratch:
        await scratch.change(base, head)
        on_disk = b"".join(file.read_bytes() for file in work.rglob("*") if file.is_file())
    argv = log.read_text()
    assert "fetch" in argv
    assert "diff-tree" in argv
    for secret in (TOKEN, "Authorization", "Basic", "127.0.0.1"):
        assert secret not in argv
        assert secret.encode() not in on_disk
    assert os.listdir(work) == []


async def test_cancelling_a_review_kills_its_git_and_removes_its_repository(tmp_path: Path) -> None:
    connected, closed = asyncio.Event(), asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set()
        await reader.read()
        writer.close()
        closed.set()

    silent = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    remote = Remote(f"http://127.0.0.1:{port}/o/r.git", None, allow_http=True)
    review = asyncio.create_task(fetched(tmp_path, remote, "a" * 40, "b" * 40))
    await connected.wait()
    review.cancel()
    with pytest.raises(asyncio.CancelledError):
        await review
    await asyncio.wait_for(closed.wait(), 5)
    silent.close()
    await silent.wait_closed()
    assert os.listdir(tmp_path) == []
    assert not [line for line in _command_lines() if str(tmp_path).encode() in line]


def _command_lines() -> list[bytes]:
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes())
        except OSError:
            continue
    return lines
