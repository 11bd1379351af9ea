"""Mine a branch, commit by commit from the oldest: what is known of it is only ever added to."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from itertools import chain, count, repeat
from operator import sub

from review.history.log import LoggedCommit, read_log
from review.history.marks import marks_of, reverted_id
from review.history.renames import renames_in
from review.models.mined import Author, Mark, Mined

MOST_COMMITS = 100_000  # of a branch; what is older is left out
MOST_SUBJECT = 120
MOST_NAME = 100


def mine(
    chunks: Iterable[bytes],
    tip: str,
    *,
    earlier: Mined | None = None,
    present: Collection[str] | None = None,
    mailmap: str = "",
    whole: bool = True,
    asked: bool = True,
) -> Mined:
    """Mine the log of a branch up to its `tip`; with `earlier`, of the commits that came since. Raises MalformedLog.

    `present` are the paths of the tip's tree: commits beside each other and merges leave some doubt about them. What is
    only to be kept, and not `asked` anything, needs no commits by file; the same of `earlier`.
    """
    miner = Miner(earlier)
    for commit in read_log(chunks):
        miner.add(commit)
    if present is not None:
        miner.see(present)
    return miner.mined(tip, mailmap=mailmap, whole=whole if earlier is None else earlier.whole, asked=asked)


class Miner:
    """The columns of a branch while they grow."""

    def __init__(self, earlier: Mined | None = None) -> None:
        self.ids = bytearray(earlier.ids if earlier else b"")
        self.marks = bytearray(earlier.marks if earlier else b"")
        self.times = array("I", earlier.times if earlier else ())
        self.authors = array("I", earlier.authors if earlier else ())
        self.ends = array("I", earlier.ends if earlier else ())
        self.touched = array("I", earlier.touched if earlier else ())
        self.people = {person: number for number, person in enumerate(earlier.people if earlier else ())}
        self.subjects = dict(earlier.subjects if earlier else {})
        self.reverts = dict(earlier.reverts if earlier else {})
        self.names = list(earlier.names if earlier else ())
        self.born = array("I", earlier.born if earlier else ())
        self.swept = array("I", earlier.swept if earlier else ())
        self.present = bytearray(earlier.present if earlier else b"")
        self.files = dict(earlier.files if earlier else {})
        self.there = sum(self.present)

    def add(self, commit: LoggedCommit) -> None:
        """Add a commit that came after all others, as far as anything orders them."""
        number = len(self.times)
        marks = marks_of(commit, self.there)
        touched = self._touch(commit)
        if marks & Mark.SWEEPING:
            for file in touched:
                self.swept[file] += 1
        else:
            self.touched.extend(touched)
        if marks & (Mark.FIX | Mark.REVERT):
            self.subjects[number] = commit.subject[:MOST_SUBJECT]
        if marks & Mark.REVERT and (reverted := self._commit(reverted_id(commit))) is not None:
            self.reverts[number] = reverted
        self.ids += bytes.fromhex(commit.id)
        self.times.append(commit.time)
        self.authors.append(self._person(commit))
        self.marks.append(marks)
        self.ends.append(len(self.touched))

    def see(self, present: Collection[str]) -> None:
        """Set which files there are."""
        for file, name in enumerate(self.names):
            self._set_present(file, there=name in present)

    def mined(self, tip: str, *, mailmap: str = "", whole: bool = True, asked: bool = True) -> Mined:
        """Return all that is known, up to the commit `tip`."""
        return Mined(
            tip,
            mailmap,
            whole,
            bytes(self.ids),
            self.times[:],
            self.authors[:],
            bytes(self.marks),
            self.ends[:],
            self.touched[:],
            tuple(self.people),
            dict(self.subjects),
            dict(self.reverts),
            tuple(self.names),
            self.born[:],
            self.swept[:],
            bytes(self.present),
            dict(self.files),
            commits_by_file(len(self.names), self.ends, self.touched) if asked else (),
        )

    def _touch(self, commit: LoggedCommit) -> list[int]:
        """Return the files of a commit, each once; those that moved keep their number."""
        renames = renames_in(commit.changes)
        for old, new in renames.items():
            self._move(old, new, commit.time)
        taken = {*renames, *renames.values()}
        touched = {self.files[new]: None for new in renames.values()}
        for change in commit.changes:
            if change.path in taken:
                continue
            file = self._file(change.path, commit.time, added=change.status == "A")
            if change.status == "D" and self.names[file] == change.path:
                self._set_present(file, there=False)
            touched[file] = None
        return list(touched)

    def _move(self, old: str, new: str, time: int) -> None:
        file = self._file(old, time)
        before = self.files.get(new)
        if before is not None and before != file and self.names[before] == new:
            self.names[before] = ""
            self._set_present(before, there=False)
        self.files[new] = file
        self.names[file] = new
        self._set_present(file, there=True)

    def _file(self, path: str, time: int, *, added: bool = False) -> int:
        """Return the file of a path: one that moved away is still meant, unless a new file comes in its place."""
        file = self.files.get(path)
        if file is None or (added and self.names[file] != path):
            file = self.files[path] = len(self.names)
            self.names.append(path)
            self.born.append(time)
            self.swept.append(0)
            self.present.append(0)
            self._set_present(file, there=True)
        elif added:
            self._set_present(file, there=True)
        return file

    def _set_present(self, file: int, *, there: bool) -> None:
        self.there += there - self.present[file]
        self.present[file] = there

    def _person(self, commit: LoggedCommit) -> int:
        author = Author(commit.name[:MOST_NAME], commit.mail.lower()[:MOST_NAME])
        return self.people.setdefault(author, len(self.people))

    def _commit(self, named: str | None) -> int | None:
        """Return the commit that an id, perhaps abbreviated, names; None for one that is not here."""
        if named is None or not self.times:
            return None
        size = len(self.ids) // len(self.times)
        start = bytes.fromhex(named[: len(named) & ~1])
        at = self.ids.find(start)
        while at >= 0 and (at % size or not self.ids[at : at + size].hex().startswith(named)):
            at = self.ids.find(start, at + 1)
        return at // size if at >= 0 else None


def commits_by_file(files: int, ends: array[int], touched: array[int]) -> tuple[array[int], ...]:
    """Turn the files of each commit into the commits of each file, oldest first."""
    found = tuple(array("I") for _ in range(files))
    sizes = map(sub, ends, chain((0,), ends))
    for commit, file in zip(chain.from_iterable(map(repeat, count(), sizes)), touched, strict=True):
        found[file].append(commit)
    return found
