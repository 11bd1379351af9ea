"""A history lived again, commit by commit: what was known before each one, and nothing of what came later."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from review.history.log import ARGUMENTS, LoggedCommit, read_log
from review.history.mining import Miner
from review.models.mined import Author, Mined

TIP = "0" * 40


class Replay:
    """What is mined so far. `known` is a view of the columns while they grow: nothing is copied, nothing is ahead."""

    def __init__(self) -> None:
        self.miner = Miner()
        self._people: list[Author] = []
        self._commits: list[list[int]] = []
        miner = self.miner
        self.known = Mined(
            TIP,
            "",
            True,
            cast(bytes, miner.ids),
            miner.times,
            miner.authors,
            cast(bytes, miner.marks),
            miner.ends,
            miner.touched,
            cast("tuple[Author, ...]", self._people),
            miner.subjects,
            miner.reverts,
            cast("tuple[str, ...]", miner.names),
            miner.born,
            miner.swept,
            cast(bytes, miner.present),
            miner.files,
            cast("tuple[object, ...]", self._commits),  # type: ignore[arg-type]
        )

    def add(self, commit: LoggedCommit) -> int:
        """Add the next commit; return its number."""
        number = len(self.miner.times)
        self.miner.add(commit)
        self._people.extend(list(self.miner.people)[len(self._people) :] if self._is_new_person() else ())
        self._commits.extend([] for _ in range(len(self.miner.names) - len(self._commits)))
        for file in self.known.touched_by(number):
            self._commits[file].append(number)
        return number

    def _is_new_person(self) -> bool:
        return len(self.miner.people) > len(self._people)


def logged(git_dir: Path) -> Iterator[LoggedCommit]:
    """Yield the commits of HEAD that are no merges, parents before children."""
    argv = ["git", f"--git-dir={git_dir}", *ARGUMENTS, "HEAD", "--"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pipe = process.stdout
        yield from read_log(iter(lambda: pipe.read(1 << 20), b""))


def sizes(git_dir: Path, ids: Iterable[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """Return the lines that each commit added to and removed from each of its paths; 0 for binary files."""
    argv = ["git", f"--git-dir={git_dir}", "log", "--no-walk=unsorted", "--stdin", "--numstat", "--no-renames", "-z"]
    argv += ["--format=%x01%H", "--no-ext-diff", "--no-textconv"]
    printed = subprocess.run(argv, input="\n".join(ids).encode(), capture_output=True, check=True).stdout
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for part in printed.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        sha, *rows = part.split("\0")
        of = found[sha.strip()] = {}
        for row in rows:
            added, _, rest = row.strip("\n").partition("\t")
            removed, _, path = rest.partition("\t")
            if path:
                of[path] = (int(added) if added.isdigit() else 0, int(removed) if removed.isdigit() else 0)
    return found


def git(git_dir: Path, *arguments: str) -> str:
    """Return what git prints."""
    argv = ["git", f"--git-dir={git_dir}", *arguments]
    return subprocess.run(argv, capture_output=True, check=True).stdout.decode("utf-8", "surrogateescape")


def name_of(git_dir: Path) -> str:
    """Return what a repository is called."""
    return git_dir.parent.name if git_dir.name in ("repo", ".git") else git_dir.name
