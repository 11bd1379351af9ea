"""What commits of a pull request added that its head no longer shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PastLines:
    """Lines that one commit added to a file, by their numbers there; `commit` is its whole id."""

    commit: str
    path: str
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class History:
    """Commits between the merge base and the head, oldest first; `unread` says why some were not read, else "".

    `authors` are the names and addresses of who wrote them, which are hostile text.
    """

    past: tuple[PastLines, ...] = ()
    unread: str = ""
    authors: tuple[tuple[str, str], ...] = ()
