"""A model's Markdown as blocks, in one pass over its lines. Not all of Markdown: models do not keep to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

MAX_LINES = 20_000
MAX_CELLS = 40
BOLD_LEVEL = 7  # a line that is wholly bold stands for a heading below all others

_FENCE = re.compile(r"([ \t>]{0,40})(`{3,}|~{3,})([^`]*)$")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
_ITEM = re.compile(r"([ \t]{0,40})(?:[-*+•–]|\(?\d{1,3}[.)])[ \t]+(?=\S)")
_QUOTE = re.compile(r"(?: {0,3}> ?){1,5}")
_RULE = re.compile(r" {0,3}(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:-{3,}|={3,})[ \t]*$")
_BOLD = re.compile(r"[ \t]*(?:\*\*|__)([^*\n]{1,300})(?:\*\*|__):?[ \t]*$")
_ROW_RULE = re.compile(r"[-:| \t]+$")
_TAGS = re.compile(r"</?(?:details|summary|b|strong|i|em|p|div|span|ul|ol|li)(?:[ \t][^<>\n]{0,200})?>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br[ \t]{0,3}/?>", re.IGNORECASE)
_LINK = re.compile(r"\]\([^()\s]{1,500}\)")
_CELL = re.compile(r"\\.|`[^`\n]{1,400}`|\|")
_WRAPPERS = frozenset({"markdown", "md", "yaml", "yml"})
_BEFORE_WRAPPER = 5  # lines of a greeting before the fence around the whole answer


class Kind(Enum):
    """What a block is to its reader."""

    HEADING = auto()
    ITEM = auto()
    TEXT = auto()
    CODE = auto()
    TABLE = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One line of prose, one whole fence or one whole table.

    `level` is a heading's level or a list entry's indent; `info` is what follows a fence, `closed` is False when
    nothing closed it. `first` says that a line begins a paragraph. `rows` are a table's cells.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    info: str = ""
    closed: bool = True
    first: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks in order; lines past MAX_LINES are left out."""
    lines = _unwrapped([line.rstrip("\r") for line in text.split("\n")[:MAX_LINES]])
    at, first = 0, True
    while at < len(lines):
        block, at = _block(lines, at, first=first)
        first = block is None or block.kind is not Kind.TEXT
        if block is not None:
            yield block


def _block(lines: Sequence[str], at: int, *, first: bool) -> tuple[Block | None, int]:
    """Return the block that begins at this line, None for a blank one, and where the next begins."""
    fence = _FENCE.match(lines[at])
    if fence is not None:
        return _code(lines, at, fence)
    line = _prose(lines[at])
    if not line.strip():
        return None, at + 1
    if line.lstrip().startswith("|"):
        return _table(lines, at)
    if at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]) and _ITEM.match(line) is None and not _RULE.match(line):
        return Block(Kind.HEADING, line.strip(), 1 if "=" in lines[at + 1] else 2), at + 2
    return _line(line, first=first), at + 1


def _line(line: str, *, first: bool) -> Block:
    if _RULE.match(line):
        return Block(Kind.RULE)
    heading = _HEADING.match(line)
    if heading is not None:
        return Block(Kind.HEADING, line[heading.end() :].rstrip(" \t#"), len(heading[1]))
    item = _ITEM.match(line)
    if item is not None:
        return Block(Kind.ITEM, line[item.end() :].strip(), len(item[1].expandtabs(4)))
    bold = _BOLD.match(line)
    if bold is not None and not bold[1].endswith(":"):
        return Block(Kind.HEADING, bold[1].strip(), BOLD_LEVEL)
    return Block(Kind.TEXT, line.strip(), len(line) - len(line.lstrip()), first=first)


def _prose(line: str) -> str:
    """Return a line of prose without quote marks, tags and where links lead."""
    quoted = _QUOTE.match(line)
    if quoted is not None:
        line = line[quoted.end() :]
    if "<" in line:
        headed = line.lstrip().lower().startswith("<summary")
        line = _TAGS.sub("", _LINE_BREAK.sub(" ", line)).strip()
        line = f"###### {line}" if headed else line
    return _LINK.sub("]", line) if "](" in line else line


def _code(lines: Sequence[str], at: int, fence: re.Match[str]) -> tuple[Block, int]:
    indent, marks, info = len(fence[1]), fence[2], fence[3].strip().lower()
    content: list[str] = []
    for end in range(at + 1, len(lines)):
        line = lines[end]
        bare = line.strip(" \t>") if ">" in fence[1] else line.strip()
        if len(bare) >= len(marks) and not bare.strip(marks[0]):
            return Block(Kind.CODE, "\n".join(content), indent, info), end + 1
        head = line[:indent]
        content.append(line[indent:] if not head.strip(" \t>") else line.lstrip())
    return Block(Kind.CODE, "\n".join(content), indent, info, closed=False), len(lines)


def _table(lines: Sequence[str], at: int) -> tuple[Block, int]:
    rows = []
    end = at
    while end < len(lines) and (line := _prose(lines[end])).lstrip().startswith("|"):
        if not _ROW_RULE.match(line):
            rows.append(_cells(line.strip()))
        end += 1
    return Block(Kind.TABLE, rows=tuple(rows)), end


def _cells(line: str) -> tuple[str, ...]:
    """Split a row at its bars, but not at those within code: models forget to escape `a || b`."""
    cells: list[str] = []
    start = 1
    for match in _CELL.finditer(line, 1):
        if match[0] == "|" and len(cells) < MAX_CELLS:
            cells.append(line[start : match.start()])
            start = match.end()
    if line[start:].strip():
        cells.append(line[start:])
    return tuple(cell.replace("\\|", "|").strip() for cell in cells)


def _unwrapped(lines: list[str]) -> list[str]:
    """Take off the fence that some models put around the whole of their Markdown or YAML."""
    said = [index for index, line in enumerate(lines) if line.strip()]
    for index in said[:_BEFORE_WRAPPER]:
        fence = _FENCE.match(lines[index])
        if fence is None:
            continue
        if fence[3].strip().lower() not in _WRAPPERS:
            break
        last = next((at for at in reversed(said) if at > index and lines[at].strip() == fence[2]), len(lines))
        return [*lines[:index], *lines[index + 1 : last], *lines[last + 1 :]]
    return lines
