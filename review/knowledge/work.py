"""What each person did around some files of late: on them, on what changes with them, beside them, anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from review.history.owners import HALF_LIFE_S
from review.history.partners import partners_of
from review.knowledge.people import People
from review.models.mined import Mark, Mined

DAY_S = 86_400
YEAR_S = 365 * DAY_S
LOOKED_BACK_S = 3 * YEAR_S  # commits before that are looked at only where they touched the files themselves
MOST_COMMITS = 20_000  # the newest that are looked at
MOST_FILES = 300  # of the change
PARTNERS = 5  # of each file
PARTNERED_FILES = 20

_BOT = int(Mark.BOT)


@dataclass(slots=True)
class Work:
    """One person's: sums of commits, each counting half for every half-life before now; `year` by file, undecayed.

    `last` is their last commit anywhere, `on` their last one on each file, both in seconds since 1970.
    """

    files: float = 0.0
    partners: float = 0.0
    folders: float = 0.0
    anywhere: float = 0.0
    last: int = 0
    year: dict[int, int] = field(default_factory=dict)
    partner_year: dict[int, int] = field(default_factory=dict)
    folder_year: dict[str, int] = field(default_factory=dict)
    on: dict[int, int] = field(default_factory=dict)


def work_around(mined: Mined, people: People, paths: Collection[str], now: int) -> dict[int, Work]:
    """Return the work of each person, bots left out; `now` is when the change is looked at."""
    found: dict[int, Work] = defaultdict(Work)
    chosen = sorted(set(paths))[:MOST_FILES]
    files = {file for path in chosen if (file := mined.file(path)) is not None}
    partners = {file for path in chosen[:PARTNERED_FILES] for file in _partners(mined, path)} - files
    folders = {folder_of(path) for path in chosen}
    for commit in _recent(mined, now):
        author = mined.authors[commit]
        if not people.is_bot(author):
            _count(mined, commit, found[people.of(author)], files, partners, folders, now)
    for file in files:
        _add_old(mined, people, file, found, now)
    return dict(found)


def folder_of(path: str) -> str:
    """Return the folder a path is in, "" for the root."""
    return path.rpartition("/")[0]


def _count(
    mined: Mined, commit: int, work: Work, files: set[int], partners: set[int], folders: set[str], now: int
) -> None:
    time = mined.times[commit]
    weight = _weight(time, now)
    in_year = time > now - YEAR_S
    touched = mined.touched_by(commit)
    work.anywhere += weight
    work.last = max(work.last, time)
    beside = set()
    for file in touched:
        if file in files:
            work.files += weight
            work.on[file] = max(work.on.get(file, 0), time)
            work.year[file] = work.year.get(file, 0) + in_year
        elif file in partners:
            work.partners += weight
            work.partner_year[file] = work.partner_year.get(file, 0) + in_year
        folder = folder_of(mined.names[file])
        if folder in folders:
            beside.add(folder)
    for folder in beside:
        work.folders += weight
        work.folder_year[folder] = work.folder_year.get(folder, 0) + in_year


def _add_old(mined: Mined, people: People, file: int, found: dict[int, Work], now: int) -> None:
    """Count what came before the time that is looked at in full: a file may rest for years."""
    for commit in mined.commits[file][-MOST_COMMITS // 10 :]:
        time, author = mined.times[commit], mined.authors[commit]
        if time <= now - LOOKED_BACK_S and not people.is_bot(author):
            work = found[people.of(author)]
            work.files += _weight(time, now)
            work.last = max(work.last, time)
            work.on[file] = max(work.on.get(file, 0), time)


def _recent(mined: Mined, now: int) -> Iterator[int]:
    """Give the commits of the time looked back, newest first; a clock that went wrong ends nothing."""
    for commit in range(len(mined.times) - 1, max(-1, len(mined.times) - 1 - MOST_COMMITS), -1):
        if now - LOOKED_BACK_S < mined.times[commit] <= now and not mined.marks[commit] & _BOT:
            yield commit


def _partners(mined: Mined, path: str) -> list[int]:
    found = (mined.file(one.path) for one in partners_of(mined, path)[:PARTNERS])
    return [file for file in found if file is not None]


def _weight(time: int, now: int) -> float:
    return float(0.5 ** (max(0, now - time) / HALF_LIFE_S))
