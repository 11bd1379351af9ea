"""A history lived again, commit by commit: what was known before each one, and nothing of what came later."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Landed:
    """One change of the default branch: a commit of it, or a merge with the commits it brought; `commits` are numbers.

    `title` is the pull request's where a merge has it, `start` where the change begins in the order of `logged`.
    """

    id: str
    time: int
    title: str
    body: str
    people: tuple[tuple[str, str], ...]
    commits: tuple[int, ...]
    start: int


def landed(git_dir: Path, commits: Sequence[LoggedCommit]) -> list[Landed]:
    """Return the changes along the first parents of HEAD, oldest first; those that brought no commit are left out."""
    numbers = {commit.id: number for number, commit in enumerate(commits)}
    parents = {}
    for line in git(git_dir, "rev-list", "--parents", "HEAD").split("\n"):
        sha, _, rest = line.partition(" ")
        parents[sha] = rest.split()
    chain = []
    sha = git(git_dir, "rev-parse", "HEAD").strip()
    while sha:
        chain.append(sha)
        sha = next(iter(parents[sha]), "")
    merges = _messages(git_dir)
    seen: set[str] = set()
    found = []
    for sha in reversed(chain):
        brought = [numbers[one] for one in _brought(sha, parents, seen) if one in numbers]
        if brought:
            found.append(_landed(sha, sorted(brought), commits, merges))
    return found


def _brought(sha: str, parents: Mapping[str, list[str]], seen: set[str]) -> list[str]:
    """Return the commits that came with one of the first parents, itself included."""
    seen.add(sha)
    found, left = [sha], list(parents[sha][1:])
    while left:
        one = left.pop()
        if one not in seen:
            seen.add(one)
            found.append(one)
            left += parents[one]
    return found


def _messages(git_dir: Path) -> dict[str, tuple[int, str, str]]:
    printed = git(git_dir, "log", "--merges", "-z", "--format=%H%x01%ct%x01%s%x01%b", "HEAD")
    found = {}
    for part in printed.split("\0"):
        if part:
            sha, time, subject, body = part.split("\x01", 3)
            found[sha] = int(time), subject, body
    return found


def _landed(
    sha: str, brought: list[int], commits: Sequence[LoggedCommit], merges: Mapping[str, tuple[int, str, str]]
) -> Landed:
    people = tuple(dict.fromkeys((commits[one].name, commits[one].mail) for one in brought))
    if sha in merges:
        time, subject, body = merges[sha]
        title = next((line for line in body.split("\n") if line.strip()), subject)
        return Landed(sha, time, title, f"{subject}\n{body}", people, tuple(brought), brought[0])
    one = commits[brought[-1]]
    return Landed(sha, one.time, one.subject, one.body, people, tuple(brought), brought[0])


def sizes(git_dir: Path, ids: Sequence[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """Return the lines each commit added to and removed from its paths, a merge against its first parent; 0 if binary.

    What cannot be read, such as a blob that is not here, is left out.
    """
    argv = ["git", f"--git-dir={git_dir}", "log", "--no-walk=unsorted", "--stdin", "--numstat", "--no-renames", "-z"]
    argv += ["-m", "--first-parent", "--format=%x01%H", "--no-ext-diff", "--no-textconv"]
    done = subprocess.run(argv, input="\n".join(ids).encode(), capture_output=True, check=False)
    if done.returncode and len(ids) > 1:
        middle = len(ids) // 2
        return sizes(git_dir, ids[:middle]) | sizes(git_dir, ids[middle:])
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for part in done.stdout.decode("utf-8", "surrogateescape").split("\x01")[1:] if not done.returncode else ():
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
