"""What the header of one file's section says: paths, modes, blobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from review.diff.paths import leading_quoted, unquote
from review.errors import MalformedDiff
from review.models import FileStatus

_NOWHERE = "/dev/null"
_PREFIX = re.compile(r"[abciow12]/")  # also git's mnemonic prefixes: diff.mnemonicPrefix, --no-index
_FIELDS = re.compile(
    r"(diff --git|diff --cc|diff --combined|old mode|new mode|deleted file mode|new file mode|rename from|rename to|"
    r"copy from|copy to|index|---|\+\+\+|Binary files?|GIT binary patch)(?: (.*))?",
    re.DOTALL,
)
_INDEX = re.compile(r"([0-9a-f]+)\.\.([0-9a-f]+)(?: (\d+))?")
_BINARY_NAMES = re.compile(r"(.+) and (.+) differ", re.DOTALL)
Ranges = tuple[bytes, ...]
NO_RANGES: Ranges = ()
_EMPTY_SIDE = b"0,0"


@dataclass(frozen=True, slots=True)
class Header:
    """One section's header; a mode or blob is None where it is not said."""

    path: str
    old_path: str | None
    status: FileStatus
    old_mode: str | None
    new_mode: str | None
    old_blob: str | None
    new_blob: str | None
    binary: bool


def read_header(raw: bytes, ranges: Ranges = NO_RANGES) -> Header:
    """Read the lines before the first hunk.

    `ranges` are the first hunk's old and new range ("0,0" is a side that is empty): tools other than git have no
    other way to say that a file was added or removed. Raises MalformedDiff when no path can be told.
    """
    fields = _fields(raw.decode("utf-8", "surrogateescape"))
    if "diff --cc" in fields or "diff --combined" in fields:
        raise MalformedDiff("a combined diff of a merge has no single base; make it with `git diff BASE...HEAD`")
    old, new = _paths(fields)
    path = new if new is not None else old
    if path is None or path == "":
        raise MalformedDiff("the file header names no file")
    status = _status(fields, old, new, ranges)
    old_blob, new_blob, mode = _index(fields)
    return Header(
        path=path,
        old_path=old if status in (FileStatus.RENAMED, FileStatus.COPIED) else None,
        status=status,
        old_mode=fields.get("old mode") or fields.get("deleted file mode") or mode,
        new_mode=fields.get("new mode") or fields.get("new file mode") or mode,
        old_blob=old_blob,
        new_blob=new_blob,
        binary=any(name in fields for name in ("Binary files", "Binary file", "GIT binary patch")),
    )


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.split("\n"):
        match = _FIELDS.fullmatch(line)
        if match:
            found.setdefault(match[1], match[2] or "")
    return found


def _paths(fields: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Tell the path on both sides, from the line that says it most plainly; None where the file is not."""
    for kind in ("rename", "copy"):
        if f"{kind} from" in fields and f"{kind} to" in fields:
            return unquote(fields[f"{kind} from"]), unquote(fields[f"{kind} to"])
    both = _git_line(fields.get("diff --git", ""))
    if both is not None:
        return both
    if "---" in fields and "+++" in fields:
        return _stripped(_name(fields["---"]), _name(fields["+++"]))
    binary = _BINARY_NAMES.fullmatch(fields.get("Binary files", ""))
    return _stripped(_name(binary[1]), _name(binary[2])) if binary else (None, None)


def _git_line(rest: str) -> tuple[str, str] | None:
    """Read `a/X b/X`; None unless both name the same file, for only then can unquoted spaces not mislead."""
    quoted = leading_quoted(rest)
    if quoted is not None:
        first, second = quoted, rest[len(quoted) + 1 :]
    else:
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 + 1 :]
    if not first or not second:
        return None
    old, new = unquote(first), unquote(second)
    if old == new:
        return old, new  # diff.noprefix
    if _PREFIX.match(old) and _PREFIX.match(new) and old[2:] == new[2:]:
        return old[2:], new[2:]
    return None


def _name(field: str) -> str | None:
    """Read the operand of `---` or `+++`: quoted, or up to the tab before a time."""
    name = unquote(leading_quoted(field) or field.split("\t", 1)[0])
    return None if name == _NOWHERE else name


def _stripped(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Take off `a/` and `b/`, or the two folders of `diff -r old new`; leave names that differ otherwise."""
    if old is None or new is None:
        return _without_prefix(old), _without_prefix(new)
    if old == new:
        return old, new
    if _PREFIX.match(old) and _PREFIX.match(new):
        return old[2:], new[2:]
    _, old_slash, old_rest = old.partition("/")
    _, new_slash, new_rest = new.partition("/")
    if old_slash and new_slash and old_rest == new_rest:
        return old_rest, new_rest
    return old, new


def _without_prefix(name: str | None) -> str | None:
    return name[2:] if name is not None and _PREFIX.match(name) else name


def _status(fields: Mapping[str, str], old: str | None, new: str | None, ranges: Ranges) -> FileStatus:
    if "rename to" in fields:
        return FileStatus.RENAMED
    if "copy to" in fields:
        return FileStatus.COPIED
    if "new file mode" in fields or old is None:
        return FileStatus.ADDED
    if "deleted file mode" in fields or new is None:
        return FileStatus.REMOVED
    if "diff --git" not in fields and _EMPTY_SIDE in ranges:
        return FileStatus.ADDED if ranges[0] == _EMPTY_SIDE else FileStatus.REMOVED
    mode_only = "new mode" in fields and "index" not in fields
    return FileStatus.CHANGED if mode_only else FileStatus.MODIFIED


def _index(fields: Mapping[str, str]) -> tuple[str | None, str | None, str | None]:
    match = _INDEX.fullmatch(fields.get("index", ""))
    if match is None:
        return None, None, None
    old, new, mode = match[1], match[2], match[3]
    return (None if set(old) == {"0"} else old), (None if set(new) == {"0"} else new), mode
