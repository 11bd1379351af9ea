"""Hostile text as GitHub Markdown: an allow-list of prose, lists, emphasis, inline code and fenced code.

Everything outside passes here before it stands in a comment: a model's words, a rule's message, a path. What comes out
holds no image, link, raw HTML, mention, reference, command, math, diagram or suggestion; it is a fixed point of
`sanitise`, closes every fence it opens, and is never longer than `limit`. Work is linear in `limit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from review.findings.inline import BACKTICKS, code, plain, words
from review.findings.invisible import escape_invisible

# GitHub refuses a body over 65,536 characters (422); ours also carries a marker and a footer.
BODY_LIMIT = 60_000
LINE_LIMIT = 300
CUT = "(the rest of this text was cut)"
MORE = "…"

FENCE = re.compile(r"^( *)(?:(`{3,})([^`]*)|(~{3,})(.*))$")
ITEM = re.compile(r"^( *)([-*+]|[0-9]{1,6}[.)]) +(\S.*)$")
DEEPEST_ITEM = 6
# What a line may not begin with as it is: headings, quotes, other lists, underlines, a table's rule.
START = re.compile(r"^(?:(?=[#>+=-])|(?=\* )|(?=:[-:= ]*$)|([0-9]{1,6})(?=[.)](?: |$)))")
# Other bots read commands at the start of a line of the raw text, whether or not it stands in a fence.
COMMAND = re.compile(r"^[/@][A-Za-z]", re.MULTILINE)
# GitHub acts on some info strings (suggestion, math, mermaid, geojson, stl, ...), so only these few are let through.
LANGUAGES = frozenset({
    "bash", "c", "cpp", "cs", "csharp", "css", "diff", "dockerfile", "go", "graphql", "hcl", "html", "ini", "java",
    "javascript", "js", "json", "jsx", "kotlin", "lua", "make", "perl", "php", "powershell", "proto", "py",
    "python", "r", "rb", "ruby", "rust", "scala", "scss", "sh", "shell", "sql", "swift", "terraform", "text",
    "toml", "ts", "tsx", "typescript", "vue", "xml", "yaml", "yml", "zig",
})  # fmt: skip


def sanitise(text: str, limit: int = BODY_LIMIT) -> str:
    """Return `text` as safe Markdown blocks of at most `limit` characters, cut on a line boundary with a notice."""
    blocks = list(_blocks(escape_invisible(text[:limit]).split("\n")))
    return fit(blocks if len(text) <= limit else [*blocks, "", CUT], limit)


def sanitise_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return `text` as one line of safe Markdown without emphasis, for titles and list entries."""
    parts = words(plain(text[: 4 * limit]).strip(" "), emphasis=False)
    line = _start("".join(parts).strip(" "))
    if len(line) <= limit:
        return line
    return _start(_cut_words(parts, limit - len(MORE) - 1)) + MORE


def code_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return `text` as inline code on one line, whatever it holds."""
    shown = plain(text)
    return code(shown if len(shown) <= limit else shown[: limit - 1] + MORE)


def code_block(text: str, language: str = "") -> str:
    """Return `text` as a fenced block, verbatim but for invisible characters, its fence longer than any run inside."""
    content = escape_invisible(text)
    if COMMAND.search(content):
        content = "\n".join(" " + line if line else line for line in content.split("\n"))
    fence = "`" * max(3, max((len(run) for run in BACKTICKS.findall(content)), default=0) + 1)
    info = language if language in LANGUAGES else ""
    return f"{fence}{info}\n{content}\n{fence}" if content else f"{fence}{info}\n{fence}"


def fit(blocks: Iterable[str], limit: int, notice: str = CUT) -> str:
    """Join `blocks`, each safe to end after, by LF; what would pass `limit` is left out and the notice says so."""
    kept: list[str] = []
    left = limit
    for block in blocks:
        left -= len(block) + 1
        if left < -1:
            return _without_overflow(kept, limit, notice)
        kept.append(block)
    return "\n".join(kept)


def _without_overflow(kept: list[str], limit: int, notice: str) -> str:
    while kept and len("\n".join(kept)) + 2 + len(notice) > limit:
        kept.pop()
    return "\n".join([*kept, "", notice] if kept else [notice])


def _blocks(lines: list[str]) -> Iterator[str]:
    """Give the safe form of each line of prose and of each fenced block."""
    at = 0
    while at < len(lines):
        opening = FENCE.match(lines[at])
        if opening is None:
            yield _prose(lines[at])
            at += 1
            continue
        indent, marks = len(opening.group(1)), opening.group(2) or opening.group(4)
        end = _closing(lines, at + 1, marks)
        info = (opening.group(3) or opening.group(5) or "").lower().split()
        yield code_block("\n".join(_dedent(line, indent) for line in lines[at + 1 : end]), info[0] if info else "")
        at = end + 1


def _closing(lines: list[str], start: int, marks: str) -> int:
    closing = re.compile(rf"^ *{marks[0]}{{{len(marks)},}} *$")
    return next((at for at in range(start, len(lines)) if closing.match(lines[at])), len(lines))


def _dedent(line: str, indent: int) -> str:
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]


def _prose(line: str) -> str:
    line = plain(line).rstrip(" ")
    item = ITEM.match(line)
    if item is None:
        return _start("".join(words(line.strip(" "))).strip(" "))
    content = _start("".join(words(item.group(3))).strip(" "))
    depth = min(len(item.group(1)), DEEPEST_ITEM)
    return f"{' ' * depth}{item.group(2)} {content}" if content else ""


def _start(content: str) -> str:
    """Take the meaning from how a line begins."""
    return START.sub(r"\1\\", content)


def _cut_words(parts: list[str], limit: int) -> str:
    kept, left = [], limit
    for part in parts:
        left -= len(part)
        if left < 0:
            break
        kept.append(part)
    return "".join(kept).strip(" ")
