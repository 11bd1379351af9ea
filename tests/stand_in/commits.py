"""Commits made from plain values, so that a test states a repository in a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.stand_in.git import git, resolve

REGULAR, EXECUTABLE, LINK, SUBMODULE = "100644", "100755", "120000", "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """A tree entry of any mode; the data of a submodule is its 40-digit commit SHA."""

    data: bytes
    mode: str = REGULAR


Content = str | bytes | Entry | None


def commit(
    path: Path,
    branch: str,
    files: Mapping[str, Content] | Mapping[bytes, Content],
    *,
    message: str = "change",
    parent: str | None = None,
) -> str:
    """Commit files on a branch (None removes one) and return the SHA.

    Without `parent` the commit goes on top of the branch; with one it replaces the branch (a force push).
    """
    start = parent or resolve(path, f"refs/heads/{branch}")
    stream = b"".join(_stream(branch, files, message, start))
    git(path, "fast-import", "--quiet", "--force", "--date-format=now", stdin=stream)
    made = resolve(path, f"refs/heads/{branch}")
    assert made is not None
    return made


def _stream(
    branch: str, files: Mapping[str, Content] | Mapping[bytes, Content], message: str, parent: str | None
) -> list[bytes]:
    lines = [
        f"commit refs/heads/{branch}\n".encode(),
        b"committer Octo Cat <octocat@example.com> now\n",
        b"data %d\n%s\n" % (len(message.encode()), message.encode()),
    ]
    if parent:
        lines.append(f"from {parent}\n".encode())
    return [*lines, *(_change(name, content) for name, content in files.items()), b"\n"]


def _change(name: str | bytes, content: Content) -> bytes:
    quoted = _quote(name.encode() if isinstance(name, str) else name)
    if content is None:
        return b"D %s\n" % quoted
    entry = content if isinstance(content, Entry) else Entry(content.encode() if isinstance(content, str) else content)
    if entry.mode == SUBMODULE:
        return b"M 160000 %s %s\n" % (entry.data, quoted)
    return b"M %s inline %s\ndata %d\n%s\n" % (entry.mode.encode(), quoted, len(entry.data), entry.data)


def _quote(name: bytes) -> bytes:
    """Quote a path as fast-import reads it: every unusual byte in octal."""
    usual = range(0x20, 0x7F)
    return b'"' + b"".join(bytes([b]) if b in usual and b not in b'"\\' else b"\\%03o" % b for b in name) + b'"'
