"""Follow files that moved: the same blob went from one path and came to another in one commit."""

from __future__ import annotations

from collections.abc import Iterable

from review.history.log import LoggedChange

# Git's ids of the empty blob: empty files are alike, and that says nothing.
EMPTY = (
    b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    b"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)


def renames_in(changes: Iterable[LoggedChange]) -> dict[str, str]:
    """Map each path that went to the path that its content came to.

    Among files with the same content one of the same base name is taken; without it, only a lone pair is.
    """
    gone: dict[bytes, list[str]] = {}
    come: dict[bytes, list[str]] = {}
    for change in changes:
        if change.status == "D":
            gone.setdefault(change.old_blob, []).append(change.path)
        elif change.status == "A":
            come.setdefault(change.new_blob, []).append(change.path)
    found: dict[str, str] = {}
    for blob, old in gone.items():
        if blob in come and blob not in EMPTY:
            found |= _paired(old, come[blob])
    return found


def _paired(old: list[str], new: list[str]) -> dict[str, str]:
    if len(old) == len(new) == 1:
        return {old[0]: new[0]}
    by_base: dict[str, list[str]] = {}
    for path in reversed(new):
        by_base.setdefault(path.rpartition("/")[2], []).append(path)
    pairs = ((path, by_base.get(path.rpartition("/")[2])) for path in old)
    return {path: there.pop() for path, there in pairs if there}
