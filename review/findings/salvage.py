"""Find the whole findings in a text that should have been JSON: prose, fences, cut-off lists, loose syntax.

Work is bounded whatever the text: one pass per reading of the quotes, small fragments only, and a budget for each of
the two parsers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MAX_FRAGMENT = 12_000  # characters of one finding; a longer object is a wrapper or garbage
MAX_PARSED = 1_000_000  # characters given to the exact parser in all
MAX_REPAIRED = 60_000  # characters given to the repairing parser in all; it is slow on nested garbage
MAX_REPAIR = 6_000  # ... and in one piece: 20,000 open braces cost it 3 seconds
MAX_DEPTH = 12

_MARKS = re.compile(r"""["'\\{}\[\]\n]""")
_FENCE = re.compile(r"```[A-Za-z0-9]*[ \t]*\n?")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def objects(text: str, quotes: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each closed `{...}` below MAX_FRAGMENT characters, inner ones before those around them.

    `quotes` are the characters that open a string; outside braces none does, for prose is full of them.
    """
    opened: list[int] = []
    inside, skip = "", -1
    for match in _MARKS.finditer(text):
        char, at = match[0], match.start()
        if at == skip:
            continue
        if inside:
            if char == "\\":
                skip = at + 1
            elif char == inside:
                inside = ""
        elif char in quotes and opened:
            inside = char
        elif char == "{":
            opened.append(at)
        elif char == "}" and opened:
            start = opened.pop()
            if at - start < MAX_FRAGMENT:
                yield start, at + 1


class Parsers:
    """The exact and the repairing parser with what each may still spend on one answer."""

    def __init__(self) -> None:
        self._exact = MAX_PARSED
        self._repair = MAX_REPAIRED

    def exact(self, fragment: str) -> object:
        """Parse JSON that may have raw line breaks in strings and trailing commas; None when it is not that."""
        if len(fragment) > self._exact:
            return None
        self._exact -= len(fragment)
        parsed = loads(fragment)
        return loads(_TRAILING_COMMA.sub(r"\1", fragment)) if parsed is None else parsed

    def repaired(self, fragment: str) -> object:
        """Parse what a model may write for JSON: comments, single quotes, bare keys, stray quotes; None when hopeless.

        json_repair makes something of anything, so the caller must check what came out.
        """
        if len(fragment) > min(MAX_REPAIR, self._repair) or _too_deep(fragment):
            return None
        self._repair -= len(fragment)
        import json_repair  # a last resort that few reviews need; it would cost every command line start its loading

        try:
            return json_repair.loads(fragment, skip_json_loads=True)
        # The library declares none of what it lets through. The first three came out of fuzzing it with 100,000 texts.
        except (ValueError, RecursionError, AssertionError, LookupError, TypeError, AttributeError):
            return None


def loads(text: str) -> object:
    """Parse JSON, line breaks in strings allowed; None for what is not JSON, or too deep or too long a number."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def without_fences(text: str) -> str:
    """Return the text without Markdown's code fences and the white space around."""
    return _FENCE.sub("", text).strip()


def _too_deep(fragment: str) -> bool:
    return max(fragment.count("{"), fragment.count("[")) > MAX_DEPTH * 4
