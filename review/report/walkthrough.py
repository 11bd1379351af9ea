"""What changed, file by file, told from the diff alone: the same words with a model and without one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from review.findings.sanitise import code_line
from review.findings.symbol import enclosing_symbol
from review.models import Diff, FileDiff, FileStatus, Hunk, LineKind
from review.report.wording import count

LISTED_FILES = 60
LISTED_NAMES = 5
MOST_HUNKS = 12  # of a file, and
MOST_LINES = 200  # of a hunk, in which names are looked for
NAME_LIMIT = 80
DEFINES = re.compile(
    r"\s{0,80}(?:(?:export|default|public|private|protected|static|async|abstract|final|pub|declare|override)\s+){0,4}"
    r"(?:def|class|function\*?|func|fn|fun|interface|struct|enum|trait)\s+(?:\([^()]{0,80}\)\s*)?([A-Za-z_$][\w$]{0,60})"
)
STATUS = {
    FileStatus.ADDED: "new",
    FileStatus.REMOVED: "removed",
    FileStatus.MODIFIED: "changed",
    FileStatus.RENAMED: "renamed",
    FileStatus.COPIED: "copied",
    FileStatus.CHANGED: "mode or type changed",
}
FILE = "- {path}: {what}"
MORE = "- and {files}"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of definitions: new, gone, and those around or on changed lines."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


def paragraph(diff: Diff) -> str:
    """Return what changed in one or two sentences."""
    statuses = Counter(file.status for file in diff.files)
    kinds = [f"{statuses[one]:,} {STATUS[one]}" for one in STATUS if statuses[one]]
    told = f" ({', '.join(kinds)})" if set(statuses) - {FileStatus.MODIFIED} else ""
    files = f"{count(len(diff.files), 'file')}{told}"
    lines = f"{count(sum(file.added for file in diff.files), 'line')} added"
    gone = f"{sum(file.removed for file in diff.files):,} removed"
    names = [_names(file) for file in diff.files[:LISTED_FILES]]
    said = _named(
        Names(
            new=tuple(chain.from_iterable(one.new for one in names)),
            gone=tuple(chain.from_iterable(one.gone for one in names)),
            changed=tuple(chain.from_iterable(one.changed for one in names)),
        )
    )
    return f"This touches {files}: {lines}, {gone}.{f' It {said}.' if said else ''}"


def walkthrough(diff: Diff) -> Iterator[str]:
    """Give a list entry for each file: what happened to it, how many lines, which definitions."""
    for file in diff.files[:LISTED_FILES]:
        lines = "binary" if file.binary else f"+{file.added:,} -{file.removed:,}"
        moved = f" from {code_line(file.old_path)}" if file.old_path and file.old_path != file.path else ""
        said = _named(_names(file))
        what = f"{STATUS[file.status]}{moved}, {lines}{f': {said}' if said else ''}"
        yield FILE.format(path=code_line(file.path), what=what)
    if len(diff.files) > LISTED_FILES:
        yield MORE.format(files=count(len(diff.files) - LISTED_FILES, "more file"))


def _named(names: Names) -> str:
    parts = ((verb, found) for verb, found in (("adds", names.new), ("drops", names.gone), ("changes", names.changed)))
    return "; ".join(f"{verb} {_listed(found)}" for verb, found in parts if found)


def _listed(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(names))
    more = f" and {len(distinct) - LISTED_NAMES:,} more" if len(distinct) > LISTED_NAMES else ""
    return ", ".join(code_line(name, NAME_LIMIT) for name in distinct[:LISTED_NAMES]) + more


def _names(file: FileDiff) -> Names:
    new = dict.fromkeys(_defined(file, LineKind.ADDED))
    gone = dict.fromkeys(_defined(file, LineKind.REMOVED))
    around = dict.fromkeys(name for hunk in file.hunks[:MOST_HUNKS] if (name := _around(hunk)))
    known = {*new, *gone}
    return Names(
        tuple(name for name in new if name not in gone),
        tuple(name for name in gone if name not in new),
        (*(name for name in new if name in gone), *(name for name in around if name.split(".")[-1] not in known)),
    )


def _defined(file: FileDiff, kind: LineKind) -> Iterator[str]:
    for hunk in file.hunks[:MOST_HUNKS]:
        for line in hunk.lines[:MOST_LINES]:
            if line.kind is kind and (match := DEFINES.match(line.text[:300])):
                yield match[1]


def _around(hunk: Hunk) -> str:
    """Return the definition around the first changed line, as far as the hunk and its heading show it."""
    shown = [line for line in hunk.lines[:MOST_LINES] if line.kind is not LineKind.REMOVED]
    first = next((index for index, line in enumerate(hunk.lines) if line.kind is not LineKind.CONTEXT), 0)
    above = sum(line.kind is not LineKind.REMOVED for line in hunk.lines[:first])
    lines = [hunk.section, *(line.text for line in shown)]
    return enclosing_symbol(lines, min(above + 2, len(lines)))
