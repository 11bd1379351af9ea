"""The user's own repository, through the same interface."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from app.errors import UsageError
from app.git.local import LocalRepository
from app.git.reading import ReadLimits
from review.diff.change import read_diff
from review.models import FileStatus
from tests.app.git.repositories import Repository


@pytest.fixture
def work(tmp_path: Path) -> Repository:
    """A repository with a working tree, one commit and an identity."""
    made = Repository.create(tmp_path / "work", bare=False)
    (made.path / "a.py").write_bytes(b"one\n")
    (made.path / "b.py").write_bytes(b"keep\n")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "first")
    return made


def snapshot(repository: Repository) -> dict[str, str]:
    """Digest every file under .git."""
    files = [file for file in (repository.path / ".git").rglob("*") if file.is_file()]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() + str(file.stat().st_mtime_ns) for file in files}


async def test_a_subfolder_and_a_bare_repository_are_both_found(work: Repository, tmp_path: Path) -> None:
    (work.path / "sub").mkdir()
    bare = Repository.create(tmp_path / "bare.git")
    sha = bare.commit({"a": b"1\n"})
    bare.point("refs/heads/main", sha)
    assert (await LocalRepository.open(work.path / "sub")).bare is False
    found = await LocalRepository.open(bare.path)
    assert found.bare is True
    assert await found.resolve("main") == sha
    assert await found.default_branch() == "refs/heads/main"


@pytest.mark.parametrize("where", ["no-such-folder", "."])
async def test_a_folder_without_a_repository_is_a_usage_error(tmp_path: Path, where: str) -> None:
    with pytest.raises(UsageError, match="--repo"):
        await LocalRepository.open(tmp_path / where)


@pytest.mark.parametrize("revision", ["no-such", "--all", "", "HEAD~99", "HEAD:a.py", "--output=x", "@{-1}"])
async def test_an_unknown_revision_is_a_usage_error(work: Repository, revision: str) -> None:
    with pytest.raises(UsageError, match="has no commit"):
        await (await LocalRepository.open(work.path)).resolve(revision)


async def test_the_default_branch_is_what_origin_says_before_the_usual_names(work: Repository) -> None:
    repository = await LocalRepository.open(work.path)
    assert await repository.default_branch() == "refs/heads/main"
    work.git("update-ref", "refs/remotes/origin/next", "HEAD")
    work.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next")
    assert await repository.default_branch() == "refs/remotes/origin/next"


async def test_a_root_commit_is_all_new_and_unrelated_histories_have_no_merge_base(work: Repository) -> None:
    repository = await LocalRepository.open(work.path)
    head = await repository.resolve("HEAD")
    other = work.commit({"x": b"1\n"})
    assert await repository.merge_base(head, other) is None
    change = await repository.change(None, head)
    assert [(c.path, c.status) for c in change.tree] == [("a.py", FileStatus.ADDED), ("b.py", FileStatus.ADDED)]
    assert change.base_sha is None
    assert read_diff(change).broken == {}


async def test_a_shallow_clone_without_the_ancestor_says_what_to_do(work: Repository, tmp_path: Path) -> None:
    repository = await LocalRepository.open(work.path)
    other = work.commit({"x": b"1\n"})
    (work.path / ".git" / "shallow").write_text(work.git("rev-parse", "HEAD") + "\n")
    with pytest.raises(UsageError, match="--unshallow"):
        await repository.merge_base(await repository.resolve("HEAD"), other)


async def test_a_repository_of_sha256_ids_is_read_too(tmp_path: Path) -> None:
    made = Repository.create(tmp_path / "new", object_format="sha256")
    head = made.commit({"a.py": b"1\n"})
    repository = await LocalRepository.open(made.path)
    change = await repository.change(None, head)
    assert (len(head), change.counts) == (64, {"a.py": (1, 0)})
    assert read_diff(change).broken == {}


async def test_a_file_missing_in_a_partial_clone_is_named(work: Repository) -> None:
    repository = await LocalRepository.open(work.path)
    base = await repository.resolve("HEAD")
    head = work.commit({"a.py": b"two\n", "b.py": b"three\n"}, base)
    blob = work.git("rev-parse", f"{head}:b.py")
    (work.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    change = await repository.change(base, head)
    assert set(change.unread) == {"b.py"}
    assert change.counts == {"a.py": (1, 1)}


async def test_the_working_tree_is_read_with_new_files_and_without_ignored_ones(work: Repository) -> None:
    repository = await LocalRepository.open(work.path)
    head = await repository.resolve("HEAD")
    (work.path / ".gitignore").write_bytes(b"*.log\n")
    (work.path / ".git" / "info").mkdir(exist_ok=True)
    (work.path / ".git" / "info" / "exclude").write_bytes(b"private\n")
    (work.path / "x.log").write_bytes(b"no\n")
    (work.path / "private").write_bytes(b"no\n")
    (work.path / "a.py").write_bytes(b"two\n")
    (work.path / "b.py").unlink()
    (work.path / "new\n.py").write_bytes(b"new\n")
    (work.path / "link").symlink_to("/etc/passwd")
    before = snapshot(work)
    change = await repository.worktree_change(head)
    assert {c.path: c.status for c in change.tree} == {
        ".gitignore": FileStatus.ADDED,
        "a.py": FileStatus.MODIFIED,
        "b.py": FileStatus.REMOVED,
        "link": FileStatus.ADDED,
        "new\n.py": FileStatus.ADDED,
    }
    assert change.sources["link"].head == b"/etc/passwd"
    assert (change.base_sha, change.head_sha) == (head, None)
    assert read_diff(change).broken == {}
    assert snapshot(work) == before


async def test_an_edit_of_the_same_size_in_the_same_instant_is_seen(work: Repository) -> None:
    """The index is copied with its time: a newer copy would make git trust the file's unchanged times."""
    repository = await LocalRepository.open(work.path)
    head = await repository.resolve("HEAD")
    stamp = (work.path / ".git" / "index").stat().st_mtime_ns
    os.utime(work.path / "a.py", ns=(stamp, stamp))
    work.git("update-index", "--refresh")
    os.utime(work.path / ".git" / "index", ns=(stamp, stamp))
    with (work.path / "a.py").open("r+b") as file:
        file.write(b"two\n")
    os.utime(work.path / "a.py", ns=(stamp, stamp))
    change = await repository.worktree_change(head)
    assert [c.path for c in change.tree] == ["a.py"]


async def test_a_repository_in_the_middle_of_a_merge_is_read_as_it_lies(work: Repository) -> None:
    repository = await LocalRepository.open(work.path)
    head = await repository.resolve("HEAD")
    blobs = [work.blob(text) for text in (b"one\n", b"ours\n", b"theirs\n")]
    stages = "".join(f"100644 {blob} {stage}\ta.py\n" for stage, blob in enumerate(blobs, 1))
    work.git("update-index", "--force-remove", "a.py")
    work.git("update-index", "--index-info", stdin=stages.encode())
    (work.path / "a.py").write_bytes(b"<<<<<<<\nours\n=======\ntheirs\n>>>>>>>\n")
    change = await repository.worktree_change(head)
    assert change.counts == {"a.py": (5, 1)}


async def test_files_on_disk_that_cannot_be_taken_are_named(work: Repository) -> None:
    repository = await LocalRepository.open(work.path, ReadLimits(file_bytes=1_000))
    head = await repository.resolve("HEAD")
    (work.path / "large").write_bytes(b"x\n" * 1_000)
    (work.path / "a.py").unlink()
    os.mkfifo(work.path / "a.py")
    Repository.create(work.path / "nested", bare=False)
    (work.path / "nested" / "f").write_bytes(b"x\n")
    change = await repository.worktree_change(head)
    assert set(change.unread) == {"large", "a.py", "nested"}
    assert {c.path for c in change.tree} == {"large", "a.py", "nested"}
    assert read_diff(change).broken == {}


@pytest.mark.parametrize("guarded", [True, False])
async def test_no_command_that_the_repository_defines_is_run(work: Repository, tmp_path: Path, guarded: bool) -> None:
    """The same repository fires its canary under plain git, so the test would see a missing guard."""
    canary = tmp_path / "canary"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {canary}\ncat 2>/dev/null\n")
    script.chmod(0o755)
    (work.path / ".gitattributes").write_bytes(b"*.py diff=evil filter=evil\n")
    work.git("add", ".gitattributes")
    for key in ("core.fsmonitor", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "core.pager"):
        work.git("config", key, str(script))
    work.git("config", "core.hooksPath", str(tmp_path))
    work.git("config", "diff.external", str(script))
    (work.path / "a.py").write_bytes(b"two\n")
    canary.unlink(missing_ok=True)
    if guarded:
        repository = await LocalRepository.open(work.path)
        head = await repository.resolve("HEAD")
        await repository.merge_base(head, await repository.resolve(await repository.default_branch()))
        change = await repository.worktree_change(head)
        assert change.counts["a.py"] == (1, 1)
        assert await repository.files(head, ["a.py"]) == {"a.py": b"one\n"}
    else:
        work.git("diff")
    assert canary.exists() is not guarded


async def test_files_are_read_at_a_commit(work: Repository) -> None:
    repository = await LocalRepository.open(work.path)
    head = await repository.resolve("HEAD")
    assert await repository.files(head, ["a.py", "nope", "../a.py", ":(glob)*"]) == {"a.py": b"one\n"}


async def test_a_bare_repository_has_no_working_tree_to_review(tmp_path: Path) -> None:
    bare = Repository.create(tmp_path / "bare.git")
    sha = bare.commit({"a": b"1\n"})
    with pytest.raises(UsageError, match="--worktree"):
        await (await LocalRepository.open(bare.path)).worktree_change(sha)
