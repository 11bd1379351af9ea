"""The demo's own repository: a small shop, and a pull request on it that a reviewer should not wave through."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples" / "demo"
TITLE = "Search orders by customer, print invoices"
BODY = "Adds a search by customer with the average total, paging in the database layer, and invoice printing."
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull request to be: two revisions of a repository on disk, and what its author says of them."""

    repository: Path
    base: str
    head: str
    title: str
    body: str


def make(folder: Path) -> Proposal:
    """Build the sample repository in `folder` with git and return its pull request."""
    shutil.copytree(SAMPLES / "base", folder)
    _git(folder, "init", "-q", "-b", "main")
    base = _commit(folder, "A small order service")
    _git(folder, "switch", "-q", "-c", "search")
    shutil.copytree(SAMPLES / "head", folder, dirs_exist_ok=True)
    return Proposal(folder, base, _commit(folder, TITLE), TITLE, BODY)


def of(repository: Path, base: str | None, head: str | None) -> Proposal:
    """Return the pull request that the user names in a repository of theirs: by default its last commit."""
    head_sha = _git(repository, "rev-parse", "--verify", f"{head or 'HEAD'}^{{commit}}")
    base_sha = _git(repository, "rev-parse", "--verify", f"{base or head_sha + '^'}^{{commit}}")
    title = _git(repository, "log", "-1", "--format=%s", head_sha)
    return Proposal(repository, base_sha, head_sha, title, _git(repository, "log", "-1", "--format=%b", head_sha))


def _commit(folder: Path, message: str) -> str:
    _git(folder, "add", "-A")
    _git(folder, *IDENTITY, "commit", "-q", "-m", message)
    return _git(folder, "rev-parse", "HEAD")


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"demo: git {arguments[0]} in {folder} failed: {done.stderr.strip()}")
    return done.stdout.strip()
