"""What was made of a snapshot, in a file beside the clone: a line that says of which commit, then the bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import structlog

MAX_HEAD = 4_096

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class About:
    """What it was made of: a commit, how many files of code were read and how many were not, and by which code.

    `left_out` says which files were not even listed, "" when all were. `made_by` is another after an upgrade that would
    make it otherwise.
    """

    commit: str
    files: int
    unread: int
    left_out: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and of what."""

    about: About
    data: bytes


def write(folder: Path, name: str, made: Made) -> None:
    """Put it in the place of the old in one step: others read it without a lock."""
    beside = folder / f"{name}.new"
    beside.write_bytes(orjson.dumps(asdict(made.about)) + b"\n" + made.data)
    beside.replace(folder / name)


def read(folder: Path, name: str) -> Made | None:
    """Return what was made last; None when nothing was, by a version that wrote something else, or unreadably."""
    try:
        kept = (folder / name).read_bytes()
    except OSError as error:
        _tell(name, error)
        return None
    head, found, data = kept.partition(b"\n")
    about = _about(head) if found else None
    return Made(about, data) if about is not None else None


def read_about(folder: Path, name: str) -> About | None:
    """Return what `name` was made of, without reading it."""
    try:
        with (folder / name).open("rb") as file:
            return _about(file.readline(MAX_HEAD))
    except OSError as error:
        _tell(name, error)
        return None


def _tell(name: str, error: OSError) -> None:
    """Say why nothing can be read, unless nothing is there: no review may fail over it."""
    if not isinstance(error, FileNotFoundError):
        log.warning("not read", name=name, error=error.strerror)


def _about(head: bytes) -> About | None:
    try:
        return About(**orjson.loads(head))
    except (ValueError, TypeError):
        return None
