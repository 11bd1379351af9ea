"""What the commits of a default branch say of its files, in columns: small to keep, and quick to ask."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag


class Mark(IntFlag):
    """What a commit is known as. SWEEPING changed so much of the tree that its files are not kept with it."""

    FIX = 1
    REVERT = 2
    BOT = 4
    WIDE = 8
    SWEEPING = 16


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a commit, after the repository's mailmap; both are hostile text."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True)
class Mined:
    """A branch up to `tip`; commits and files are numbers, the oldest commit is 0 and merges are left out.

    `tip` is the commit that was mined to, a merge perhaps, and `mailmap` the blob that named the authors ("" for none).
    `whole` is False when older commits were left out. By commit: `ids` (raw, side by side), `times` (of the committer,
    seconds since 1970), `authors`, `marks`, and `ends`, where its files end in `touched`. By file: `names` (the path it
    has now or had last, "" when another file took it), `born` (time of its first commit), `swept` (how many sweeping
    commits changed it), `present` (1 while it exists) and `commits`, those that touched it. `files` maps every path
    that ever was to its file: a renamed file keeps its number. `subjects` has those of fixes and reverts; `reverts`
    maps a revert to the commit that it took back.
    """

    tip: str
    mailmap: str
    whole: bool
    ids: bytes
    times: array[int]
    authors: array[int]
    marks: bytes
    ends: array[int]
    touched: array[int]
    people: tuple[Author, ...]
    subjects: Mapping[int, str]
    reverts: Mapping[int, int]
    names: tuple[str, ...]
    born: array[int]
    swept: array[int]
    present: bytes
    files: Mapping[str, int]
    commits: tuple[array[int], ...]

    def file(self, path: str) -> int | None:
        """Return the number of the file that has this path, or had it last; None for a path that never was."""
        return self.files.get(path)

    def touched_by(self, commit: int) -> array[int]:
        """Return the files of a commit; none for a sweeping one."""
        return self.touched[self.ends[commit - 1] if commit else 0 : self.ends[commit]]

    def id(self, commit: int) -> str:
        """Return the whole id of a commit."""
        size = len(self.tip) // 2
        return self.ids[commit * size : (commit + 1) * size].hex()


@dataclass(frozen=True, slots=True)
class Churn:
    """How often people changed a file; sweeping changes and bots are counted apart. Times are seconds since 1970.

    `first` is the file's first commit, `last` its last one that was not sweeping; `recent` counts the 90 days before
    the head.
    """

    path: str
    commits: int
    recent: int
    fixes: int
    recent_fixes: int
    reverts: int
    authors: int
    bots: int
    sweeping: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Owner:
    """A person's part of some files, from 0 to 1; `login` is "" unless their mail is GitHub's own address of them."""

    author: Author
    login: str
    share: float
    commits: int
    last: int


@dataclass(frozen=True, slots=True)
class PastCommit:
    """A fix or revert; `reverts` is the commit that it took back and `reverted_by` the one that took it back, or ""."""

    id: str
    time: int
    subject: str
    author: Author
    reverts: str
    reverted_by: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A file that changed in `support` of the last `commits` commits that changed another one."""

    path: str
    support: int
    commits: int
    last: int

    @property
    def confidence(self) -> float:
        """Return the share of those commits, from 0 to 1."""
        return self.support / self.commits


@dataclass(frozen=True, slots=True)
class MissingPartner:
    """A changed file, and the partner of it that the change leaves as it is; `together` are the newest such commits."""

    path: str
    partner: Partner
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hot:
    """A file that people changed unusually often in the 90 days before the head; `rank` 1 is the most often."""

    path: str
    recent: int
    recent_fixes: int
    rank: int
    ranked: int
