"""Each past change of a repository as numbers, and the one under review measured in the same way.

Commits that follow each other, of one author and within a day, count as one change: pull requests are of several.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from review.history.owners import login_of
from review.models import FileDiff, FileStatus
from review.models.mined import Mark, Mined

DAY = 86_400
MOST_CHANGES = 20_000  # of the newest
MOST_FILES = 200  # of a change that are looked at
BEGINNING = 10  # the first tenth of all changes knew hardly any before: they are like no later one
LOOKED_BACK = 20  # commits of a file in which its partners are looked for
UNTOLD = Mark.SWEEPING | Mark.BOT


@dataclass(frozen=True, slots=True)
class Changed:
    """One past change by its first commit, with its values in the order of `CHANGE_FEATURES`; nan is unknown."""

    id: str
    values: tuple[float, ...]


def changes_of(mined: Mined) -> tuple[Changed, ...]:
    """Measure the newest past changes, each by what was known before it; those of bots and sweeping ones are left out.

    `mined` has to be asked: with its commits by file.
    """
    groups = list(_groups(mined))
    first = max(len(groups) - MOST_CHANGES, len(groups) // BEGINNING)
    authored = Counter[int]()
    changes = []
    for number, group in enumerate(groups):
        author = mined.authors[group[0]]
        if number >= first:
            files = sorted({file for commit in group for file in mined.touched_by(commit)})
            new = sum(_before(mined, file, group[0]) == 0 for file in files)
            values = _values(mined, files, new, author, authored[author], group[0], mined.times[group[0]])
            changes.append(Changed(mined.id(group[0]), values))
        authored[author] += len(group)
    return tuple(changes)


def change_of(mined: Mined, files: Sequence[FileDiff], login: str, now: int) -> tuple[float, ...]:
    """Measure the change under review; `login` is its author's, looked for among the past ones."""
    author = next(
        (
            number
            for number, person in enumerate(mined.people)
            if login and login.lower() in (login_of(person.mail).lower(), person.name.lower())
        ),
        None,
    )
    known = [number for file in files if (number := mined.file(file.old_path or file.path)) is not None]
    paths = [file.path for file in files]
    new = sum(file.status is FileStatus.ADDED for file in files)
    authored = math.nan if author is None else mined.authors.count(author)
    return _values(mined, known, new, author, authored, len(mined.times), now, paths)


def _groups(mined: Mined) -> Iterator[list[int]]:
    group: list[int] = []
    for commit, author in enumerate(mined.authors):
        if mined.marks[commit] & UNTOLD or not mined.touched_by(commit):
            continue
        follows = group and mined.authors[group[-1]] == author and mined.times[commit] < mined.times[group[0]] + DAY
        if group and not follows:
            yield group
            group = []
        group.append(commit)
    if group:
        yield group


def _values(
    mined: Mined,
    files: Sequence[int],
    new: int,
    author: int | None,
    authored: float,
    before: int,
    now: int,
    paths: Sequence[str] = (),
) -> tuple[float, ...]:
    """Return the values of a change of `files`, as known before the commit `before`; `paths` may be more than those."""
    paths = paths or [mined.names[file] for file in files]
    folders = Counter(path.rpartition("/")[0] for path in paths)
    count = max(len(paths), 1)
    past = {file: seen for file in files[:MOST_FILES] if (seen := _before(mined, file, before))}
    by_author = _of_author(mined, past, author)
    earlier = max(sum(past.values()), 1)
    return (
        len(paths),
        len(folders),
        len({path.partition("/")[0] for path in paths if "/" in path}),
        len({path.rpartition("/")[2].partition(".")[2] for path in paths}),
        max(folders.values(), default=0),
        new,
        fmean(past.values()) if past else 0.0,
        max(((now - _last(mined, file, seen)) / DAY for file, seen in past.items()), default=0.0),
        authored / max(before, 1),
        min(new / count, 1.0),
        math.nan if author is None else sum(by_author.values()) / earlier,
        math.nan if author is None else sum(not made for made in by_author.values()) / max(len(past), 1),
        _lonely(mined, past),
    )


def _before(mined: Mined, file: int, commit: int) -> int:
    """Return how many commits changed the file before this one."""
    return bisect_left(mined.commits[file], commit)


def _last(mined: Mined, file: int, seen: int) -> int:
    return mined.times[mined.commits[file][seen - 1]]


def _of_author(mined: Mined, past: dict[int, int], author: int | None) -> dict[int, int]:
    """Count the author's own commits in those of each file."""
    if author is None:
        return {}
    return {
        file: sum(mined.authors[commit] == author for commit in mined.commits[file][:seen])
        for file, seen in past.items()
    }


def _lonely(mined: Mined, past: dict[int, int]) -> float:
    """Return the share of the files that lately never changed together with another of them."""
    if len(past) < 2:
        return 0.0
    return sum(not _met(mined, file, seen, past.keys() - {file}) for file, seen in past.items()) / len(past)


def _met(mined: Mined, file: int, seen: int, others: Collection[int]) -> bool:
    commits = mined.commits[file][max(seen - LOOKED_BACK, 0) : seen]
    return any(other in others for commit in commits for other in mined.touched_by(commit))
