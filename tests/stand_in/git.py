"""Git for the stand-in: argument lists, an empty environment, no hooks."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

_ENVIRONMENT = {
    "PATH": ":".join(os.get_exec_path()),
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "Octo Cat",
    "GIT_AUTHOR_EMAIL": "octocat@example.com",
    "GIT_COMMITTER_NAME": "Octo Cat",
    "GIT_COMMITTER_EMAIL": "octocat@example.com",
}
# What GitHub's own git servers allow: partial clones, and any commit of the network by its SHA. A repository is written
# by hand, here and below, because every git process costs the tests some milliseconds.
_CONFIG = """[core]
\trepositoryformatversion = 0
\tbare = true
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[gc]
\tauto = 0
"""
_SHA = re.compile(r"[0-9a-f]{40}")
_commits: set[tuple[Path, str]] = set()
# The source is read where it lies, whoever owns it; nothing is written there.
_UPLOAD_PACK = "git -c safe.directory=* -c uploadpack.allowAnySHA1InWant=true upload-pack"


class GitFailed(Exception):
    """A git command that ended with an error; the message is git's."""


def git(path: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """Run git in a bare repository and return what it printed; raise GitFailed."""
    command = ["git", "-c", "core.hooksPath=/dev/null", f"--git-dir={path}", *arguments]
    # An explicit empty stdin: a parent's stdin is never a command's input.
    done = subprocess.run(command, input=stdin or b"", capture_output=True, env=_ENVIRONMENT, check=False)
    if done.returncode:
        raise GitFailed(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def line(path: Path, *arguments: str) -> str:
    """Run git and return its one line of output."""
    return git(path, *arguments).decode().strip()


def create(path: Path, default_branch: str) -> None:
    """Make an empty bare repository that serves as GitHub's do."""
    path.mkdir(parents=True, exist_ok=True)
    for folder in ("objects/info", "objects/pack", "refs/heads"):
        (path / folder).mkdir(parents=True)
    (path / "HEAD").write_text(f"ref: refs/heads/{default_branch}\n")
    (path / "config").write_text(_CONFIG)


def fetch(path: Path, source: Path, *refspecs: str) -> None:
    """Copy refs or commits from another local repository, shallow or bare ones too, without touching it."""
    options = ["-q", "--no-tags", "--update-shallow", "--no-write-fetch-head", f"--upload-pack={_UPLOAD_PACK}"]
    git(path, "fetch", *options, str(source.resolve()), *refspecs)


def resolve(path: Path, revision: str) -> str | None:
    """Return the full SHA of the commit that a revision names, or None."""
    if (path, revision) in _commits:
        return revision
    if revision.startswith("refs/heads/") and ".." not in revision and (path / revision).is_file():
        return (path / revision).read_text().strip()
    if revision.startswith("-"):
        return None
    try:
        found = line(path, "rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except GitFailed:
        return None
    _commits.add((path, found))
    return found


def set_ref(path: Path, ref: str, sha: str) -> None:
    """Point a ref at a commit."""
    file = path / ref
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{sha}\n")


def is_sha(revision: str) -> bool:
    """Say whether a revision is a full SHA."""
    return _SHA.fullmatch(revision) is not None


def merge_base(path: Path, one: str, other: str) -> str | None:
    """Return the best common ancestor of two commits, or None when they share no history."""
    try:
        return line(path, "merge-base", one, other)
    except GitFailed:
        return None
