"""What changed, as git and GitHub tell it.

Paths are `str` decoded from git's bytes as UTF-8 with `surrogateescape`, so any path survives a round trip;
`review.diff.paths.display` makes one printable. Line numbers count from 1, by LF only, as GitHub counts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from review.models.history import History


class Side(StrEnum):
    """GitHub's names for the two columns of a diff: LEFT is the merge base, RIGHT the head."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"


class FileStatus(StrEnum):
    """GitHub's words for what happened to a file; `changed` is a change of type or mode only."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    RENAMED = "renamed"
    COPIED = "copied"
    CHANGED = "changed"


class LineKind(StrEnum):
    """What a diff line did."""

    ADDED = "added"
    REMOVED = "removed"
    CONTEXT = "context"


class FileKind(StrEnum):
    """What a changed file is, which decides who reads it. The security check reads every text kind."""

    SOURCE = "source"
    GENERATED = "generated"
    VENDORED = "vendored"
    MINIFIED = "minified"
    LOCK = "lock"
    SNAPSHOT = "snapshot"
    BINARY = "binary"
    SUBMODULE = "submodule"
    SYMLINK = "symlink"
    LFS_POINTER = "lfs_pointer"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as GitHub last told it; `head_repository_id` is None when the fork was deleted."""

    repository_id: int
    repository: str
    number: int
    title: str
    body: str
    author_id: int | None
    author: str
    author_is_bot: bool
    state: str
    draft: bool
    base_ref: str
    base_sha: str
    head_ref: str
    head_sha: str
    head_repository_id: int | None
    default_branch: str
    merged: bool = False

    @property
    def from_fork(self) -> bool:
        """Say whether the head lives elsewhere; a deleted fork counts as elsewhere."""
        return self.head_repository_id != self.repository_id


@dataclass(frozen=True, slots=True)
class Line:
    """One diff line; `old` or `new` is None on the side where it is not there. `text` has no final LF but keeps CR.

    `newline` is False on the last line of a file that does not end in LF.
    """

    kind: LineKind
    old: int | None
    new: int | None
    text: str
    newline: bool = True


@dataclass(frozen=True, slots=True)
class Hunk:
    """One `@@` block; `section` is git's guess at the enclosing symbol, hostile text like the rest."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    section: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file's part of the diff. Modes are git's octal strings, None on the side where the file is not."""

    path: str
    old_path: str | None
    status: FileStatus
    old_mode: str | None
    new_mode: str | None
    binary: bool
    added: int
    removed: int
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The parsed diff, files in git's order."""

    files: tuple[FileDiff, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A changed file's bytes at merge base and at head; None where it does not exist or was not read (see coverage).

    `fragment` means the bytes were rebuilt from hunks alone: line numbers are true, the lines between are blank.
    """

    path: str
    base: bytes | None
    head: bytes | None
    fragment: bool = False


@dataclass(frozen=True, slots=True)
class TreeChange:
    """One entry of git's raw tree diff: the truth about what changed, before any parsing."""

    path: str
    old_path: str | None
    status: FileStatus
    old_mode: str | None
    new_mode: str | None
    old_blob: str | None
    new_blob: str | None


@dataclass(frozen=True, slots=True)
class FetchedChange:
    """What git gave: the tree diff, the patch, git's own counts per path, the sources, and what could not be had.

    `counts` maps path to (added, removed), or None for a file git calls binary. `unread` maps path to the reason.
    `base_files` are files of the merge base that tell how to read the change, by path: attributes and guidelines.
    """

    base_sha: str | None
    head_sha: str | None
    tree: tuple[TreeChange, ...]
    patch: bytes
    counts: Mapping[str, tuple[int, int] | None]
    sources: Mapping[str, Source]
    unread: Mapping[str, str]
    base_files: Mapping[str, bytes] = field(default_factory=dict)
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: the pull request (None for a local review), the diff, and the sources by path at head."""

    pull_request: PullRequest | None
    base_sha: str | None
    head_sha: str | None
    diff: Diff
    sources: Mapping[str, Source]
    history: History = field(default_factory=History)
