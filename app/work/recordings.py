"""Recordings of what models answered, as files that only their owner can read."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.errors import UsageError
from providers.errors import Misconfigured
from providers.recording import Replaying

CANNOT_WRITE = "the recording {path} cannot be written: {why}"
CANNOT_READ = "the recording {path} cannot be read: {why}"
NOT_TEXT = "it is not UTF-8"
DAY_S = 24 * 3600

log = structlog.get_logger(__name__)


def replaying(path: Path) -> Replaying:
    """Return a provider that answers from a recording; raise UsageError, naming the line, when it is none."""
    try:
        return Replaying(path.read_text("utf-8").split("\n"))
    except OSError as error:
        raise UsageError(CANNOT_READ.format(path=path, why=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise UsageError(CANNOT_READ.format(path=path, why=NOT_TEXT)) from error
    except Misconfigured as error:
        raise UsageError(f"{path}: {error}") from error


def new_recording(path: Path) -> Callable[[str], None]:
    """Empty or make the file and return what adds a line to it; both raise UsageError when that cannot be done."""

    def write(line: str, *, anew: int = 0) -> None:
        try:
            _append(path, line, anew)
        except OSError as error:
            raise UsageError(CANNOT_WRITE.format(path=path, why=error.strerror)) from error

    write("", anew=os.O_TRUNC)
    return write


@dataclass(frozen=True, slots=True)
class Recordings:
    """A folder with a file per review, in one folder per installation; nothing in their names but numbers."""

    folder: Path

    def writer(self, installation_id: int, repository_id: int, number: int, review_id: int) -> Callable[[str], None]:
        """Return what adds a line to the file of a review; that it cannot be written costs the file, not the review."""
        path = self._of(installation_id) / f"{repository_id}-{number}-{review_id}.jsonl"
        failed = False

        def write(line: str) -> None:
            nonlocal failed
            if failed:
                return
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.parent.chmod(0o700)
                _append(path, line)
            except OSError as error:
                failed = True
                log.warning("not recorded", path=str(path), error=error.strerror)

        return write

    def forget(self, installation_id: int) -> None:
        """Remove what an installation left: its answers quote its code."""
        shutil.rmtree(self._of(installation_id), ignore_errors=True)

    def expire(self, days: int) -> int:
        """Remove the files that nothing was added to for so many days; return how many there were."""
        before = time.time() - days * DAY_S
        old = [path for path in self.folder.glob("*/*.jsonl") if path.lstat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _of(self, installation_id: int) -> Path:
        return self.folder / str(int(installation_id))


def _append(path: Path, line: str, flags: int = 0) -> None:
    """Add a line whole, in one write; a new file can be read by its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | flags, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(f"{line}\n".encode() if line else b"")
