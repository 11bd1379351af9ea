"""Make a tree of the files on disk, without the user's index, object store or filters being touched."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.git.output import path_of
from app.git.plumbing import Git
from app.git.reading import SUBMODULE_MODE, TOO_LARGE, ReadLimits
from review.models import FileStatus, TreeChange

NESTED = "a repository of its own inside the working tree"
NOT_A_FILE = "neither a file nor a link on disk"
UNREADABLE = "the file on disk cannot be read"

# What decides how a file on disk becomes a blob and which are ignored: values, none of them a command.
_KEPT = "autocrlf|eol|safecrlf|filemode|symlinks|ignorecase|precomposeunicode|trustctime|checkstat|excludesfile"
_UNTRACKED = b"?"


@dataclass(frozen=True, slots=True)
class Worktree:
    """A working tree: its repository as git finds it, its top folder, and the directory with what all trees share."""

    git: Git
    top: Path
    common: Path


@dataclass(frozen=True, slots=True)
class WrittenTree:
    """A tree's id, the changed files that it does not hold, and why."""

    id: str
    left_out: tuple[TreeChange, ...]
    unread: Mapping[str, str]


async def write_tree(scratch: Git, worktree: Worktree, limits: ReadLimits) -> WrittenTree:
    """Write a tree of the tracked files as they are on disk and of new ones that are not ignored.

    It lands in the scratch repository, as does a copy of the index, and the scratch's settings hold: no clean filter
    and no fsmonitor hook of the user's repository runs.
    """
    await asyncio.to_thread(_copy_index, worktree, scratch.directory)
    git = Git(
        scratch.directory,
        config={**await _kept_settings(worktree.git), "core.bare": "false"},
        extra={"GIT_WORK_TREE": str(worktree.top), "GIT_INDEX_FILE": str(scratch.directory / "index")},
    )
    out = await git.run("ls-files", "-z", "-t", "-m", "-o", "--exclude-standard")
    listed = {path_of(entry[2:]): entry[:1] == _UNTRACKED for entry in out.split(b"\0") if entry}
    refused = await asyncio.to_thread(_refused, worktree.top, listed, limits)
    taken = "".join(f"{path}\0" for path in listed if path not in refused)
    await git.run(
        *("update-index", "--add", "--remove", "--replace", "-z", "--stdin"),
        stdin=taken.encode("utf-8", "surrogateescape"),
    )
    tree = (await git.run("write-tree", "--missing-ok")).decode("ascii").strip()
    left_out = tuple(_left_out(path, untracked=listed[path]) for path in refused)
    return WrittenTree(tree, left_out, {path.rstrip("/"): reason for path, reason in refused.items()})


def _copy_index(worktree: Worktree, scratch: Path) -> None:
    """Copy with the time of change: git compares it with the files' times to know which it must read again."""
    for source in (worktree.git.directory / "index", *worktree.git.directory.glob("sharedindex.*")):
        if source.is_file():
            shutil.copy2(source, scratch / source.name)
    excluded = worktree.common / "info" / "exclude"
    if excluded.is_file():
        (scratch / "info").mkdir()
        shutil.copy2(excluded, scratch / "info" / "exclude")


async def _kept_settings(git: Git) -> dict[str, str]:
    """Read the settings that are kept, the user's own file included; reading runs nothing."""
    home = Path.home()
    user = {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig")}
    out = await git.run("config", "-z", "--get-regexp", rf"^core\.({_KEPT})$", extra=user, accept=(0, 1))
    pairs = [entry.split("\n", 1) for entry in out.decode("utf-8", "surrogateescape").split("\0") if "\n" in entry]
    kept = {key: value for key, value in pairs if key != "core.excludesfile"}
    ignore = dict(pairs).get("core.excludesfile", "~/.config/git/ignore")
    # "~/" is all that git expands here besides "~user/".
    return {**kept, "core.excludesFile": f"{home}/{ignore[2:]}" if ignore.startswith("~/") else ignore}


def _refused(top: Path, listed: Iterable[str], limits: ReadLimits) -> dict[str, str]:
    reasons = ((path, _refusal(top, path, limits)) for path in listed)
    return {path: reason for path, reason in reasons if reason is not None}


def _refusal(top: Path, path: str, limits: ReadLimits) -> str | None:
    if path.endswith("/"):
        return NESTED
    try:
        found = (top / path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(found.st_mode) or stat.S_ISDIR(found.st_mode):
        return None
    if not stat.S_ISREG(found.st_mode):
        return NOT_A_FILE
    if found.st_size > limits.file_bytes:
        return TOO_LARGE.format(size=found.st_size, most=limits.file_bytes)
    return None if os.access(top / path, os.R_OK) else UNREADABLE


def _left_out(path: str, *, untracked: bool) -> TreeChange:
    status = FileStatus.ADDED if untracked else FileStatus.MODIFIED
    mode = SUBMODULE_MODE if path.endswith("/") else "100644"
    return TreeChange(path.rstrip("/"), None, status, None if untracked else mode, mode, None, None)
