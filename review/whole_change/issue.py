"""An issue that the change is to close, and nothing of which is in it. Its text is anybody's, and is only compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.models import Finding, LineKind, LinkedIssue, Severity
from review.whole_change.parts import MAX_LINE, Parts, told

MAX_BODY = 20_000
LEAST_NAMES = 2  # one may be a word that only looks like code
NAMED = 4  # names in one sentence
LEAST_CHARS = 4
# Inline code, of which only what can be a name or a path counts.
QUOTED = re.compile(r"(?<!`)`([^`\n]{2,120})`(?!`)")
NAME = re.compile(r"[A-Za-z_][\w-]*(?:(?:\.|::|->|#|/)[\w-]+)*(?:\(\))?")
SPOKEN = re.compile(r"[a-z]{1,30}")  # a plain word in code marks is a value or a command as often as a name
LAST = re.compile(r"[\w-]+")

TITLE = "Nothing that issue #{number} names is in the change"
MESSAGE = (
    "The description says that this closes #{number}, which names {names}. None of them is in the lines, the files or "
    "the words of this change."
)


def unaddressed(parts: Parts) -> tuple[Finding, ...]:
    """Compare the issues that are to be closed with the change; one that names no code cannot be compared."""
    return tuple(_unaddressed(parts))


def _unaddressed(parts: Parts) -> Iterator[Finding]:
    first = next(((part, line) for part in parts.every for line in part.lines(LineKind.ADDED)), None)
    closing = [issue for issue in parts.issues if issue.closes]
    if first is None or not closing:
        return
    told_of = _words(parts)
    for issue in closing:
        names = names_in(issue)
        if len(names) >= LEAST_NAMES and not any(_last(name) in told_of for name in names):
            shown = ", ".join(f"`{name}`" for name in names[:NAMED])
            title, message = TITLE.format(number=issue.number), MESSAGE.format(number=issue.number, names=shown)
            yield told("issue", Severity.INFO, "correctness", title, message, *first)


def names_in(issue: LinkedIssue) -> tuple[str, ...]:
    """Return the names of code that the issue puts in code marks, in its order."""
    found = (match[1].strip() for match in QUOTED.finditer(f"{issue.title}\n{issue.body[:MAX_BODY]}"))
    return tuple(
        dict.fromkeys(
            name for name in found if len(name) >= LEAST_CHARS and NAME.fullmatch(name) and not SPOKEN.fullmatch(name)
        )
    )


def _words(parts: Parts) -> frozenset[str]:
    """Return every word that the change shows or says, as far as names go."""
    lines = (line.text[:MAX_LINE] for part in parts.every for hunk in part.file.hunks for line in hunk.lines)
    sections = (hunk.section for part in parts.every for hunk in part.file.hunks)
    paths = (part.path for part in parts.every)
    said = (parts.pull_request.title, parts.pull_request.body[:MAX_BODY]) if parts.pull_request else ()
    return frozenset(word.lower() for text in (*lines, *sections, *paths, *said) for word in LAST.findall(text))


def _last(name: str) -> str:
    """Return the part of a dotted name or a path that code is likely to use alone."""
    words = LAST.findall(name.removesuffix("()"))
    known: str = words[-2] if "/" in name and len(words) > 1 and "." in name else words[-1]
    return known.lower()
