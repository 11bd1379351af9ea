"""What commits before the head added: read by real git from a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.git.commits import HistoryLimits, read_history
from app.git.remote import Remote
from app.git.scratch import Scratch
from review.models import History
from tests.app.git.conftest import Server
from tests.app.git.repositories import Repository


async def past(parent: Path, remote: Remote, base: str, head: str, limits: HistoryLimits | None = None) -> History:
    async with Scratch.open(parent, remote) as scratch:
        await scratch.change(base, head)
        return await read_history(scratch.git, remote, (base, head), "main", limits)


def three_commits(served: Repository) -> tuple[str, str, str, str]:
    """Make a change whose first commit adds a line that its second takes out; main has moved on meanwhile."""
    base = served.commit({"a.py": b"one\n", "b.py": b"b\n"})
    first = served.commit({"a.py": b"one\nleaked\n", "b.py": b"b\n"}, base)
    second = served.commit({"a.py": b"one\n", "b.py": b"b\n"}, first)
    head = served.commit({"a.py": b"one\n", "b.py": b"b2\n"}, second)
    served.point("refs/heads/main", served.commit({"a.py": b"main\n"}, base))
    served.point("refs/pull/1/head", head)
    return base, first, second, head


async def test_a_line_that_was_added_and_removed_again_is_read_with_its_commit_path_and_number(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base, first, _, head = three_commits(served)
    history = await past(tmp_path, remote, base, head)
    assert [(one.commit, one.path, one.lines) for one in history.past] == [(first, "a.py", ((2, "leaked"),))]
    assert history.unread == ""


async def test_a_change_of_one_commit_costs_no_fetch(
    served: Repository, remote: Remote, server: Server, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    head = served.commit({"a.py": b"two\n"}, base)
    served.point("refs/heads/main", base)
    served.point("refs/pull/1/head", head)
    async with Scratch.open(tmp_path, remote) as scratch:
        await scratch.change(base, head)
        before = server.requests
        read = await read_history(scratch.git, remote, (base, head), "main")
        assert (read.past, read.unread, read.authors) == ((), "", (("A", "a@example.invalid"),))
        assert server.requests == before


@pytest.mark.slow
async def test_more_commits_than_are_read_is_said(served: Repository, remote: Remote, tmp_path: Path) -> None:
    base, _, _, head = three_commits(served)
    assert "more than 2 commits" in (await past(tmp_path, remote, base, head, HistoryLimits(commits=2))).unread


@pytest.mark.slow
async def test_a_server_that_refuses_leaves_the_review_going_on(
    served: Repository, remote: Remote, server: Server, tmp_path: Path
) -> None:
    base, _, _, head = three_commits(served)
    async with Scratch.open(tmp_path, remote) as scratch:
        await scratch.change(base, head)
        server.refusals = [500] * 8
        history = await read_history(scratch.git, remote, (base, head), "main")
    assert history.past == ()
    assert "could not be read" in history.unread
