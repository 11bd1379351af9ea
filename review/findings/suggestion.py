"""Replacement code as a model wrote it, made to stand in the file: unwrapped, without context, indented, applied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from review.code.syntax import Doubt, Edit
from review.findings.anchor import proves
from review.findings.invisible import escape_invisible
from review.findings.sanitise import COMMAND
from review.models import Finding
from review.prompts.shown import visible

MOST_DROPPED = 5  # lines more that go than come: beyond, something unrelated goes with them
MAX_TEXT = 10_000
MAX_LINES = 200

HIDDEN = "the model did not see these lines as they are"
TOO_LONG = "it is too long"
UNPRINTABLE = "it holds invisible characters"
COMMANDS = "a line of it begins like a command to another bot"
SAME = "it is the code that is already there"
ELIDES = "it stands for code that it leaves out"
SHRINKS = "it removes {count} lines and puts nothing in their place"
NOT_UTF8 = "the file is not UTF-8 with one kind of line end"

# Our number columns as a question shows them; the number has to be there, for code may begin with a bar.
_COLUMNS = re.compile(r"^\s*\d{1,7}\s*(?:\d{1,7}\s*)?[+-]?\s*\|")
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})[^`]{0,40}$")
_ELISION = re.compile(
    r"^\s*(?:(?:#|//|/\*+|--|<!--|\*)\s*)?(?:\.{3}|…)\s*(?:\*/|-->)?\s*$|"
    r"^\s*(?:#|//|/\*+|--|<!--)\s*(?:\.{3}|…|\[?(?:the\s+)?(?:rest|remainder|remaining|existing|unchanged|other)\b|"
    r"same\s+as\s+before)",
    re.IGNORECASE,
)


def edit_of(finding: Finding, head: bytes) -> tuple[Edit, str] | Doubt:
    """Return the file with the finding's suggestion applied, and the lines to offer; or why it cannot be applied."""
    at = finding.location
    texts = _lines(head)
    if texts is None:
        return Doubt(NOT_UTF8, harmful=False)
    lines, end_of_line = texts
    old = lines[at.start_line - 1 : at.end_line]
    if not old or [visible(line) for line in old if line.strip()] != _nonblank(finding.evidence.split("\n")):
        return Doubt(HIDDEN, harmful=True)
    said = finding.suggestion or ""
    if len(said) > MAX_TEXT or said.count("\n") > MAX_LINES:
        return Doubt(TOO_LONG, harmful=False)
    new = _fitted(said, lines, at.start_line, at.end_line)
    wrong = _wrong(old, new)
    if wrong is not None:
        return wrong
    after = [*lines[: at.start_line - 1], *new, *lines[at.end_line :]]
    edit = Edit(head, end_of_line.join(after).encode(), at.start_line, at.end_line, len(new))
    return edit, "\n".join(new)


def _lines(head: bytes) -> tuple[list[str], str] | None:
    try:
        text = head.decode()
    except UnicodeDecodeError:
        return None
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end_of_line)
    return None if any("\r" in line or "\n" in line for line in lines) else (lines, end_of_line)


def _wrong(old: Sequence[str], new: Sequence[str]) -> Doubt | None:
    """Return what is wrong with the lines themselves."""
    text = "\n".join(new)
    if escape_invisible(text) != text:
        return Doubt(UNPRINTABLE, harmful=False)
    if _plain(old) == _plain(new):
        return Doubt(SAME, harmful=True)
    if any(_ELISION.match(line[:200]) and line not in old for line in new):
        return Doubt(ELIDES, harmful=True)
    dropped = len(_nonblank(old)) - len(_nonblank(new))
    if not _nonblank(new) or dropped > MOST_DROPPED:
        return Doubt(SHRINKS.format(count=dropped), harmful=True)
    return Doubt(COMMANDS, harmful=False) if COMMAND.search(text) else None


def _fitted(suggestion: str, lines: Sequence[str], start: int, end: int) -> list[str]:
    """Return the suggestion's lines as they would stand in the file."""
    new = _unwrapped(suggestion.replace("\r\n", "\n").strip("\n").split("\n"))
    new = _without_context(new, lines[: start - 1], lines[end:])
    first = next((line for line in lines[start - 1 : end] if line.strip()), "")
    return _indented([line.rstrip() for line in new], _indent(first))


def _unwrapped(new: list[str]) -> list[str]:
    """Take off what models put around code: a fence, or our own number columns."""
    if len(new) > 2 and _FENCE.match(new[0]) and _FENCE.match(new[-1]):
        new = new[1:-1]
    if all(_COLUMNS.match(line) for line in new if line.strip()):
        new = [_COLUMNS.sub("", line) for line in new]
    return new


def _without_context(new: list[str], above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Take off lines that repeat what stands next to the replaced ones: they would stand there twice."""
    for count in range(min(len(new) - 1, len(above)), 0, -1):
        if _plain(new[:count]) == _plain(above[-count:]) and proves("".join(new[:count])):
            new = new[count:]
            break
    for count in range(min(len(new) - 1, len(below)), 0, -1):
        if _plain(new[-count:]) == _plain(below[:count]) and proves("".join(new[-count:])):
            return new[:-count]
    return new


def _indented(new: list[str], wanted: str) -> list[str]:
    """Move the lines so that the first stands as far in as the one it replaces, the others with it.

    Models often strip the first line alone: where the others stand far enough in already, they stay.
    """
    first = next((line for line in new if line.strip()), "")
    has = _indent(first)
    if has == wanted:
        return new
    others = [_indent(line) for line in new if line.strip() and line is not first]
    if not has and others and all(indent.startswith(wanted) and len(indent) >= len(wanted) for indent in others):
        return [wanted + line if line is first else line for line in new]
    return [_moved(line, has, wanted) for line in new]


def _moved(line: str, has: str, wanted: str) -> str:
    if not line.strip():
        return ""
    if not line.startswith(has):  # further out than the first line: keep the distance as far as there is room
        missing = len(has) - len(_indent(line))
        return wanted[: max(0, len(wanted) - missing)] + line.lstrip()
    rest = line[len(has) :]
    if wanted.startswith("\t"):
        inner = _indent(rest)
        rest = "\t" * (len(inner.expandtabs(4)) // 4) + rest.lstrip() if " " in inner else rest
    return wanted + rest


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _nonblank(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def _plain(lines: Sequence[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines]
