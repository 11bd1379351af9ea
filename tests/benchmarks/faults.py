"""Which lines of a large change later proved faulty, as a repository's own history tells it.

After SZZ (Śliwerski, Zimmermann, Zeller: "When do changes induce fixes?", MSR 2005), along HEAD's first parents, so
that a merged pull request is one change with one set of lines. A line that a change added to a program file counts as
faulty when within DAYS days a later change, whose message says that it mends something, changed or removed it, by `git
blame` of the version before the mending. Blank lines, lines without a letter or a digit and comments on a line of their
own do not count, nor do changes that say they mend words, style or types. It errs both ways, for every reviewer alike:
a mending may touch sound lines, and what was mended by adding lines only, or later, is not seen.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

DAYS = 180
LEAST_CHANGED = 1_000  # lines of a change that is called large
MOST_CHANGED = 60_000  # an import of other people's code is no change that anybody reviews
RANGES = 200  # of one file that blame is asked about at once

_MENDS = re.compile(r"\b(?:fix(?:e[sd]|ing)?|bug(?:fix)?(?:e?s)?|revert(?:s|ed)?|regression)\b", re.IGNORECASE)
_WORDS_ONLY = re.compile(r"\b(?:typos?|docs?|docstrings?|documentation|changelog|spelling|lint|flake8|ruff|black|"
                         r"mypy|typing|types|formatting|whitespace|grammar|ci|links?)\b", re.IGNORECASE)  # fmt: skip
_PROGRAM = re.compile(r"\.(?:py|pyx|js|jsx|mjs|cjs|ts|tsx|go|rb|java|kt|c|h|cc|cpp|hpp|cs|rs|php|swift|scala)$")
_TEST = re.compile(r"(?:^|/)(?:tests?|testing|__tests__|specs?)/|(?:^|/)test_[^/]*$|_test\.\w+$|\.(?:test|spec)\.\w+$")
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*)")
_RANGE = re.compile(r"@@ -(\d+)(?:,(\d+))? ")
_BLAMED = re.compile(rb"([0-9a-f]{40}) (\d+) \d+")

Lines = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Step:
    """One commit on the line of first parents; `files` are the added and removed lines by path."""

    commit: str
    parent: str
    time: int
    message: str
    files: Mapping[str, tuple[int, int]]

    @property
    def changed(self) -> int:
        """Return how many lines changed."""
        return sum(map(sum, self.files.values()))

    @property
    def mends(self) -> bool:
        """Say whether its message says that it mends code."""
        title = self.message.split("\n", 1)[0]
        return _MENDS.search(self.message[:2_000]) is not None and _WORDS_ONLY.search(title) is None


@dataclass(frozen=True)
class History:
    """A repository on this machine; nothing is written to it."""

    path: Path
    _removed: dict[str, Mapping[str, list[int]]] = field(default_factory=dict)

    def large(self, most: int) -> list[Step]:
        """Return so many large changes that are old enough to be judged, newest first."""
        newest = self.steps[0].time
        fit = (one for one in self.steps if LEAST_CHANGED <= one.changed <= MOST_CHANGED)
        return [one for one in fit if newest - one.time > DAYS * 86_400][:most]

    @cached_property
    def steps(self) -> Sequence[Step]:
        """Return the line of first parents, newest first, without its root."""
        form = "--format=%x01%H%x00%P%x00%ct%x00%B%x00"
        shown = self._git(
            "log", "--first-parent", "--diff-merges=first-parent", "--numstat", "--no-renames", form, "HEAD"
        )
        return [step for step in map(_step, shown.split("\x01")[1:]) if step.parent]

    def faulty(self, change: Step) -> dict[str, frozenset[int]]:
        """Return the faulty lines of a change by path, numbered as in the change."""
        found: dict[str, set[int]] = {}
        added = {path for path, (more, _) in change.files.items() if more and _PROGRAM.search(path)}
        for step in self._later(change):
            touched = added & step.files.keys()
            for path in touched if step.mends else ():
                numbers = self._removed_by(step).get(path, [])
                found.setdefault(path, set()).update(self._of(change, step, path, numbers))
        return {path: frozenset(numbers) for path, numbers in found.items() if numbers}

    def sizes(self, commit: str) -> dict[str, int]:
        """Return the bytes of every file at a commit, from which a host tells a repository's languages."""
        rows = (row.split("\t", 1) for row in self._git("ls-tree", "-r", "-l", commit).split("\n") if row)
        return {path: int(size) for what, path in rows if (size := what.split()[-1]).isdigit()}

    def _later(self, change: Step) -> Iterator[Step]:
        at = self.steps.index(change)
        return (one for one in self.steps[:at] if one.time - change.time <= DAYS * 86_400)

    def _removed_by(self, step: Step) -> Mapping[str, list[int]]:
        """Return the lines of the version before that a step changed or removed and that say something."""
        if step.commit not in self._removed:
            shown = self._git("diff", "--unified=0", "--no-renames", "--no-prefix", step.parent, step.commit)
            self._removed[step.commit] = _removed(shown)
        return self._removed[step.commit]

    def _of(self, change: Step, step: Step, path: str, numbers: Sequence[int]) -> Iterator[int]:
        """Yield those of the lines that stem from the change, numbered as there."""
        if not numbers:
            return
        ranges = [f"-L{number},{number}" for number in numbers[:RANGES]]
        span = f"{change.parent}..{step.parent}"
        blamed = self._git_bytes("blame", "--porcelain", "--first-parent", *ranges, span, "--", path)
        for row in blamed.split(b"\n"):
            match = _BLAMED.match(row)
            if match and match[1].decode() == change.commit:
                yield int(match[2])

    def _git(self, *arguments: str) -> str:
        return self._git_bytes(*arguments).decode("utf-8", "replace")

    def _git_bytes(self, *arguments: str) -> bytes:
        command = ["git", "-c", "core.quotePath=false", "-c", "safe.directory=*", "-C", str(self.path), *arguments]
        return subprocess.run(command, capture_output=True, check=True).stdout


def is_test(path: str) -> bool:
    """Say whether a path is that of a test, by the names in use; told apart from our own ranking on purpose."""
    return _TEST.search(path) is not None


def _step(text: str) -> Step:
    commit, parents, time, message, numbers = text.split("\0", 4)
    files = {}
    for row in filter(None, numbers.split("\n")):
        added, removed, path = row.split("\t", 2)
        files[path] = (int(added), int(removed)) if added != "-" else (0, 0)
    return Step(commit, parents.partition(" ")[0], int(time), message, files)


def _removed(diff: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    path, number, left = "", 0, 0
    for row in diff.split("\n"):
        if left:
            left -= 1
            if re.search(r"\w", row[1:]) and not _COMMENT.match(row[1:]):
                found.setdefault(path, []).append(number)
            number += 1
        elif row.startswith("--- "):
            path = row[4:].removesuffix("\t")
        elif match := _RANGE.match(row):
            number, left = int(match[1]), int(match[2] or 1)
    return found
