"""The enclosing symbol of a line, guessed from indentation and definition keywords in any language.

Going up from the line, each definition that is indented less than everything between is one level of the name:
`Cart.total`. No parser is asked, so it also works on code that does not parse; an unusual layout gives a shorter name,
the same one on every push.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_WAY_UP = 4_000  # lines; further up nobody would call it enclosing
MAX_LINE = 300  # characters of a line that are looked at
TAB = 4

_KEYWORD = re.compile(
    r"\b(?:def|class|function|func|fn|fun|sub|interface|struct|enum|trait|impl|module|namespace|object|record|type)\b"
    r"\s{0,4}\*?\s{0,4}(?:\([^()]{0,100}\)\s{0,4})?([A-Za-z_$][\w$]{0,100})"
)
_ASSIGNED = re.compile(
    r"(?:(?:const|let|var)\s{1,4})?([A-Za-z_$][\w$]{0,100})\s{0,4}[=:]\s{0,4}(?:async\s{0,4})?"
    r"(?:function\b|\([^()]{0,150}\)\s{0,4}=>|[A-Za-z_$][\w$]{0,100}\s{0,4}=>)"
)
# `int main(void) {`, `public void run() {`, `render() {`: a call with a body, but for these words.
_WITH_BODY = re.compile(r"([A-Za-z_~$][\w$]{0,100})\s{0,4}\([^;]{0,250}(?:\{|\))\s{0,4}$")
_NOT_A_NAME = frozenset(
    (
        "if",
        "for",
        "while",
        "switch",
        "catch",
        "return",
        "else",
        "do",
        "with",
        "await",
        "new",
        "throw",
        "foreach",
        "using",
    )
)


def enclosing_symbol(lines: Sequence[str], number: int) -> str:
    """Return the dotted names of the definitions around line `number` (from 1), outermost first; empty for none."""
    return ".".join(name for _, name in enclosing_definitions(lines, number))


def enclosing_definitions(
    lines: Sequence[str], number: int, *, way_up: int = MAX_WAY_UP
) -> tuple[tuple[int, str], ...]:
    """Return line and name of each definition around line `number` (from 1), outermost first."""
    if not 1 <= number <= len(lines):
        return ()
    limit = _indentation(lines[number - 1])
    found: list[tuple[int, str]] = []
    for index in range(number - 2, max(-1, number - 2 - way_up), -1):
        line = lines[index][:MAX_LINE]
        if limit == 0:
            break
        if not line.strip() or _indentation(line) >= limit:
            continue
        name = defined(line.strip())
        if name:
            found.append((index + 1, name))
            limit = _indentation(line)
        elif line.strip() == "{":  # its definition stands above it, as far out as the brace
            limit = _indentation(line) + 1
        elif line.strip()[0] not in "})]#":  # those end or skip something; they do not enclose us
            limit = _indentation(line)
    return tuple(reversed(found))


def defined(line: str) -> str:
    """Return the name that a line without its indentation defines; empty for none."""
    for pattern in (_KEYWORD, _ASSIGNED, _WITH_BODY):
        match = pattern.search(line)
        if match and match[1] not in _NOT_A_NAME:
            return match[1]
    return ""


def _indentation(line: str) -> int:
    expanded = line[:MAX_LINE].expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip())
