"""A repository of the user's, seen through the stand-in: its objects are borrowed, nothing in it is touched."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.stand_in import git
from tests.stand_in.hosting import Hosting
from tests.stand_in.repository import Repository

HEAD_BRANCH = "topic"


@dataclass(frozen=True, slots=True)
class Imported:
    """A repository with the two branches of a pull request."""

    repository: Repository
    base: str
    head: str


def import_repository(hosting: Hosting, full_name: str, path: Path, base: str, head: str) -> Imported:
    """Make a repository whose default branch is `base` and whose branch `topic` is `head` of a local repository.

    The objects are borrowed (git's alternates), so that a large repository costs nothing; a shallow one stays so.
    Works with bare repositories and work trees. Raises AssertionError with a sentence for a revision that is unknown.
    """
    directory = _git_directory(path)
    made = hosting.add_repository(full_name)
    try:
        _borrow(directory, made.path)
        for branch, revision in (("main", base), (HEAD_BRANCH, head)):
            sha = git.resolve(directory, revision)
            assert sha is not None, f"{path} has no commit {revision}"
            git.set_ref(made.path, f"refs/heads/{branch}", sha)
        assert git.merge_base(made.path, "main", HEAD_BRANCH), (
            f"{base} and {head} share no history in {path}; if it is shallow, deepen it with git fetch --deepen=100"
        )
    except (AssertionError, git.GitFailed):
        made.deleted = True
        shutil.rmtree(made.path)
        raise
    return Imported(made, "main", HEAD_BRANCH)


def _git_directory(path: Path) -> Path:
    """Return the git directory of a work tree, of a linked one, or of a bare repository."""
    command = ["git", "-c", "safe.directory=*", "-C", str(path), "rev-parse", "--absolute-git-dir"]
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{path} is no git repository"
    return Path(done.stdout.decode().removesuffix("\n"))


def _borrow(directory: Path, target: Path) -> None:
    common = _common(directory)
    alternates = target / "objects" / "info" / "alternates"
    alternates.parent.mkdir(parents=True, exist_ok=True)
    alternates.write_text(f"{common / 'objects'}\n")
    if (common / "shallow").is_file():
        shutil.copyfile(common / "shallow", target / "shallow")


def _common(directory: Path) -> Path:
    """Return the directory that a linked work tree shares with its repository."""
    pointer = directory / "commondir"
    return (directory / pointer.read_text().strip()).resolve() if pointer.is_file() else directory
