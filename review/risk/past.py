"""What the past of a repository says of the files and authors of a change, with nothing from after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from review.history.partners import missing_partners
from review.knowledge.people import Identity, People
from review.models.mined import Mark, Mined
from review.risk.change import Changed
from review.risk.kinds import Kind, kind_of

DAY_S = 86_400
YEAR_S = 365 * DAY_S
RECENT_S = 90 * DAY_S
MOST_FILES = 300
MOST_COMMITS = 400  # the newest of each file

_BOT, _FIX = int(Mark.BOT), int(Mark.FIX)


@dataclass(frozen=True, slots=True)
class FilePast:
    """One file's past; bots do not count, and nothing of it is older than the newest 400 commits.

    `year` are the commits of the last year, `fixes` those of them that mend something, `recent_fixes` the ones of 90
    days. `reverted` were taken back, at any time; `own` are the authors' of `commits`. `age` is in days.
    """

    path: str
    year: int
    fixes: int
    recent_fixes: int
    age: float
    reverted: int = 0
    own: int = 0
    commits: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """What came before. `files` are the known ones of those that count, which are the code where there is any.

    `reverted` counts commits to them that were taken back, at any time. `folder_reverted` and `folder_commits` are of
    the folders around them. `own` are the authors' own commits to the files, of `commits` by anybody. `gaps` are files
    that nearly always changed with these and do not.
    """

    files: tuple[FilePast, ...] = ()
    reverted: int = 0
    folder_reverted: int = 0
    folder_commits: int = 0
    own: int = 0
    commits: int = 0
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: what is mined, who the authors are, and which commits were taken back."""

    mined: Mined
    people: People
    mine: frozenset[int]
    taken_back: frozenset[int]
    now: int


def past_of(mined: Mined, changed: Changed, now: int, people: People | None = None) -> Past:
    """Look at what was mined before `now`, in seconds since 1970; `people` saves making them again."""
    people = people or People(mined)
    mine = people.known_as([Identity(one.name, one.mail) for one in changed.authors] + [Identity(login=changed.login)])
    paths = counted(changed)
    taken_back = frozenset(mined.reverts.values())
    asked = _Asked(mined, people, mine, taken_back, now)
    numbers = [(path, file) for path in paths if (file := _file(mined, changed, path)) is not None]
    files = tuple(_file_past(asked, path, file) for path, file in numbers)
    touched = {one for _, file in numbers for one in mined.commits[file][-MOST_COMMITS:]}
    around = _around(mined, {path.rpartition("/")[0] for path in paths})
    return Past(
        files,
        len(touched & taken_back),
        len(around & taken_back),
        len(around),
        sum(one.own for one in files),
        sum(one.commits for one in files),
        tuple(one.partner.path for one in missing_partners(mined, _paths(changed))),
    )


def counted(changed: Changed) -> tuple[str, ...]:
    """Return the paths whose past counts: what is neither test nor prose, or all where there is nothing else."""
    paths = [one.path for one in changed.files[:MOST_FILES]]
    return tuple(path for path in paths if kind_of(path) not in (Kind.TEST, Kind.PROSE)) or tuple(paths)


def _file(mined: Mined, changed: Changed, path: str) -> int | None:
    former = next((one.former for one in changed.files if one.path == path), "")
    found = mined.file(path)
    return mined.file(former) if found is None and former else found


def _file_past(asked: _Asked, path: str, file: int) -> FilePast:
    mined, now = asked.mined, asked.now
    newest = mined.commits[file][-MOST_COMMITS:]
    commits = [one for one in newest if not mined.marks[one] & _BOT]
    year = [one for one in commits if mined.times[one] > now - YEAR_S]
    fixes = [one for one in year if mined.marks[one] & _FIX]
    return FilePast(
        path,
        len(year),
        len(fixes),
        sum(mined.times[one] > now - RECENT_S for one in fixes),
        max(0, now - mined.born[file]) / DAY_S,
        sum(one in asked.taken_back for one in newest),
        sum(asked.people.of(mined.authors[one]) in asked.mine for one in commits),
        len(commits),
    )


def _around(mined: Mined, folders: set[str]) -> frozenset[int]:
    """Return the newest commits to files of these folders."""
    files = (number for number, name in enumerate(mined.names) if name.rpartition("/")[0] in folders)
    return frozenset(one for file in files for one in mined.commits[file][-MOST_COMMITS:])


def _paths(changed: Changed) -> Iterable[str]:
    return [path for one in changed.files for path in (one.path, one.former) if path]
