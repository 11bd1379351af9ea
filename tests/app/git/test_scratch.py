"""One review's throw-away repository."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.errors import Terminal
from app.git.local import LocalRepository
from app.git.remote import Remote
from app.git.scratch import Scratch
from review.diff.change import read_diff
from review.models import FetchedChange, FileStatus
from tests.app.git.conftest import Server
from tests.app.git.repositories import File, Repository

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 12345\n"
ODD_PATHS = (
    "new\nline",
    "ta\tb",
    'quo"te',
    "back\\slash",
    "caf\udce9",
    "über ✓.py",
    "-rf.py",
    " lead and trail ",
    "a b/b a",
    "c\rr",
    "\x01\x7f",
)


async def fetched(parent: Path, remote: Remote, base: str, head: str) -> FetchedChange:
    async with Scratch.open(parent, remote) as scratch:
        return await scratch.change(base, head)


async def test_a_change_arrives_with_tree_patch_counts_and_sources(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\ntwo\n", "same.py": b"same\n", "gone.py": b"bye\n"})
    head = served.commit({"a.py": b"one\n2\n", "same.py": b"same\n", "new.py": b"hello\n"}, base)
    served.point("refs/heads/main", head)
    change = await fetched(tmp_path, remote, base, head)
    assert [(c.path, c.status) for c in change.tree] == [
        ("a.py", FileStatus.MODIFIED),
        ("gone.py", FileStatus.REMOVED),
        ("new.py", FileStatus.ADDED),
    ]
    assert change.counts == {"a.py": (1, 1), "gone.py": (0, 1), "new.py": (1, 0)}
    assert (change.sources["a.py"].base, change.sources["a.py"].head) == (b"one\ntwo\n", b"one\n2\n")
    assert (change.sources["gone.py"].head, change.sources["new.py"].base) == (None, None)
    assert change.unread == {}
    assert read_diff(change).broken == {}


async def test_renames_modes_binaries_links_submodules_and_lfs_pointers_are_what_git_says(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    text = b"".join(b"line %d\n" % n for n in range(50))
    base = served.commit(
        {
            "dir/old.py": text,
            "run.sh": b"#!/bin/sh\n",
            "image.png": b"\x89PNG\0" + bytes(range(200)),
            "target": b"content\n",
            "sub": ("160000", b"1" * 40),
            "large.bin": b"small\n",
        }
    )
    head = served.commit(
        {
            "dir/new.py": text + b"more\n",
            "run.sh": ("100755", b"#!/bin/sh\n"),
            "image.png": b"\x89PNG\0" + bytes(range(100)),
            "target": ("120000", b"/proc/self/environ"),
            "sub": ("160000", b"2" * 40),
            "large.bin": LFS,
        },
        base,
    )
    served.point("refs/heads/main", head)
    change = await fetched(tmp_path, remote, base, head)
    by_path = {c.path: c for c in change.tree}
    assert (by_path["dir/new.py"].status, by_path["dir/new.py"].old_path) == (FileStatus.RENAMED, "dir/old.py")
    assert (by_path["run.sh"].status, by_path["run.sh"].new_mode) == (FileStatus.CHANGED, "100755")
    assert (by_path["target"].status, by_path["target"].new_mode) == (FileStatus.CHANGED, "120000")
    assert by_path["sub"].new_mode == "160000"
    assert "sub" not in change.sources
    assert change.sources["dir/new.py"].base == text
    assert change.sources["target"].head == b"/proc/self/environ"
    assert change.sources["large.bin"].head == LFS
    assert change.counts["image.png"] is None
    parsed = read_diff(change)
    assert parsed.broken == {}
    assert {f.path: f.binary for f in parsed.diff.files}["image.png"]


async def test_paths_with_any_byte_and_files_of_any_encoding_survive(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit(dict.fromkeys(ODD_PATHS, b"x\n"))
    contents = [b"caf\xe9\n", b"\xff\xfea\0\n\0", "ü\u2028ü\n".encode(), b"a\rb\x0c\n", b"no newline", b"\r\n", b""]
    head = served.commit({path: contents[n % len(contents)] for n, path in enumerate(ODD_PATHS)}, base)
    served.point("refs/heads/main", head)
    change = await fetched(tmp_path, remote, base, head)
    assert {c.path for c in change.tree} == set(ODD_PATHS)
    for number, path in enumerate(ODD_PATHS):
        assert change.sources[path].head == contents[number % len(contents)]
    parsed = read_diff(change)
    assert parsed.broken == {}
    assert len(parsed.diff.files) == len(ODD_PATHS)


async def test_attributes_config_and_hooks_in_the_change_are_not_obeyed(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    base = served.commit({"a.py": b"one\n"})
    hostile: dict[str, File] = {
        "a.py": b"two\n",
        ".gitattributes": b"* -diff diff=evil filter=evil\n*.py binary\n",
        "config": f'[core]\n\tfsmonitor = "touch {canary}"\n[diff "evil"]\n\tcommand = touch {canary}\n'.encode(),
        "HEAD": b"ref: refs/heads/main\n",
        "objects/info/.keep": b"",
        "refs/heads/.keep": b"",
        "hooks/post-checkout": ("100755", f"#!/bin/sh\ntouch {canary}\n".encode()),
        ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::touch {canary}\n'.encode(),
    }
    head = served.commit(hostile, base)
    served.point("refs/heads/main", head)
    change = await fetched(tmp_path, remote, base, head)
    assert change.counts["a.py"] == (1, 1)
    assert not canary.exists()
    assert {c.path for c in change.tree} == set(hostile)


async def test_an_equal_base_and_head_is_an_empty_change(served: Repository, remote: Remote, tmp_path: Path) -> None:
    head = served.commit({"a.py": b"one\n"})
    served.point("refs/heads/main", head)
    change = await fetched(tmp_path, remote, head, head)
    assert (change.tree, change.patch, dict(change.unread)) == ((), b"", {})


async def test_a_fork_whose_repository_is_gone_is_read_through_the_pull_requests_ref(
    served: Repository, server: Server, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    head = served.commit({"a.py": b"two\n"}, base)
    served.point("refs/heads/main", base)
    served.point("refs/pull/7/head", head)
    change = await fetched(tmp_path, server.remote(f"t/{served.path.stem}"), base, head)
    assert change.counts == {"a.py": (1, 1)}


async def test_a_server_that_gives_nothing_by_id_is_asked_for_the_refs(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    head = served.commit({"a.py": b"two\n"}, base)
    served.point("refs/heads/main", base)
    served.point("refs/pull/7/head", head)
    async with Scratch.open(tmp_path, Remote(remote.url, None, True, ("refs/pull/7/head", "refs/heads/main"))) as one:
        await one._fetch(one.remote.refs, depth=1)
        assert await one._present([base, head]) == {base, head}
        with pytest.raises(Terminal, match="no longer"):
            await one.change(base, "1" * 40)


async def test_a_path_that_git_refuses_is_named_and_does_not_cost_the_rest(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"a.py": b"one\n"})
    blob = served.blob(b"[core]\n")
    inner = served.git("mktree", stdin=f"100644 blob {blob}\tconfig\n".encode())
    top = served.git("mktree", stdin=f"040000 tree {inner}\t.git\n100644 blob {blob}\ta.py\n".encode())
    head = served.git("commit-tree", top, "-p", base, "-m", "hostile")
    served.point("refs/heads/main", head)
    change = await fetched(tmp_path, remote, base, head)
    assert set(change.unread) == {".git/config"}
    assert change.counts == {"a.py": (1, 1)}


async def test_files_are_read_at_a_commit_and_links_and_folders_are_not(
    served: Repository, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({"docs/guide.md": b"be kind\n", "link": ("120000", b"/etc/passwd"), "a.py": b"1\n"})
    head = served.commit({"a.py": b"2\n"}, base)
    served.point("refs/heads/main", head)
    async with Scratch.open(tmp_path, remote) as scratch:
        await scratch.change(base, head)
        found = await scratch.files(base, ["docs/guide.md", "link", "docs", "no/such", "a.py", ":(top)a.py"])
    assert found == {"docs/guide.md": b"be kind\n", "a.py": b"1\n"}


async def test_the_user_s_own_clone_gives_the_same_change(served: Repository, remote: Remote, tmp_path: Path) -> None:
    base = served.commit(dict.fromkeys(ODD_PATHS, b"x\n"))
    head = served.commit(dict.fromkeys(ODD_PATHS[3:], b"y\n") | {"moved": b"x\n"}, base)
    served.point("refs/heads/main", head)
    local = await LocalRepository.open(served.path)
    assert await local.change(base, head) == await fetched(tmp_path, remote, base, head)


async def test_ten_files_on_loopback_take_four_requests_and_little_time(
    served: Repository, server: Server, remote: Remote, tmp_path: Path
) -> None:
    base = served.commit({f"{n}.py": b"one\n" * 100 for n in range(10)})
    head = served.commit({f"{n}.py": b"one\n" * 50 + b"two\n" * 60 for n in range(10)}, base)
    served.point("refs/heads/main", head)
    started = time.perf_counter()
    await fetched(tmp_path, remote, base, head)
    assert time.perf_counter() - started < 5
    assert server.requests == 4
